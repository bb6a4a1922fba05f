"""An address counts once a letter sent there was opened: until then what is private is nobody's."""

import dataclasses
import datetime as dt

import pytest
from sqlalchemy import select

from eventsite.access.models import Need
from eventsite.access.values import NeedState
from eventsite.claims.models import Claim
from eventsite.kernel.actor import VISITOR, Actor
from eventsite.kernel.refusals import NotAllowed, NotVisible
from eventsite.offers.models import PaymentOffer
from eventsite.offers.values import OfferAnswer
from eventsite.people.commands.signing_in import CloseOpenings, close_openings
from eventsite.people.models import LinkOpening, Mailbox, Person
from eventsite.people.queries import opened_here
from eventsite.records.models import AuditEntry, MessageState, OutboxMessage
from eventsite.registration import rules
from eventsite.registration.commands.addressing import (
    ForgetBrowser,
    forget_browser,
)
from eventsite.registration.commands.answering import (
    Answer,
    DescribeNeeds,
    SubmitRegistration,
    answer,
    describe_needs,
    submit_registration,
)
from eventsite.registration.commands.proving import (
    DisownRegistration,
    LapseRegistration,
    ProveRegistration,
    RenewLink,
    TryRegistrationCode,
    VouchForRegistration,
    disown_registration,
    lapse_registration,
    prove_registration,
    renew_link,
    try_registration_code,
    vouch_for_registration,
)
from eventsite.registration.models import PlaceCount, Registration
from eventsite.registration.queries import own_registration
from eventsite.registration.values import RegistrationState
from tests.builders.scenario import ACCESS, BROWSER, ORGANISER

VICTIM = "joyce@example.org"
SAME_BROWSER = Actor(browser=BROWSER)


@pytest.fixture
def event(scenario):
    made = scenario.event(capacity=10)
    scenario.terms(made)
    return made


@pytest.fixture
def typed(scenario, event):
    """What somebody sent with the address of somebody else, perhaps; with a need, and not proven."""
    ref = scenario.begun(event, VICTIM)
    with scenario.acting("", ref) as work:
        describe_needs(work, DescribeNeeds(ref=ref, codes=["bsl"], words={"hearing": "Not at the back"}, stage="help-details"))
        submit_registration(work, SubmitRegistration(ref=ref))
    return ref


def only(scenario, model):
    (found,) = scenario.read(select(model))
    return found


def prove(scenario, ref, actor=VISITOR, **words):
    registration = scenario.read(select(Registration).where(Registration.ref == ref))[0]
    token = rules.link_token(scenario.database.cipher, ref, registration.link_number)
    command = ProveRegistration(**{"ref": ref, "browser": BROWSER, "token": token} | words)
    return scenario.database.perform(prove_registration, command, actor)


def test_the_browser_that_typed_it_reads_and_changes_nothing_once_it_is_sent(scenario, typed):
    with pytest.raises(NotAllowed):
        scenario.database.perform(answer, Answer(ref=typed, stage="name", changes={"name": "Mine"}), SAME_BROWSER)
    with scenario.acting() as work, pytest.raises(NotVisible):
        own_registration(work.database, dataclasses.replace(SAME_BROWSER, registration_refs=frozenset({typed})), typed)


def test_the_first_proof_makes_it_theirs_and_ends_every_holder_without_proof(scenario, typed):
    prove(scenario, typed)
    registration, person = only(scenario, Registration), scenario.read(select(Person).where(Person.email == VICTIM))[0]
    assert (registration.person_id, registration.email, registration.held_by) == (person.id, "", None)
    assert only(scenario, LinkOpening).registration_ref == typed
    assert scenario.read(select(Mailbox.proven_at).where(Mailbox.address == VICTIM)) != [None]
    with scenario.acting(VICTIM) as work:
        assert own_registration(work.database, work.actor, typed).ref == typed


@pytest.mark.parametrize("token", ["", "x", "0" * 40])
def test_without_the_secret_of_the_letter_nothing_is_proven(scenario, typed, token):
    with pytest.raises(NotVisible):
        prove(scenario, typed, token=token)
    with pytest.raises(NotVisible):
        scenario.database.perform(disown_registration, DisownRegistration(ref=typed, token=token), Actor())
    assert only(scenario, Registration).person_id is None


def test_whoever_is_signed_in_with_the_address_needs_no_letter(scenario, typed):
    with scenario.acting("ruth@example.org") as work, pytest.raises(NotVisible):
        prove_registration(work, ProveRegistration(ref=typed, browser=BROWSER))
    with scenario.acting(VICTIM) as work:
        prove_registration(work, ProveRegistration(ref=typed, browser=BROWSER))
    assert only(scenario, Registration).person_id is not None


