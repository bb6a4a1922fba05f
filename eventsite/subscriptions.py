"""The one table of who reacts to what. A reaction runs in the worker, after the commit, at least once."""

from collections.abc import Mapping

from eventsite.attachments import facts as attachments
from eventsite.attachments import handlers as on_attachments
from eventsite.claims import facts as claims
from eventsite.claims import handlers as on_claims
from eventsite.events import facts as events
from eventsite.events import handlers as on_events
from eventsite.kernel.facts import Fact
from eventsite.people import facts as people
from eventsite.people import handlers as on_people
from eventsite.records.services import Handler
from eventsite.registration import facts as registration
from eventsite.registration import handlers as on_registration

SUBSCRIPTIONS: Mapping[type[Fact], tuple[Handler, ...]] = {
    attachments.AttachmentDropped: (on_attachments.delete_files,),
    people.SignInAsked: (on_people.send_link,),
    events.MemberInvited: (on_events.welcome_member,),
    registration.RegistrationSubmitted: (on_registration.confirm,),
    registration.RegistrationCancelled: (on_registration.say_goodbye,),
    registration.AttendanceRecorded: (on_claims.make_ready,),
    claims.ClaimOpened: (on_claims.tell_ready,),
    claims.ClaimUndone: (on_claims.tell_undone,),
    claims.ClaimSubmitted: (on_claims.tell_received,),
    claims.ClaimReturned: (on_claims.tell_question,),
    claims.ClaimDecided: (on_claims.tell_decision,),
    claims.PaymentFailed: (on_claims.tell_failed,),
    claims.ClaimPaid: (on_claims.send_remittance,),
}


def name_of(handler: Handler) -> str:
    """Return the name under which an outbox message remembers a reaction: its room and what it does."""
    room = handler.__module__.split(".")[1]
    return f"{room}.{handler.__name__}"


NAMES: Mapping[type[Fact], tuple[str, ...]] = {
    fact: tuple(name_of(handler) for handler in handlers) for fact, handlers in SUBSCRIPTIONS.items()
}
HANDLERS: Mapping[str, Handler] = {
    name_of(handler): handler for handlers in SUBSCRIPTIONS.values() for handler in handlers
}
