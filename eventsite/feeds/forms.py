"""What somebody is asked about their calendars."""

from collections.abc import Sequence

from eventsite.kernel.i18n import lazy_gettext
from eventsite.registration.models import Registration
from eventsite.web.fields import NewReference, OneOf
from eventsite.web.forms import Form


class FeedForm(Form):
    """The button that makes a calendar address; whose, is asked only where several people share one email address."""

    of = OneOf(
        lazy_gettext("Whose calendar?"), hint=lazy_gettext("Each calendar shows the sessions of one person."),
        needed=lazy_gettext("Choose whose calendar it is"), small=True,
    )
    new_ref = NewReference()

    @classmethod
    def asking(cls, coming: Sequence[Registration]) -> "FeedForm":
        """Return the form for whoever may see these, one registration for each person."""
        if len(coming) < 2:  # noqa: PLR2004 - a choice needs two
            return cls(without=("of",))
        return cls(choices={"of": [(found.ref, found.name) for found in coming]})
