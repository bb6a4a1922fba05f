"""What a stage of the journey is. The list of stages stands in `eventsite/journey.py`, where other rooms add theirs."""

from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.orm import Session

from eventsite.events.models import Event
from eventsite.kernel.crypto import FieldCipher
from eventsite.records.work import Work
from eventsite.registration.models import Registration
from eventsite.web.forms import Form


@dataclass(frozen=True)
class Visit:
    """One person on their way through the questions of one event."""

    event: Event
    registration: Registration
    database: Session
    cipher: FieldCipher


@dataclass(frozen=True)
class Row:
    """One line of "check your answers"."""

    key: str
    value: list[str]


class Stage(Protocol):
    """One page of the journey."""

    slug: str
    template: str

    def applies(self, visit: Visit) -> bool:
        """Whether this person is asked at all."""
        ...

    def form(self, visit: Visit) -> Form:
        """Return the form, filled in with what was answered before."""
        ...

    def save(self, work: Work, visit: Visit, form: Form) -> None:
        """Write the answer down. May raise a Refusal."""
        ...

    def rows(self, visit: Visit) -> list[Row]:
        """Return what was answered, for checking."""
        ...
