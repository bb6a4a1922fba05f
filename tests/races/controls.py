"""What holds each invariant, and two verbs that break it once that is taken out.

Most are held by the locks of `work.change`. Where the database holds one by itself, a unique index or a conditional update, that
is named here and taken out as well; with the locks alone taken out, these hold.
"""

import contextlib
import functools
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from unittest import mock

from sqlalchemy import text

from eventsite.events.commands.describing import DescribeEvent
from eventsite.payouts.facts import BatchTakenApart
from eventsite.records import work
from eventsite.registration.commands import places
from eventsite.registration.commands.answering import ChooseSessions, DescribeNeeds, SubmitRegistration
from eventsite.registration.models import PlaceCount
from tests.builders.scenario import ORGANISER
from tests.races import invariants
from tests.races.entries import step


@dataclass(frozen=True)
class Control:
    """Two verbs that meet without locks, and what else is taken out: a statement about the schema, or a patch of the code.

    A step is a verb as `entries.py` has it, or (verb, who, command) where the invariant needs another one. They meet with the first
    row loaded, or with one of the table `at`.
    """

    one: Any
    other: Any
    statement: str = ""
    patch: Callable[[], Any] = contextlib.nullcontext
    at: str = ""

    @property
    def is_held_by_locks(self):
        return not self.statement and self.patch in ONLY_WIDER


def counting_first():
    """Replace the conditional update by what was there once: read how many are taken, then write one more."""

    def count_up(working, subject, party, capacity):
        count = working.database.get(PlaceCount, subject)
        working.watcher.meet_again()
        if count is None or (capacity is not None and count.taken + party > capacity):
            return False
        count.taken += party
        return True

    return mock.patch.object(places, "_count_up", count_up)


@contextlib.contextmanager
def writing_last():
    """Write what was changed only at the commit, and what was told at once, so that the two that meet take turns."""
    plain = work.Work.record

    def record(self, fact):
        plain(self, fact)
        work.outbox.write(self.database, [self.told.pop()])

    late = functools.partial(work.WritingSession, autoflush=False)
    with mock.patch.object(work, "WritingSession", late), mock.patch.object(work.Work, "record", record):
        yield


@contextlib.contextmanager
def committing_late():
    """Write last, and leave time between that and the commit, in which whoever waits for the rows waits.

    Cached pages are not outdated: over that row the two would wait for each other, and the database would part them.
    """
    write = work.outbox.write

    def late(database, told):
        if not told:
            time.sleep(0.5)
        write(database, told)

    outdated = mock.patch.object(work.outbox, "outdate", return_value=None)
    with writing_last(), outdated, mock.patch.object(work.outbox, "write", late):
        yield


@contextlib.contextmanager
def apart_last():
    """Write last, and let who takes a batch apart be the later of two."""
    with writing_last():
        record = work.Work.record

        def late(self, fact):
            if isinstance(fact, BatchTakenApart):
                time.sleep(0.5)
            record(self, fact)

        with mock.patch.object(work.Work, "record", late):
            yield


ONLY_WIDER = (contextlib.nullcontext, writing_last, committing_late, apart_last)
"""Patches that take nothing out: they only leave more time in which what the locks hold can break."""


def _sends(draft):
    return "submit_registration", draft, lambda world: SubmitRegistration(ref=world.drafts[draft])


NEED_OF_A_DRAFT = (
    "describe_needs", "draft", lambda world: DescribeNeeds(ref=world.drafts["draft"], codes=["bsl"], words={}, stage="help-details")
)
CHOICE_OF_A_DRAFT = (
    "choose_sessions", "draft", lambda world: ChooseSessions(ref=world.drafts["draft"], sessions=[world.session])
)

ADDED_TO_WHAT_GOES = (
    "describe_event", ORGANISER,
    lambda world: DescribeEvent(event=world.unopened, changes={"why": "One more thing."}),
)

