"""Pure decisions about what is offered."""

from eventsite.kernel.i18n import _
from eventsite.kernel.money import Money
from eventsite.kernel.refusals import Refusal
from eventsite.offers.values import OfferAnswer


class MoreThanOffered(Refusal):
    """"Less" means less."""


class AnswerTooLate(Refusal):
    """The offer is settled: the fee is decided in the claim."""


def agreed_fee(fee: Money, answer: OfferAnswer, less: Money | None) -> Money:
    """Return the fee that an answer leads to. Raises MoreThanOffered.

    A declined offer leaves nothing, and so does asking for advice first, until the person decides.
    """
    if answer in (OfferAnswer.ACCEPT, OfferAnswer.CHARITY):
        return fee
    if answer is OfferAnswer.LESS:
        if less is None or not Money(0, fee.currency) < less < fee:
            raise MoreThanOffered(_("Enter an amount that is less than what we offer"), field="amount")
        return less
    return Money(0, fee.currency)
