"""Two pairs of hands that could be one person's: noting it, and having somebody from outside look."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, delete, select

from eventsite.claims.facts import DoubtRaised, DoubtsSettled, OutsideAsked
from eventsite.claims.models import AccountMark, BrowserMark, Claim, ClaimDoubt
from eventsite.claims.permissions import CLAIM
from eventsite.claims.queries.doubts import doubts_about, is_from_outside, open_doubts, whom_to_ask
from eventsite.claims.values import Doubt, Part
from eventsite.events.values import Role
from eventsite.kernel.i18n import _
from eventsite.kernel.refusals import Refusal
from eventsite.records.work import Work


class NotFromOutside(Refusal):
    """Whoever settles a doubt is nobody whom it is about, and has no part that such a person gave."""


def mark_account(work: Work, claim: Claim, digest: str) -> None:
    """Remember the account of a claim's way of being paid by its mark, for a time."""
    if digest:
        given = {"person_id": claim.beneficiary_id, "digest": digest, "given_at": work.clock.now()}
        work.database.add(AccountMark(method_ref=claim.method_ref or "", **given))


def mark_browser(work: Work, claim: Claim, part: Part, digest: str) -> None:
    """Remember for a day in which browser somebody did their part of a claim."""
    if not digest:
        return
    before = select(BrowserMark).where(BrowserMark.claim_id == claim.id, BrowserMark.part == part)
    mark = work.database.scalar(before) or BrowserMark(claim_id=claim.id, part=part)
    mark.digest, mark.at = digest, work.clock.now()
    work.database.add(mark)


def note_doubts(work: Work, claim: Claim, role: Role, browser: str) -> frozenset[Doubt]:
    """Write down what speaks against the actor alone checking or paying a claim, once, and return it."""
    found = doubts_about(work.database, work.actor, [claim], role, browser, work.clock.now()).get(claim.ref, frozenset())
    known = set(work.database.scalars(select(ClaimDoubt.doubt).where(_about_actor(work, claim))))
    for doubt in sorted(found - known):
        work.database.add(
            ClaimDoubt(claim_id=claim.id, person_id=work.actor.person_id, doubt=doubt, raised_at=work.clock.now())
        )
        work.record(DoubtRaised(about=claim.ref, person_id=work.actor.person_id or 0, doubt=doubt.value))
    if found - known:
        for person_id in whom_to_ask(work.database, claim, work.actor):
            work.record(OutsideAsked(about=claim.ref, person_id=person_id))
    return found


def _about_actor(work: Work, claim: Claim) -> ColumnElement[bool]:
    return and_(ClaimDoubt.claim_id == claim.id, ClaimDoubt.person_id == work.actor.person_id)


@dataclass(frozen=True, kw_only=True)
class RaiseDoubts:
    """Claims that somebody wanted to pay and cannot pay alone. `browser`: see `BrowserMark`."""

    claims: Sequence[str]
    browser: str = ""


def raise_doubts(work: Work, command: RaiseDoubts) -> None:
    """Write down who was held back from paying and why; twice changes nothing. Raises NotVisible, NotAllowed."""
    for claim in work.change_all(CLAIM, command.claims, "hold"):
        note_doubts(work, claim, Role.PAYER, command.browser)


@dataclass(frozen=True, kw_only=True)
class SettleDoubts:
    """Somebody from outside looked at a claim, in the version that they saw, and says that it can be paid."""

    claim: str
    version: int


def settle_doubts(work: Work, command: SettleDoubts) -> None:
    """Settle every doubt on a claim; twice changes nothing. Raises NotFromOutside, ChangedMeanwhile, NotVisible, NotAllowed."""
    claim = work.change(CLAIM, command.claim, "settle doubts", command.version)
    doubts = work.database.scalars(
        select(ClaimDoubt).where(ClaimDoubt.claim_id == claim.id, ClaimDoubt.settled_at.is_(None)).with_for_update()
    ).all()
    if not doubts:
        return
    suspects = [one.person for one in open_doubts(work.database, [claim])[claim.ref]]
    if not is_from_outside(work.database, work.actor, claim, suspects):
        raise NotFromOutside(
            _("You are one of those it is about, or have your part from one of them. Somebody else has to look: another owner of your organisation, or who looks after this site.")
        )
    for doubt in doubts:
        doubt.settled_at, doubt.settled_by_id = work.clock.now(), work.actor.person_id
    work.record(DoubtsSettled(about=claim.ref, doubts=sorted({doubt.doubt.value for doubt in doubts})))


def forget_account_marks(work: Work, before: dt.datetime) -> int:
    """Delete the marks of accounts that were given before `before`. Returns how many."""
    return _deleted(work, AccountMark, AccountMark.given_at < before)


def forget_browser_marks(work: Work, before: dt.datetime) -> int:
    """Delete the marks of browsers of before `before`. Returns how many."""
    return _deleted(work, BrowserMark, BrowserMark.at < before)


def _deleted(work: Work, marks: type[AccountMark] | type[BrowserMark], due: ColumnElement[bool]) -> int:
    return len(work.forget(delete(marks).where(due).returning(marks.id)))
