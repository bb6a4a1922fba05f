"""Undoing what the team did by mistake."""

from dataclasses import dataclass

from eventsite.claims.facts import ClaimUndone
from eventsite.claims.models import Claim
from eventsite.claims.permissions import CLAIM
from eventsite.claims.values import LineKind
from eventsite.kernel.i18n import _
from eventsite.kernel.lifecycle import WrongState
from eventsite.kernel.refusals import Refusal
from eventsite.offers.commands.answering import ReopenOffer, reopen_offer
from eventsite.records.work import Work
from eventsite.registration.commands.attendance import TakeAttendanceBack, take_attendance_back
from eventsite.registration.models import Registration


class ClaimBegun(Refusal):
    """The person has begun their claim, so it is theirs."""


@dataclass(frozen=True, kw_only=True)
class UndoAttendance:
    """One registration of an event was marked as there by mistake."""

    event: str
    registration: str


def undo_attendance(work: Work, command: UndoAttendance) -> None:
    """Say that somebody was marked as there by mistake; a claim they have not touched goes with the mark.

    Raises ClaimBegun, NotVisible, NotAllowed; doing it twice changes nothing.
    """
    person = take_attendance_back(work, TakeAttendanceBack(event=command.event, ref=command.registration))
    reopen_offer(work, ReopenOffer(registration=person.ref))
    try:
        claims = work.change_each(CLAIM, Claim.registration == person.ref, "undo")
    except WrongState:
        raise _begun(person) from None
    for claim in claims:
        if not _is_untouched(claim):
            raise _begun(person)
        for line in claim.lines:
            work.database.delete(line)
        work.database.flush()
        work.database.delete(claim)
        work.record(ClaimUndone(about=person.ref, claim=claim.ref))


def _begun(person: Registration) -> ClaimBegun:
    return ClaimBegun(
        _("%(name)s has begun their claim already, so this stays. Talk to them, and to whoever checks claims.")
        % {"name": person.name}
    )


def _is_untouched(claim: Claim) -> bool:
    return claim.version == 1 and claim.method_ref is None and all(line.kind is LineKind.FEE for line in claim.lines)
