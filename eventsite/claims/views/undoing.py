"""Taking an attendance mark back: it stands on registration's page, and a claim that hangs on it goes with it."""

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from eventsite.claims.commands.undoing import UndoAttendance, undo_attendance
from eventsite.events.models import Event
from eventsite.events.views.marks import team
from eventsite.kernel.i18n import _
from eventsite.kernel.refusals import Refusal
from eventsite.people import browser_session
from eventsite.registration.permissions import RECORD_ATTENDANCE
from eventsite.web.current import perform

blueprint = Blueprint("undoing", __name__)


@blueprint.post("/team/<slug>/attendance/<ref>/undo")
@team(RECORD_ATTENDANCE)
def attendance(event: Event, ref: str) -> Response:
    """Take a mark back that was made by mistake."""
    try:
        perform(undo_attendance, UndoAttendance(event=event.ref, registration=ref))
    except Refusal as refusal:
        browser_session.flash(refusal.sentence)
    else:
        browser_session.flash(_("Taken back. If they had a letter about a claim, they get another one that says so."))
    return redirect(url_for("attendees.attendance", slug=event.slug))
