"""What people are asked, one thing at a time."""

from eventsite.kernel.i18n import LazyString, lazy_gettext
from eventsite.registration.values import AttendanceMode, Perspective
from eventsite.web.fields import Code, Email, ManyOf, NewReference, OneOf, Phone, Select, Text, YesNo
from eventsite.web.forms import Form
from eventsite.web.places import zone_choices


class StartForm(Form):
    """No question, just a button: the reference it carries is that of the registration that it starts."""

    new_ref = NewReference()


def _email(hint: LazyString) -> Email:
    return Email(
        lazy_gettext("Email address"), hint=hint, small=True,
        needed=lazy_gettext("Enter an email address, so that we can send you the details"),
    )


def _phone() -> Phone:
    return Phone(
        lazy_gettext("Phone, if you would like calls or texts"),
        hint=lazy_gettext("You can leave this empty. We ring only about this gathering."), small=True,
    )


class NameForm(Form):
    """What to call somebody."""

    name = Text(
        lazy_gettext("What name do you like to be called?"),
        hint=lazy_gettext("This goes on your badge. It need not be your legal name."),
        needed=lazy_gettext("Enter the name you like to be called"),
        autocomplete="nickname",
    )


class AddressForm(Form):
    """How to reach somebody who is coming."""

    email = _email(lazy_gettext("A new address counts once you have opened the letter that we send there."))
    phone = _phone()


class CodeForm(Form):
    """The code in the letter, for the browser in which somebody registered."""

    code = Code(
        lazy_gettext("Or type the code from the email here"),
        hint=lazy_gettext("6 letters and numbers. Small or capital letters are both fine."),
        needed=lazy_gettext("Type the 6 letters and numbers from the email"),
        autocomplete="one-time-code", small=True,
    )


class ContactForm(Form):
    """How to reach somebody."""

    email = _email(lazy_gettext("We send the details here, with a link that only works for you. Several people can share an address."))
    phone = _phone()
    keeper_name = Text(
        lazy_gettext("Are you filling this in for somebody else? Then your own name"),
        hint=lazy_gettext("For a parent, a carer or a member of staff. Leave it empty if it is for you."),
        autocomplete="name", small=True,
    )


class AttendanceModeForm(Form):
    """In the room or on a screen."""

    attendance_mode = OneOf(
        lazy_gettext("How would you like to be there?"),
        hint=lazy_gettext("You can change this up to the day."),
        choices=AttendanceMode.choices(),
        needed=lazy_gettext("Choose how you would like to be there"),
    )


class ZoneForm(Form):
    """Where somebody will be who comes online; never guessed."""

    has_public_choices = True  # the zones of the world

    zone = Select(
        lazy_gettext("In which time zone will you be?"),
        hint=lazy_gettext("We then show times in it as well. Leave it empty if it is the same as the gathering's."),
        choices=zone_choices,
    )


class PerspectivesForm(Form):
    """How somebody connects to the topic."""

    perspectives = ManyOf(
        lazy_gettext("How do you connect to this topic?"),
        hint=lazy_gettext("Tick any that fit, or none. Only the organisers see it, to hear from many sides."),
        choices=Perspective.choices(),
    )


class SupportForm(Form):
    """Somebody to come along."""

    brings = YesNo(
        lazy_gettext("Will you bring somebody to support you?"),
        hint=lazy_gettext("A carer, a personal assistant, a friend. Their place is free and they eat with us. If you do not know yet, leave it empty."),
        small=True,
    )
    support_name = Text(
        lazy_gettext("Their name, if you know it"), hint=lazy_gettext("It can change. You can leave this empty."), small=True
    )


class SessionsForm(Form):
    """Which sessions."""

    has_public_choices = True  # they are those of the release

    sessions = ManyOf(
        lazy_gettext("Tick any you would like to be in"),
        hint=lazy_gettext("Leave them all empty if you would rather see on the day."),
    )


class AttendedForm(Form):
    """Who was there."""

    refs = ManyOf(
        lazy_gettext("Who was there?"),
        hint=lazy_gettext("Tick people as they arrive, or after. Their claim is made ready for them."),
        gone=lazy_gettext("Somebody else wrote down one of these since you opened this page. The others are still ticked. Look, and save again."),
    )
