"""Which hands on a claim could be one person's, and who from outside may say that it can be paid."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from eventsite.claims.models import AccountMark, BrowserMark, Claim, ClaimDoubt
from eventsite.claims.rules import SAME_BROWSER_WITHIN
from eventsite.claims.values import Doubt, Part
from eventsite.events.models import Event, TeamMember
from eventsite.events.values import Role
from eventsite.kernel.actor import Actor
from eventsite.kernel.refusals import NotVisible
from eventsite.organisations.models import OrganisationMember, Steward
from eventsite.organisations.values import OrganisationRole
from eventsite.people.models import Person
from eventsite.people.rules import is_same_mailbox
from eventsite.records.lists import ListPage, page_of

Doubts = Mapping[str, frozenset[Doubt]]
"""The reference of a claim -> why one pair of hands is not enough for it."""
SEEN_BY = {Role.CHECKER: (Part.CLAIMANT,), Role.PAYER: (Part.CLAIMANT, Part.CHECKER)}
"""In whose browser somebody with a part should not be."""


def doubts_about(
    database: Session, actor: Actor, claims: Sequence[Claim], role: Role, browser: str, now: dt.datetime
) -> Doubts:
    """Return what speaks against the actor alone checking or paying each of some claims; claims without a doubt are left out."""
    found: dict[str, set[Doubt]] = defaultdict(set)
    for ref in _same_account(database, actor, claims):
        found[ref].add(Doubt.ACCOUNT)
    for ref in _same_browser(database, claims, role, browser, now):
        found[ref].add(Doubt.BROWSER)
    own = _own_roles(database, actor, {claim.event_id for claim in claims}, role)
    for claim in claims:
        if claim.event_id in own:
            found[claim.ref].add(Doubt.OWN_ROLE)
    return {ref: frozenset(doubts) for ref, doubts in found.items()}


def _same_account(database: Session, actor: Actor, claims: Sequence[Claim]) -> Sequence[str]:
    theirs, given = aliased(AccountMark), aliased(AccountMark)
    same = (
        select(Claim.ref)
        .join(theirs, theirs.method_ref == Claim.method_ref)
        .join(given, given.digest == theirs.digest)
        .where(Claim.id.in_([claim.id for claim in claims]), given.person_id == actor.person_id)
    )
    return database.scalars(same).all()


def _same_browser(
    database: Session, claims: Sequence[Claim], role: Role, browser: str, now: dt.datetime
) -> Sequence[str]:
    if not browser:
        return []
    same = select(Claim.ref).join(BrowserMark, BrowserMark.claim_id == Claim.id).where(
        Claim.id.in_([claim.id for claim in claims]), BrowserMark.part.in_(SEEN_BY[role]), BrowserMark.digest == browser,
        BrowserMark.at >= now - SAME_BROWSER_WITHIN,
    )
    return database.scalars(same).all()


def _own_roles(database: Session, actor: Actor, event_ids: set[int], role: Role) -> set[int]:
    """Return the events in which the actor has a part only because they gave it to themselves."""
    team = select(TeamMember.event_id, TeamMember.given_by_id).where(
        TeamMember.event_id.in_(event_ids), TeamMember.person_id == actor.person_id, TeamMember.role == role
    )
    host = (
        select(Event.id, OrganisationMember.given_by_id)
        .join(OrganisationMember, OrganisationMember.organisation_id == Event.organisation_id)
        .where(
            Event.id.in_(event_ids), OrganisationMember.person_id == actor.person_id,
            OrganisationMember.role == OrganisationRole(role.value),
        )
    )
    givers: dict[int, set[int | None]] = defaultdict(set)
    for event_id, giver in (*database.execute(team), *database.execute(host)):
        givers[event_id].add(giver)
    return {event_id for event_id, given in givers.items() if given == {actor.person_id}}


@dataclass(frozen=True, kw_only=True)
class Open:
    """A doubt that waits for somebody from outside: what it is, and the person it is about."""

    doubt: Doubt
    person: Person


def open_doubts(database: Session, claims: Sequence[Claim]) -> Mapping[str, Sequence[Open]]:
    """Return the doubts on each of some claims that nobody from outside has settled."""
    rows = database.execute(
        select(Claim.ref, ClaimDoubt.doubt, Person)
        .join(ClaimDoubt, ClaimDoubt.claim_id == Claim.id)
        .join(Person, Person.id == ClaimDoubt.person_id)
        .where(Claim.id.in_([claim.id for claim in claims]), ClaimDoubt.settled_at.is_(None))
        .order_by(ClaimDoubt.id)
    )
    found: dict[str, list[Open]] = defaultdict(list)
    for ref, doubt, person in rows:
        found[ref].append(Open(doubt=doubt, person=person))
    return found


def settled_doubts(database: Session, claims: Sequence[Claim], person_id: int | None) -> Doubts:
    """Return which doubts about one person somebody from outside settled, by claim."""
    rows = database.execute(
        select(Claim.ref, ClaimDoubt.doubt)
        .join(ClaimDoubt, ClaimDoubt.claim_id == Claim.id)
        .where(
            Claim.id.in_([claim.id for claim in claims]), ClaimDoubt.person_id == person_id,
            ClaimDoubt.settled_at.is_not(None),
        )
    )
    found: dict[str, set[Doubt]] = defaultdict(set)
    for ref, doubt in rows:
        found[ref].add(doubt)
    return {ref: frozenset(doubts) for ref, doubts in found.items()}


def held_back(database: Session, actor: Actor, claims: Sequence[Claim], browser: str, now: dt.datetime) -> Doubts:
    """Return the claims that the actor cannot pay alone, with what nobody from outside has settled: theirs and the checker's."""
    mine = doubts_about(database, actor, claims, Role.PAYER, browser, now)
    settled = settled_doubts(database, claims, actor.person_id)
    found = {ref: set(doubts - settled.get(ref, frozenset())) for ref, doubts in mine.items()}
    checkers = {claim.ref: claim.checker_id for claim in claims}
    for ref, waiting in open_doubts(database, claims).items():
        found.setdefault(ref, set()).update(one.doubt for one in waiting if one.person.id == checkers[ref])
    return {ref: frozenset(doubts) for ref, doubts in found.items() if doubts}


