"""Saying what an event offers, saying what would help, and keeping the promise."""

import datetime as dt
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from sqlalchemy import and_, delete, select

from eventsite.access.facts import NeedMoved, NeedsForgotten, NeedsRead, NeedsSaid, OfferChanged, PromiseEnded
from eventsite.access.models import Need, OfferLine
from eventsite.access.permissions import ACCESS_OFFER, NEED, READ_NEEDS, TEAM_ACTIONS
from eventsite.access.queries import looking_after
from eventsite.access.rules import due_on
from eventsite.access.values import (
    OWN_WORDS,
    PROMISED,
    TO_TALK,
    NeedState,
    Offered,
    group_of_code,
    groups,
    in_words,
    items,
    lead_days,
)
from eventsite.events.models import Event
from eventsite.events.permissions import EVENT
from eventsite.events.queries import host_country, over_before
from eventsite.events.rules import refuse_read_only
from eventsite.kernel.days import local_date
from eventsite.kernel.permissions import require
from eventsite.kernel.references import new_reference
from eventsite.kernel.refusals import ChangedMeanwhile, NotVisible
from eventsite.records.work import Work

Said = Mapping[str, tuple[Offered, str]]
"""What is said of items of the offer: code -> (status, detail)."""
NOTHING_SAID = (Offered.NOT_CHECKED, "")


@dataclass(frozen=True, kw_only=True)
class SetOffer:
    """What the event offers; codes left out keep what they have. `seen`: what was there when it was last looked at, if it was."""

    event: str
    lines: Said
    seen: Said | None = None


def set_offer(work: Work, command: SetOffer) -> None:
    """Write the offer down; a "not checked" takes the line away again.

    Raises ReadOnly, NotAllowed, NotVisible, and ChangedMeanwhile where somebody else said something other than `seen`.
    """
    event = work.change(ACCESS_OFFER, command.event, "say")
    refuse_read_only(event)
    if not command.lines.keys() <= items().keys():
        raise NotVisible
    known = {
        line.code: line for line in work.database.scalars(select(OfferLine).where(OfferLine.event_id == event.id))
    }
    now = {code: (known[code].status, known[code].detail) if code in known else NOTHING_SAID for code in command.lines}
    if command.seen is not None and any(now[code] not in (command.seen[code], said) for code, said in command.lines.items()):
        raise ChangedMeanwhile
    today = local_date(work.clock.now(), event.zone)
    changes = [_say_line(work, event, known.get(code), code, said, today) for code, said in command.lines.items()]
    if any(changes):
        work.record(OfferChanged(about=event.ref))


def _say_line(work: Work, event: Event, line: OfferLine | None, code: str, said: tuple[Offered, str], today: dt.date) -> bool:
    """Write one line of the offer down. Returns whether it is another one now."""
    if said == NOTHING_SAID:
        if line is not None:
            work.database.delete(line)
        return line is not None
    if line is None:
        line = OfferLine(event_id=event.id, code=code)
        work.database.add(line)
    line.status, line.detail, line.checked_on = *said, today
    return work.database.is_modified(line)


def replace_needs(
    work: Work, event: Event, registration_ref: str, codes: Sequence[str], words: Mapping[str, str], ticked: AbstractSet[str] = frozenset(),
) -> bool:
    """Make a registration's needs what was said: codes of the vocabulary, own words per group, and each other `ticked` group to talk about.

    A part of the verbs that change the registration, and so hold its lock. A need that was there stays as it is, one with
    other words is asked again, one that is gone is taken away; who looks after a promise hears that it ended. Returns
    whether anything is different now.
    """
    wanted = {code: "" for code in codes if code in items()}
    wanted |= {OWN_WORDS + group: said for group, said in words.items() if said}
    unsaid = (ticked & groups().keys()) - {group_of_code(code) for code in wanted}
    wanted |= {TO_TALK + group: "" for group in sorted(unsaid)}
    known = {_code_of(work, need): need for need in _needs_of(work, registration_ref, "say")}
    other = {code for code, said in wanted.items() if code in known and said != _words_of(work, known[code])}
    if not other and known.keys() == wanted.keys():
        return False
    ended = [known[code] for code in known if (code in other or code not in wanted) and known[code].state in PROMISED]
    _tell_of_ended(work, event.id, registration_ref, ended)
    for gone in known.keys() - wanted.keys():
        work.database.delete(known[gone])
    for code, said in wanted.items():
        if code not in known:
            _ask(work, event, registration_ref, code, said)
        elif code in other:
            _ask_again(work, known[code], said)
    work.record(NeedsSaid(about=registration_ref, count=len(wanted)))
    return True


def _ask_again(work: Work, need: Need, words: str) -> None:
    was = need.state
    again = work.change(NEED, need.ref, "ask again")
    again.words_sealed, again.answered_by, again.answered_at = _seal(work, again.ref, "words", words), "", None
    if was is not NeedState.ASKED:
        work.record(NeedMoved(about=again.registration_ref, need=again.ref, state=again.state.value))


