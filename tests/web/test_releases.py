"""A release that this version of the code cannot read: the event stays up, its programme says that it is away."""

import pytest
from sqlalchemy import select, update

from eventsite.programme.models.releases import Release
from eventsite.registration.models import Place
from eventsite.registration.values import PlaceState


@pytest.fixture
def event(scenario):
    made = scenario.event()
    scenario.session(made)
    release = scenario.release(made)
    with scenario.acting() as work:
        work.forget(update(Release).where(Release.id == release.id).values(schema=99))
    return made


def test_the_event_stays_up_and_says_that_the_programme_is_away(visit, event):
    page = visit.get(f"/events/{event.slug}")
    assert "We cannot show the programme just now" in page.html
    assert "still being made" not in page.html


@pytest.mark.parametrize("path", ["/programme", "/sessions/23456789abcd", "/calendar.ics", "/rooms/23456789abcd/calendar.ics"])
def test_what_would_mislead_is_away_for_a_while(visit, event, path):
    answer = visit.client.get(f"/events/{event.slug}{path}")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "600"
    assert "We cannot show the programme just now" in answer.text


def test_one_can_still_register(visit, event):
    assert visit.get(f"/events/{event.slug}/register/").status == 200


def test_nobody_loses_a_session_while_it_cannot_be_read(scenario, sign_in, visit):
    event = scenario.event()
    session = scenario.session(event)
    release = scenario.release(event)
    ref = scenario.coming(event, sessions=[session])
    with scenario.acting() as work:
        work.forget(update(Release).where(Release.id == release.id).values(schema=99, ref="23456789abcd"))
    page = sign_in("joyce@example.org")
    page.get(f"/my/registrations/{ref}/")
    page.get(f"/my/registrations/{ref}/support")
    answer = page.post(f"/my/registrations/{ref}/support", {"brings": "yes", "support_name": "Ann"}, status=503)
    assert "We cannot show the programme just now" in answer.html
    assert scenario.read(select(Place.state).where(Place.subject == session)) == [PlaceState.HELD]


def test_a_session_of_a_programme_that_is_not_published_is_not_there(scenario, visit):
    event = scenario.event()
    visit.get(f"/events/{event.slug}/sessions/{scenario.session(event)}", status=404)
