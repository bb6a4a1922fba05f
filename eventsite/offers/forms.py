"""What is asked about pay: what an event pays, and whether somebody would like to be paid."""

from collections.abc import Callable
from typing import Any

from eventsite.kernel.i18n import lazy_gettext
from eventsite.offers.commands.terms import SetTerms
from eventsite.offers.models import PaymentTerms
from eventsite.offers.queries import Answered, Terms
from eventsite.offers.values import MILEAGE, Catalogue, OfferAnswer
from eventsite.web.fields import Amount, IntegerField, LongText, ManyOf, OneOf, Text
from eventsite.web.forms import Form, takes_what_was_typed


class TermsForm(Form):
    """What an event pays."""

    shared = True

    fee = Amount(
        lazy_gettext("What do you pay each person for taking part?"),
        hint=lazy_gettext("Before tax. Write 0 if nobody is paid a fee. The NIHR rate for a day is a common guide."),
        least=0,
        needed=lazy_gettext("Enter an amount, or 0"),
        small=True,
    )
    fee_for = Text(lazy_gettext("What is it for?"), hint=lazy_gettext("Like: the day, and half a day to get ready."), limit=300, small=True)
    who_is_paid = LongText(
        lazy_gettext("Who is paid to be here, and who is not?"),
        hint=lazy_gettext("Say it openly: who comes on a salary, who gets this fee, who comes unpaid."),
        needed=lazy_gettext("Say who is paid and who is not"),
        rows=3,
        small=True,
    )
    costs_covered = ManyOf(
        lazy_gettext("Which costs do you pay back?"),
        choices=[],
        small=True,
    )
    working_days = IntegerField(
        lazy_gettext("How many working days until people have their money?"),
        hint=lazy_gettext("This is a promise. 10 is good."),
        least=1,
        most=60,
        needed=lazy_gettext("Enter a number of days"),
        small=True,
    )

    def __init__(self, seen: int, **words: Any) -> None:
        self.seen = seen
        super().__init__(**words)

    def to_command(self, event: str) -> SetTerms:
        """Say what the event pays."""
        return SetTerms(
            event=event, fee=self.fee.data, fee_for=self.fee_for.data or "", who_is_paid=self.who_is_paid.data,
            costs_covered=self.costs_covered.data, working_days=self.working_days.data, seen=self.seen,
        )

    @classmethod
    def showing(cls, terms: PaymentTerms | None, known: Catalogue) -> "TermsForm":
        """The form with what is in force, or with everything covered that can be claimed in the country."""
        names = {MILEAGE: lazy_gettext("Miles by car, motorcycle or bicycle")} | {c.id: c.name for c in known.costs.values()}
        choices = {"costs_covered": [(code, names[code]) for code in known.coverable]}
        if terms is None:
            return cls(0, data={"costs_covered": known.coverable, "working_days": 10}, choices=choices)
        return cls(terms.number, obj=terms, choices=choices)


class OfferForm(Form):
    """The five answers to what `terms` offer."""

    answer = OneOf(
        lazy_gettext("Would you like to be paid?"),
        choices=OfferAnswer.choices(),
        needed=lazy_gettext("Choose one. You can change it later"),
        small=True,
    )

    def __init__(
        self, find_offer: Callable[[], Answered | None], find_terms: Callable[[], Terms | None], find_advice: Callable[[], list[str]]
    ) -> None:
        self._find_offer, self._find_terms, self._find_advice = find_offer, find_terms, find_advice
        super().__init__(data={} if takes_what_was_typed() else {"answer": self._answered})

    @property
    def _answered(self) -> str | None:
        offer = self._find_offer()
        return offer.answer.value if offer and offer.answer else None

    @property
    def terms(self) -> Terms | None:
        """What the page says is offered."""
        offer = self._find_offer()
        return offer.terms if offer else self._find_terms()

    @property
    def advice(self) -> list[str]:
        """Who advises on benefits, one line for each."""
        return self._find_advice()


class LessForm(Form):
    """How much less."""

    amount = Amount(lazy_gettext("How much would you like instead?"), needed=lazy_gettext("Enter an amount"))


class CharityForm(Form):
    """Which charity."""

    charity = Text(lazy_gettext("Which charity?"), needed=lazy_gettext("Enter the name of the charity"))
