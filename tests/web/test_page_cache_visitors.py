"""The page cache and who asks: language, theme, and whoever a page would have something personal to say to."""

import re
from http import HTTPStatus

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from eventsite.kernel import i18n
from tests.builders.scenario import ORGANISER
from tests.web.visit import Visitor

PATHS = ("", "/programme", "/access", "/payment", "/changes", "/subscribe")


@pytest.fixture
def welsh(tmp_path, monkeypatch):
    """A compiled Welsh catalogue that the application finds when it starts."""
    folder = tmp_path / "cy_GB" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = Catalog(locale="cy_GB")
    catalogue.add("Main", "Prif")
    catalogue.add("Gatherings on %(site)s", "Cynulliadau ar %(site)s")
    with (folder / "messages.mo").open("wb") as file:
        write_mo(file, catalogue)
    monkeypatch.setattr(i18n, "CATALOGUES", tmp_path)
    i18n._catalogue.cache_clear()
    yield "cy-GB,cy;q=0.9,en;q=0.5"
    i18n._catalogue.cache_clear()


@pytest.mark.parametrize("path", PATHS)
def test_each_language_has_its_own_page(welsh, visit, event, inside, path):
    url = f"/events/{event.slug}{path}"
    for _again in range(2):
        english = visit.client.get(url, headers={"Accept-Language": "en"})
        translated = visit.client.get(url, headers={"Accept-Language": welsh})
        assert 'lang="en-GB"' in english.text
        assert 'aria-label="Main"' in english.text
        assert 'lang="cy-GB"' in translated.text
        assert 'aria-label="Prif"' in translated.text
    assert len(inside) == 2
    assert english.headers["ETag"] != translated.headers["ETag"]
    answer = visit.client.get(url, headers={"Accept-Language": "en", "If-None-Match": translated.headers["ETag"]})
    assert answer.status_code == HTTPStatus.OK


def test_languages_nobody_translated_share_the_english_page(welsh, visit, event, inside):
    for accepted in ("de", "fr;q=0.7, *;q=0.1", "", "not a language ;;", "en-US"):
        assert 'lang="en-GB"' in visit.client.get(f"/events/{event.slug}", headers={"Accept-Language": accepted}).text
    assert len(inside) == 1


def test_the_calendar_of_everything_is_in_each_language(welsh, visit, event):
    for accepted, name in ((welsh, b"Cynulliadau ar"), ("en", b"Gatherings on")) * 2:
        assert name in visit.client.get("/calendar.ics", headers={"Accept-Language": accepted}).data


def themed(app, event, chosen):
    visitor = Visitor(app)
    if chosen is not None:
        visitor.client.set_cookie("theme", chosen)
    return visitor.client.get(f"/events/{event.slug}")


def test_each_theme_has_its_own_page(app, event, inside):
    for _again in range(2):
        for chosen in ("dark", "light"):
            assert f'data-theme="{chosen}"' in themed(app, event, chosen).text
        assert "data-theme" not in themed(app, event, None).text
    assert len(inside) == 3


@pytest.mark.parametrize("chosen", ["", "Dark", "blue", 'dark"><script>', "dark light"])
def test_an_unknown_theme_counts_as_none(app, event, inside, chosen):
    plain = themed(app, event, None)
    inside.clear()
    assert themed(app, event, chosen).data == plain.data
    assert inside == []


def test_answers_say_what_they_vary_by(visit, event):
    for path, named in [(path, {"Accept-Encoding", "Accept-Language", "Cookie"}) for path in PATHS] + [
        ("/calendar.ics", {"Accept-Encoding", "Accept-Language"})
    ]:
        url = f"/events/{event.slug}{path}"
        first = visit.client.get(url)
        not_modified = visit.client.get(url, headers={"If-None-Match": first.headers["ETag"]})
        assert not_modified.status_code == HTTPStatus.NOT_MODIFIED
        for answer in (first, visit.client.get(url), not_modified):
            assert set(answer.headers["Vary"].split(", ")) == named, path
    assert set(visit.client.get("/calendar.ics").headers["Vary"].split(", ")) == {"Accept-Encoding", "Accept-Language"}


PERSONAL = {
    "signed in": {"sign_in": "a secret"},
    "a registration held": {"held": ["abc"]},
    "a registration begun": {"drafts": {"spring-meeting": "abc"}},
    "a sentence left to show": {"_flashes": [("message", "Your place is free again.")]},
    "a code asked for": {"asked": "abc"},
}


@pytest.mark.parametrize("holds", PERSONAL)
@pytest.mark.parametrize("path", PATHS)
def test_a_personal_page_passes_the_cache_by(app, event, inside, holds, path):
    url = f"/events/{event.slug}{path}"
    shared = Visitor(app).client.get(url)
    person = Visitor(app)
    with person.client.session_transaction() as session:
        session.update(PERSONAL[holds])
    inside.clear()
    page = person.get(url)
    assert len(inside) == 1
    assert page.response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in page.response.headers
    assert re.search(r"script-src 'nonce-[\w-]+'", page.response.headers["Content-Security-Policy"])
    assert ("Your place is free again." in page.words) is (holds == "a sentence left to show")
    assert Visitor(app).client.get(url).data == shared.data
    assert len(inside) == 1


def test_a_personal_page_is_never_kept_for_others(app, event):
    person = Visitor(app)
    with person.client.session_transaction() as session:
        session["_flashes"] = [("message", "Only for you.")]
    assert "Only for you." in person.get(f"/events/{event.slug}").words
    assert "Only for you." not in Visitor(app).get(f"/events/{event.slug}").words
    assert "Only for you." not in person.get(f"/events/{event.slug}").words


def test_a_cached_page_carries_no_cookie(app, event, inside):
    @app.after_request
    def give_a_cookie(response):
        response.set_cookie("number", "1")
        return response

    for _visit in range(2):
        assert "Set-Cookie" not in Visitor(app).client.get(f"/events/{event.slug}").headers
    assert len(inside) == 1


def test_somebody_who_only_opened_a_form_gets_the_shared_page(app, visit, event):
    visit.get("/sign-in")
    assert visit.client.get_cookie("eventsite")
    page = visit.client.get(f"/events/{event.slug}")
    shared = Visitor(app).client.get(f"/events/{event.slug}")
    assert page.data == shared.data
    assert dict(page.headers) == dict(shared.headers)
    assert "csrf_token" not in page.text
    assert "nonce" not in page.text


def test_a_cookie_that_nobody_signed_gets_the_shared_page(visit, event):
    visit.client.set_cookie("eventsite", "made.up.words")
    assert "ETag" in visit.client.get(f"/events/{event.slug}").headers


def test_calendars_are_the_same_for_people_who_are_signed_in(app, sign_in, event):
    url = f"/events/{event.slug}/calendar.ics"
    person = sign_in(ORGANISER)
    mine, shared = person.client.get(url), Visitor(app).client.get(url)
    assert mine.data == shared.data
    assert "Set-Cookie" not in mine.headers
