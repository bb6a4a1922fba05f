"""What can happen to records. Never whose: the name of a rule, and a number."""

from dataclasses import dataclass

from eventsite.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class RowsForgotten(Fact):
    """A rule of retention took something away and told of nothing more exact; `about` is the rule."""

    count: int
