"""Saying what an event offers, saying what would help, and keeping the promise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select, update

from eventsite.access import permissions
from eventsite.access.facts import NeedMoved, NeedsForgotten, NeedsRead, NeedsSaid, OfferChanged
from eventsite.access.models import Need, OfferLine
from eventsite.access.rules import due_on
from eventsite.access.values import NEED_LIFE, OWN_WORDS, NeedState, Offered, items
from eventsite.events.commands import the_event
from eventsite.events.queries import over_since
from eventsite.kernel.permissions import require
from eventsite.kernel.references import new_reference
from eventsite.kernel.refusals import NotVisible
from eventsite.records.work import Work


@dataclass(frozen=True, kw_only=True)
class SetOffer:
    """What the event offers: code -> (status, detail). Codes left out keep what they have."""

    event_id: int
    lines: Mapping[str, tuple[Offered, str]]


def set_offer(work: Work, command: SetOffer) -> None:
    """Write the offer down; a "not checked" takes the line away again."""
    event = the_event(work, command.event_id)
    require(work.actor, permissions.EDIT_OFFER, event)
    known = {
        line.code: line for line in work.database.scalars(select(OfferLine).where(OfferLine.event_id == event.id))
    }
    for code, (status, detail) in command.lines.items():
        if code not in items():
            raise NotVisible
        line = known.get(code)
        if status is Offered.NOT_CHECKED and not detail:
            if line is not None:
                work.database.delete(line)
            continue
        if line is None:
            line = OfferLine(event_id=event.id, code=code)
            work.database.add(line)
        line.status, line.detail, line.checked_on = status, detail, work.clock.now().date()
    work.outdated.add(event.id)
    work.record(OfferChanged(about=event.ref))


@dataclass(frozen=True, kw_only=True)
class SayNeeds:
    """What would help whoever holds a registration: codes, and own words per group."""

    event_id: int
    registration_ref: str
    codes: Sequence[str]
    words: Mapping[str, str]


def say_needs(work: Work, command: SayNeeds) -> None:
    """Make a registration's needs what was said. One that was there stays as it is; one that is gone is taken away."""
    event = the_event(work, command.event_id)
    wanted = {code: "" for code in command.codes if code in items()}
    wanted |= {OWN_WORDS + group: words for group, words in command.words.items() if words}
    kinds = {work.cipher.fingerprint(code): code for code in wanted}
    known = {need.kind: need for need in work.database.scalars(select(Need).where(Need.registration_ref == command.registration_ref))}
    for gone in known.keys() - kinds.keys():
        work.database.delete(known[gone])
    today = work.clock.now().date()
    for kind, code in kinds.items():
        need = known.get(kind)
        item = items().get(code)
        if need is None:
            ref = new_reference()
            need = Need(
                ref=ref, event_id=event.id, registration_ref=command.registration_ref, kind=kind, asked_at=work.clock.now(),
                code_sealed=work.cipher.seal(code, table="access_need", row=ref, field="code"),
                owner_role=item.owner if item else "access_lead",
                due_on=due_on(event.starts_on, item.lead_days if item else 0, today),
            )
            work.database.add(need)
        if wanted[code]:
            need.words_sealed = work.cipher.seal(wanted[code], table="access_need", row=need.ref, field="words")
    work.record(NeedsSaid(about=command.registration_ref, count=len(kinds)))


def ask_for_needs(work: Work, registration_ref: str) -> None:
    """The registration is sent: its needs become requests that the team sees."""
    work.database.execute(update(Need).where(Need.registration_ref == registration_ref).values(is_asked=True))


def withdraw_needs(work: Work, registration_ref: str) -> None:
    """Somebody is not coming: nothing is needed any more, and the words go at once."""
    work.database.execute(
        update(Need).where(Need.registration_ref == registration_ref).values(state=NeedState.WITHDRAWN, words_sealed=None)
    )


def forget_needs(work: Work) -> int:
    """Take away what people said would help them, once a gathering is 30 days past. Returns how many needs there were."""
    forgotten = 0
    for event in over_since(work.database, work.clock.now().date()):
        gone = work.database.scalars(delete(Need).where(Need.event_id == event.id).returning(Need.id)).all()
        if gone:
            work.record(NeedsForgotten(about=event.ref, count=len(gone)))
        forgotten += len(gone)
    return forgotten


@dataclass(frozen=True)
class NeedInWords:
    """One need, opened."""

    ref: str
    code: str
    need: str
    words: str
    state: NeedState


def open_need(work: Work, need: Need) -> NeedInWords:
    """Return a need in words. The caller records that it was read."""
    code = work.cipher.open(need.code_sealed, table="access_need", row=need.ref, field="code")
    words = need.words_sealed
    opened = work.cipher.open(words, table="access_need", row=need.ref, field="words") if words else ""
    item = items().get(code)
    return NeedInWords(need.ref, code, item.need if item else opened, opened if item else "", need.state)


def read_needs(work: Work, event_id: int, registration_ref: str) -> list[NeedInWords]:
    """Open one person's needs for the access lead, and write down that it happened."""
    require(work.actor, permissions.READ_NEEDS, the_event(work, event_id))
    found = work.database.scalars(
        select(Need).where(Need.event_id == event_id, Need.registration_ref == registration_ref, Need.is_asked).order_by(Need.id)
    ).all()
    work.record(NeedsRead(about=registration_ref))
    return [open_need(work, need) for need in found]


def move_need(work: Work, event_id: int, ref: str, action: str) -> None:
    """Move a need along its life. Raises WrongState."""
    require(work.actor, permissions.READ_NEEDS, the_event(work, event_id))
    need = work.database.scalar(select(Need).where(Need.event_id == event_id, Need.ref == ref))
    if need is None:
        raise NotVisible
    need.state = NEED_LIFE.after(need.state, action)
    work.record(NeedMoved(about=need.registration_ref, need=need.ref, state=need.state.value))