def _tell_of_ended(work: Work, event_id: int, registration_ref: str, ended: Sequence[Need]) -> None:
    """Write one letter down for each who looks after what was promised, however many promises ended at once."""
    if ended:
        for person_id in looking_after(work.database, event_id):
            work.record(PromiseEnded(about=registration_ref, person_id=person_id))


def _ask(work: Work, event: Event, registration_ref: str, code: str, words: str) -> None:
    ref, item, now = new_reference(), items().get(code), work.clock.now()
    need = Need(
        ref=ref, event_id=event.id, registration_ref=registration_ref, asked_at=now,
        code_sealed=_seal(work, ref, "code", code), words_sealed=_seal(work, ref, "words", words) if words else None,
        owner_role=item.owner if item else "access_lead",
        due_on=due_on(event.starts_on, lead_days(code), local_date(now, event.zone), host_country(work.database, event.id)),
    )
    work.add(NEED, need, "say")


def ask_for_needs(work: Work, registration_ref: str) -> list[str]:
    """Make the needs of a registration that is sent requests that the team sees. Returns their references."""
    needs = [need for need in _needs_of(work, registration_ref, "ask") if not need.is_asked]
    for need in needs:
        need.is_asked = True
    return [need.ref for need in needs]


def withdraw_needs(work: Work, registration_ref: str) -> list[str]:
    """Somebody is not coming: nothing is needed any more, and the words go at once. Returns the references."""
    needs = work.change_each(NEED, Need.registration_ref == registration_ref, "withdraw")
    ended = [need for need in needs if work.tracker.was(need, "state") in PROMISED]
    if ended:
        _tell_of_ended(work, ended[0].event_id, registration_ref, ended)
    for need in needs:
        need.code_sealed, need.words_sealed = "", None
    return [need.ref for need in needs]


def forget_needs(work: Work, before: dt.datetime) -> int:
    """Take away what people said would help them of gatherings that were over before `before`. Returns how many needs there were."""
    forgotten = 0
    for event in over_before(work.database, before):
        gone = work.forget(delete(Need).where(Need.event_id == event.id).returning(Need.id))
        if gone:
            work.record(NeedsForgotten(about=work.read(EVENT, event.ref).ref, count=len(gone)))
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
    by: str
    at: dt.datetime | None


@dataclass(frozen=True, kw_only=True)
class ReadNeeds:
    """Open the needs of one registration of an event, for its access lead."""

    event: str
    registration_ref: str


def read_needs(work: Work, command: ReadNeeds) -> list[NeedInWords]:
    """Open one person's needs, and write down that it happened. Nothing there: nothing written. Raises NotAllowed."""
    event = work.read(EVENT, command.event)
    require(work.actor, READ_NEEDS, event)
    on_the_board = and_(
        Need.registration_ref == command.registration_ref, Need.event_id == event.id, Need.is_asked,
        Need.state != NeedState.WITHDRAWN,
    )
    needs = work.read_each(NEED, on_the_board, "read")
    if needs:
        work.record(NeedsRead(about=command.registration_ref))
    return [_in_words(work, need) for need in needs]


def _in_words(work: Work, need: Need) -> NeedInWords:
    code, words = _code_of(work, need), _words_of(work, need)
    return NeedInWords(need.ref, code, in_words(code, words), words if code in items() else "", need.state, need.answered_by, need.answered_at)


@dataclass(frozen=True, kw_only=True)
class MoveNeed:
    """Move one need of an event along its life: one of `TEAM_ACTIONS`.

    `registration_ref` is whose the page said that it is; None where nobody was named.
    """

    event: str
    ref: str
    action: str
    registration_ref: str | None = None


def move_need(work: Work, command: MoveNeed) -> None:
    """Say what the team does about a need, and who said so; its person is told. Raises WrongState, NotVisible, NotAllowed."""
    event = work.read(EVENT, command.event)
    require(work.actor, READ_NEEDS, event)
    if command.action not in TEAM_ACTIONS:
        raise NotVisible
    need = work.change(NEED, command.ref, command.action)
    if need.event_id != event.id or command.registration_ref not in (None, need.registration_ref):
        raise NotVisible
    need.answered_by, need.answered_at = work.actor.name[:200], work.clock.now()
    work.record(NeedMoved(about=need.registration_ref, need=need.ref, state=need.state.value))


def _needs_of(work: Work, registration_ref: str, action: str) -> list[Need]:
    theirs = (Need.registration_ref == registration_ref) & (Need.state != NeedState.WITHDRAWN)
    return work.change_each(NEED, theirs, action)


def _code_of(work: Work, need: Need) -> str:
    return work.cipher.open(need.code_sealed, table="access_need", row=need.ref, field="code")


def _words_of(work: Work, need: Need) -> str:
    sealed = need.words_sealed
    return work.cipher.open(sealed, table="access_need", row=need.ref, field="words") if sealed else ""


def _seal(work: Work, ref: str, field: str, text: str) -> str:
    return work.cipher.seal(text, table="access_need", row=ref, field=field)
