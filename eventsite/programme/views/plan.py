"""The team's own pages of the plan: rooms, sessions, and placing them."""

import datetime as dt

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from eventsite.events.models import Event
from eventsite.events.views.marks import team
from eventsite.kernel.days import day as day_in_words
from eventsite.kernel.days import time_of_day
from eventsite.kernel.i18n import _
from eventsite.kernel.refusals import Refusal
from eventsite.people import browser_session
from eventsite.programme import permissions, wording
from eventsite.programme.commands import plan as commands
from eventsite.programme.forms import PlaceForm, RoomForm, SessionForm
from eventsite.programme.queries import plan as queries
from eventsite.programme.queries.releases import releases_of
from eventsite.programme.rules.warnings import in_the_open, warnings
from eventsite.programme.values import formats
from eventsite.web.current import perform, reading
from eventsite.web.pages import are_you_sure

blueprint = Blueprint("programme", __name__)
SHOWN_WARNINGS = 12
Page = str | Response | tuple[str, int]


@blueprint.get("/team/<slug>/programme")
@team(permissions.EDIT_PROGRAMME)
def plan(event: Event) -> Page:
    """Show the plan: what is placed, what is not, and what deserves a second look."""
    found = queries.plan_of(reading(), event.id)
    return render_template(
        "programme/plan.html",
        event=event,
        sessions=queries.sessions_of(reading(), event.id),
        rooms=queries.rooms_of(reading(), event.id),
        warnings=in_the_open(warnings(found.slots, found.unplaced, found.rooms, event.zone, (event.starts_on, event.ends_on)), SHOWN_WARNINGS),
        sentence=wording.sentence,
        releases=releases_of(reading(), event.id),
        publish=permissions.PUBLISH_RELEASE,
        formats=formats(),
    )


@blueprint.route("/team/<slug>/programme/rooms/new", methods=["GET", "POST"])
@team(permissions.EDIT_PROGRAMME)
def new_room(event: Event) -> Page:
    """Add a room."""
    return _room(event, None)


@blueprint.route("/team/<slug>/programme/rooms/<ref>", methods=["GET", "POST"])
@team(permissions.EDIT_PROGRAMME)
def room(event: Event, ref: str) -> Page:
    """Change a room."""
    return _room(event, ref)


def _room(event: Event, ref: str | None) -> Page:
    found = queries.room_of(reading(), event.id, ref) if ref else None
    form = RoomForm.showing(found)
    if form.is_posted_well():
        perform(commands.save_room, form.to_command(event, ref))
        browser_session.flash(_("%(name)s is saved.") % {"name": form.name.data})
        return redirect(url_for("programme.plan", slug=event.slug))
    return render_template(
        "programme/room.html", form=form, event=event, room=found
    ), form.status


@blueprint.get("/team/<slug>/programme/rooms/<ref>/remove")
@team(permissions.EDIT_PROGRAMME)
def sure_to_remove_room(event: Event, ref: str) -> Page:
    """Say which sessions lose it before a room goes off the list."""
    found = queries.room_of(reading(), event.id, ref)
    titles = queries.titles_in(reading(), found)
    lost = _("These lose their room and keep their time: %(titles)s.") % {"titles": ", ".join(titles)}
    return are_you_sure(
        _("Take %(name)s off the list?") % {"name": found.name}, [lost if titles else _("No session is in it.")],
        _("Take it off the list"), caption=event.name, back=url_for("programme.room", slug=event.slug, ref=ref),
    )


@blueprint.post("/team/<slug>/programme/rooms/<ref>/remove")
@team(permissions.EDIT_PROGRAMME)
def remove_room(event: Event, ref: str) -> Page:
    """Take a room off the list."""
    perform(commands.remove_room, commands.RemoveRoom(room=ref))
    browser_session.flash(_("The room is off the list. Its sessions now need another one."))
    return redirect(url_for("programme.plan", slug=event.slug))


@blueprint.get("/team/<slug>/programme/formats")
@team(permissions.EDIT_PROGRAMME)
def choose_format(event: Event) -> Page:
    """Show the library of formats to start a session from."""
    return render_template("programme/formats.html", event=event, formats=formats().values())


@blueprint.route("/team/<slug>/programme/sessions/new", methods=["GET", "POST"])
@team(permissions.EDIT_PROGRAMME)
def new_session(event: Event) -> Page:
    """Add a session, perhaps from a format."""
    return _session(event, None)


