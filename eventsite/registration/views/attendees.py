"""The team's pages: who is coming, and who was there."""

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from eventsite.events.models import Event
from eventsite.events.rules import has_begun
from eventsite.events.values import Meeting
from eventsite.events.views.marks import team
from eventsite.kernel.i18n import _, ngettext
from eventsite.kernel.refusals import Refusal
from eventsite.people import browser_session
from eventsite.programme.queries.releases import latest_release
from eventsite.records.lists import MOST_ON_A_PAGE
from eventsite.registration import permissions, queries, rules
from eventsite.registration.commands.attendance import RecordAttendance, record_attendance
from eventsite.registration.commands.proving import VouchForRegistration, vouch_for_registration
from eventsite.registration.forms import AttendedForm
from eventsite.registration.models import Registration
from eventsite.registration.values import Perspective
from eventsite.registration.views.stage import COMING_STAGE
from eventsite.web.current import perform, reading, services
from eventsite.web.pages import page_number

blueprint = Blueprint("attendees", __name__)
Page = str | Response | tuple[str, int]
MOST_SOUGHT = 100


@blueprint.get("/team/<slug>/registrations")
@team(permissions.SEE_REGISTRATIONS)
def people(event: Event) -> Page:
    """List who is coming, in first-name order and a page at a time, and how full each session is."""
    words = request.args.get("q", "").strip()[:MOST_SOUGHT]
    numbers = queries.coming_in_numbers(reading(), event.id)
    slots = queries.choosable(latest_release(reading(), event.id))
    return render_template(
        "registration/people.html",
        event=event,
        found=queries.coming_page(reading(), event.id, words, page_number()),
        numbers=numbers,
        words=words,
        slots=slots,
        has_choice=event.meeting is Meeting.BOTH,
        how_there=lambda r: rules.how_there(event.meeting, r.attendance_mode, is_asked=COMING_STAGE in r.answered),
        taken=queries.taken_places(reading(), [slot.ref for slot in slots]),
        perspectives=_counted(numbers.perspectives),
        attendance=permissions.RECORD_ATTENDANCE,
        has_begun=_has_begun(event),
        vouch=permissions.VOUCH,
    )


def _counted(found: Mapping[str, int]) -> list[tuple[str, str]]:
    """Say for each perspective whether it is heard, thin or missing; never a number that could point at a person."""
    words = [(str(known.label), found.get(known, 0)) for known in Perspective]
    return [(label, _("missing") if n == 0 else _("thin") if n < FEW else _("heard")) for label, n in words]


FEW = 5
"""Fewer than five are called "thin" and never counted out.

As Ofqual shows 1 to 4 as "fewer than 5" (rounding policy, Ofqual, October 2025).
"""


@blueprint.route("/team/<slug>/attendance", methods=["GET", "POST"])
@team(permissions.RECORD_ATTENDANCE)
def attendance(event: Event) -> Page:
    """Tick who was there, a page at a time; their claims are made ready. Who was ticked on a page that others shortened still counts."""
    words = request.values.get("q", "").strip()[:MOST_SOUGHT]
    found = queries.coming_page(reading(), event.id, words, page_number(), was_there=False)
    ticked = queries.awaited(reading(), event.id, request.form.getlist("refs")[:MOST_ON_A_PAGE])
    listed = {r.ref: r for r in (*found.rows, *ticked)}
    form = AttendedForm(choices={"refs": [(r.ref, r.name, _with(r)) for r in listed.values()]})
    if form.is_posted_well():
        try:
            count = perform(record_attendance, RecordAttendance(event=event.ref, refs=form.refs.data))
        except Refusal as refusal:
            form.take(refusal)
        else:
            browser_session.flash(ngettext("%(num)d person more was there.", "%(num)d people more were there.", count) % {"num": count})
            return redirect(url_for("attendees.attendance", slug=event.slug))
    there = queries.coming_page(reading(), event.id, words, page_number(), was_there=True)
    return render_template(
        "registration/attendance.html", form=form, event=event, found=found, there=there, words=words, has_begun=_has_begun(event)
    ), form.status


def _has_begun(event: Event) -> bool:
    return has_begun(event.starts_on, event.zone, services().database.clock.now())


@blueprint.post("/team/<slug>/registrations/<ref>/vouch")
@team(permissions.VOUCH)
def vouch(event: Event, ref: str) -> Page:
    """Keep somebody's place although they cannot open our letter soon."""
    perform(vouch_for_registration, VouchForRegistration(event=event.ref, ref=ref))
    browser_session.flash(_("Their place is kept. What is private stays closed until they open the letter."))
    return redirect(url_for("attendees.people", slug=event.slug))


def _with(registration: Registration) -> str:
    if not registration.brings_support:
        return ""
    return _("with %(name)s") % {"name": registration.support_name or _("somebody to support them")}
