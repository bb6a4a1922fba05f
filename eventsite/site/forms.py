"""What the public pages ask."""

from typing import ClassVar

from eventsite.kernel.i18n import lazy_gettext
from eventsite.web.fields import OneOf
from eventsite.web.forms import Form
from eventsite.web.themes import Theme


class LookForm(Form):
    """Light, dark, or as the phone or computer is set."""

    AS_THE_DEVICE: ClassVar[str] = "device"

    theme = OneOf(
        lazy_gettext("How should these pages look?"),
        hint=lazy_gettext("We remember it in this browser, and nowhere else."),
        choices=[
            (AS_THE_DEVICE, lazy_gettext("Like my phone or computer")),
            (Theme.LIGHT.value, lazy_gettext("Always light")),
            (Theme.DARK.value, lazy_gettext("Always dark")),
        ],
        needed=lazy_gettext("Choose how the pages should look"),
    )
