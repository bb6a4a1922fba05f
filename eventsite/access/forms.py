"""What organisers are asked about access, and what people are asked would help them."""

from typing import Any, cast

from eventsite.access.commands import SetOffer
from eventsite.access.models import OfferLine
from eventsite.access.values import Group, Offered, vocabulary
from eventsite.kernel.i18n import lazy_gettext
from eventsite.web.fields import LongText, ManyOf, OneOf, Text
from eventsite.web.forms import Form


def group_of(group_id: str) -> Group | None:
    """Return a group of the vocabulary."""
    return next((group for group in vocabulary() if group.id == group_id), None)


def offer_form(group: Group, lines: dict[str, OfferLine]) -> Form:
    """Return the form for one group of the offer: yes, no or not checked, and a line of detail, for each item."""
    fields: dict[str, Any] = {}
    data: dict[str, str] = {}
    for item in group.items:
        fields[item.code] = OneOf(
            item.offer,
            choices=Offered.choices(),
            needed=lazy_gettext("Choose yes, no or not checked"),
            small=True,
        )
        fields[f"{item.code}_detail"] = Text(lazy_gettext("More about it"), small=True, limit=500)
        line = lines.get(item.code)
        data[item.code] = line.status.value if line else Offered.NOT_CHECKED.value
        data[f"{item.code}_detail"] = line.detail if line else ""
    return cast("Form", type("OfferForm", (Form,), fields)(data=data))


def offer_command(event: str, group: Group, form: Form) -> SetOffer:
    """Return the command for an answered offer form."""
    return SetOffer(
        event=event,
        lines={
            item.code: (Offered(form[item.code].data), form[f"{item.code}_detail"].data or "") for item in group.items
        },
    )


class AreasForm(Form):
    """Which areas matter; the next page asks for details of those only."""

    areas = ManyOf(
        lazy_gettext("Would anything help you to take part?"),
        hint=lazy_gettext("Tick all that matter to you. You need not say why. If nothing does, just continue."),
        choices=lambda: [(group.id, group.name) for group in vocabulary()],
    )


def details_form(areas: list[str], codes: list[str], words: dict[str, str]) -> Form:
    """Return the form with the items of the chosen areas, and a box for own words in each."""
    fields: dict[str, Any] = {}
    data: dict[str, Any] = {}
    for group in vocabulary():
        if group.id in areas:
            fields[group.id] = ManyOf(group.name, choices=[(i.code, i.need) for i in group.items])
            fields[f"{group.id}_words"] = LongText(
                lazy_gettext("Anything else, in your own words"), rows=2, limit=1000, small=True
            )
            data[group.id] = [item.code for item in group.items if item.code in codes]
            data[f"{group.id}_words"] = words.get(group.id, "")
    return cast("Form", type("DetailsForm", (Form,), fields)(data=data))
