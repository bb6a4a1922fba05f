"""An event's desk: where things stand, what to do next, and letters that could not be sent."""

from flask import Blueprint, redirect, render_template, url_for
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from eventsite.claims.commands.undoing import UndoAttendance, undo_attendance
from eventsite.events.commands import TryEmailAgain, try_email_again
from eventsite.events.models import Event
from eventsite.events.permissions import EDIT_EVENT
from eventsite.events.views.marks import team
from eventsite.kernel.i18n import _
from eventsite.kernel.refusals import Refusal
from eventsite.people import browser_session
from eventsite.records.models import MessageState, OutboxMessage
from eventsite.registration.permissions import RECORD_ATTENDANCE
from eventsite.web.current import perform, reading, rooms

blueprint = Blueprint("team", __name__)
Page = str | Response


@blueprint.get("/team/<slug>/")
@team()
def home(event: Event) -> Page:
    """Show the task list: no blank wall."""
    parked = reading().scalars(
        select(OutboxMessage)
        .where(OutboxMessage.event_id == event.id, OutboxMessage.state == MessageState.PARKED)
        .order_by(OutboxMessage.id)
    )
    return render_template(
        "team/home.html",
        event=event,
        panels=[(panel.template, panel.find(reading(), event)) for panel in rooms().team_panels],
        tasks=rooms().tasks(reading(), event),
        parked=[(message, rooms().email_label(message.handler)) for message in parked],
        waiting=reading().scalar(
            select(func.count()).where(
                OutboxMessage.event_id == event.id,
                OutboxMessage.state == MessageState.WAITING,
                OutboxMessage.attempts > 0,
            )
        ),
        edit_event=EDIT_EVENT,
    )


@blueprint.post("/team/<slug>/letters/<int:message_id>/again")
@team(EDIT_EVENT)
def again(event: Event, message_id: int) -> Page:
    """Try a parked message again."""
    perform(try_email_again, TryEmailAgain(event=event.ref, message_id=message_id))
    browser_session.flash(_("It will be tried again in a moment."))
    return redirect(url_for("team.home", slug=event.slug))


@blueprint.post("/team/<slug>/attendance/<ref>/undo")
@team(RECORD_ATTENDANCE)
def not_there(event: Event, ref: str) -> Page:
    """Take a mark back that was made by mistake."""
    try:
        perform(undo_attendance, UndoAttendance(event=event.ref, registration=ref))
    except Refusal as refusal:
        browser_session.flash(refusal.sentence)
    else:
        browser_session.flash(_("Taken back. If they had a letter about a claim, they get another one that says so."))
    return redirect(url_for("attendees.attendance", slug=event.slug))
