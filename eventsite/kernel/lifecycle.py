"""States change only along a table (state, action) -> state; a pair that is not in it is refused."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Generic, TypeVar

from eventsite.kernel.i18n import _
from eventsite.kernel.refusals import Refusal

State = TypeVar("State", bound=StrEnum)


class WrongState(Refusal):
    """The thing is not in a state in which this can be done to it."""


class ReadOnly(WrongState):
    """The thing hangs on something that is kept as it is."""


class Lifecycle(Generic[State]):
    """The moves one kind of thing can make.

    `repeats` are the pairs in which what is asked for is done already: a second press, not a mistake. Nothing changes
    then, and nothing is refused.
    """

    def __init__(
        self, moves: Mapping[tuple[State, str], State], repeats: frozenset[tuple[State, str]] = frozenset()
    ) -> None:
        self.moves = moves
        self.repeats = repeats

    def after(self, state: State, action: str) -> State:
        """Return the state that `action` leads to. Raises WrongState where the table has no such move."""
        if self.is_repeat(state, action):
            return state
        try:
            return self.moves[state, action]
        except KeyError:
            raise WrongState(_("This has moved on since you opened it, so that can no longer be done.")) from None

    def allows(self, state: State, action: str) -> bool:
        """Whether `action` is possible in `state`."""
        return (state, action) in self.moves

    def is_repeat(self, state: State, action: str) -> bool:
        """Whether `action` was done already, so that doing it again changes nothing."""
        return (state, action) in self.repeats
