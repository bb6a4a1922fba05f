"""An event's desk: where things stand, what to do next, and letters that could not be sent."""

from flask import Blueprint, redirect, render_template, url_for
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from eventsite.access.queries import offer_of
from eventsite.access.values import MINIMUM_OFFER
from eventsite.claims.commands.undoing import undo_attendance
from eventsite.claims.queries import current_terms
from eventsite.events.commands import essentials_of
from eventsite.events.models import Event
from eventsite.events.permissions import EDIT_EVENT, OPEN_EVENT
from eventsite.events.queries import team as team_of
from eventsite.events.rules import missing_for_public
from eventsite.events.values import PowerHolder
from eventsite.events.views.marks import team
from eventsite.kernel.i18n import _
from eventsite.kernel.refusals import Refusal
from eventsite.people import browser_session
from eventsite.programme.queries import releases_of, rooms_of, sessions_of
from eventsite.records.delivery import try_again
from eventsite.records.models import MessageState, OutboxMessage
from eventsite.registration.permissions import RECORD_ATTENDANCE, SEE_REGISTRATIONS
from eventsite.registration.queries import registrations_of
from eventsite.team.rules import LETTERS, Progress, tasks
from eventsite.web.current import reading, request_unit_of_work, services

blueprint = Blueprint("team", __name__)
Page = str | Response


def progress_of(event: Event) -> Progress:
    """Count across rooms what is there so far."""
    sessions = sessions_of(reading(), event.id)
    offer = offer_of(reading(), event.id)
    held = (event.question_held_by, event.agenda_held_by, event.money_held_by, event.result_held_by)
    return Progress(
        slug=event.slug,
        has_date=event.starts_on is not None,
        has_place=bool(event.address),
        has_decided=bool(event.decided_already),
        has_powers=PowerHolder.NOT_SAID not in held,
        has_contact=bool(event.contact_name and event.contact_email),
        team=len(team_of(reading(), event)),
        rooms=len(rooms_of(reading(), event.id)),
        sessions=len(sessions),
        placed=sum(s.starts_at is not None for s in sessions),
        releases=len(releases_of(reading(), event.id)),
        offer_checked=sum(code in offer for code in MINIMUM_OFFER),
        offer_wanted=len(MINIMUM_OFFER),
        has_payment=current_terms(reading(), event.id) is not None,
        coming=len(registrations_of(reading(), event.id)),
    )


@blueprint.get("/team/<slug>/")
@team()
def home(event: Event) -> Page:
    """Show the task list: no blank wall."""
    progress = progress_of(event)
    parked = reading().scalars(
        select(OutboxMessage).where(OutboxMessage.state == MessageState.PARKED).order_by(OutboxMessage.id)
    )
    return render_template(
        "team/home.html",
        event=event,
        progress=progress,
        tasks=tasks(progress),
        missing=missing_for_public(essentials_of(event)),
        parked=[(message, LETTERS[message.handler]) for message in parked],
        waiting=reading().scalar(
            select(func.count()).where(OutboxMessage.state == MessageState.WAITING, OutboxMessage.attempts > 0)
        ),
        open_event=OPEN_EVENT,
        edit_event=EDIT_EVENT,
        see_registrations=SEE_REGISTRATIONS,
    )


@blueprint.post("/team/<slug>/letters/<int:message_id>/again")
@team(EDIT_EVENT)
def again(event: Event, message_id: int) -> Page:
    """Try a parked message again."""
    with request_unit_of_work() as work:
        try_again(work.database, message_id, services().database.clock.now())
    browser_session.flash(_("It will be tried again in a moment."))
    return redirect(url_for("team.home", slug=event.slug))


@blueprint.post("/team/<slug>/attendance/<ref>/undo")
@team(RECORD_ATTENDANCE)
def not_there(event: Event, ref: str) -> Page:
    """Take a mark back that was made by mistake."""
    try:
        with request_unit_of_work() as work:
            undo_attendance(work, event.id, ref)
    except Refusal as refusal:
        browser_session.flash(refusal.sentence)
    else:
        browser_session.flash(_("Taken back. If they had a letter about a claim, they get another one that says so."))
    return redirect(url_for("attendees.attendance", slug=event.slug))
