"""What people are asked, one thing at a time."""

from eventsite.kernel.words import lazy
from eventsite.registration.values import COMING_NAMES, PERSPECTIVES, Coming
from eventsite.web.fields import Email, ManyOf, OneOf, Phone, Text, YesNo
from eventsite.web.forms import Form


class NameForm(Form):
    """What to call somebody."""

    name = Text(
        lazy("What name do you like to be called?"),
        hint=lazy("This goes on your badge. It need not be your legal name."),
        needed=lazy("Enter the name you like to be called"),
        autocomplete="nickname",
    )


class ContactForm(Form):
    """How to reach somebody."""

    email = Email(
        lazy("Email address"),
        hint=lazy("We send the details here, with a link to change or cancel."),
        needed=lazy("Enter an email address, so that we can send you the details"),
        small=True,
    )
    phone = Phone(
        lazy("Phone, if you would like calls or texts"),
        hint=lazy("You can leave this empty. We ring only about this gathering."),
        small=True,
    )


class ComingForm(Form):
    """In the room or on a screen."""

    coming = OneOf(
        lazy("How would you like to be there?"),
        hint=lazy("You can change this up to the day."),
        choices=[(kind.value, COMING_NAMES[kind]) for kind in Coming],
        needed=lazy("Choose how you would like to be there"),
    )


class PerspectivesForm(Form):
    """How somebody connects to the topic."""

    perspectives = ManyOf(
        lazy("How do you connect to this topic?"),
        hint=lazy("Tick any that fit, or none. Only the organisers see it, to hear from many sides."),
        choices=list(PERSPECTIVES.items()),
    )


class SupportForm(Form):
    """Somebody to come along."""

    brings = YesNo(
        lazy("Will you bring somebody to support you?"),
        hint=lazy("A carer, a personal assistant, a friend. Their place is free and they eat with us."),
        needed=lazy("Choose yes or no"),
        small=True,
    )
    support_name = Text(
        lazy("Their name, if you know it"), hint=lazy("It can change. You can leave this empty."), small=True
    )


class SessionsForm(Form):
    """Which sessions."""

    sessions = ManyOf(
        lazy("Tick any you would like to be in"),
        hint=lazy("Leave them all empty if you would rather see on the day."),
    )


class AttendedForm(Form):
    """Who was there."""

    refs = ManyOf(lazy("Who was there?"), hint=lazy("Tick people as they arrive, or after. Their claim is made ready for them."))
