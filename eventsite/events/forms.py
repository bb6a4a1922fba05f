"""What organisers are asked about their event. Each form's `changes()` is what `describe_event` takes."""

from typing import Any
from zoneinfo import available_timezones

from eventsite.events.values import MEETING_NAMES, ROLE_NAMES, Held, Meeting, Role
from eventsite.kernel.words import lazy
from eventsite.web.fields import Day, Email, LongText, OneOf, Phone, Select, Text, Version, Whole
from eventsite.web.forms import Form


class DescribingForm(Form):
    """A form whose fields are columns of the event."""

    version = Version()

    def changes(self) -> dict[str, Any]:
        """Return field name -> new value."""
        return {field.name: "" if field.data is None else field.data for field in self.questions}


class WhatForm(Form):
    """Question 1 of 6."""

    name = Text(
        lazy("What will you call your gathering?"),
        hint=lazy("You can change this later. Like: Common Ground, a day to share what works and what does not."),
        needed=lazy("Give your gathering a name, even a rough one"),
    )


class WhyForm(DescribingForm):
    """Question 2 of 6."""

    why = LongText(
        lazy("Why are you meeting?"),
        hint=lazy("Say it as you would to a neighbour. What is the matter, and what could be different after?"),
        needed=lazy("Say why you are meeting. One sentence is enough for now"),
    )


class WhoWithForm(DescribingForm):
    """Question 3 of 6."""

    who_with = LongText(
        lazy("Who do you hope will be there?"),
        hint=lazy("You need not have everyone. Start where you can, and say whose voice you miss."),
        needed=lazy("Say who you hope will come. You can add more later"),
    )


class WhenForm(DescribingForm):
    """Question 4 of 6: a date if there is one, words if there is not."""

    when_roughly = Text(
        lazy("When, roughly?"),
        hint=lazy("Like: a Saturday in spring. Getting ready well takes about 2 months."),
        small=True,
    )
    starts_on = Day(lazy("First day, if you know it"), hint=lazy("For example, 27 3 2027"), small=True)
    ends_on = Day(lazy("Last day, if it is more than one"), small=True)

    def changes(self) -> dict[str, Any]:
        return {
            "when_roughly": self.when_roughly.data or "",
            "starts_on": self.starts_on.data,
            "ends_on": self.ends_on.data or self.starts_on.data,
        }


class WhereForm(DescribingForm):
    """Question 5 of 6."""

    meeting = OneOf(
        lazy("How can people be there?"),
        choices=[(kind.value, MEETING_NAMES[kind]) for kind in Meeting],
        needed=lazy("Choose how people can be there"),
        small=True,
    )
    where = Text(
        lazy("Where?"),
        hint=lazy("The name of the place, or “online”. A town is enough for now."),
        needed=lazy("Say where, even roughly"),
        small=True,
    )


class WhoDecidesForm(DescribingForm):
    """Question 6 of 6."""

    who_decides = LongText(
        lazy("Who decides what happens?"),
        hint=lazy("Say who can change the plan, who holds the money and who has the last word."),
        needed=lazy("Say who decides. “Just me so far” is an honest answer"),
    )


class FixedForm(DescribingForm):
    """What cannot be changed any more, and who holds which power."""

    decided_already = LongText(
        lazy("What is decided already?"),
        hint=lazy("Things people cannot change by coming, and why. If there are none, write “Nothing yet”."),
        needed=lazy("Say what is decided already, or write “Nothing yet”"),
    )


_HELD = [(Held.HOSTS.value, lazy("The hosts")), (Held.TOGETHER.value, lazy("Everybody together, with people who come"))]


class PowersForm(DescribingForm):
    """Four questions that decide what the event may honestly call itself."""

    holds_question = OneOf(lazy("Who set the question?"), choices=_HELD, needed=lazy("Say who set the question"))
    holds_agenda = OneOf(lazy("Who can change the plan for the day?"), choices=_HELD, needed=lazy("Say who can change the plan"))
    holds_money = OneOf(lazy("Who holds the money?"), choices=_HELD, needed=lazy("Say who holds the money"))
    holds_result = OneOf(lazy("Who has the last word on what comes out of it?"), choices=_HELD, needed=lazy("Say who has the last word"))


class VenueForm(DescribingForm):
    """The place in full."""

    host = Text(lazy("Who hosts it?"), hint=lazy("Your group, charity or organisation."), small=True)
    address = LongText(lazy("Address"), rows=3, limit=500, small=True)
    directions = LongText(
        lazy("How to find it, from the bus stop to the seat"),
        hint=lazy("Step by step: doors, lifts, signs, who will meet people."),
        small=True,
    )
    zone = Select(
        lazy("Time zone"),
        choices=lambda: [(name, name.replace("_", " ")) for name in sorted(available_timezones()) if "/" in name],
        needed=lazy("Choose a time zone"),
        small=True,
    )
    capacity = Whole(lazy("How many people can come?"), hint=lazy("Leave empty for no limit."), least=1, small=True)

    def changes(self) -> dict[str, Any]:
        return super().changes() | {"capacity": self.capacity.data}


class ContactForm(DescribingForm):
    """A named human."""

    contact_name = Text(lazy("Name"), needed=lazy("Name somebody people can ask"), small=True)
    contact_email = Email(lazy("Email address"), needed=lazy("Enter an email address that somebody reads"), small=True)
    contact_phone = Phone(lazy("Phone, for calls and texts"), hint=lazy("Many people find a call easier."), small=True)


class NameOfEventForm(DescribingForm):
    """The name, later on."""

    name = Text(lazy("What is your gathering called?"), needed=lazy("Your gathering needs a name"))


class InviteForm(Form):
    """Somebody for the team."""

    name = Text(lazy("Their name"), needed=lazy("Enter their name"), small=True)
    email = Email(lazy("Their email address"), needed=lazy("Enter their email address"), small=True)
    role = OneOf(
        lazy("What will they do?"),
        choices=[(role.value, ROLE_NAMES[role]) for role in Role],
        needed=lazy("Choose what they will do"),
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