def test_the_code_works_in_the_browser_and_dies_after_five_tries(scenario, typed):
    right = rules.proof_code(scenario.database.cipher, typed)
    for _time in range(rules.WRONG_CODES):
        scenario.database.perform(try_registration_code, TryRegistrationCode(ref=typed), SAME_BROWSER)
        with pytest.raises(rules.WrongProof):
            prove(scenario, typed, SAME_BROWSER, token="", code="zzzzzz")
    scenario.database.perform(try_registration_code, TryRegistrationCode(ref=typed), SAME_BROWSER)
    with pytest.raises(rules.WrongProof):
        prove(scenario, typed, SAME_BROWSER, token="", code=right)
    prove(scenario, typed)


def test_the_code_opens_it_in_the_browser_that_typed_it_and_in_no_other(scenario, typed):
    right = rules.proof_code(scenario.database.cipher, typed)
    with pytest.raises(NotVisible):
        prove(scenario, typed, Actor(browser="another"), token="", code=right)
    prove(scenario, typed, SAME_BROWSER, token="", code=right)
    assert only(scenario, Registration).person_id is not None


def test_a_stranger_tries_no_codes(scenario, typed):
    with pytest.raises(NotAllowed):
        scenario.database.perform(try_registration_code, TryRegistrationCode(ref=typed), Actor(browser="another"))


def test_what_was_not_them_is_deleted_whole(scenario, event, deliver):
    typed = scenario.coming(event, VICTIM, offer=OfferAnswer.ACCEPT, proven=False)
    token = rules.link_token(scenario.database.cipher, typed, 0)
    scenario.database.perform(disown_registration, DisownRegistration(ref=typed, token=token), Actor())
    registration = only(scenario, Registration)
    assert registration.state is RegistrationState.CANCELLED
    assert not any([registration.name, registration.email, registration.phone, registration.held_by, registration.areas_sealed])
    deliver()
    assert scenario.read(select(PaymentOffer.id)) == []
    with pytest.raises(NotVisible):
        prove(scenario, typed)
    assert scenario.read(select(Mailbox.id).where(Mailbox.address == "")) == []
    assert scenario.read(select(PlaceCount.taken).where(PlaceCount.subject == event.ref)) == [0]


def test_what_is_proven_cannot_be_disowned(scenario, typed):
    prove(scenario, typed)
    token = rules.link_token(scenario.database.cipher, typed, 0)
    with pytest.raises(NotVisible):
        scenario.database.perform(disown_registration, DisownRegistration(ref=typed, token=token), Actor())


def test_no_claim_is_opened_before_the_proof_and_it_is_after(scenario, event, typed, deliver):
    scenario.there(event, typed)
    deliver()
    assert scenario.read(select(Claim.id)) == []
    prove(scenario, typed)
    deliver()
    assert only(scenario, Claim).registration == typed


def test_a_place_that_nobody_proves_lapses_after_a_second_letter(scenario, event, typed, deliver, mailer, clock):
    deliver()
    clock.forward(hours=49)
    deliver()
    assert [email.subject for email in mailer.to(VICTIM)] == [
        "Open this link: your place at Spring meeting", "Please open this link, or your place is given back tomorrow",
    ]
    assert only(scenario, Registration).state is RegistrationState.CONFIRMED
    clock.forward(hours=24)
    deliver()
    registration = only(scenario, Registration)
    assert (registration.state, registration.email, registration.name) == (RegistrationState.CANCELLED, "", "")
    assert scenario.read(select(PlaceCount.taken).where(PlaceCount.subject == event.ref)) == [0]
    needs = {(need.state, need.code_sealed, need.words_sealed) for need in scenario.read(select(Need))}
    assert needs == {(NeedState.WITHDRAWN, "", None)}


@pytest.mark.parametrize("how", ["proven", "vouched for"])
def test_a_place_that_is_proven_or_vouched_for_stays(scenario, event, typed, deliver, mailer, clock, how):
    if how == "proven":
        prove(scenario, typed)
    else:
        with scenario.acting(ORGANISER) as work:
            vouch_for_registration(work, VouchForRegistration(event=event.ref, ref=typed))
    clock.forward(hours=80)
    deliver()
    scenario.database.perform(lapse_registration, LapseRegistration(ref=typed))
    assert only(scenario, Registration).state is RegistrationState.CONFIRMED
    assert len(mailer.to(VICTIM)) == 1


