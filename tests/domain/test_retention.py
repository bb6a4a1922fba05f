"""What is due is forgotten, nothing else is, and doing so again changes nothing."""

import pytest
from sqlalchemy import select

from eventsite.access.models import Need
from eventsite.claims.commands.offering import AnswerOffer, answer_offer
from eventsite.claims.models import Claim, PaymentOffer
from eventsite.claims.values import OfferAnswer
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
from eventsite.registration.commands.answering import DescribeNeeds, describe_needs
from eventsite.registration.models import Registration
from eventsite.rooms import ROOMS
from tests.builders.scenario import PAYER
from tests.domain.test_money import decide


@pytest.fixture
def event(scenario):
    made = scenario.event()
    scenario.terms(made)
    return made


def forgotten(database):
    """Return how many each rule took away, without those that found nothing."""
    done = ROOMS.purge(database)
    return {rule.__name__: done[str(what)] for rule, what in ROOMS.retention.items() if done[str(what)]}


def test_needs_go_thirty_days_after_the_gathering(scenario, event, database, clock):
    ref = scenario.coming(event)
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
    assert forgotten(database) == {}
    told = scenario.read(select(AuditEntry.fact))
    assert {"NeedsForgotten", "AreasForgotten"} <= set(told)


def test_account_numbers_go_thirty_days_after_the_money_went(scenario, event, database, clock):
    claim = scenario.claim(event)
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
    with pytest.raises(FileGone), scenario.acting(PAYER) as work:
        read_file(work, ReadFile(batch=batch))
    assert scenario.read(select(Claim.method_says)) == ["bank transfer to the account ending in 67"]
    assert forgotten(database) == {}


def test_what_was_never_sent_goes_and_what_was_sent_stays(scenario, event, database, clock):
    sent, begun = scenario.coming(event, offer=OfferAnswer.ACCEPT), scenario.begun(event, "denise@example.org")
    with scenario.acting("", begun) as work:
        answer_offer(work, AnswerOffer(registration=begun, answer=OfferAnswer.ACCEPT, stage="payment"))
    clock.forward(days=26 + 30)
    assert forgotten(database) == {}
    clock.forward(days=1)
    assert forgotten(database) == {"drop_drafts": 1}
    assert scenario.read(select(Registration.ref)) == [sent]
    assert scenario.read(select(PaymentOffer.registration)) == [sent]
    assert forgotten(database) == {}
