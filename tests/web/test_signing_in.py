"""Signing in: looking never signs in, and nobody learns who has an account."""

import pytest
from sqlalchemy import func, select

from eventsite.people.models import SignIn
from eventsite.registration.rules import link_token
from tests.web.visit import Visitor


def asked(visit, deliver, mailer, email="joyce@example.org"):
    visit.get("/sign-in")
    visit.send({"email": email})
    deliver()
    body = mailer.to(email)[-1].body
    link = next(word for word in body.split() if "/sign-in/" in word).removeprefix("http://127.0.0.1:8000")
    return link, body.split("asked for it: ")[1].split()[0]


def test_looking_at_the_link_signs_nobody_in(visit, deliver, mailer, scenario):
    link, _code = asked(visit, deliver, mailer)
    for _look in range(3):
        assert visit.get(link).h1 == "Sign in as joyce@example.org"
    assert scenario.read(select(func.count()).select_from(SignIn)) == [0]
    visit.send()
    assert scenario.read(select(func.count()).select_from(SignIn)) == [1]
    visit.get(link, status=410)


def test_in_another_browser_the_code_is_needed_as_well(visit, app, deliver, mailer, scenario):
    link, code = asked(visit, deliver, mailer)
    other = Visitor(app)
    assert other.get(link).h1 == "Type the code as well"
    other.send({"code": ""}, status=422)
    other.send({"code": "zzzzzz"}, status=422)
    assert scenario.read(select(func.count()).select_from(SignIn)) == [0]
    other.send({"code": code})
    assert scenario.read(select(func.count()).select_from(SignIn)) == [1]


def test_the_code_alone_signs_in(visit, deliver, mailer):
    _link, code = asked(visit, deliver, mailer)
    visit.get("/sign-in/check-mail")
    visit.send({"code": code.upper()})
    assert visit.page.h1 == "What name do you like to be called?"


def test_the_answer_is_the_same_for_everybody(app, scenario):
    with scenario.acting("known@example.org"):
        pass
    pages = []
    for email in ("known@example.org", "unknown@example.org"):
        visit = Visitor(app)
        visit.get("/sign-in")
        pages.append(visit.send({"email": email}).words)
    assert pages[0] == pages[1]


def test_a_wrong_token_is_a_page_that_is_not_there(visit, deliver, mailer):
    link, _code = asked(visit, deliver, mailer)
    visit.get(link[:-4] + "zzzz", status=404)
    visit.get("/sign-in/nope/nope", status=404)


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "/my/\r\nX: y"])
def test_nobody_is_sent_to_another_site(visit, deliver, mailer, back):
    visit.get("/sign-in", query_string={"next": back})
    visit.client.post("/sign-in", query_string={"next": back}, data=visit.page.fields() | {"email": "joyce@example.org"})
    deliver()
    link = next(word for word in mailer.emails[-1].body.split() if "/sign-in/" in word).removeprefix("http://127.0.0.1:8000")
    visit.get(link)
    response = visit.client.post(link, data=visit.page.fields())
    assert response.location.startswith("/")
    assert "evil" not in response.location


def test_signing_out_forgets_the_browser(sign_in):
    visit = sign_in("joyce@example.org")
    visit.send({"name": "Joyce"})
    visit.get("/my/")
    visit.press("Sign out")
    assert visit.get("/my/").h1 == "Sign in"


@pytest.mark.parametrize("typed", ["", "joyce", "a@b", "joyce@@example.org", "x" * 250 + "@example.org", "joyce@example.org\nbcc: x@example.org"])
def test_addresses_that_are_none(visit, typed, scenario):
    visit.get("/sign-in")
    page = visit.send({"email": typed}, status=422)
    assert page.errors
    assert page.all("a", href="#email")


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_nobody_is_sent_to_another_site_once_they_gave_a_name(sign_in, back):
    visit = sign_in("joyce@example.org")
    fields = visit.get("/sign-in/name").fields() | {"name": "Joyce"}
    answer = visit.client.post("/sign-in/name", query_string={"next": back}, data=fields)
    assert answer.location == "/my/"


def test_signing_in_drops_what_another_began_in_this_browser(visit, sign_in, scenario):
    event = scenario.event()
    visit.get(f"/events/{event.slug}/register/")
    visit.send()
    with visit.client.session_transaction() as session:
        assert session["drafts"]
    sign_in("joyce@example.org", visit)
    with visit.client.session_transaction() as session:
        assert "drafts" not in session
        assert "asked" not in session


def test_signing_out_leaves_nothing_open_to_the_next_person(visit, sign_in, scenario, database):
    ref = scenario.coming(scenario.event())
    sign_in("bill@example.org", visit)
    visit.get(f"/my/open/{ref}/{link_token(database.cipher, ref, 0)}")
    visit.send()
    visit.get(f"/my/registrations/{ref}/")
    visit.get("/my/")
    visit.press("Sign out")
    with visit.client.session_transaction() as session:
        assert not {"sign_in", "browser", "opened", "drafts", "asked"} & session.keys()
    assert visit.get(f"/my/registrations/{ref}/").h1 == "Sign in"
