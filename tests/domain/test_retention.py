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
from tests.builders.scene import PAYER
from tests.domain.test_money import decide


@pytest.fixture
def event(scene):
    made = scene.event()
    scene.policy(made)
    return made


def counts(books):
    return [count for _what, count in purge(books)]


def test_needs_go_thirty_days_after_the_gathering(scene, event, books, clock):
    ref = scene.coming(event)
    with scene.acting("", ref) as work:
        say_needs(work, SayNeeds(event_id=event.id, holder=ref, codes=["bsl", "quiet_room"], words={"hearing": "at the front"}))
        registration = work.database.scalars(select(Registration).where(Registration.ref == ref)).one()
        registration.areas_sealed = work.cipher.seal("hearing", table="registration", row=ref, field="areas")
    clock.forward(days=26 + 30)
    assert counts(books) == [0, 0, 0, 0, 0, 0]
    clock.forward(days=1)
    assert counts(books) == [3, 1, 0, 0, 0, 0]
    assert scene.read(select(Need.id)) == []
    assert scene.read(select(Registration.areas_sealed)) == [None]
    assert counts(books) == [0, 0, 0, 0, 0, 0]
    told = scene.read(select(AuditEntry.fact))
    assert {"NeedsForgotten", "AreasForgotten"} <= set(told)


def test_account_numbers_go_thirty_days_after_the_money_went(scene, event, books, clock):
    claim = scene.claim(event)
    decide(scene, claim)
    with scene.acting(PAYER) as work:
        batch = seal_batch(work, [claim]).ref
    clock.forward(days=60)
    assert counts(books)[3:5] == [0, 0]
    with scene.acting(PAYER) as work:
        mark_batch_paid(work, batch)
    clock.forward(days=29)
    assert counts(books)[3:5] == [0, 0]
    with scene.acting(PAYER) as work:
        assert b"01234567" in read_file(work, batch)
    clock.forward(days=2)
    assert counts(books)[3:5] == [1, 1]
    assert scene.read(select(PayoutMethod.details_sealed)) == [None]
    assert scene.read(select(PayoutMethod.last_digits)) == ["67"]
    with pytest.raises(FileGone), scene.acting(PAYER) as work:
        read_file(work, batch)
    assert scene.read(select(Claim.method_says)) == ["bank transfer to the account ending in 67"]
    assert counts(books)[3:5] == [0, 0]


def test_what_was_never_sent_goes_and_what_was_sent_stays(scene, event, books, clock):
    sent, begun = scene.coming(event, offer=OfferAnswer.ACCEPT), scene.begun(event, "denise@example.org")
    with scene.acting("", begun) as work:
        answer_offer(work, AnswerOffer(registration=begun, answer=OfferAnswer.ACCEPT), "payment")
    clock.forward(days=26 + 30)
    assert counts(books)[2] == 0
    clock.forward(days=1)
    assert counts(books)[2] == 1
    assert scene.read(select(Registration.ref)) == [sent]
    assert scene.read(select(PaymentOffer.registration)) == [sent]
    assert counts(books)[2] == 0
