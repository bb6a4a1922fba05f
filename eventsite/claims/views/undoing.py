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
from eventsite.registration.queries import was_there
from eventsite.web.current import perform, reading
from eventsite.web.pages import are_you_sure

blueprint = Blueprint("undoing", __name__)


@blueprint.get("/team/<slug>/attendance/<ref>/undo")
@team(RECORD_ATTENDANCE)
def sure_to_undo(event: Event, ref: str) -> str:
    """Say what goes with a mark before it is taken back."""
    person = was_there(reading(), event.id, ref)
    sentences = [
        _("If a claim was made ready for them, it goes too, and a letter tells them."),
        _("If they have begun their claim, everything stays as it is."),
    ]
    return are_you_sure(
        _("Was %(name)s not there after all?") % {"name": person.name}, sentences, _("Take the tick back"), caption=event.name,
        back=url_for("attendees.attendance", slug=event.slug),
    )


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
