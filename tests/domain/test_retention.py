"""What is due is forgotten, nothing else is, and doing so again changes nothing."""

import pytest
from sqlalchemy import select

from eventsite.access.commands import SayNeeds, say_needs
from eventsite.access.models import Need
from eventsite.claims.commands.offering import AnswerOffer, answer_offer
from eventsite.claims.models import Claim, PaymentOffer
from eventsite.claims.values import OfferAnswer
from eventsite.payouts.commands import FileGone, mark_batch_paid, read_file, seal_batch
from eventsite.payouts.models import PayoutMethod
from eventsite.records.models import AuditEntry
from eventsite.registration.models import Registration
from eventsite.retention import purge
from tests.builders.scenario import PAYER
from tests.domain.test_money import decide


@pytest.fixture
def event(scenario):
    made = scenario.event()
    scenario.terms(made)
    return made


def counts(database):
    return [count for _what, count in purge(database)]


def test_needs_go_thirty_days_after_the_gathering(scenario, event, database, clock):
    ref = scenario.coming(event)
    with scenario.acting("", ref) as work:
        say_needs(work, SayNeeds(event_id=event.id, registration_ref=ref, codes=["bsl", "quiet_room"], words={"hearing": "at the front"}))
        registration = work.database.scalars(select(Registration).where(Registration.ref == ref)).one()
        registration.areas_sealed = work.cipher.seal("hearing", table="registration", row=ref, field="areas")
    clock.forward(days=26 + 30)
    assert counts(database) == [0, 0, 0, 0, 0, 0]
    clock.forward(days=1)
    assert counts(database) == [3, 1, 0, 0, 0, 0]
    assert scenario.read(select(Need.id)) == []
    assert scenario.read(select(Registration.areas_sealed)) == [None]
    assert counts(database) == [0, 0, 0, 0, 0, 0]
    told = scenario.read(select(AuditEntry.fact))
    assert {"NeedsForgotten", "AreasForgotten"} <= set(told)


def test_account_numbers_go_thirty_days_after_the_money_went(scenario, event, database, clock):
    claim = scenario.claim(event)
    decide(scenario, claim)
    with scenario.acting(PAYER) as work:
        batch = seal_batch(work, [claim]).ref
    clock.forward(days=60)
    assert counts(database)[3:5] == [0, 0]
    with scenario.acting(PAYER) as work:
        mark_batch_paid(work, batch)
    clock.forward(days=29)
    assert counts(database)[3:5] == [0, 0]
    with scenario.acting(PAYER) as work:
        assert b"01234567" in read_file(work, batch)
    clock.forward(days=2)
    assert counts(database)[3:5] == [1, 1]
    assert scenario.read(select(PayoutMethod.details_sealed)) == [None]
    assert scenario.read(select(PayoutMethod.last_digits)) == ["67"]
    with pytest.raises(FileGone), scenario.acting(PAYER) as work:
        read_file(work, batch)
    assert scenario.read(select(Claim.method_says)) == ["bank transfer to the account ending in 67"]
    assert counts(database)[3:5] == [0, 0]


def test_what_was_never_sent_goes_and_what_was_sent_stays(scenario, event, database, clock):
    sent, begun = scenario.coming(event, offer=OfferAnswer.ACCEPT), scenario.begun(event, "denise@example.org")
    with scenario.acting("", begun) as work:
        answer_offer(work, AnswerOffer(registration=begun, answer=OfferAnswer.ACCEPT), "payment")
    clock.forward(days=26 + 30)
    assert counts(database)[2] == 0
    clock.forward(days=1)
    assert counts(database)[2] == 1
    assert scenario.read(select(Registration.ref)) == [sent]
    assert scenario.read(select(PaymentOffer.registration)) == [sent]
    assert counts(database)[2] == 0
