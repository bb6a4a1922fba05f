"""Many at once: threads that start together, on both engines."""

import threading

import pytest
from sqlalchemy import func, select

from eventsite.claims.commands.checking import DecideClaim, decide_claim
from eventsite.claims.models import Claim
from eventsite.claims.values import Verdict
from eventsite.events.commands.describing import DescribeEvent, describe_event
from eventsite.events.models import Event
from eventsite.kernel.refusals import ChangedMeanwhile, Refusal
from eventsite.payouts.commands.paying import SealBatch, seal_batch
from eventsite.payouts.models import Payout
from eventsite.people.commands.signing_in import (
    AskToSignIn,
    LinkUsedUp,
    SignInWithLink,
    TryCode,
    ask_to_sign_in,
    sign_in_with_link,
    try_code,
)
from eventsite.people.models import SignIn
from eventsite.people.rules import WRONG_CODES, link_token
from eventsite.records.collisions import TooBusy, retry_once
from eventsite.records.delivery import lease_next
from eventsite.records.models import MessageState, OutboxMessage, PublicVersionCount
from eventsite.registration.commands.answering import (
    ChooseSessions,
    SubmitRegistration,
    choose_sessions,
    submit_registration,
)
from eventsite.registration.models import Place, PlaceCount
from eventsite.registration.values import PlaceState
from tests.builders.scenario import CHECKER, ORGANISER, PAYER


def together(acts):
    """Run every act in a thread of its own, all let loose at once; return what each gave or raised."""
    gate, results = threading.Barrier(len(acts)), [None] * len(acts)

    def one(number, act):
        gate.wait()
        try:
            results[number] = act()
        except Exception as trouble:
            results[number] = trouble

    threads = [threading.Thread(target=one, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def sending(scenario, ref):
    def act():
        with scenario.acting("", ref) as work:
            return submit_registration(work, SubmitRegistration(ref=ref))

    return lambda: retry_once(act)


def test_forty_people_and_five_places_make_five(scenario):
    event = scenario.event()
    session = scenario.session(event, places=5)
    scenario.release(event)
    refs = [scenario.begun(event, f"person{number}@example.org") for number in range(40)]
    for ref in refs:
        with scenario.acting("", ref) as work:
            choose_sessions(work, ChooseSessions(ref=ref, sessions=[session]))
    results = together([sending(scenario, ref) for ref in refs])
    refused = [result for result in results if isinstance(result, Refusal)]
    assert len(refused) == 35, [r for r in results if isinstance(r, Exception) and not isinstance(r, Refusal)]
    held = scenario.read(select(func.count()).where(Place.subject == session, Place.state == PlaceState.HELD))
    assert held == [5]
    assert scenario.read(select(PlaceCount.taken).where(PlaceCount.subject == session)) == [5]


def test_twenty_clicks_by_one_person_make_one_place(scenario):
    event = scenario.event(capacity=1)
    ref = scenario.begun(event)
    results = together([sending(scenario, ref) for _click in range(20)])
    assert not [r for r in results if isinstance(r, Exception)]
    assert scenario.read(select(PlaceCount.taken).where(PlaceCount.subject == event.ref)) == [1]


def test_two_payers_cannot_pay_one_claim_twice(scenario):
    event = scenario.event()
    scenario.terms(event)
    ref = scenario.claim(event)
    with scenario.acting(CHECKER) as work:
        claim = work.database.scalars(select(Claim).where(Claim.ref == ref)).one()
        verdicts = {line.ref: (Verdict.FULL, None, "") for line in claim.lines}
        decide_claim(work, DecideClaim(claim=ref, version=claim.version, verdicts=verdicts))

    def seal():
        with scenario.acting(PAYER) as work:
            return seal_batch(work, SealBatch(claims=[ref]))

    results = together([seal] * 8)
    assert len([r for r in results if not isinstance(r, Exception)]) == 1
    assert scenario.read(select(func.count()).select_from(Payout)) == [1]


def test_a_sign_in_link_opens_one_door_however_often_it_is_pressed(scenario):
    with scenario.acting() as work:
        ref = ask_to_sign_in(work, AskToSignIn(email="joyce@example.org"))
        token = link_token(work.cipher, ref)

    def press():
        with scenario.acting() as work:
            return sign_in_with_link(work, SignInWithLink(ref=ref, token=token))

    results = together([press] * 10)
    assert len([r for r in results if not isinstance(r, Exception)]) == 1
    assert scenario.read(select(func.count()).select_from(SignIn)) == [1]


def test_no_two_workers_lease_the_same_message(scenario, database):
    with scenario.acting() as work:
        for number in range(20):
            ask_to_sign_in(work, AskToSignIn(email=f"person{number}@example.org"))

    def drain():
        found = []
        while leased := lease_next(database):
            found.append(leased.id)
        return found

    results = together([drain] * 6)
    leased = [number for found in results for number in found]
    assert len(leased) == len(set(leased)) == 20
    assert scenario.read(select(func.count()).where(OutboxMessage.state == MessageState.WAITING)) == [20]


@pytest.mark.parametrize("people", [12])
def test_crossing_choices_never_wait_for_each_other_for_ever(scenario, people):
    event = scenario.event()
    sessions = [scenario.session(event, f"S{n}", at=f"{10 + n}:00", places=people) for n in range(4)]
    scenario.release(event)
    refs = [scenario.begun(event, f"person{number}@example.org") for number in range(people)]
    for number, ref in enumerate(refs):
        chosen = sessions if number % 2 else sessions[::-1]
        with scenario.acting("", ref) as work:
            choose_sessions(work, ChooseSessions(ref=ref, sessions=chosen))
    results = together([sending(scenario, ref) for ref in refs])
    assert not [r for r in results if isinstance(r, Exception)]
    assert scenario.read(select(PlaceCount.taken).where(PlaceCount.subject.in_(sessions))) == [people] * 4


def test_of_two_editors_in_one_instant_one_is_told(scenario):
    event = scenario.event()
    changes = [DescribeEvent(event=event.ref, changes={"why": f"Because {n}"}, version=event.version) for n in range(6)]
    results = together([lambda c=c: describing(scenario, c) for c in changes])
    assert sum(result is None for result in results) == 1, results
    assert sum(isinstance(result, ChangedMeanwhile) for result in results) == len(changes) - 1
    assert scenario.read(select(Event.version)) == [event.version + 1]


def test_changes_at_once_are_all_counted(scenario):
    event = scenario.event()
    before = scenario.read(select(PublicVersionCount.number))[0]
    together([lambda n=n: describing(scenario, DescribeEvent(event=event.ref, changes={"why": f"Because {n}"})) for n in range(8)])
    assert scenario.read(select(PublicVersionCount.number)) == [before + 8]


def describing(scenario, command):
    with scenario.acting(ORGANISER) as work:
        describe_event(work, command)


def test_of_forty_codes_at_once_only_five_are_compared(scenario, database):
    with scenario.acting() as work:
        ref = ask_to_sign_in(work, AskToSignIn(email="joyce@example.org"))
    results = together([lambda: database.perform(try_code, TryCode(ref=ref)) for _guess in range(40)])
    assert sum(result is None for result in results) == WRONG_CODES
    assert sum(isinstance(result, (LinkUsedUp, TooBusy)) for result in results) == 40 - WRONG_CODES
