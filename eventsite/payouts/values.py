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

    @property
    def is_spoken(self) -> bool:
        """Whether the payer has to speak with somebody before the money can go."""
        return self in (MethodKind.CASH, MethodKind.TALK)


class BatchState(LabelledEnum):
    """Where a batch is. What is sealed never changes; before it is paid, it can be taken apart as a whole."""

    SEALED = "sealed", lazy_gettext("Sealed, not paid yet")
    PAID = "paid", lazy_gettext("Paid")
    TAKEN_APART = "taken_apart", lazy_gettext("Taken apart, never paid")


BATCH_LIFE = Lifecycle(
    {
        (BatchState.SEALED, "pay"): BatchState.PAID,
        (BatchState.SEALED, "take apart"): BatchState.TAKEN_APART,
        (BatchState.PAID, "note failure"): BatchState.PAID,
        (BatchState.PAID, "forget file"): BatchState.PAID,
    },
    repeats=frozenset({(BatchState.PAID, "pay"), (BatchState.TAKEN_APART, "take apart")}),
)


class PayoutState(LabelledEnum):
    """Where one payment is. A claim has at most one that neither came back nor was taken out. Only what was sent can come back."""

    PENDING = "pending", lazy_gettext("Not paid yet")
    PAID = "paid", lazy_gettext("Paid")
    FAILED = "failed", lazy_gettext("Came back")
    TAKEN_OUT = "taken_out", lazy_gettext("Taken out, never paid")


PAYOUT_LIFE = Lifecycle(
    {
        (PayoutState.PENDING, "pay"): PayoutState.PAID,
        (PayoutState.PENDING, "take out"): PayoutState.TAKEN_OUT,
        (PayoutState.PAID, "fail"): PayoutState.FAILED,
    },
    repeats=frozenset({(PayoutState.FAILED, "fail")}),
)
