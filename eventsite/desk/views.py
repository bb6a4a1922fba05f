"""An event's desk: where things stand, what to do next, and letters that could not be sent."""

from flask import Blueprint, redirect, render_template, url_for
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from eventsite.access.queries import offer_of
from eventsite.access.values import MINIMUM_OFFER
from eventsite.claims.commands.undoing import undo_attendance
from eventsite.claims.queries import current_policy
from eventsite.desk.rules import LETTERS, Progress, tasks
from eventsite.events.commands import essentials_of
from eventsite.events.models import Event
from eventsite.events.policy import EDIT_EVENT, OPEN_EVENT
from eventsite.events.queries import team as team_of
from eventsite.events.rules import missing_for_public
from eventsite.events.values import Held
from eventsite.events.views.marks import team
from eventsite.kernel.refusals import Refusal
from eventsite.kernel.words import _
from eventsite.people import browser
from eventsite.programme.queries import releases_of, rooms_of, sessions_of
from eventsite.records.delivery import try_again
from eventsite.records.models import MessageState, OutboxMessage
from eventsite.registration.policy import RECORD_ATTENDANCE, SEE_REGISTRATIONS
from eventsite.registration.queries import registrations_of
from eventsite.web.current import house, reading, working

blueprint = Blueprint("desk", __name__)
Page = str | Response


def progress_of(event: Event) -> Progress:
    """Count across rooms what is there so far."""
    sessions = sessions_of(reading(), event.id)
    offer = offer_of(reading(), event.id)
    held = (event.holds_question, event.holds_agenda, event.holds_money, event.holds_result)
    return Progress(
        slug=event.slug,
        has_date=event.starts_on is not None,
        has_place=bool(event.address),
        has_decided=bool(event.decided_already),
        has_powers=Held.NOT_SAID not in held,
        has_contact=bool(event.contact_name and event.contact_email),
        team=len(team_of(reading(), event)),
        rooms=len(rooms_of(reading(), event.id)),
        sessions=len(sessions),
        placed=sum(s.starts_at is not None for s in sessions),
        releases=len(releases_of(reading(), event.id)),
        offer_checked=sum(code in offer for code in MINIMUM_OFFER),
        offer_wanted=len(MINIMUM_OFFER),
        has_payment=current_policy(reading(), event.id) is not None,
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
        "desk/home.html",
        event=event,
        progress=progress,
        tasks=tasks(progress),
        missing=missing_for_public(essentials_of(event)),
        parked=[(message, LETTERS[message.reaction]) for message in parked],
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
    with working() as work:
        try_again(work.database, message_id, house().books.clock.now())
    browser.say(_("It will be tried again in a moment."))
    return redirect(url_for("desk.home", slug=event.slug))


@blueprint.post("/team/<slug>/attendance/<ref>/undo")
@team(RECORD_ATTENDANCE)
def not_there(event: Event, ref: str) -> Page:
    """Take a mark back that was made by mistake."""
    try:
        with working() as work:
            undo_attendance(work, event.id, ref)
    except Refusal as refusal:
        browser.say(refusal.sentence)
    else:
        browser.say(_("Taken back. If they had a letter about a claim, they get another one that says so."))
    return redirect(url_for("coming.attendance", slug=event.slug))