def test_a_place_lapses_once_however_often_it_is_asked_for(scenario, typed):
    for _time in range(2):
        scenario.database.perform(lapse_registration, LapseRegistration(ref=typed))
    assert len(scenario.read(select(AuditEntry.id).where(AuditEntry.fact == "RegistrationLapsed"))) == 1


@pytest.mark.parametrize("how", ["proven", "vouched for", "disowned"])
def test_what_waited_for_the_proof_waits_no_longer_and_everybody_else_s_does(scenario, event, typed, how):
    other = scenario.coming(event, "bill@example.org", proven=False)
    waiting = select(OutboxMessage.payload).where(OutboxMessage.state == MessageState.WAITING, OutboxMessage.fact.in_(["ProofDue", "ProofOverdue"]))
    assert sorted(payload["about"] for payload in scenario.read(waiting)) == sorted([typed, typed, other, other])
    if how == "proven":
        prove(scenario, typed)
    elif how == "disowned":
        token = rules.link_token(scenario.database.cipher, typed, 0)
        scenario.database.perform(disown_registration, DisownRegistration(ref=typed, token=token), Actor())
    else:
        for _time in range(2):
            with scenario.acting(ORGANISER) as work:
                vouch_for_registration(work, VouchForRegistration(event=event.ref, ref=typed))
        assert len(scenario.read(select(AuditEntry.id).where(AuditEntry.fact == "RegistrationVouchedFor"))) == 1
    assert [payload["about"] for payload in scenario.read(waiting)] == [other, other]


def test_what_is_proven_needs_nobody_to_vouch_for_it(scenario, event, typed):
    prove(scenario, typed)
    with scenario.acting(ORGANISER) as work:
        vouch_for_registration(work, VouchForRegistration(event=event.ref, ref=typed))
    assert only(scenario, Registration).vouched_at is None


def test_vouching_opens_nothing_and_is_for_organisers_of_that_event(scenario, event, typed):
    other = scenario.event("Another")
    for who, where in ((ACCESS, event), (VICTIM, event)):
        with scenario.acting(who) as work, pytest.raises(NotAllowed):
            vouch_for_registration(work, VouchForRegistration(event=where.ref, ref=typed))
    with scenario.acting(ORGANISER) as work, pytest.raises(NotVisible):
        vouch_for_registration(work, VouchForRegistration(event=other.ref, ref=typed))
    with scenario.acting(ORGANISER) as work:
        vouch_for_registration(work, VouchForRegistration(event=event.ref, ref=typed))
    with pytest.raises(NotAllowed):
        scenario.database.perform(answer, Answer(ref=typed, stage="name", changes={"name": "Mine"}), SAME_BROWSER)


def test_a_link_made_anew_ends_the_old_one_and_what_it_opened(scenario, event, deliver, mailer):
    ref = scenario.coming(event, VICTIM)
    scenario.prove(ref)
    with scenario.acting("", ref) as work:
        renew_link(work, RenewLink(ref=ref, browser="here"))
    with scenario.acting() as work:
        now = work.clock.now()
        assert opened_here(work.database, [BROWSER], now) == frozenset()
        assert opened_here(work.database, ["here"], now) == {ref}
    with pytest.raises(NotVisible):
        scenario.prove(ref)
    deliver()
    assert rules.link_token(scenario.database.cipher, ref, 1) in mailer.to(VICTIM)[-1].body


def test_forgetting_a_browser_ends_what_was_begun_and_opened_in_it(scenario, event, clock):
    draft, sent = scenario.begun(event, "bill@example.org"), scenario.coming(event, VICTIM)
    prove(scenario, sent, browser="elsewhere")
    scenario.database.perform(forget_browser, ForgetBrowser(browser=BROWSER), SAME_BROWSER)
    scenario.database.perform(close_openings, CloseOpenings(browser=BROWSER), SAME_BROWSER)
    with pytest.raises(NotAllowed):
        scenario.database.perform(answer, Answer(ref=draft, stage="name", changes={"name": "Bill"}), SAME_BROWSER)
    with scenario.acting() as work:
        assert opened_here(work.database, [BROWSER], clock.now()) == frozenset()
        assert opened_here(work.database, ["elsewhere"], clock.now()) == {sent}


def test_what_was_opened_with_a_link_closes_by_itself(scenario, event, clock):
    ref = scenario.coming(event, VICTIM)
    with scenario.acting() as work:
        assert opened_here(work.database, [BROWSER], clock.now()) == {ref}
        assert opened_here(work.database, [BROWSER], clock.now() + dt.timedelta(days=31)) == frozenset()
