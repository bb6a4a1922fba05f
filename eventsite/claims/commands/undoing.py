"""Undoing what the team did by mistake, and dropping what nobody ever sent."""

from dataclasses import dataclass

from sqlalchemy import delete, select

from eventsite.claims.facts import ClaimUndone
from eventsite.claims.models import Claim, PaymentOffer
from eventsite.claims.values import ClaimState, LineKind
from eventsite.kernel.i18n import _
from eventsite.kernel.refusals import Refusal
from eventsite.records.work import Work
from eventsite.registration.commands.attendance import TakeAttendanceBack, take_attendance_back
from eventsite.registration.commands.forgetting import forget_drafts


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
    claim = work.database.scalar(select(Claim).where(Claim.registration == person.ref))
    if claim is None:
        return
    if not _is_untouched(claim):
        raise ClaimBegun(
            _("%(name)s has begun their claim already, so this stays. Talk to them, and to whoever checks claims.")
            % {"name": person.name}
        )
    for line in claim.lines:
        work.database.delete(line)
    work.database.flush()
    work.database.delete(claim)
    work.record(ClaimUndone(about=person.ref))


def _is_untouched(claim: Claim) -> bool:
    has_only_the_fee = all(line.kind is LineKind.FEE for line in claim.lines)
    return claim.state is ClaimState.DRAFT and claim.version == 1 and claim.method_ref is None and has_only_the_fee


def drop_drafts(work: Work) -> int:
    """Take away registrations that were never sent, with their answers to the offer. Returns how many."""
    gone = forget_drafts(work)
    if gone:
        work.database.execute(delete(PaymentOffer).where(PaymentOffer.registration.in_(gone)))
    return len(gone)
