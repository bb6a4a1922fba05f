"""The access marks of an organisation's pages, and of what only stewards see."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from eventsite.kernel.permissions import Permission, require
from eventsite.kernel.refusals import NotVisible
from eventsite.organisations.permissions import SEE_ORGANISATION, STEWARD_SITE
from eventsite.organisations.queries import visible_organisation
from eventsite.web.access import marked, sign_in_first
from eventsite.web.current import actor, reading

View = Callable[..., Any]


def organisation(permission: Permission = SEE_ORGANISATION) -> Callable[[View], View]:
    """Only people in the organisation with this reference, and stewards, with `permission`; the view is given it.

    Others in it get 403, everybody else 404: which organisations there are is nobody's business.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(ref: str, **words: Any) -> Any:
            if not actor().is_signed_in:
                return sign_in_first()
            found = visible_organisation(reading(), actor(), ref)
            require(actor(), permission, found)
            return view(found, **words)

        return marked(guarded, permission.name)

    return mark


def steward(view: View) -> View:
    """Only stewards of the site; for everybody else the page does not exist."""

    @wraps(view)
    def guarded(**words: Any) -> Any:
        if not actor().is_signed_in:
            return sign_in_first()
        if not STEWARD_SITE.allows(actor(), None):
            raise NotVisible
        return view(**words)

    return marked(guarded, STEWARD_SITE.name)
