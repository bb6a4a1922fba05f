"""What is due is forgotten, nothing else is, and doing so again changes nothing."""

import contextlib
import re

import pytest
from sqlalchemy import event, select

from eventsite.access.models import Need
from eventsite.claims.models import Claim
from eventsite.events.models import Event
from eventsite.offers.commands.answering import AnswerOffer, answer_offer
from eventsite.offers.models import PaymentOffer
from eventsite.offers.values import OfferAnswer
from eventsite.payouts.commands.paying import (
    FileGone,
    MarkBatchPaid,
    ReadFile,
    SealBatch,
    mark_batch_paid,
    read_file,
    seal_batch,
)
from eventsite.payouts.models import PayoutMethod
from eventsite.records.models import AuditEntry
from eventsite.records.rooms import Manifest, Rooms
from eventsite.registration.commands.answering import DescribeNeeds, describe_needs
from eventsite.registration.models import Registration
from eventsite.rooms import ROOMS
from tests.builders.claims import decide
from tests.builders.scenario import PAYER


@pytest.fixture
def gathering(scenario):
    made = scenario.event()
    scenario.terms(made)
    return made


TRACES = {"forget_sign_ins", "forget_messages"}
"""Rules that find something whatever a test does: every letter, and every link that was opened."""


def forgotten(database):
    """Return how many each rule took away, without those that found nothing; none writes more than it says it empties."""
    done = {}
    for rule in ROOMS.retention:
        with writing(database) as written:
            (count,) = Rooms([Manifest(name="one", retention=[rule])]).purge(database).values()
        assert count >= 0, rule.name
        said = set(rule.emptied)
        assert written <= said
        if count:
            assert written == said
        if count and rule.name not in TRACES:
            done[rule.name] = count
    return done


@contextlib.contextmanager
def writing(database):
    """Give the set of tables that lose rows and columns that are set, meanwhile; what is told of it is left out."""
    written = set()

    def see(_connection, _cursor, statement, *_rest):
        if (deleted := re.match(r"DELETE FROM (\w+)", statement)) is not None:
            written.add(deleted[1])
        elif (updated := re.match(r"UPDATE (\w+) SET (.+?) WHERE", statement)) is not None:
            written.update(f"{updated[1]}.{column}" for column in re.findall(r"(\w+)=", updated[2]))
        written.discard("public_version.number")  # says that a page shows something else, not what

    event.listen(database.writing, "before_cursor_execute", see)
    yield written
    event.remove(database.writing, "before_cursor_execute", see)


def test_what_no_rule_tells_of_is_counted_for_the_site(scenario, database, clock):
    scenario.sign_in("joyce@example.org")
    clock.forward(days=400)
    done = ROOMS.purge(database)
    told = scenario.read(select(AuditEntry).where(AuditEntry.fact == "RowsForgotten"))
    counts = {entry.about: entry.payload["count"] for entry in told}
    assert counts["forget_sign_ins"] == done["sign-ins and opened links, 30 days after they ended"] > 0
    assert {entry.event_id for entry in told} == {None}
    assert not counts.keys() & {"forget_needs", "forget_teams"}


def test_needs_go_thirty_days_after_the_gathering(scenario, gathering, database, clock):
    ref = scenario.coming(gathering)
    with scenario.acting("", ref) as work:
        describe_needs(work, DescribeNeeds(ref=ref, codes=["bsl", "quiet_room"], words={"hearing": "at the front"}, stage="help-details"))
        registration = work.database.scalars(select(Registration).where(Registration.ref == ref)).one()
        registration.areas_sealed = work.cipher.seal("hearing", table="registration", row=ref, field="areas")
    clock.forward(days=26 + 30)
    assert forgotten(database) == {}
    clock.forward(days=1)
    assert forgotten(database) == {"forget_needs": 3, "forget_areas": 1}
    assert scenario.read(select(Need.id)) == []
    assert scenario.read(select(Registration.areas_sealed)) == [None]
    for _time in range(2):
        told = scenario.read(select(AuditEntry.fact))
        assert (told.count("NeedsForgotten"), told.count("AreasForgotten")) == (1, 1)
        assert forgotten(database) == {}


def test_account_numbers_go_thirty_days_after_the_money_went(scenario, gathering, database, clock):
    claim = scenario.claim(gathering)
    decide(scenario, claim)
    with scenario.acting(PAYER) as work:
        batch = seal_batch(work, SealBatch(claims=[claim])).ref
    clock.forward(days=60)
    assert forgotten(database) == {}
    with scenario.acting(PAYER) as work:
        mark_batch_paid(work, MarkBatchPaid(batch=batch))
    clock.forward(days=29)
    assert forgotten(database) == {}
    with scenario.acting(PAYER) as work:
        assert b"01234567" in read_file(work, ReadFile(batch=batch))
    clock.forward(days=2)
    assert forgotten(database) == {"forget_accounts": 1, "forget_files": 1}
    assert scenario.read(select(PayoutMethod.details_sealed)) == [None]
    assert scenario.read(select(PayoutMethod.last_digits)) == ["67"]
    with pytest.raises(FileGone, match="not kept longer"), scenario.acting(PAYER) as work:
        read_file(work, ReadFile(batch=batch))
    assert scenario.read(select(Claim.method_says)) == ["bank transfer to the account ending in 67"]
    assert forgotten(database) == {}


@pytest.mark.parametrize("left", ["contact_name", "contact_email", "contact_phone"])
def test_a_contact_goes_a_year_after_the_gathering_however_little_of_them_stands_there(scenario, gathering, database, clock, left):
    with scenario.behind() as work:
        known = work.database.get_one(Event, gathering.id)
        known.contact_name = known.contact_email = known.contact_phone = ""
        setattr(known, left, "07700 900982")
    clock.forward(days=26 + 365)
    assert "forget_contacts" not in forgotten(database)
    clock.forward(days=1)
    assert forgotten(database)["forget_contacts"] == 1
    assert scenario.read(select(getattr(Event, left))) == [""]


def test_what_was_never_sent_goes_and_what_was_sent_stays(scenario, gathering, database, clock):
    sent, begun = scenario.coming(gathering, offer=OfferAnswer.ACCEPT), scenario.begun(gathering, "denise@example.org")
    with scenario.acting("", begun) as work:
        answer_offer(work, AnswerOffer(registration=begun, answer=OfferAnswer.ACCEPT, stage="payment"))
    clock.forward(days=26 + 30)
    assert forgotten(database) == {}
    clock.forward(days=1)
    assert forgotten(database) == {"drop_drafts": 1}
    assert scenario.read(select(Registration.ref)) == [sent]
    assert scenario.read(select(PaymentOffer.registration)) == [sent]
    assert forgotten(database) == {}
