"""Reading the offer, and counting needs without opening them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from eventsite.access.models import Need, OfferLine
from eventsite.access.values import OWN_WORDS, NeedState, Offered, items
from eventsite.kernel.crypto import FieldCipher
from eventsite.records.compiled_query import CompiledQuery


def offer_of(database: Session, event_id: int) -> Mapping[str, OfferLine]:
    """Return what an event says about access, by code."""
    return {line.code: line for line in database.scalars(select(OfferLine).where(OfferLine.event_id == event_id))}


def offered(lines: Mapping[str, OfferLine], code: str) -> Offered:
    """Return the status of one code; nothing said is "not checked"."""
    return lines[code].status if code in lines else Offered.NOT_CHECKED


_NEED = Need.__table__.c
_STILL_SAID = CompiledQuery(
    select(_NEED.ref, _NEED.state, _NEED.code_sealed, _NEED.words_sealed)
    .where(_NEED.registration_ref == bindparam("registration_ref"), _NEED.state != NeedState.WITHDRAWN)
    .order_by(_NEED.id)
)


@dataclass(frozen=True)
class OwnNeeds:
    """What somebody said would help them, for their own eyes."""

    codes: list[str]
    words: dict[str, str]
    states: dict[str, NeedState]


def own_needs(database: Session, cipher: FieldCipher, registration_ref: str) -> OwnNeeds:
    """Return a person's own needs; withdrawn ones have no words any more. Reading one's own words is not written down."""
    own = OwnNeeds([], {}, {})
    for ref, state, code_sealed, words_sealed in _STILL_SAID.all(database, registration_ref=registration_ref):
        code = cipher.open(code_sealed, table="access_need", row=ref, field="code")
        own.states[code] = state
        if code in items():
            own.codes.append(code)
        elif words_sealed:
            words = cipher.open(words_sealed, table="access_need", row=ref, field="words")
            own.words[code.removeprefix(OWN_WORDS)] = words
    return own


@dataclass(frozen=True)
class HolderNeeds:
    """How many needs one registration has, and the next date among those still open."""

    registration_ref: str
    count: int
    open_count: int
    next_due: dt.date | None


def needs_by_holder(database: Session, event_id: int) -> Sequence[HolderNeeds]:
    """Return the access board: who waits for what date, without opening a word."""
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
        .order_by(func.min(Need.due_on))
    )
    return [HolderNeeds(*row) for row in rows]