CONTROLS = {
    invariants.an_organiser_is_left: Control("remove_member", "remove_member"),
    invariants.an_owner_is_left: Control("remove_from_organisation", "remove_from_organisation"),
    invariants.everybody_is_told_once_that_it_is_cancelled: Control("tell_of_cancellation", "tell_of_cancellation"),
    invariants.everybody_is_told_once_of_a_release: Control("tell_of_release", "tell_of_release"),
    invariants.nobody_registers_for_what_is_cancelled: Control("cancel_event", "submit_registration"),
    invariants.nothing_is_left_of_what_was_deleted: Control("delete_event", ADDED_TO_WHAT_GOES, patch=committing_late),
    invariants.each_version_of_an_organisation_is_counted_once: Control("describe_organisation", "describe_organisation"),
    invariants.each_version_of_an_event_is_counted_once: Control("describe_event", "describe_event"),
    invariants.places_equal_a_recount: Control("submit_registration", _sends("other"), patch=counting_first),
    invariants.only_who_is_coming_holds_places: Control("cancel_registration", "choose_sessions"),
    invariants.a_party_has_places_for_all_of_it: Control("answer", "choose_sessions"),
    invariants.who_is_coming_holds_what_they_chose: Control("submit_registration", CHOICE_OF_A_DRAFT),
    invariants.nobody_comes_twice: Control(
        "prove_registration", "prove_registration", statement="DROP INDEX uq_registration_live_person"
    ),
    invariants.what_was_disowned_is_nobodys: Control("prove_registration", "disown_registration"),
    invariants.needs_are_withdrawn_with_the_registration: Control("cancel_registration", "describe_needs"),
    invariants.needs_of_who_is_coming_are_on_the_board: Control("submit_registration", NEED_OF_A_DRAFT),
    invariants.releases_are_numbered_without_gaps: Control(
        "publish_release", "publish_release", statement="ALTER TABLE release DROP CONSTRAINT uq_release_event_id_number"
    ),
    invariants.a_form_makes_one_thing: Control("save_room", "save_room", statement="ALTER TABLE room DROP CONSTRAINT uq_room_ref"),
    invariants.one_request_signs_in_once: Control("sign_in_with_link", "sign_in_with_link"),
    invariants.every_code_tried_is_counted: Control("try_code", "try_code"),
    invariants.each_version_of_a_claim_is_decided_once: Control(
        "decide_claim", "decide_claim",
        statement="ALTER TABLE claim_decision DROP CONSTRAINT uq_claim_decision_claim_id_version_seen",
    ),
    invariants.a_claim_has_one_fee: Control("put_fee_back", "put_fee_back", statement="DROP INDEX uq_claim_line_fee"),
    invariants.a_claim_is_paid_by_one_payout: Control("seal_batch", "seal_batch", statement="DROP INDEX uq_payout_live"),
    invariants.a_payment_is_told_once: Control("mark_batch_paid", "mark_batch_paid", patch=writing_last, at="claim"),
    invariants.the_file_pays_the_account_that_was_said: Control("give_method", "seal_batch"),
    invariants.a_claim_is_paid_when_its_payout_is: Control(
        "mark_batch_paid", "take_batch_apart", patch=apart_last, at="claim"
    ),
    invariants.what_is_on_its_way_is_in_a_batch: Control(
        "seal_batch", "seal_batch", statement="DROP INDEX uq_payout_live"
    ),
}


def steps(control, world):
    """Return both steps as (verb, actor, command)."""
    return [_step(world, asked, is_second=bool(side)) for side, asked in enumerate((control.one, control.other))]


def _step(world, asked, *, is_second):
    if isinstance(asked, str):
        return asked, *step(world, asked, is_second=is_second)
    verb, who, command = asked
    return verb, world.actors[who], command(world)


def take_out(engine, control):
    """Take what else holds the invariant out of the schema."""
    if control.statement:
        with engine.begin() as connection:
            connection.execute(text(control.statement))