def is_from_outside(database: Session, actor: Actor, claim: Claim, suspects: Sequence[Person]) -> bool:
    """Whether the actor is none of those whom the doubts are about, is like none, and has no part that one of them gave."""
    ids = [person.id for person in suspects]
    if actor.person_id in ids or any(is_same_mailbox(actor.email, person.email) for person in suspects):
        return False
    team = select(TeamMember.id).where(
        TeamMember.event_id == claim.event_id, TeamMember.person_id == actor.person_id, TeamMember.given_by_id.in_(ids)
    )
    host = select(OrganisationMember.id).where(
        OrganisationMember.organisation_id == claim.event.organisation_id,
        OrganisationMember.person_id == actor.person_id, OrganisationMember.given_by_id.in_(ids),
    )
    return database.scalar(team.limit(1)) is None and database.scalar(host.limit(1)) is None


def whom_to_ask(database: Session, claim: Claim, suspect: Actor) -> Sequence[int]:
    """Return the ids of the owners of the organisation but the suspect; where there is no other, of who looks after the site."""
    owners = select(OrganisationMember.person_id).where(
        OrganisationMember.organisation_id == claim.event.organisation_id,
        OrganisationMember.role == OrganisationRole.OWNER,
    )
    others = [owner for owner in database.scalars(owners) if owner != suspect.person_id]
    return others or [steward for steward in database.scalars(select(Steward.person_id)) if steward != suspect.person_id]


def _seen_from_outside(actor: Actor) -> list[object]:
    doubted = Claim.id.in_(select(ClaimDoubt.claim_id).where(ClaimDoubt.settled_at.is_(None)))
    hosted = Event.organisation_id.in_(list(actor.organisations))
    return [doubted] if actor.is_steward else [doubted, hosted]


def outside_page(database: Session, actor: Actor, page: int) -> ListPage[Claim]:
    """Return a page of claims with open doubts, of events that the actor's organisations host; for a steward of all."""
    claims = select(Claim).join(Event, Event.id == Claim.event_id).where(*_seen_from_outside(actor))  # type: ignore[arg-type]
    return page_of(database, claims.order_by(Claim.decided_at, Claim.id), page)


def outside_claim(database: Session, actor: Actor, ref: str) -> Claim:
    """Return one of them. Raises NotVisible."""
    known = select(Claim).join(Event, Event.id == Claim.event_id).where(Claim.ref == ref, *_seen_from_outside(actor))  # type: ignore[arg-type]
    found = database.scalar(known)
    if found is None:
        raise NotVisible
    return found
