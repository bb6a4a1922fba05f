"""Team pages have one navigation; shared links have a picture; whoever is coming has a ticket."""

import io

import pytest
from PIL import Image

from eventsite.kernel.paths import ROOT
from eventsite.registration.rules import link_token
from eventsite.web.cover_pictures import COLOURS, picture
from tests.builders.scenario import ORGANISER
from tests.web.visit import Visitor

PAGES = ("", "registrations", "programme", "access", "payment", "team", "settings/name", "programme/sessions/new", "state")


def side(page):
    nav = next(e for e in page.all("nav") if e["attrs"].get("aria-label") == "Pages of this gathering")
    return " ".join(nav["text"].split())


def test_every_page_of_a_team_has_the_same_ways_and_says_which_it_is(sign_in, event):
    visit = sign_in(ORGANISER)
    seen = {side(visit.get(f"/team/{event.slug}/{path}")) for path in PAGES}
    assert len(seen) == 1
    page = visit.get(f"/team/{event.slug}/programme/sessions/new")
    here = [" ".join(e["text"].split()) for e in page.all("a") if e["attrs"].get("aria-current") == "true"]
    assert here == ["Programme", "Programme"]
    assert "Sign out" in page.words


def test_nobody_else_sees_the_ways_of_a_team(sign_in, visit, event):
    for path in ("/", f"/events/{event.slug}", "/help"):
        assert "Pages of this gathering" not in visit.get(path).html
        assert "Pages of this gathering" not in sign_in("joyce@example.org").get(path).html


def test_a_shared_link_has_a_picture(visit, event):
    page = visit.get(f"/events/{event.slug}")
    address = page.all("meta", property="og:image")[0]["attrs"]["content"]
    assert page.all("meta", property="og:image:alt")[0]["attrs"]["content"]
    answer = visit.client.get(address.partition("8000")[2])
    assert answer.content_type == "image/png"
    assert Image.open(io.BytesIO(answer.data)).size == (1200, 630)
    assert len(answer.data) < 60 * 1024


@pytest.mark.parametrize("name", ["A", "Common Ground", "一起", "word " * 40, "W" * 200])
def test_any_name_fits_and_the_same_one_gives_the_same_picture(name):
    assert picture("abc", name, "Saturday") == picture("abc", name, "Saturday")


def test_the_picture_has_the_colours_of_the_page():
    light = (ROOT / "frontend" / "scss" / "_covers.scss").read_text().partition("@mixin dark-covers")[0]
    for number, colours in enumerate(COLOURS):
        told = ", ".join(f"{ink}: {colour}" for ink, colour in enumerate(colours))
        assert f"palette({number}, ({told}))" in light


def test_the_ticket_has_what_the_day_needs_and_is_for_its_owner_alone(app, database, scenario, event):
    ref = scenario.coming(event)
    visit = Visitor(app)
    visit.get(f"/my/open/{ref}/{link_token(database.cipher, ref, 0)}")
    page = visit.send()
    ticket = next(e for e in page.all("section") if e["attrs"].get("aria-label") == "Your ticket")["text"]
    for said in (event.name, "Joyce", "The barn", "Amara"):
        assert said in ticket
    stranger = Visitor(app).client.get(f"/my/registrations/{ref}/")
    assert stranger.status_code != 200
    assert b"Joyce" not in stranger.data
