"""What organisers are asked about their event. Each form's `changes()` is what `describe_event` takes."""

from collections.abc import Sequence
from typing import Any

from eventsite.events.commands.describing import IS_PUBLIC
from eventsite.events.models import Event
from eventsite.events.values import Meeting, PowerHolder, Role
from eventsite.kernel.i18n import lazy_gettext
from eventsite.organisations.models import Organisation
from eventsite.web.fields import (
    CheckboxField,
    Day,
    Email,
    IntegerField,
    LongText,
    NewReference,
    OneOf,
    Phone,
    Select,
    Text,
    Version,
)
from eventsite.web.forms import Form
from eventsite.web.places import zone_choices


class DescribingForm(Form):
    """A form whose fields are columns of the event."""

    version = Version()

    @classmethod
    def showing(cls, event: Event) -> "DescribingForm":
        """The form with what the event says so far."""
        return cls(obj=event)

    @property
    def is_sure(self) -> bool:
        """Whether somebody who is asked so ticked that they mean it."""
        sure = self._fields.get("sure")
        return isinstance(sure, CheckboxField) and sure.is_ticked

    def changes(self) -> dict[str, Any]:
        """Return field name -> new value."""
        return {field.name: "" if field.data is None else field.data for field in self.questions}


class WhatForm(Form):
    """Question 1 of 6, and for whom, when somebody could start it for several organisations."""

    new_ref = NewReference()
    name = Text(
        lazy_gettext("What will you call your gathering?"),
        hint=lazy_gettext("You can change this later. Like: Common Ground, a day to share what works and what does not."),
        needed=lazy_gettext("Give your gathering a name, even a rough one"),
    )
    organisation = OneOf(
        lazy_gettext("Which organisation hosts it?"), needed=lazy_gettext("Choose which organisation hosts it"), small=True
    )

    @classmethod
    def showing(cls, organisations: Sequence[Organisation]) -> "WhatForm":
        """The form that asks which of these hosts it; a single one goes without saying."""
        choices = {"organisation": [(one.ref, one.name) for one in organisations]}
        return cls(choices=choices, without=["organisation"] if len(organisations) == 1 else [])


class WhyForm(DescribingForm):
    """Question 2 of 6."""

    why = LongText(
        lazy_gettext("Why are you meeting?"),
        hint=lazy_gettext("Say it as you would to a neighbour. What is the matter, and what could be different after?"),
        needed=lazy_gettext("Say why you are meeting. One sentence is enough for now"),
    )


class WhoWithForm(DescribingForm):
    """Question 3 of 6."""

    who_with = LongText(
        lazy_gettext("Who do you hope will be there?"),
        hint=lazy_gettext("You need not have everyone. Start where you can, and say whose voice you miss."),
        needed=lazy_gettext("Say who you hope will come. You can add more later"),
    )


class WhenForm(DescribingForm):
    """Question 4 of 6: a date if there is one, words if there is not. Once people can be coming, it asks whether one is sure."""

    when_roughly = Text(
        lazy_gettext("When, roughly?"),
        hint=lazy_gettext("Like: a Saturday in spring. Getting ready well takes about 2 months."),
        small=True,
    )
    starts_on = Day(lazy_gettext("First day, if you know it"), hint=lazy_gettext("For example, 27 3 2027"), small=True)
    ends_on = Day(lazy_gettext("Last day, if it is more than one"), small=True)
    sure = CheckboxField(
        lazy_gettext("Are the days others now?"),
        hint=lazy_gettext(
            "The gathering is public. Everybody who is coming gets a letter with the new days. "
            "Sessions stay where they are: move them in the programme, and publish it."
        ),
        says=lazy_gettext("Yes, write to everybody who is coming"), small=True,
    )

    @classmethod
    def showing(cls, event: Event) -> "WhenForm":
        return cls(obj=event, without=[] if event.state in IS_PUBLIC and event.starts_on else ["sure"])

    def changes(self) -> dict[str, Any]:
        return {
            "when_roughly": self.when_roughly.data or "",
            "starts_on": self.starts_on.data,
            "ends_on": self.ends_on.data or self.starts_on.data,
        }


class WhereForm(DescribingForm):
    """Question 5 of 6."""

    meeting = OneOf(
        lazy_gettext("How can people be there?"),
        choices=Meeting.choices(),
        needed=lazy_gettext("Choose how people can be there"),
        small=True,
    )
    where = Text(
        lazy_gettext("Where?"),
        hint=lazy_gettext("The name of the place, or “online”. A town is enough for now."),
        needed=lazy_gettext("Say where, even roughly"),
        small=True,
    )


