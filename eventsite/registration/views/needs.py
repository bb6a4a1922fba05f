"""What one person asked for, opened by whoever looks after it; and the answer, which the person hears of."""

from flask import Blueprint, abort, render_template
from werkzeug.wrappers import Response

from eventsite.access import commands
from eventsite.access.permissions import READ_NEEDS
from eventsite.access.values import NEED_LIFE
from eventsite.events.models import Event
from eventsite.events.views.marks import team
from eventsite.kernel.i18n import _, lazy_gettext
from eventsite.kernel.refusals import Refusal
from eventsite.people import browser_session
from eventsite.registration.queries import sent_registration
from eventsite.web.current import perform, reading

blueprint = Blueprint("needs", __name__)
Page = str | Response | tuple[str, int]
ACTIONS = {
    "talk": lazy_gettext("We are talking about it"),
    "promise": lazy_gettext("Yes, we will do this"),
    "agree_differently": lazy_gettext("We agreed on another way"),
    "keep": lazy_gettext("It is done"),
    "decline": lazy_gettext("We cannot do this"),
}


@blueprint.post("/team/<slug>/access/needs/<registration_ref>")
@team(READ_NEEDS)
def opened(event: Event, registration_ref: str) -> Page:
    """Open one person's needs. A POST, because the reading is written down for them to see."""
    return _opened(event, registration_ref)


def _opened(event: Event, registration_ref: str) -> Page:
    found = perform(commands.read_needs, commands.ReadNeeds(event=event.ref, registration_ref=registration_ref))
    if not found:
        abort(404)
    registration = sent_registration(reading(), registration_ref)
    return render_template(
        "registration/needs.html", event=event, registration=registration, needs=found, life=NEED_LIFE, actions=ACTIONS
    )


@blueprint.post("/team/<slug>/access/needs/<registration_ref>/<ref>/<action>")
@team(READ_NEEDS)
def move(event: Event, registration_ref: str, ref: str, action: str) -> Page:
    """Move one need along, and show them all again: the next answer is one press away."""
    try:
        perform(commands.move_need, commands.MoveNeed(event=event.ref, ref=ref, action=action, registration_ref=registration_ref))
    except Refusal as refusal:
        browser_session.flash(refusal.sentence)
    else:
        browser_session.flash(_("Saved. They see it on their own page, and we write to them."))
    return _opened(event, registration_ref)
