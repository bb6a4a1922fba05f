"""The one table of who reacts to what. A reaction runs in the worker, after the commit, at least once."""

from collections.abc import Mapping

from eventsite.attachments import facts as attachments
from eventsite.attachments import reactions as on_attachments
from eventsite.claims import facts as claims
from eventsite.claims import reactions as on_claims
from eventsite.events import facts as events
from eventsite.events import reactions as on_events
from eventsite.kernel.facts import Fact
from eventsite.people import facts as people
from eventsite.people import reactions as on_people
from eventsite.records.house import Reaction
from eventsite.registration import facts as registration
from eventsite.registration import reactions as on_registration

SUBSCRIPTIONS: Mapping[type[Fact], tuple[Reaction, ...]] = {
    attachments.AttachmentDropped: (on_attachments.delete_files,),
    people.SignInAsked: (on_people.send_link,),
    events.MemberInvited: (on_events.welcome_member,),
    registration.RegistrationSent: (on_registration.confirm,),
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


def name_of(reaction: Reaction) -> str:
    """Return the name under which an outbox message remembers a reaction: its room and what it does."""
    room = reaction.__module__.split(".")[1]
    return f"{room}.{reaction.__name__}"


NAMES: Mapping[type[Fact], tuple[str, ...]] = {
    fact: tuple(name_of(reaction) for reaction in reactions) for fact, reactions in SUBSCRIPTIONS.items()
}
REACTIONS: Mapping[str, Reaction] = {
    name_of(reaction): reaction for reactions in SUBSCRIPTIONS.values() for reaction in reactions
}
