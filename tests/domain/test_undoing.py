"""A mark made by mistake is taken back, and so is what hung on it, unless somebody has built on it."""

import pytest
from sqlalchemy import select

from eventsite.claims.commands.claiming import AddMileage, add_mileage
from eventsite.claims.commands.undoing import ClaimBegun, UndoAttendance, undo_attendance
from eventsite.claims.models import Claim, ClaimLine
from eventsite.kernel.refusals import NotAllowed, NotVisible
from eventsite.offers.values import OfferAnswer
from eventsite.registration.models import Registration
from tests.builders.scenario import ACCESS, DAY, ORGANISER


@pytest.fixture
def event(scenario):
    made = scenario.event()
    scenario.terms(made)
    return made


@pytest.fixture
def marked(scenario, event, clock, deliver):
    """Joyce's registration, ticked, with her claim made ready and told."""
    registration = scenario.coming(event, offer=OfferAnswer.ACCEPT)
    clock.forward(days=27)
    tick(scenario, event, registration)
    deliver()
    return registration


def tick(scenario, event, registration):
    scenario.there(event, registration)


def undo(scenario, event, registration, who=ORGANISER):
    with scenario.acting(who) as work:
        undo_attendance(work, UndoAttendance(event=event.ref, registration=registration))


def test_the_mark_the_claim_and_its_lines_go_and_the_person_is_told(scenario, event, marked, deliver, mailer):
    assert len(scenario.read(select(ClaimLine.id))) == 1
    for _twice in range(2):
        undo(scenario, event, marked)
    assert scenario.read(select(Registration.attended_at)) == [None]
    assert scenario.read(select(Claim.id)) == []
    assert scenario.read(select(ClaimLine.id)) == []
    deliver()
    told = [email.subject for email in mailer.to("joyce@example.org")]
    assert told.count("About your claim for Spring meeting") == 1


def test_ticking_again_makes_a_claim_again(scenario, event, marked, deliver):
    undo(scenario, event, marked)
    tick(scenario, event, marked)
    deliver()
    assert len(scenario.read(select(Claim.ref))) == 1


def test_a_claim_somebody_has_begun_is_theirs(scenario, event, marked):
    claim = scenario.read(select(Claim.ref))[0]
    with scenario.acting("", marked) as work:
        add_mileage(work, AddMileage(claim=claim, vehicle="car", what="Home and back", incurred_on=DAY, tenth_miles=230))
    with pytest.raises(ClaimBegun):
        undo(scenario, event, marked)
    assert scenario.read(select(Registration.attended_at)) != [None]
    assert len(scenario.read(select(ClaimLine.id))) == 2


def test_a_letter_about_a_claim_that_is_gone_is_not_sent(scenario, event, clock, deliver, mailer):
    registration = scenario.coming(event)
    clock.forward(days=27)
    tick(scenario, event, registration)
    undo(scenario, event, registration)
    deliver()
    assert [email for email in mailer.emails if "claim" in email.subject] == []


def test_only_who_may_tick_may_undo(scenario, event, marked):
    with pytest.raises(NotAllowed):
        undo(scenario, event, marked, who=ACCESS)
    with pytest.raises(NotVisible):
        undo(scenario, event, "nobodyatall1")
