"""What is asked before an event goes another way."""

from eventsite.kernel.i18n import lazy_gettext
from eventsite.web.fields import LongText
from eventsite.web.forms import Form

MOST_LETTERS = 500


class SureForm(Form):
    """No question, just the button."""


class CancellationForm(Form):
    """The organiser's word to everybody who is coming."""

    note = LongText(
        lazy_gettext("What would you like to say to everybody who is coming?"),
        hint=lazy_gettext("A sentence is enough: why, and what happens now. It stands on the public page as well."),
        needed=lazy_gettext("Say in a sentence why it will not happen"), rows=3, limit=MOST_LETTERS, small=True,
    )


class ReasonForm(Form):
    """A steward's reason."""

    reason = LongText(
        lazy_gettext("Why?"), hint=lazy_gettext("The organisers get a letter with your reason."),
        needed=lazy_gettext("Say why. The organisers read it"), rows=3, limit=MOST_LETTERS, small=True,
    )
