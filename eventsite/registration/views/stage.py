"""What a stage of the journey is. Each room lists its own in its manifest."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from sqlalchemy.orm import Session

from eventsite.events.models import Event
from eventsite.kernel.crypto import FieldCipher
from eventsite.kernel.i18n import LazyString
from eventsite.records.work import Work
from eventsite.registration.models import Registration
from eventsite.registration.queries import Draft, JourneyEvent
from eventsite.registration.rules import how_there, zone_of
from eventsite.registration.values import AttendanceMode
from eventsite.web.forms import Form

About = TypeVar("About", bound=Hashable)
Found = TypeVar("Found")


COMING_STAGE = "coming"
"""The stage that asks how somebody will be there."""
Saving = tuple[Callable[[Work, Any], Registration], Any]
"""A verb and its command, for `perform`."""


@dataclass(frozen=True)
class Visit:
    """One person on their way through the questions of one event."""

    event: Event | JourneyEvent
    registration: Registration | Draft
    database: Session
    cipher: FieldCipher
    _heard: dict[Hashable, Any] = field(default_factory=dict, repr=False)

    @property
    def how_there(self) -> AttendanceMode | None:
        """How this person will be there; None while it is open."""
        said = self.registration
        return how_there(self.event.meeting, said.attendance_mode, is_asked=COMING_STAGE in said.answered)

    @property
    def own_zone(self) -> str:
        """The zone in which somebody will be who comes online, if they said so."""
        return zone_of(self.event.meeting, self.registration.attendance_mode, self.registration.zone)

    def ask(self, question: Callable[[Session, About], Found], about: About) -> Found:
        """Put a question to the database, once per visit however many stages want to know."""
        return self.once((question, about), lambda: question(self.database, about))

    def once(self, key: Hashable, find: Callable[[], Found]) -> Found:
        """Find something, once per visit."""
        if key not in self._heard:
            self._heard[key] = find()
        found: Found = self._heard[key]
        return found


@dataclass(frozen=True)
class Row:
    """One line of "check your answers"."""

    key: str
    value: list[str]


class Stage(Protocol):
    """One page of the journey. `section` says what it is about; one that `continues` another (a slug) is no step of its own."""

    slug: str
    template: str
    section: LazyString
    continues: str

    def applies(self, visit: Visit) -> bool:
        """Whether this person is asked at all."""
        ...

    def form(self, visit: Visit) -> Form:
        """Return the form, filled in with what was answered before."""
        ...

    def command(self, visit: Visit, form: Form) -> Saving:
        """Return the verb that writes the answer down, and its command. It returns the registration as it is then."""
        ...

    def rows(self, visit: Visit) -> list[Row]:
        """Return what was answered, for checking."""
        ...
