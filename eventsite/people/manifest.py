"""People: who somebody is here, and how they sign in."""

from eventsite.kernel.i18n import lazy_gettext
from eventsite.people import browser_session, facts, handlers, permissions
from eventsite.people.commands.signing_in import CloseOpenings, close_openings
from eventsite.people.views import blueprint
from eventsite.records.rooms import Manifest

MANIFEST = Manifest(
    name="people",
    blueprints=(blueprint,),
    permissions=(
        permissions.ASK_TO_SIGN_IN, permissions.USE_SIGN_IN, permissions.MEET, permissions.NAME_ONESELF, permissions.USE_LETTER,
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
    farewells=((close_openings, CloseOpenings),),
    setup=(browser_session.init,),
)
