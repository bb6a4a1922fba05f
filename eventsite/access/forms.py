"""What organisers are asked about access, and what people are asked would help them."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from eventsite.access.commands import NOTHING_SAID, Said, SetOffer
from eventsite.access.models import OfferLine
from eventsite.access.values import Group, Offered, vocabulary
from eventsite.events.models import Event
from eventsite.kernel.i18n import lazy_gettext
from eventsite.web.fields import Field, LongText, ManyOf, OneOf, Text
from eventsite.web.forms import Form


def group_of(group_id: str) -> Group | None:
    """Return a group of the vocabulary."""
    return next((group for group in vocabulary() if group.id == group_id), None)


class OfferForm(Form):
    """One group of the offer: yes, no or not checked, and a line of detail, for each item."""

    shared = True

    def __init__(self, seen: Said, **words: Any) -> None:
        self.seen = seen
        super().__init__(**words)

    @classmethod
    def showing(cls, group: Group, lines: Mapping[str, OfferLine]) -> "OfferForm":
        """The form with what is offered so far."""
        questions: dict[str, Field] = {}
        data: dict[str, str] = {}
        for item in group.items:
            line = lines.get(item.code)
            questions[item.code] = OneOf(
                item.offer, choices=Offered.choices(), needed=lazy_gettext("Choose yes, no or not checked"), small=True
            )
            questions[f"{item.code}_detail"] = Text(lazy_gettext("More about it"), small=True, limit=500)
            data[item.code] = line.status.value if line else Offered.NOT_CHECKED.value
            data[f"{item.code}_detail"] = line.detail if line else ""
        seen = {code: (line.status, line.detail) for code, line in lines.items()}
        return cls(seen, questions=questions, data=data)

    def to_command(self, event: Event, group: Group) -> SetOffer:
        """Say what the event offers in this group."""
        lines = {i.code: (Offered(self[i.code].data), self[f"{i.code}_detail"].data or "") for i in group.items}
        return SetOffer(event=event.ref, lines=lines, seen={code: self.seen.get(code, NOTHING_SAID) for code in lines})


class AreasForm(Form):
    """Which areas matter; the next page asks for details of those only."""

    areas = ManyOf(
        lazy_gettext("Would anything help you to take part?"),
        hint=lazy_gettext("Tick all that matter to you. You need not say why. If nothing does, just continue."),
        choices=lambda: [(group.id, group.name) for group in vocabulary()],
    )


FEW_AREAS = 2
"""More are folded, each with how much was said."""


class DetailsForm(Form):
    """The items of the areas that matter to somebody, and a box for own words in each."""

    has_public_choices = True  # they are those of the vocabulary

    @classmethod
    def showing(cls, areas: Collection[str], codes: Collection[str], words: Mapping[str, str]) -> "DetailsForm":
        """The form with what was said before."""
        questions: dict[str, Field] = {}
        data: dict[str, Any] = {}
        for group in vocabulary():
            if group.id in areas:
                questions[group.id] = ManyOf(group.name, choices=[(i.code, i.need) for i in group.items])
                questions[f"{group.id}_words"] = LongText(
                    lazy_gettext("Anything else, in your own words"), rows=2, limit=1000, small=True
                )
                data[group.id] = [item.code for item in group.items if item.code in codes]
                data[f"{group.id}_words"] = words.get(group.id, "")
        return cls(questions=questions, data=data)

    @property
    def is_short(self) -> bool:
        """Whether all of it can stand open at once."""
        return len(self.questions) <= 2 * FEW_AREAS

    def areas(self) -> Iterator[tuple[Field, Field]]:
        """Each area: what one can tick, and the box for own words."""
        return zip(self.questions[::2], self.questions[1::2], strict=True)
