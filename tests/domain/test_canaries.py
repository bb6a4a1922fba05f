"""Canary people, planted in every table that holds something about anybody: what is promised to go goes, when it is promised."""

import collections
import datetime as dt

import pytest
from sqlalchemy import func, select

from eventsite.events.rules import ACCOUNTS_KEPT, FORGET_AFTER, REMEMBER_FOR
from eventsite.kernel.base import Base
from eventsite.payouts.commands.paying import MarkBatchPaid, mark_batch_paid
from eventsite.people.models import Person
from eventsite.records.models import OutboxMessage
from eventsite.rooms import ROOMS
from tests.builders.canaries import ACCOUNTS, Canaries, accounts_in, address, sightings
from tests.builders.claims import decide, seal
from tests.builders.scenario import DAY as GATHERING
from tests.builders.scenario import PAYER

DAY = dt.timedelta(days=1)


@pytest.fixture
def planted(scenario, services, clock, mailer, deliver):
    """Everybody there is, with letters that were sent and one that could not be."""
    mailer.refuses.add(address("paid"))
    canaries = Canaries(scenario, services, clock)
    canaries.plant()
    deliver()
    return canaries


@pytest.fixture
def taken():
    """How much each rule took away so far."""
    return collections.Counter()


@pytest.fixture
def later(database, clock, deliver, files, taken):
    """Go on in time, forget what is due as a worker does each day, and return where canaries are still seen."""

    def go(after: dt.timedelta) -> set[str]:
        """Two days in a row, the first one `after` the gathering, when what waits that long has just become due."""
        due = dt.datetime.combine(GATHERING + after + 2 * DAY, dt.time(4), dt.UTC)
        clock.forward(seconds=(due - clock.now()).total_seconds())
        for _day in range(2):
            for rule, count in zip(ROOMS.retention, ROOMS.purge(database).values(), strict=True):
                taken[rule.name] += count
            deliver()
            clock.forward(days=1)
        return sightings(database, files)

    return go


def test_they_are_in_every_table_that_is_personal(planted, database):
    with database.engine.connect() as connection:
        counts = {table.name: connection.scalar(select(func.count()).select_from(table)) for table in Base.metadata.sorted_tables}
    personal = {column.class_.__tablename__ for room in ROOMS.manifests for one in room.personal for column in one.stored}
    assert {name for name in personal if not counts[name]} <= {"steward"}


OF_THE_MONTH = {
    "sealed access_need.words_sealed", "sign_in_request.email", "sign_in_request.back", "address_change.address", "feed.name",
    "browser_mark.digest",
    "registration.email",  # of the one that was never sent; whoever proved an address has it in a mailbox
}
OF_THE_YEAR = {
    "registration.name", "registration.keeper_name", "registration.phone", "registration.support_name", "payment_offer.charity",
    "sealed payout_method.details_sealed", "event.contact_name", "event.contact_email", "event.contact_phone",
}
OF_THE_ACCOUNTS = {
    "claim.question", "claim.answer", "claim_line.what", "claim_line.lost_receipt", "claim_line.reason", "claim_decision.note",
    "claim_decision.lines", "evidence.name", "team_member.known_as", "mailbox.address", "person.name",
}


RULES = {
    "forget_entries", "forget_messages", "drop_strays", "forget_requests", "forget_sign_ins", "forget_people", "forget_contacts",
    "forget_teams", "forget_needs", "forget_areas", "drop_drafts", "forget_attendees", "forget_accounts", "forget_files",
    "forget_methods", "forget_payments", "forget_feeds", "forget_account_marks", "forget_browser_marks",
}


def columns(seen):
    return {name for name in seen if not name.startswith("file ")}


def test_nothing_is_left_of_them_beyond_what_the_table_says(planted, later, database, files, taken):
    """Of accounts, one that belongs to a claim which its person still has to answer stays as long as that claim."""
    every, stored = OF_THE_MONTH | OF_THE_YEAR | OF_THE_ACCOUNTS, set(files.kept)
    assert columns(sightings(database, files)) == every
    assert columns(later(-20 * DAY)) == every - {"sign_in_request.email", "sign_in_request.back", "address_change.address", "browser_mark.digest"}
    assert set() < (receipts := set(files.kept)) < stored
    assert columns(later(FORGET_AFTER)) == every - OF_THE_MONTH
    assert accounts_in(database) == [ACCOUNTS[4]]
    assert columns(later(REMEMBER_FOR - 4 * DAY)) == every - OF_THE_MONTH
    assert columns(later(REMEMBER_FOR)) == OF_THE_ACCOUNTS
    assert accounts_in(database) == []
    assert set() < set(files.kept) < receipts
    assert columns(later(ACCOUNTS_KEPT - 60 * DAY)) == OF_THE_ACCOUNTS
    assert later(ACCOUNTS_KEPT) == set()
    later(ACCOUNTS_KEPT + REMEMBER_FOR)
    assert {name for name, count in taken.items() if count} == RULES


def test_numbers_that_name_persons_and_letters_are_not_given_again(planted, later, scenario):
    """SQLite gives the number of a row away again once it was the latest: then a new person would have done what an old one did."""
    used = scenario.read(select(func.max(Person.id)))[0], scenario.read(select(func.max(OutboxMessage.id)))[0]
    later(ACCOUNTS_KEPT + REMEMBER_FOR)
    assert scenario.read(select(Person.name).where(Person.id == used[0])) == [""]
    scenario.sign_in("new@example.org")
    assert scenario.read(select(func.max(Person.id)))[0] > used[0]
    assert scenario.read(select(func.max(OutboxMessage.id)))[0] > used[1]


def test_whoever_still_waits_for_us_is_kept_whole(scenario, services, clock, later):
    canaries = Canaries(scenario, services, clock)
    claim = canaries.claim("waiting", ACCOUNTS[5])
    seen = later(REMEMBER_FOR + 100 * DAY)
    assert {"registration.name", "mailbox.address", "claim_line.what", "evidence.name", "sealed payout_method.details_sealed"} <= seen
    decide(scenario, claim)
    batch = seal(scenario, claim).ref
    with scenario.acting(PAYER) as work:
        mark_batch_paid(work, MarkBatchPaid(batch=batch))
    assert "sealed payout_method.details_sealed" not in later(REMEMBER_FOR + 200 * DAY)
