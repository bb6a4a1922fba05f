"""The words of this room."""

from enum import StrEnum

from eventsite.kernel.i18n import LazyString, lazy_gettext
from eventsite.kernel.lifecycle import Lifecycle


class MethodKind(StrEnum):
    """How somebody wants to be paid. A bank account is one way of several."""

    BANK = "bank"
    VOUCHER = "voucher"
    CASH = "cash"
    TALK = "talk"


METHOD_NAMES: dict[MethodKind, LazyString] = {
    MethodKind.BANK: lazy_gettext("Bank transfer"),
    MethodKind.VOUCHER: lazy_gettext("Shopping voucher by email"),
    MethodKind.CASH: lazy_gettext("Cash, in person"),
    MethodKind.TALK: lazy_gettext("Another way: please ring me"),
}


class BatchState(StrEnum):
    """Where a batch is. What is sealed never changes."""

    SEALED = "sealed"
    PAID = "paid"


BATCH_LIFE = Lifecycle(
    {
        (BatchState.SEALED, "pay"): BatchState.PAID,
        (BatchState.SEALED, "note failure"): BatchState.SEALED,
        (BatchState.PAID, "forget file"): BatchState.PAID,
    },
    repeats=frozenset({(BatchState.PAID, "pay")}),
)
BATCH_NAMES: dict[BatchState, LazyString] = {BatchState.SEALED: lazy_gettext("Sealed, not paid yet"), BatchState.PAID: lazy_gettext("Paid")}


class PayoutState(StrEnum):
    """Where one payment is. A claim has at most one that is not failed."""

    PENDING = "pending"
    PAID = "paid"
    FAILED = "failed"


PAYOUT_LIFE = Lifecycle(
    {(PayoutState.PENDING, "pay"): PayoutState.PAID, (PayoutState.PENDING, "fail"): PayoutState.FAILED}
)
