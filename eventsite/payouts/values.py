"""The words of this room."""

from enum import StrEnum

from eventsite.kernel.lifecycle import Lifecycle
from eventsite.kernel.words import Lazy, lazy


class MethodKind(StrEnum):
    """How somebody wants to be paid. A bank account is one way of several."""

    BANK = "bank"
    VOUCHER = "voucher"
    CASH = "cash"
    TALK = "talk"


METHOD_NAMES: dict[MethodKind, Lazy] = {
    MethodKind.BANK: lazy("Bank transfer"),
    MethodKind.VOUCHER: lazy("Shopping voucher by email"),
    MethodKind.CASH: lazy("Cash, in person"),
    MethodKind.TALK: lazy("Another way: please ring me"),
}


class BatchState(StrEnum):
    """Where a batch is. What is sealed never changes."""

    SEALED = "sealed"
    PAID = "paid"


BATCH_LIFE = Lifecycle({(BatchState.SEALED, "pay"): BatchState.PAID})
BATCH_NAMES: dict[BatchState, Lazy] = {BatchState.SEALED: lazy("Sealed, not paid yet"), BatchState.PAID: lazy("Paid")}


class PayoutState(StrEnum):
    """Where one payment is. A claim has at most one that is not failed."""

    PENDING = "pending"
    PAID = "paid"
    FAILED = "failed"


PAYOUT_LIFE = Lifecycle(
    {(PayoutState.PENDING, "pay"): PayoutState.PAID, (PayoutState.PENDING, "fail"): PayoutState.FAILED}
)
