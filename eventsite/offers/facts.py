"""What can happen to terms and offers. `about` is the registration, unless said otherwise. Never which answer, never how much."""

from dataclasses import dataclass
from typing import ClassVar

from eventsite.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class TermsSet(Fact):
    """An event said what it pays; `about` is the event."""

    is_public: ClassVar[bool] = True
    number: int


@dataclass(frozen=True, kw_only=True)
class OfferAnswered(Fact):
    """A person answered the offer. Which answer is nobody else's business."""


@dataclass(frozen=True, kw_only=True)
class OfferSettled(Fact):
    """What was agreed went into the person's claim, and is decided there from now on."""


@dataclass(frozen=True, kw_only=True)
class OfferForgotten(Fact):
    """The registration turned out to be nobody's, so its answer is gone."""


@dataclass(frozen=True, kw_only=True)
class OfferReopened(Fact):
    """The claim was a mistake: the person may change their answer again."""
