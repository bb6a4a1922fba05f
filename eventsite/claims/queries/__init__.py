"""Reading claims, scoped to who is asking."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from eventsite.claims.facts import EvidenceRead
from eventsite.claims.models import Claim, ClaimDecision, ClaimLine, Evidence
from eventsite.claims.rules import promised_again
from eventsite.claims.values import PILES, UNDECIDED, ClaimState, Pile
from eventsite.events.models import Event
from eventsite.events.queries import host_country
from eventsite.events.values import Role
from eventsite.kernel.actor import VISITOR, Actor
from eventsite.kernel.days import local_date
from eventsite.kernel.i18n import _
from eventsite.kernel.money import Money
from eventsite.kernel.refusals import NotVisible
from eventsite.people.models import Person
from eventsite.records.lists import ListPage, page_of
from eventsite.records.models import AuditEntry

OPEN_FOR = dt.timedelta(hours=1)
"""How long a receipt stays open to whoever had it written down that they read it."""

METHOD_GIVEN = "MethodGiven"
"""The fact of the room that keeps the details: how to pay a claim was said, or changed."""


def _own(actor: Actor) -> ColumnElement[bool]:
    return or_(Claim.registration.in_(actor.registration_refs), Claim.beneficiary_id.in_(actor.acts_for))


def own_claim(database: Session, actor: Actor, ref: str) -> Claim:
    """Return the actor's own claim. Raises NotVisible."""
    found = database.scalar(select(Claim).where(Claim.ref == ref, _own(actor)))
    if found is None:
        raise NotVisible
    return found


def own_claims(database: Session, actor: Actor) -> Sequence[Claim]:
    """Return the actor's own claims, the latest first."""
    return database.scalars(select(Claim).where(_own(actor)).order_by(Claim.id.desc())).all()


def own_line(claim: Claim, ref: str) -> ClaimLine:
    """Return one line of a claim. Raises NotVisible."""
    for line in claim.lines:
        if line.ref == ref:
            return line
    raise NotVisible


HANDS = (Role.CHECKER, Role.PAYER)


def finance_events(actor: Actor, roles: Sequence[Role] = HANDS) -> list[int]:
    """Return the ids of events in which the actor checks or pays, or has one of `roles`."""
    return [event for event in actor.roles if actor.has_role(event, *roles)]


def finance_claim(database: Session, actor: Actor, ref: str) -> Claim:
    """Return a claim that the actor checks or pays. Drafts are nobody else's business. Raises NotVisible."""
    found = database.scalar(
        select(Claim).where(
            Claim.ref == ref, Claim.event_id.in_(finance_events(actor)), Claim.state != ClaimState.DRAFT
        )
    )
    if found is None:
        raise NotVisible
    return found


def _on(pile: Pile, actor: Actor, event_id: int | None, roles: Sequence[Role]) -> list[ColumnElement[bool]]:
    events = finance_events(actor, roles)
    shown = [event_id] if event_id in events else events
    return [Claim.event_id.in_(shown), Claim.state.in_(PILES[pile])]


def pile_page(
    database: Session, actor: Actor, pile: Pile, event_id: int | None, page: int, roles: Sequence[Role] = HANDS
) -> ListPage[Claim]:
    """Return a page of the claims on a pile that the actor checks or pays, of one event or all; who waited longest is first."""
    found = select(Claim).where(*_on(pile, actor, event_id, roles)).order_by(Claim.submitted_at, Claim.id)
    return page_of(database, found, page)


def pile_sizes(database: Session, actor: Actor, event_id: int | None = None) -> Mapping[Pile, int]:
    """Return how many claims lie on each pile, in one question."""
    events = finance_events(actor)
    shown = [event_id] if event_id in events else events
    counted = select(Claim.state, func.count()).where(Claim.event_id.in_(shown)).group_by(Claim.state)
    found: dict[ClaimState, int] = {state: size for state, size in database.execute(counted).all()}  # noqa: C416 - rows are no pairs to mypy
    return {pile: sum(found.get(state, 0) for state in states) for pile, states in PILES.items()}


