"""What this room does when something happened: an answer that turned out to be nobody's goes."""

from eventsite.offers.commands.forgetting import ForgetOffer, forget_offer
from eventsite.records.delivery import Leased
from eventsite.records.services import Services


def drop_answer(services: Services, leased: Leased) -> None:
    """Forget what a stranger, or nobody, answered to the offer of payment."""
    services.database.perform(forget_offer, ForgetOffer(registration=leased.fact.about))
