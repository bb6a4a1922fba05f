"""The words of this room."""

from eventsite.kernel.i18n import lazy_gettext
from eventsite.kernel.labels import LabelledEnum
from eventsite.kernel.lifecycle import Lifecycle


class MethodKind(LabelledEnum):
    """How somebody wants to be paid. A bank account is one way of several."""

    BANK = "bank", lazy_gettext("Bank transfer")
    VOUCHER = "voucher", lazy_gettext("Shopping voucher by email")
    CASH = "cash", lazy_gettext("Cash, in person")
    TALK = "talk", lazy_gettext("Another way: please ring me")


class BatchState(LabelledEnum):
    """Where a batch is. What is sealed never changes."""

    SEALED = "sealed", lazy_gettext("Sealed, not paid yet")
    PAID = "paid", lazy_gettext("Paid")


BATCH_LIFE = Lifecycle(
    {
        (BatchState.SEALED, "pay"): BatchState.PAID,
        (BatchState.SEALED, "note failure"): BatchState.SEALED,
        (BatchState.PAID, "forget file"): BatchState.PAID,
    },
    repeats=frozenset({(BatchState.PAID, "pay")}),
)


class PayoutState(LabelledEnum):
    """Where one payment is. A claim has at most one that is not failed."""

    PENDING = "pending", lazy_gettext("Not paid yet")
    PAID = "paid", lazy_gettext("Paid")
    FAILED = "failed", lazy_gettext("Came back")


PAYOUT_LIFE = Lifecycle(
    {(PayoutState.PENDING, "pay"): PayoutState.PAID, (PayoutState.PENDING, "fail"): PayoutState.FAILED}
)
