"""People: who somebody is here, and how they sign in."""

from eventsite.kernel.i18n import lazy_gettext
from eventsite.people import browser_session, facts, handlers, permissions
from eventsite.people.commands.forgetting import forget_people, forget_requests, forget_sign_ins
from eventsite.people.commands.signing_in import CloseOpenings, close_openings
from eventsite.people.models import AddressChange, LinkOpening, Mailbox, Person, SignIn, SignInRequest
from eventsite.people.rules import PERSONS_KEPT, REQUESTS_KEPT, SIGN_INS_KEPT
from eventsite.people.views import blueprint
from eventsite.records.retention import Personal, RetentionRule, Topic, of
from eventsite.records.rooms import Manifest

MANIFEST = Manifest(
    name="people",
    blueprints=(blueprint,),
    permissions=(
        permissions.ASK_TO_SIGN_IN, permissions.USE_SIGN_IN, permissions.MEET, permissions.NAME_ONESELF, permissions.USE_LETTER,
        permissions.MOVE_ELSEWHERE,
    ),
    facts=(
        facts.SignInAsked, facts.CodeTried, facts.SignedIn, facts.SignedOut, facts.PersonNamed, facts.MailboxProven,
        facts.AddressChangeAsked, facts.AddressChangeUsed, facts.AddressChangeEnded, facts.PersonMoved,
    ),
    handlers={
        facts.SignInAsked: (handlers.send_link,),
        facts.AddressChangeAsked: (handlers.ask_new_address,),
    },
    emails={
        "send_link": lazy_gettext("A link to sign in"),
        "ask_new_address": lazy_gettext("A question whether a new address is right"),
    },
    personal=(
        Personal(
            topic=Topic.REACH, what=lazy_gettext("The address that your letters go to, the name you gave, and who acts for you"),
            stored=[*of(Person, "mailbox_id signs_in keeper_id name created_at"), *of(Mailbox, "address proven_at created_at")],
            left=lazy_gettext("Nothing. While you are the latest who came, a number stays that says nothing of you."),
        ),
        Personal(
            topic=Topic.SIGN_IN, what=lazy_gettext("That somebody asked for a link with your address, or wanted letters sent to another"),
            stored=[
                *of(SignInRequest, "email back expires_at used_at wrong_codes"),
                *of(AddressChange, "person_id address created_at expires_at used_at"),
            ],
        ),
        Personal(
            topic=Topic.SIGN_IN, what=lazy_gettext("Where you are signed in, and where you opened a private link"),
            stored=[
                *of(SignIn, "person_id digest created_at expires_at ended_at"),
                *of(LinkOpening, "digest registration_ref created_at expires_at ended_at"),
            ],
        ),
    ),
    retention=(
        RetentionRule(
            forget=forget_requests, empties=[SignInRequest, AddressChange], after=REQUESTS_KEPT,
            since=[SignInRequest.expires_at, AddressChange.expires_at],
            what=lazy_gettext("requests to sign in or to change an address"), when=lazy_gettext("%(time)s after the link ended"),
        ),
        RetentionRule(
            forget=forget_sign_ins, empties=[SignIn, LinkOpening], after=SIGN_INS_KEPT,
            since=[SignIn.expires_at, SignIn.ended_at, LinkOpening.expires_at, LinkOpening.ended_at],
            what=lazy_gettext("sign-ins and opened links"), when=lazy_gettext("%(time)s after they ended"),
        ),
        RetentionRule(
            forget=forget_people, empties=[Person, *of(Person, "name mailbox_id keeper_id"), Mailbox], after=PERSONS_KEPT, since=[Person.created_at, Mailbox.created_at],
            what=lazy_gettext("people whom nothing here needs any more"),
            when=lazy_gettext("the day after the last line about them went, and not before %(time)s have passed"),
        ),
    ),
    farewells=((close_openings, CloseOpenings),),
    setup=(browser_session.init,),
)
