"""The words of this room: kinds of lines, states of a claim, what a checker says."""

from enum import StrEnum

from eventsite.kernel.i18n import LazyString, lazy_gettext
from eventsite.kernel.labels import LabelledEnum
from eventsite.kernel.lifecycle import Lifecycle


class LineKind(StrEnum):
    """A fee is income; costs are not. They are kept apart everywhere."""

    FEE = "fee"
    COST = "cost"
    MILEAGE = "mileage"


class Presence(StrEnum):
    """Whether somebody was there, as far as it was written down: it decides whether a fee can be asked for."""

    THERE = "there"
    CALLED_OFF = "called_off"
    CANCELLED = "cancelled"
    NOT_WRITTEN_DOWN = "not_written_down"


FEE_POSSIBLE = frozenset({Presence.THERE, Presence.CALLED_OFF})
"""Where a fee can be asked for. After a gathering was called off, the words of its terms and a checker say whether it is due."""


class ClaimState(LabelledEnum):
    """Where a claim is: `label` for whoever claims, `team_label` for whoever checks and pays. They are not the ones asked."""

    DRAFT = "draft", lazy_gettext("Ready for you to check")
    SUBMITTED = "submitted", lazy_gettext("Being checked"), lazy_gettext("Waiting for a check")
    RETURNED = "returned", lazy_gettext("We have a question for you"), lazy_gettext("Given back with a question")
    APPROVED = "approved", lazy_gettext("Approved, will be paid")
    PART_APPROVED = "part_approved", lazy_gettext("Approved in part, will be paid")
    DECLINED = "declined", lazy_gettext("Not approved")
    BATCHED = "batched", lazy_gettext("Payment is on its way")
    PAID = "paid", lazy_gettext("Paid")
    CAME_BACK = "came_back", lazy_gettext("The payment came back: tell us again how to pay"), lazy_gettext("Came back, waits for them to say how to pay")
    WITHDRAWN = "withdrawn", lazy_gettext("Taken back by you"), lazy_gettext("Taken back by them")

    team_label: LazyString

    def __init__(self, _value: str, *words: LazyString) -> None:
        self.team_label, self.hint = words[-1], ""


DECIDED = frozenset(
    {
        ClaimState.APPROVED, ClaimState.PART_APPROVED, ClaimState.DECLINED, ClaimState.BATCHED, ClaimState.PAID,
        ClaimState.CAME_BACK,
    }
)
"""Where what was approved stands. Sent again after a question, a claim still has what was said before."""

PROMISED = (ClaimState.SUBMITTED, ClaimState.APPROVED, ClaimState.PART_APPROVED, ClaimState.BATCHED)
"""Where the money is still to come, by the day that was promised."""

