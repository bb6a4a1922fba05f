"""What people see first: light or dark, the gathering at a glance, the programme as a spine, places left."""

import pytest

from eventsite.programme.values import SharingFocus, StepFree
from eventsite.registration.commands.answering import CancelRegistration, cancel_registration
from eventsite.registration.rules import RoomLeft, room_left
from tests.web.visit import Visitor


@pytest.mark.parametrize("chosen", ["light", "dark"])
def test_the_theme_that_was_chosen_is_remembered_and_leads_back(visit, event, chosen):
    path = f"/events/{event.slug}"
    assert "data-theme" not in visit.get(path).html
    visit.get("/look", headers={"Referer": f"http://localhost{path}"})
    page = visit.send({"theme": chosen})
    assert page.url == path
    assert f'data-theme="{chosen}"' in page.html
    assert f'data-theme="{chosen}"' in visit.get("/help").html
    visit.get("/look")
    assert visit.page.fields()["theme"] == chosen
    visit.send({"theme": "device"})
    assert "data-theme" not in visit.get(path).html


def test_a_theme_that_is_none_is_refused_in_words(visit):
    visit.get("/look")
    assert visit.send({"theme": "sepia"}, status=422).errors


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_saving_the_theme_leads_nowhere_else(visit, back):
    visit.get("/look")
    answer = visit.client.post("/look", data=visit.page.fields() | {"theme": "dark", "back": back})
    assert answer.location == "/"


def test_a_referrer_of_another_site_is_no_way_back(visit):
    visit.get("/look", headers={"Referer": "http://evil.example/help"})
    assert visit.page.fields()["back"] == ""


@pytest.mark.parametrize(("capacity", "taken", "told"), [
    (None, 5, None), (90, 10, RoomLeft(70, is_exact=False)), (90, 9, RoomLeft(80, is_exact=False)), (12, 1, RoomLeft(10, is_exact=False)),
    (12, 2, RoomLeft(10, is_exact=True)), (12, 11, RoomLeft(1, is_exact=True)), (12, 12, RoomLeft(0, is_exact=True)),
    (12, 14, RoomLeft(0, is_exact=True)),
])
def test_places_left_are_told_roughly_until_they_are_few(capacity, taken, told):
    assert room_left(capacity, taken) == told


def test_the_page_of_a_gathering_tells_of_its_last_places_at_once(app, scenario):
    event = scenario.event(capacity=2)
    page = Visitor(app)
    assert "2 places left" in page.get(f"/events/{event.slug}").words
    first = scenario.coming(event, "one@example.org")
    assert "1 place left" in page.get(f"/events/{event.slug}").words
    scenario.coming(event, "two@example.org")
    full = page.get(f"/events/{event.slug}")
    assert "Every place is taken" in full.words
    assert "Come along" not in full.words
    with scenario.acting("one@example.org", first) as work:
        cancel_registration(work, CancelRegistration(ref=first))
    assert "1 place left" in page.get(f"/events/{event.slug}").words
    assert "Come along" in page.page.words


def test_a_gathering_at_a_glance_says_only_what_is_known(visit, scenario):
    event = scenario.event()
    page = visit.get(f"/events/{event.slug}")
    assert "Pay: not said yet" in page.words
    assert "Access: not said yet" in page.words
    assert "Everybody fits" in page.words


def test_what_runs_at_once_stands_side_by_side_and_can_be_sifted(visit, scenario):
    event = scenario.event()
    hall, loft = scenario.room(event, "Hall", step_free=StepFree.YES), scenario.room(event, "Loft", step_free=StepFree.NO)
    scenario.session(event, "In the hall", at="10:00", room=hall, sharing_focus=SharingFocus.TROUBLE)
    scenario.session(event, "Up the stairs", at="10:00", room=loft)
    scenario.session(event, "After that", at="11:00", room=hall)
    scenario.release(event)
    path = f"/events/{event.slug}/programme"
    page = visit.get(path)
    assert len([e for e in page.all("li") if "band" in e["attrs"].get("class", "").split()]) == 2
    for query, gone in (("room=" + loft, "In the hall"), ("about=trouble", "After that"), ("steps=yes", "Up the stairs")):
        sifted = visit.get(f"{path}?{query}")
        assert gone not in sifted.words, query
        assert sifted.words != page.words
    assert "No session fits" in visit.get(f"{path}?room={loft}&about=trouble").words
    assert "Up the stairs" in visit.get(path).words


def test_the_next_gathering_is_the_feature_and_a_long_list_can_be_searched(visit, scenario):
    for number in range(12):
        scenario.event(f"Gathering {number}")
    page = visit.get("/")
    assert len([e for e in page.elements if "feature" in e["attrs"].get("class", "").split()]) == 1
    found = visit.get("/?q=gathering 7")
    assert "Gathering 7" in found.words
    assert "Gathering 8" not in found.words
    assert "Nothing fits" in visit.get("/?q=zebra").words