class WhoDecidesForm(DescribingForm):
    """Question 6 of 6."""

    who_decides = LongText(
        lazy_gettext("Who decides what happens?"),
        hint=lazy_gettext("Say who can change the plan, who holds the money and who has the last word."),
        needed=lazy_gettext("Say who decides. “Just me so far” is an honest answer"),
    )


class FixedForm(DescribingForm):
    """What cannot be changed any more, and who holds which power."""

    decided_already = LongText(
        lazy_gettext("What is decided already?"),
        hint=lazy_gettext("Things people cannot change by coming, and why. If there are none, write “Nothing yet”."),
        needed=lazy_gettext("Say what is decided already, or write “Nothing yet”"),
    )


_HOLDERS = [(PowerHolder.HOSTS.value, lazy_gettext("The hosts")), (PowerHolder.TOGETHER.value, lazy_gettext("Everybody together, with people who come"))]


class PowersForm(DescribingForm):
    """Four questions that decide what the event may honestly call itself."""

    question_held_by = OneOf(lazy_gettext("Who set the question?"), choices=_HOLDERS, needed=lazy_gettext("Say who set the question"))
    agenda_held_by = OneOf(lazy_gettext("Who can change the plan for the day?"), choices=_HOLDERS, needed=lazy_gettext("Say who can change the plan"))
    money_held_by = OneOf(lazy_gettext("Who holds the money?"), choices=_HOLDERS, needed=lazy_gettext("Say who holds the money"))
    result_held_by = OneOf(lazy_gettext("Who has the last word on what comes out of it?"), choices=_HOLDERS, needed=lazy_gettext("Say who has the last word"))


class VenueForm(DescribingForm):
    """The place in full."""

    host = Text(lazy_gettext("Who hosts it?"), hint=lazy_gettext("Your group, charity or organisation."), small=True)
    address = LongText(lazy_gettext("Address"), rows=3, limit=500, small=True)
    directions = LongText(
        lazy_gettext("How to find it, from the bus stop to the seat"),
        hint=lazy_gettext("Step by step: doors, lifts, signs, who will meet people."),
        small=True,
    )
    zone = Select(
        lazy_gettext("Time zone"),
        choices=zone_choices,
        needed=lazy_gettext("Choose a time zone"),
        small=True,
    )
    capacity = IntegerField(lazy_gettext("How many people can come?"), hint=lazy_gettext("People online do not count where there is a room as well. Leave empty for no limit."), least=1, small=True)

    def changes(self) -> dict[str, Any]:
        return super().changes() | {"capacity": self.capacity.data}


class ContactForm(DescribingForm):
    """A named human."""

    contact_name = Text(lazy_gettext("Name"), needed=lazy_gettext("Name somebody people can ask"), small=True)
    contact_email = Email(lazy_gettext("Email address"), needed=lazy_gettext("Enter an email address that somebody reads"), small=True)
    contact_phone = Phone(lazy_gettext("Phone, for calls and texts"), hint=lazy_gettext("Many people find a call easier."), small=True)


class NameOfEventForm(DescribingForm):
    """The name, later on."""

    name = Text(lazy_gettext("What is your gathering called?"), needed=lazy_gettext("Your gathering needs a name"))


class AppointForm(Form):
    """Somebody who takes over."""

    name = Text(lazy_gettext("Their name"), needed=lazy_gettext("Enter their name"), small=True)
    email = Email(lazy_gettext("Their email address"), needed=lazy_gettext("Enter their email address"), small=True)


class InviteForm(Form):
    """Somebody for the team."""

    name = Text(lazy_gettext("Their name"), needed=lazy_gettext("Enter their name"), small=True)
    email = Email(lazy_gettext("Their email address"), needed=lazy_gettext("Enter their email address"), small=True)
    role = OneOf(
        lazy_gettext("What will they do?"),
        choices=Role.choices(),
        needed=lazy_gettext("Choose what they will do"),
        small=True,
    )


DESCRIBING: dict[str, type[DescribingForm]] = {
    "name": NameOfEventForm,
    "why": WhyForm,
    "who-with": WhoWithForm,
    "when": WhenForm,
    "where": WhereForm,
    "who-decides": WhoDecidesForm,
    "decided-already": FixedForm,
    "powers": PowersForm,
    "venue": VenueForm,
    "contact": ContactForm,
}
"""Every page that describes an event, by the last word of its address."""

STARTING = ("why", "who-with", "when", "where", "who-decides")
"""The order of the first questions; the name came before them."""
