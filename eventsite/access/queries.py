"""Reading the offer, and counting needs without opening them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from eventsite.access.models import Need, OfferLine
from eventsite.access.values import OWN_WORDS, NeedState, Offered, group_of_code, in_words, items
from eventsite.events.models import TeamMember
from eventsite.events.values import Role
from eventsite.kernel.crypto import FieldCipher
from eventsite.records.compiled_query import CompiledQuery
from eventsite.records.lists import MOST_ON_A_PAGE


def offer_of(database: Session, event_id: int) -> Mapping[str, OfferLine]:
    """Return what an event says about access, by code."""
    return {line.code: line for line in database.scalars(select(OfferLine).where(OfferLine.event_id == event_id))}


def offered(lines: Mapping[str, OfferLine], code: str) -> Offered:
    """Return the status of one code; nothing said is "not checked"."""
    return lines[code].status if code in lines else Offered.NOT_CHECKED


_NEED = Need.__table__.c
_STILL_SAID = CompiledQuery(
    select(_NEED.ref, _NEED.state, _NEED.code_sealed, _NEED.words_sealed, _NEED.answered_by, _NEED.answered_at)
    .where(_NEED.registration_ref == bindparam("registration_ref"), _NEED.state != NeedState.WITHDRAWN)
    .order_by(_NEED.id)
)


@dataclass(frozen=True)
class NeedAnswer:
    """What became of one thing that would help: in its person's words, and who on the team said so when."""

    need: str
    state: NeedState
    by: str
    at: dt.datetime | None


@dataclass(frozen=True)
class OwnNeeds:
    """What somebody said would help them, for their own eyes, and what became of each."""

    codes: list[str]
    words: dict[str, str]
    answers: list[NeedAnswer]
    groups: set[str]


def own_needs(database: Session, cipher: FieldCipher, registration_ref: str) -> OwnNeeds:
    """Return a person's own needs; withdrawn ones have no words any more. Reading one's own words is not written down."""
    own = OwnNeeds([], {}, [], set())
    for ref, state, code_sealed, words_sealed, by, at in _STILL_SAID.all(database, registration_ref=registration_ref):
        code = cipher.open(code_sealed, table="access_need", row=ref, field="code")
        words = cipher.open(words_sealed, table="access_need", row=ref, field="words") if words_sealed else ""
        if code in items():
            own.codes.append(code)
        elif words:
            own.words[code.removeprefix(OWN_WORDS)] = words
        if said := in_words(code, words):
            own.answers.append(NeedAnswer(said, state, by, at))
            own.groups.add(group_of_code(code))
    return own


def looking_after(database: Session, event_id: int) -> Sequence[int]:
    """Return the ids of the persons who look after what people asked for: the access leads, or else the organisers."""
    members = database.execute(
        select(TeamMember.person_id, TeamMember.role)
        .where(TeamMember.event_id == event_id, TeamMember.role.in_([Role.ACCESS_LEAD, Role.ORGANISER]))
        .order_by(TeamMember.id)
    ).all()
    leads = [member.person_id for member in members if member.role is Role.ACCESS_LEAD]
    return leads or [member.person_id for member in members]


def need_stands(database: Session, registration_ref: str, ref: str) -> NeedState | None:
    """Return where a need of a registration is; None once it is gone."""
    return database.scalar(select(Need.state).where(Need.registration_ref == registration_ref, Need.ref == ref))


def unanswered(database: Session, event_id: int) -> int:
    """Return how many needs that people asked for wait for an answer."""
    waiting = Need.event_id == event_id, Need.is_asked, Need.state.in_([NeedState.ASKED, NeedState.TALKING])
    return database.scalars(select(func.count()).select_from(Need).where(*waiting)).one()


def holder_count(database: Session, event_id: int) -> int:
    """Return how many registrations the access board lists."""
    listed = Need.event_id == event_id, Need.is_asked, Need.state != NeedState.WITHDRAWN
    return database.scalars(select(func.count(Need.registration_ref.distinct())).where(*listed)).one()


@dataclass(frozen=True)
class HolderNeeds:
    """How many needs one registration has, and the next date among those still open."""

    registration_ref: str
    count: int
    open_count: int
    next_due: dt.date | None


def needs_by_holder(database: Session, event_id: int, page: int = 1) -> Sequence[HolderNeeds]:
    """Return one page of the access board: who waits for what date, without opening a word; whoever waits comes first."""
    still_open = Need.state.in_([NeedState.ASKED, NeedState.TALKING])
    rows = database.execute(
        select(
            Need.registration_ref,
            func.count(),
            func.count().filter(still_open),
            func.min(Need.due_on).filter(still_open),
        )
        .where(Need.event_id == event_id, Need.is_asked, Need.state != NeedState.WITHDRAWN)
        .group_by(Need.registration_ref)
        .order_by(func.min(Need.due_on).filter(still_open).asc().nulls_last(), Need.registration_ref)
        .limit(MOST_ON_A_PAGE).offset((page - 1) * MOST_ON_A_PAGE)
    )
    return [HolderNeeds(*row) for row in rows]
