"""Coming online: times in one's own zone, no place in a room taken, and "in person" said of nobody who was not asked."""

import pytest
from sqlalchemy import select

from eventsite.programme.models.plan import Session
from eventsite.registration.models import PlaceCount, Registration
from eventsite.registration.values import AttendanceMode
from tests.builders.scenario import ORGANISER
from tests.web.test_event_lifecycle import opened

OWN = "where you are: Saturday 27 March, 23:00–23:45, Pacific/Auckland time"


@pytest.fixture
def event(scenario):
    """In London, with one place in the room for its only session."""
    made = scenario.event(meeting="both", capacity=1)
    scenario.session(made, "Swap shop", places=1)
    scenario.release(made)
    return made


def test_the_zone_is_asked_of_who_comes_online_and_of_nobody_else(visit, event):
    visit.get(f"/events/{event.slug}/register/")
    for answer in ({}, {"name": "Aroha"}, {"email": "aroha@example.org"}):
        visit.send(answer)
    assert visit.send({"attendance_mode": "in_person"}).h1 == "How do you connect to this topic?"
    visit.get(f"/events/{event.slug}/register/coming")
    page = visit.send({"attendance_mode": "online"})
    assert page.h1 == "In which time zone will you be?"
    assert page.fields()["zone"] == ""
    visit.send({"zone": "Middle/Earth"}, status=422)
    visit.send({"zone": "Pacific/Auckland"})
    visit.get(f"/events/{event.slug}/register/sessions")
    assert OWN in visit.page.words
    visit.get(f"/events/{event.slug}/register/check")
    assert "Pacific/Auckland" in visit.page.words
    assert "In person" not in visit.page.words


def test_without_an_own_zone_no_other_time_is_guessed(visit, event, scenario):
    visit.get(f"/events/{event.slug}/register/")
    for answer in ({}, {"name": "Aroha"}, {"email": "aroha@example.org"}, {"attendance_mode": "online"}):
        visit.send(answer)
    visit.send()
    assert visit.page.h1 == "How do you connect to this topic?"
    assert "where you are" not in visit.get(f"/events/{event.slug}/register/sessions").words
    assert scenario.read(select(Registration.zone)) == [""]


def test_a_full_room_refuses_nobody_who_comes_online(scenario, event, app, database):
    session = scenario.coming(event, "joyce@example.org", sessions=_sessions(scenario))
    assert session
    refs = [scenario.coming(event, f"online{number}@example.org", sessions=_sessions(scenario), attendance_mode=AttendanceMode.ONLINE) for number in range(2)]
    assert scenario.read(select(PlaceCount.taken)) == [1, 1]
    visit = opened(app, database, refs[0])
    visit.get(f"/my/registrations/{refs[0]}/sessions")
    assert "Full at the moment" not in visit.page.words
    visit.get(f"/my/registrations/{refs[0]}/coming")
    page = visit.send({"attendance_mode": "in_person"}, status=422)
    assert "has no place left now" in page.words
    assert scenario.read(select(PlaceCount.taken)) == [1, 1]


def _sessions(scenario):
    return scenario.read(select(Session.ref))


def test_letter_page_and_calendar_tell_both_times(scenario, event, app, database, deliver, mailer):
    ref = scenario.coming(event, "aroha@example.org", sessions=_sessions(scenario), attendance_mode=AttendanceMode.ONLINE, zone="Pacific/Auckland")
    deliver()
    letter = mailer.to("aroha@example.org")[0]
    assert OWN in letter.body
    visit = opened(app, database, ref)
    assert OWN in visit.get(f"/my/registrations/{ref}/").words
    visit.get("/my/feeds")
    visit.send()
    address = visit.page.links()["Download once (it will not update)"]
    calendar = visit.client.get(address.removeprefix("http://127.0.0.1:8000")).text.replace("\r\n ", "")
    assert OWN.replace(",", "\\,") in calendar
    assert OWN.replace(",", "\\,") in letter.attachments[0].content.decode().replace("\r\n ", "")


@pytest.mark.parametrize(("mode", "is_sent_there"), [(AttendanceMode.ONLINE, False), (AttendanceMode.IN_PERSON, True)])
def test_nobody_who_comes_online_is_sent_to_a_street(scenario, event, app, database, deliver, mailer, mode, is_sent_there):
    ref = scenario.coming(event, "aroha@example.org", sessions=[], attendance_mode=mode)
    deliver()
    page = opened(app, database, ref).get(f"/my/registrations/{ref}/").words
    for told in (mailer.to("aroha@example.org")[0].body, page):
        assert (event.where in told) is is_sent_there
        assert ("how to join" in told) is not is_sent_there


@pytest.mark.parametrize(("meeting", "is_shown"), [("online", False), ("in_person", False), ("both", True)])
def test_how_people_come_is_shown_to_the_team_only_where_they_chose(scenario, sign_in, meeting, is_shown):
    event = scenario.event(meeting=meeting)
    scenario.coming(event, "joyce@example.org")  # never asked
    page = sign_in(ORGANISER).get(f"/team/{event.slug}/registrations")
    assert "In person" not in page.words
    assert ("not said" in page.words) is is_shown
