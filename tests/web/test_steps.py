"""Steps are told to whoever comes, wherever a room is named; and to whom they shut out, before they rely on it."""

import pytest

from eventsite.access.commands import SetOffer, set_offer
from eventsite.access.values import Offered
from eventsite.programme.values import StepFree
from eventsite.registration.commands.answering import DescribeNeeds, describe_needs
from eventsite.registration.rules import link_token
from eventsite.registration.values import AttendanceMode
from tests.builders.scenario import ORGANISER

LOFT, AGAIN = "Loft (there are steps)", "Please look again"


@pytest.fixture
def upstairs(scenario):
    """An event with one session up the stairs and one on the ground; returns it and both sessions."""
    event = scenario.event()
    loft, hall = scenario.room(event, "Loft", step_free=StepFree.NO), scenario.room(event, "Hall", step_free=StepFree.YES)
    sessions = scenario.session(event, "Up there", at="10:00", room=loft), scenario.session(event, "Down here", at="11:00", room=hall)
    scenario.release(event)
    return event, *sessions


def own_page(visit, database, ref):
    visit.get(f"/my/open/{ref}/{link_token(database.cipher, ref, 0)}")
    visit.send()
    return visit.get(f"/my/registrations/{ref}/")


def comes(scenario, event, *sessions, needs=(), **how):
    ref = scenario.coming(event, sessions=sessions, **how)
    with scenario.acting("", ref) as work:
        describe_needs(work, DescribeNeeds(ref=ref, codes=list(needs), words={}, stage="help-details"))
    return ref


@pytest.mark.parametrize("need", ["step_free", "wheelchair_space", "lift_size"])
def test_whoever_cannot_climb_stairs_is_told_of_those_on_the_way_to_their_session(scenario, upstairs, visit, database, need):
    event, up, down = upstairs
    page = own_page(visit, database, comes(scenario, event, up, down, needs=[need]))
    assert AGAIN in page.words
    assert "“Up there” is in Loft, which has steps. You asked for:" in page.words
    assert "“Down here” is in" not in page.words


def test_nobody_else_is_asked_to_look_again(scenario, upstairs, visit, app, database):
    event, up, down = upstairs
    for number, (sessions, needs) in enumerate((((up,), ["bsl"]), ((down,), ["step_free"]), ((up,), []))):
        page = own_page(type(visit)(app), database, comes(scenario, event, *sessions, needs=needs, email=f"p{number}@example.org"))
        assert AGAIN not in page.words


def test_whoever_comes_online_meets_no_stairs(scenario, visit, database):
    event = scenario.event(meeting="both")
    up = scenario.session(event, "Up there", room=scenario.room(event, "Loft", step_free=StepFree.NO))
    scenario.release(event)
    ref = comes(scenario, event, up, needs=["step_free"], attendance_mode=AttendanceMode.ONLINE, zone="Europe/London")
    assert AGAIN not in own_page(visit, database, ref).words


def test_the_letter_and_the_own_page_name_the_steps_with_the_room(scenario, upstairs, visit, database, deliver, mailer):
    event, up, down = upstairs
    ref = comes(scenario, event, up, down)
    deliver()
    (letter,) = [email.body for email in mailer.to("joyce@example.org") if "Your sessions:" in email.body]
    page = own_page(visit, database, ref)
    for words in (letter, page.words):
        assert LOFT in words
        assert "Hall (there are steps)" not in words


def test_a_letter_about_a_move_up_the_stairs_says_so(scenario, upstairs, deliver, mailer):
    event, _up, down = upstairs
    scenario.coming(event, sessions=[down])
    deliver()
    scenario.move(down, at="12:00", room=scenario.room(event, "Attic", step_free=StepFree.NO))
    scenario.release(event)
    deliver()
    assert "Attic (there are steps)" in mailer.to("joyce@example.org")[-1].body


def test_nothing_is_called_step_free_while_a_session_is_up_the_stairs(scenario, upstairs, visit):
    event, up, _down = upstairs
    with scenario.acting(ORGANISER) as work:
        set_offer(work, SetOffer(event=event.ref, lines={"step_free": (Offered.YES, "All of it")}))
    page = visit.get(f"/events/{event.slug}/access")
    assert "There are steps to: Loft" in page.words
    assert "Not everywhere" in page.words
    for path in (f"/events/{event.slug}", "/"):
        words = visit.get(path).words
        assert "Steps to some rooms" in words
        assert "Step-free" not in words
    scenario.move(up, at="10:00", room=scenario.room(event, "Barn", step_free=StepFree.YES))
    scenario.release(event)
    assert "There are steps to" not in visit.get(f"/events/{event.slug}/access").words
    assert "Step-free" in visit.get(f"/events/{event.slug}").words