def pile_totals(
    database: Session, actor: Actor, pile: Pile, event_id: int | None = None, roles: Sequence[Role] = HANDS
) -> list[Money]:
    """Return what the claims on a pile come to, for each currency: what was asked for, or once it is decided what was approved."""
    amount = ClaimLine.claimed_minor if pile in UNDECIDED else ClaimLine.approved_minor
    summed = select(ClaimLine.currency, func.sum(amount)).join(Claim, Claim.id == ClaimLine.claim_id)
    rows = database.execute(summed.where(*_on(pile, actor, event_id, roles)).group_by(ClaimLine.currency))
    sums = {currency: int(minor or 0) for currency, minor in rows}
    return [Money(sums[currency], currency) for currency in sorted(sums)]


def evidence_of(claim: Claim, ref: str) -> Evidence:
    """Return one receipt of a claim. Raises NotVisible."""
    for line in claim.lines:
        for evidence in line.evidence:
            if evidence.ref == ref:
                return evidence
    raise NotVisible


def evidence_opened(database: Session, actor: Actor, claim: Claim, now: dt.datetime) -> frozenset[str]:
    """Return references of the claim's receipts that the actor opened within the hour, as the audit says."""
    read = database.scalars(
        select(AuditEntry.payload).where(
            AuditEntry.about == claim.ref,
            AuditEntry.fact == EvidenceRead.__name__,
            AuditEntry.actor == actor.label,
            AuditEntry.at > now - OPEN_FOR,
        )
    )
    return frozenset(payload["evidence"] for payload in read)


def opened_evidence(claim: Claim, ref: str, opened: Collection[str]) -> Evidence:
    """Return one receipt of a claim that was opened. Raises NotVisible for one that was not."""
    if ref not in opened:
        raise NotVisible
    return evidence_of(claim, ref)


def seen_before(database: Session, claim: Claim) -> set[str]:
    """Return references of this claim's receipts whose very bytes came with another claim: worth a look, never a block."""
    own = {e.digest: e.ref for line in claim.lines for e in line.evidence if e.digest}
    elsewhere = database.scalars(
        select(Evidence.digest)
        .join(ClaimLine, ClaimLine.id == Evidence.line_id)
        .where(Evidence.digest.in_(list(own)), ClaimLine.claim_id != claim.id)
    )
    return {own[digest] for digest in elsewhere if digest}


def decisions_on(database: Session, claim: Claim) -> Sequence[ClaimDecision]:
    """Return every decision on a claim, the first one first."""
    return database.scalars(select(ClaimDecision).where(ClaimDecision.claim_id == claim.id).order_by(ClaimDecision.id)).all()


def promised_if_answered(database: Session, claim: Claim, day: dt.date) -> dt.date | None:
    """Return by when the money is there if a claim with a question comes back on `day`; None where nothing was promised."""
    asked = select(func.max(ClaimDecision.decided_at)).where(
        ClaimDecision.claim_id == claim.id, ClaimDecision.outcome == ClaimState.RETURNED
    )
    at = database.scalar(asked)
    if at is None or claim.promised_on is None:
        return None
    asked_on = local_date(at, database.get_one(Event, claim.event_id).zone)
    return promised_again(claim.promised_on, asked_on, day, host_country(database, claim.event_id))


def method_givers(database: Session, claims: Iterable[Claim]) -> dict[str, str]:
    """Return in words who said last how to pay each of some claims, by the claim's reference, as the audit has it.

    Whoever came by the link of a letter was not signed in: that is all that anybody can know of them.
    """
    found = {claim.ref: claim for claim in claims if claim.method_given_at is not None}
    told = select(AuditEntry.about, AuditEntry.actor).where(
        AuditEntry.fact == METHOD_GIVEN, AuditEntry.about.in_(list(found))
    )
    last = {entry.about: entry.actor for entry in database.execute(told.order_by(AuditEntry.id))}
    return {ref: _giver(database, found[ref], actor) for ref, actor in last.items()}


def _giver(database: Session, claim: Claim, actor: str) -> str:
    if actor == Actor(person_id=claim.beneficiary_id).label:
        return _("the person, signed in")
    if actor == VISITOR.label:
        return _("somebody with the link from their letter")
    person = database.get(Person, int(actor.rpartition(":")[2]))
    return person.name if person is not None and person.name else _("somebody who acts for them")
