"""What stewards and owners are asked. Each form's `to_command()` is what its page does."""

from typing import Any

from eventsite.kernel.i18n import lazy_gettext
from eventsite.organisations.commands import DescribeOrganisation, FoundOrganisation, InviteToOrganisation
from eventsite.organisations.models import Organisation
from eventsite.organisations.values import OrganisationRole
from eventsite.web.fields import Email, IntegerField, LongText, NewReference, OneOf, Select, Text, Version
from eventsite.web.forms import Form
from eventsite.web.places import country_choices, currency_choices, locale_choices, zone_choices


class FoundingForm(Form):
    """A new organisation and its first owner."""

    new_ref = NewReference()
    name = Text(lazy_gettext("What is the organisation called?"), needed=lazy_gettext("Enter its name"), small=True)
    known_as = Text(
        lazy_gettext("Who will look after it?"), hint=lazy_gettext("What you call them is enough."),
        needed=lazy_gettext("Say who will look after it"), small=True,
    )
    owner = Email(lazy_gettext("Their email address"), needed=lazy_gettext("Enter their email address"), small=True)

    def to_command(self) -> FoundOrganisation:
        """Return what founding takes."""
        return FoundOrganisation(
            name=self.name.data, owner=self.owner.data, known_as=self.known_as.data, ref=self.new_ref.data
        )


class OrganisationForm(Form):
    """Its name, and what each new gathering starts from."""

    version = Version()
    name = Text(lazy_gettext("Name"), needed=lazy_gettext("Enter a name"), small=True)
    country = Select(
        lazy_gettext("Country"), hint=lazy_gettext("It decides which costs people can claim back, and which holidays are not working days."), choices=country_choices,
        needed=lazy_gettext("Choose a country"), small=True,
    )
    zone = Select(lazy_gettext("Time zone"), choices=zone_choices, needed=lazy_gettext("Choose a time zone"), small=True)
    locale = Select(
        lazy_gettext("Language, and how dates are written"), choices=locale_choices, needed=lazy_gettext("Choose a language"),
        small=True,
    )
    currency = Select(
        lazy_gettext("Currency"), choices=currency_choices, needed=lazy_gettext("Choose a currency"), small=True
    )
    who_is_paid = LongText(
        lazy_gettext("Who is paid for taking part?"),
        hint=lazy_gettext("Each gathering starts from this, and can say it in other words."), rows=3, small=True,
    )
    working_days = IntegerField(
        lazy_gettext("In how many working days do you pay?"), needed=lazy_gettext("Enter a number of days, like 10"),
        least=1, most=60, small=True,
    )

    def to_command(self, organisation: Organisation) -> DescribeOrganisation:
        """Return what describing takes."""
        changes: dict[str, Any] = {field.name: "" if field.data is None else field.data for field in self.questions}
        return DescribeOrganisation(organisation=organisation.ref, changes=changes, version=self.version.data)


class InviteForm(Form):
    """Somebody for the organisation."""

    known_as = Text(lazy_gettext("Their name"), needed=lazy_gettext("Enter their name"), small=True)
    email = Email(lazy_gettext("Their email address"), needed=lazy_gettext("Enter their email address"), small=True)
    role = OneOf(
        lazy_gettext("What will they do?"),
        choices=OrganisationRole.choices(),
        needed=lazy_gettext("Choose what they will do"),
        small=True,
    )

    def to_command(self, organisation: Organisation) -> InviteToOrganisation:
        """Return what inviting takes."""
        return InviteToOrganisation(
            organisation=organisation.ref, email=self.email.data, known_as=self.known_as.data,
            role=OrganisationRole(self.role.data),
        )