CLAIM_LIFE = Lifecycle(
    {
        (ClaimState.DRAFT, "undo"): ClaimState.DRAFT,
        (ClaimState.DRAFT, "edit"): ClaimState.DRAFT,
        (ClaimState.RETURNED, "edit"): ClaimState.RETURNED,
        (ClaimState.DRAFT, "submit"): ClaimState.SUBMITTED,
        (ClaimState.RETURNED, "submit"): ClaimState.SUBMITTED,
        (ClaimState.SUBMITTED, "return"): ClaimState.RETURNED,
        (ClaimState.SUBMITTED, "decide"): ClaimState.SUBMITTED,
        (ClaimState.SUBMITTED, "approve"): ClaimState.APPROVED,
        (ClaimState.SUBMITTED, "approve_part"): ClaimState.PART_APPROVED,
        (ClaimState.SUBMITTED, "decline"): ClaimState.DECLINED,
        (ClaimState.DRAFT, "withdraw"): ClaimState.WITHDRAWN,
        (ClaimState.SUBMITTED, "withdraw"): ClaimState.WITHDRAWN,
        (ClaimState.RETURNED, "withdraw"): ClaimState.WITHDRAWN,
        (ClaimState.APPROVED, "batch"): ClaimState.BATCHED,
        (ClaimState.PART_APPROVED, "batch"): ClaimState.BATCHED,
        (ClaimState.APPROVED, "hold"): ClaimState.APPROVED,
        (ClaimState.PART_APPROVED, "hold"): ClaimState.PART_APPROVED,
        (ClaimState.APPROVED, "settle doubts"): ClaimState.APPROVED,
        (ClaimState.PART_APPROVED, "settle doubts"): ClaimState.PART_APPROVED,
        (ClaimState.BATCHED, "pay"): ClaimState.PAID,
        (ClaimState.BATCHED, "take_out"): ClaimState.BATCHED,
        (ClaimState.BATCHED, "take_out_full"): ClaimState.APPROVED,
        (ClaimState.BATCHED, "take_out_part"): ClaimState.PART_APPROVED,
        (ClaimState.PAID, "come_back"): ClaimState.CAME_BACK,
        (ClaimState.CAME_BACK, "change_method"): ClaimState.CAME_BACK,
        (ClaimState.CAME_BACK, "settle_method"): ClaimState.APPROVED,
        (ClaimState.CAME_BACK, "settle_method_part"): ClaimState.PART_APPROVED,
        (ClaimState.WITHDRAWN, "reopen"): ClaimState.DRAFT,
        (ClaimState.APPROVED, "change_method"): ClaimState.APPROVED,
        (ClaimState.PART_APPROVED, "change_method"): ClaimState.PART_APPROVED,
        (ClaimState.DRAFT, "change_method"): ClaimState.DRAFT,
        (ClaimState.RETURNED, "change_method"): ClaimState.RETURNED,
    },
    repeats=frozenset(
        {
            (ClaimState.SUBMITTED, "submit"),
            (ClaimState.WITHDRAWN, "withdraw"),
            (ClaimState.DRAFT, "reopen"),
            (ClaimState.BATCHED, "batch"),
        }
    ),
)


class Pile(LabelledEnum):
    """What whoever checks and pays looks through: claims that wait for the same thing."""

    CHECK = "check", lazy_gettext("Waiting for a check")
    ANSWER = "answer", lazy_gettext("Waiting for an answer")
    PAY = "pay", lazy_gettext("Approved, to be paid")
    SENT = "sent", lazy_gettext("On its way to the bank")
    BACK = "back", lazy_gettext("Came back")
    PAID = "paid", lazy_gettext("Paid")
    DECLINED = "declined", lazy_gettext("Not approved")


PILES = {
    Pile.CHECK: (ClaimState.SUBMITTED,),
    Pile.ANSWER: (ClaimState.RETURNED,),
    Pile.PAY: (ClaimState.APPROVED, ClaimState.PART_APPROVED),
    Pile.SENT: (ClaimState.BATCHED,),
    Pile.BACK: (ClaimState.CAME_BACK,),
    Pile.PAID: (ClaimState.PAID,),
    Pile.DECLINED: (ClaimState.DECLINED,),
}
"""Which claims lie on which pile. A draft is nobody's business, and one that was taken back is no more."""
UNDECIDED = frozenset({Pile.CHECK, Pile.ANSWER})


class Doubt(LabelledEnum):
    """Why two hands on one claim could be one person's. None of them proves anything; each asks for somebody from outside."""

    ACCOUNT = "account", lazy_gettext("the claim is paid into an account that they gave for a claim of their own")
    BROWSER = "browser", lazy_gettext("they and somebody else in this claim used the same browser within a day")
    OWN_ROLE = "own_role", lazy_gettext("they gave themselves the part of checker or payer")


class Part(StrEnum):
    """What somebody does to a claim in a browser."""

    CLAIMANT = "claimant"
    CHECKER = "checker"


class Verdict(LabelledEnum):
    """What a checker says to one line."""

    FULL = "full", lazy_gettext("Yes, in full")
    PART = "part", lazy_gettext("In part")
    NONE = "none", lazy_gettext("No")