@blueprint.route("/team/<slug>/programme/sessions/<ref>", methods=["GET", "POST"])
@team(permissions.EDIT_PROGRAMME)
def session(event: Event, ref: str) -> Page:
    """Change a session's words."""
    return _session(event, ref)


def _session(event: Event, ref: str | None) -> Page:
    found = queries.session_of(reading(), event.id, ref) if ref else None
    form = SessionForm.showing(found, request.args.get("format", ""))
    if form.is_posted_well():
        try:
            saved = perform(commands.save_session, form.to_command(event, ref))
        except Refusal as refusal:
            form.take(refusal)
        else:
            browser_session.flash(_("“%(title)s” is saved.") % {"title": saved.title})
            if saved.starts_at is None:
                return redirect(url_for("programme.place", slug=event.slug, ref=saved.ref))
            return redirect(url_for("programme.plan", slug=event.slug))
    return render_template(
        "programme/session.html", form=form, event=event, session=found
    ), form.status


@blueprint.route("/team/<slug>/programme/sessions/<ref>/place", methods=["GET", "POST"])
@team(permissions.EDIT_PROGRAMME)
def place(event: Event, ref: str) -> Page:
    """Give a session a time and a room."""
    found = queries.session_of(reading(), event.id, ref)
    form = PlaceForm.showing(event, found, queries.rooms_of(reading(), event.id), _days(event))
    if form.is_posted_well():
        try:
            perform(commands.place_session, form.to_command(event, ref))
        except Refusal as refusal:
            form.take(refusal)
        else:
            browser_session.flash(_where_it_went(event, form, found.title))
            return redirect(url_for("programme.plan", slug=event.slug) + f"#s-{ref}")
    return render_template("programme/place.html", form=form, event=event, session=found), form.status


def _where_it_went(event: Event, form: PlaceForm, title: str) -> str:
    words = {"title": title, "day": _days(event)[form.day.data], "time": time_of_day(form.start.data)}
    return _("“%(title)s” is now on %(day)s at %(time)s.") % words


def _days(event: Event) -> dict[str, str]:
    if event.starts_on is None or event.ends_on is None:
        return {}
    count = (event.ends_on - event.starts_on).days + 1
    days = [event.starts_on + dt.timedelta(days=n) for n in range(count)]
    return {day.isoformat(): day_in_words(day) for day in days}


@blueprint.get("/team/<slug>/programme/sessions/<ref>/off")
@team(permissions.EDIT_PROGRAMME)
def sure_to_take_off(event: Event, ref: str) -> Page:
    """Say what it means before a session goes off the timetable."""
    found = queries.session_of(reading(), event.id, ref)
    sentences = [
        _("It loses its time and its room. Its words stay, and you can give it another time."),
        _("Nobody sees that before you publish. Then whoever chose it gets a letter: it has no time at the moment."),
        _("Will it not happen at all? Then go back and choose “Will not happen”."),
    ]
    return are_you_sure(
        _("Take “%(title)s” off the timetable?") % {"title": found.title}, sentences, _("Take off the timetable"),
        caption=event.name, back=url_for("programme.plan", slug=event.slug) + f"#s-{ref}",
    )


@blueprint.post("/team/<slug>/programme/sessions/<ref>/off")
@team(permissions.EDIT_PROGRAMME)
def take_off(event: Event, ref: str) -> Page:
    """Take a session off the timetable; its words stay."""
    session = perform(commands.take_off_timetable, commands.TakeOffTimetable(session=ref))
    browser_session.flash(_("“%(title)s” is off the timetable. Its words are kept.") % {"title": session.title})
    return redirect(url_for("programme.plan", slug=event.slug))


@blueprint.post("/team/<slug>/programme/sessions/<ref>/cancel")
@team(permissions.EDIT_PROGRAMME)
def cancel(event: Event, ref: str) -> Page:
    """Say that a session will not happen."""
    perform(commands.cancel_session, commands.CancelSession(session=ref))
    browser_session.flash(_("Marked as not happening. People will see that when you publish."))
    return redirect(url_for("programme.plan", slug=event.slug))


@blueprint.post("/team/<slug>/programme/sessions/<ref>/confirm")
@team(permissions.EDIT_PROGRAMME)
def confirm(event: Event, ref: str) -> Page:
    """Say that a session will happen."""
    perform(commands.confirm_session, commands.ConfirmSession(session=ref))
    browser_session.flash(_("It will happen. People will see that when you publish."))
    return redirect(url_for("programme.plan", slug=event.slug))
