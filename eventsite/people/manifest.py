"""People: who somebody is here, and how they sign in."""

from eventsite.kernel.i18n import lazy_gettext
from eventsite.people import browser_session, facts, handlers, permissions
from eventsite.people.views import blueprint
from eventsite.records.rooms import Manifest

MANIFEST = Manifest(
    name="people",
    blueprints=(blueprint,),
    permissions=(
        permissions.ASK_TO_SIGN_IN, permissions.USE_SIGN_IN, permissions.MEET, permissions.NAME_ONESELF,
    ),
    facts=(facts.SignInAsked, facts.CodeTried, facts.SignedIn, facts.SignedOut, facts.PersonNamed),
    handlers={facts.SignInAsked: (handlers.send_link,)},
    emails={"send_link": lazy_gettext("A link to sign in")},
    setup=(browser_session.init,),
)
