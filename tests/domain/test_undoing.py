"""A mark made by mistake is taken back, and so is what hung on it, unless somebody has built on it."""

import pytest
from sqlalchemy import select

from eventsite.claims.commands.claiming import AddMileage, add_mileage
from eventsite.claims.commands.undoing import ClaimBegun, undo_attendance
from eventsite.claims.models import Claim, ClaimLine
from eventsite.claims.values import OfferAnswer
from eventsite.kernel.refusals import NotAllowed, NotVisible
from eventsite.registration.commands.attendance import record_attendance
from eventsite.registration.models import Registration
from tests.builders.scene import ACCESS, DAY, ORGANISER


@pytest.fixture
def event(scene):
    made = scene.event()
    scene.policy(made)
    return made


@pytest.fixture
def marked(scene, event, clock, deliver):
    """Joyce's registration, ticked, with her claim made ready and told."""
    registration = scene.coming(event, offer=OfferAnswer.ACCEPT)
    clock.forward(days=27)
    tick(scene, event, registration)
    deliver()
    return registration


def tick(scene, event, registration):
    with scene.acting(ORGANISER) as work:
        record_attendance(work, event.id, [registration])


def undo(scene, event, registration, who=ORGANISER):
    with scene.acting(who) as work:
        undo_attendance(work, event.id, registration)


def test_the_mark_the_claim_and_its_lines_go_and_the_person_is_told(scene, event, marked, deliver, post):
    assert len(scene.read(select(ClaimLine.id))) == 1
    for _twice in range(2):
        undo(scene, event, marked)
    assert scene.read(select(Registration.attended_at)) == [None]
    assert scene.read(select(Claim.id)) == []
    assert scene.read(select(ClaimLine.id)) == []
    deliver()
    told = [letter.subject for letter in post.to("joyce@example.org")]
    assert told.count("About your claim for Spring meeting") == 1


def test_ticking_again_makes_a_claim_again(scene, event, marked, deliver):
    undo(scene, event, marked)
    tick(scene, event, marked)
    deliver()
    assert len(scene.read(select(Claim.ref))) == 1


def test_a_claim_somebody_has_begun_is_theirs(scene, event, marked):
    claim = scene.read(select(Claim.ref))[0]
    with scene.acting("", marked) as work:
        add_mileage(work, AddMileage(claim=claim, vehicle="car", what="Home and back", incurred_on=DAY, tenth_miles=230))
    with pytest.raises(ClaimBegun):
        undo(scene, event, marked)
    assert scene.read(select(Registration.attended_at)) != [None]
    assert len(scene.read(select(ClaimLine.id))) == 2


def test_a_letter_about_a_claim_that_is_gone_is_not_sent(scene, event, clock, deliver, post):
    registration = scene.coming(event)
    clock.forward(days=27)
    tick(scene, event, registration)
    undo(scene, event, registration)
    deliver()
    assert [letter for letter in post.letters if "claim" in letter.subject] == []


def test_only_who_may_tick_may_undo(scene, event, marked):
    with pytest.raises(NotAllowed):
        undo(scene, event, marked, who=ACCESS)
    with pytest.raises(NotVisible):
        undo(scene, event, "nobodyatall1")
