"""Limits stop who means harm, and let a hospital in: counted by mailbox and code first, by network far above a building."""

import threading
from types import SimpleNamespace

import pytest
from limits import parse

from eventsite.people.rules import code
from eventsite.registration.rules import link_token
from eventsite.web import limits
from tests.builders.scenario import BROWSER_SECRET
from tests.web.visit import Visitor

LETTERS = 5
WAITS = "Please wait a little"


@pytest.fixture
def narrow(monkeypatch):
    """A network whose fast road ends after three posts."""
    monkeypatch.setattr(limits, "FAST_ROAD", parse("3 per hour"))


@pytest.fixture
def counted_by(clock, monkeypatch):
    """The clock of the test, by which letters and posts are counted too."""
    monkeypatch.setattr("limits.storage.memory.time", SimpleNamespace(time=lambda: clock.now().timestamp()))
    monkeypatch.setattr(limits, "SystemClock", lambda: clock)
    return clock


def ask(app, email, visit=None, **words):
    """How the site answers somebody who asks for a link, in a browser of their own unless one is given."""
    visit = visit or Visitor(app)
    visit.get("/sign-in", environ_overrides=words)
    return visit.client.post("/sign-in", data=visit.page.fields() | {"email": email}, environ_overrides=words)


def test_three_hundred_people_behind_one_address_all_get_in(app, deliver, mailer, event):
    for number in range(300):
        visit, email = Visitor(app), f"nurse{number}@example.org"
        assert ask(app, email, visit).status_code == 302
        deliver()
        token = mailer.to(email)[0].body.split("asked for it: ")[1].split()[0]
        visit.get("/sign-in/check-mail")
        assert visit.client.post("/sign-in/check-mail", data=visit.page.fields() | {"code": token}).status_code == 302
        visit.get(f"/events/{event.slug}/register/")
        assert visit.client.post(visit.page.url, data=visit.page.fields()).status_code == 302


def test_a_mailbox_gets_five_letters_an_hour_from_strangers_however_it_is_written(app, deliver, mailer, visit):
    ways = ["joyce@example.org", "Joyce@Example.org", "joyce+a@example.org", "jo.yce@example.org", "joyce+b@EXAMPLE.org", "j.oyce@example.org"]
    statuses = [ask(app, way, REMOTE_ADDR=f"198.51.100.{number}").status_code for number, way in enumerate(ways * 4)]
    assert statuses == [302] * LETTERS + [429] * (len(statuses) - LETTERS)
    deliver()
    assert len(mailer.emails) == LETTERS
    assert ask(app, "noor@example.org").status_code == 302


def test_the_page_says_when_to_try_again(app, visit):
    for _letter in range(LETTERS):
        ask(app, "joyce@example.org")
    refused = ask(app, "joyce@example.org", visit)
    assert 3500 < int(refused.headers["Retry-After"]) <= 3601
    page = visit._shown(refused, "/sign-in", 429)
    assert page.h1 == WAITS
    assert "in 60 minutes" in page.words


def test_when_that_time_has_come_and_no_sooner_letters_go_again(app, counted_by):
    for _letter in range(LETTERS):
        ask(app, "joyce@example.org")
        counted_by.forward(minutes=5)
    wait = int(ask(app, "joyce@example.org").headers["Retry-After"])
    assert wait == pytest.approx(35 * 60, abs=1)
    counted_by.forward(seconds=wait - 5)
    assert ask(app, "joyce@example.org").status_code == 429
    counted_by.forward(seconds=6)
    assert ask(app, "joyce@example.org").status_code == 302
    assert ask(app, "joyce@example.org").status_code == 429


def test_asking_again_sends_the_same_code_again(app, visit, deliver, mailer):
    for _time in range(3):
        assert ask(app, "joyce@example.org", visit).status_code == 302
    deliver()
    assert len({email.body for email in mailer.to("joyce@example.org")}) == 1
    ask(app, "joyce@example.org")  # somebody else, in another browser
    ask(app, "noor@example.org", visit)
    deliver()
    assert len({email.body for email in mailer.emails}) == 3


def test_a_used_up_code_is_not_sent_again(app, visit, deliver, mailer, clock):
    ask(app, "joyce@example.org", visit)
    visit.get("/sign-in/check-mail")
    wrong = visit.page.fields() | {"code": "zzzzzz"}
    for _guess in range(5):
        assert visit.client.post("/sign-in/check-mail", data=wrong).status_code == 422
    ask(app, "joyce@example.org", visit)
    clock.forward(minutes=31)
    ask(app, "joyce@example.org", visit)
    deliver()
    assert len(mailer.emails) == 1, "only the last one is still worth sending"
    asked = mailer.emails[0].body
    ask(app, "joyce@example.org", visit)
    deliver()
    assert mailer.emails[1].body == asked


def test_nobody_is_locked_out_of_the_browser_they_signed_in_with(app, sign_in, deliver, mailer):
    own = sign_in("joyce@example.org")
    own.send({"name": "Joyce"})
    own.get("/my/")
    own.press("Sign out")
    for number in range(20):
        ask(app, "joyce@example.org", REMOTE_ADDR=f"198.51.100.{number}")
    assert ask(app, "joyce@example.org").status_code == 429
    sign_in("joyce@example.org", own)
    assert own.get("/my/").h1 != "Sign in"
    statuses = [ask(app, "joyce@example.org", own).status_code for _time in range(10)]
    assert statuses.count(302) == 9
    assert statuses[-1] == 429


def test_a_mark_opens_no_other_budget_and_cannot_be_made_up(app, sign_in):
    own = sign_in("noor@example.org")
    for _letter in range(LETTERS):
        ask(app, "joyce@example.org")
    assert ask(app, "joyce@example.org", own).status_code == 429
    mark = own.client.get_cookie("eventsite-known", path="/sign-in").value
    assert "noor" not in mark
    for made_up in (mark[:-1], "23456789abcd." + "0" * 40, "~~~~", "."):
        other = Visitor(app)
        other.client.set_cookie("eventsite-known", made_up, path="/sign-in")
        assert ask(app, "joyce@example.org", other).status_code == 429


@pytest.mark.parametrize(
    ("inside", "outside"), [("203.0.113.9", "203.0.113.10"), ("2001:db8:1:2:{0:x}::{0:x}", "2001:db8:1:3::1")], ids=["IPv4", "IPv6"]
)
def test_a_busy_network_is_slowed_down_and_not_shut_out(app, narrow, inside, outside):
    asked = [ask(app, f"nurse{number}@example.org", REMOTE_ADDR=inside.format(number)) for number in range(3 + 31)]
    assert [answer.status_code for answer in asked] == [302] * 33 + [429]
    wait = int(asked[-1].headers["Retry-After"])
    assert 1 <= wait <= 61
    assert f"Go back and try again in {wait} second" in asked[-1].get_data(as_text=True)
    assert ask(app, "other@example.org", REMOTE_ADDR=outside).status_code == 302


@pytest.mark.parametrize(
    ("first", "second", "is_one"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True), ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.9", "203.0.113.9", True), ("203.0.113.9", "203.0.113.8", False), ("", "@", True),
    ],
)
def test_what_one_network_is(app, first, second, is_one):
    found = []
    for address in (first, second):
        with app.test_request_context(environ_overrides={"REMOTE_ADDR": address}):
            found.append(limits.network())
    assert (found[0] == found[1]) is is_one


def test_looking_at_a_page_is_never_counted(app, narrow, visit):
    for _look in range(50):
        visit.get("/sign-in")
    asked = [ask(app, f"nurse{number}@example.org", visit).status_code for number in range(3 + 30)]
    assert set(asked) == {302}


def test_forty_guesses_at_once_are_five(app, visit, scenario, database):
    ask(app, "joyce@example.org", visit)
    visit.get("/sign-in/check-mail")
    fields, cookie = visit.page.fields(), visit.client.get_cookie("eventsite").value
    with visit.client.session_transaction() as kept:
        right = code(database.cipher, kept["asked"])
    said = []

    def guess():
        browser = app.test_client()
        browser.set_cookie("eventsite", cookie)
        said.append(browser.post("/sign-in/check-mail", data=fields | {"code": "zzzzzz"}).get_data(as_text=True))

    guessing = [threading.Thread(target=guess) for _guess in range(40)]
    for one in guessing:
        one.start()
    for one in guessing:
        one.join()
    assert sum("That is not the code" in page for page in said) <= 5
    assert visit.client.post("/sign-in/check-mail", data=fields | {"code": right}).status_code == 422


def test_one_mailbox_gets_no_flood_of_letters_from_registering(app, scenario, event):
    def send():
        visit = Visitor(app)
        with visit.client.session_transaction() as session:
            session.update(browser=BROWSER_SECRET, drafts={event.slug: scenario.begun(event, "joyce@example.org")})
        visit.get(f"/events/{event.slug}/register/check")
        return visit.client.post(visit.page.url, data=visit.page.fields()).status_code

    assert [send() for _time in range(11)] == [302] * 10 + [429]


def test_a_new_address_gets_and_one_person_asks_for_five_letters_an_hour(scenario, event, deliver, mailer, sign_in):
    def asks(email, addresses):
        ref = scenario.coming(event, email)
        visit = sign_in(email)
        visit.get(f"/my/registrations/{ref}/contact")
        fields = visit.page.fields()
        return [visit.client.post(f"/my/registrations/{ref}/contact", data=fields | {"email": address}).status_code for address in addresses]

    assert asks("joyce@example.org", [f"new{number}@example.org" for number in range(7)]) == [302] * LETTERS + [429] * 2
    assert asks("bill@example.org", ["bill@example.org"] * 9) == [302] * 9  # a new phone number writes no letter
    given = [asks(f"p{number}@example.org", ["victim@example.org"])[0] for number in range(7)]
    assert given == [302] * LETTERS + [429] * 2
    deliver()
    assert len(mailer.to("victim@example.org")) == LETTERS


def test_a_link_is_made_anew_five_times_an_hour_and_the_page_says_when_again(app, scenario, event, database):
    ref = scenario.coming(event)
    visit = Visitor(app)
    visit.get(f"/my/open/{ref}/{link_token(database.cipher, ref, 0)}")
    visit.send()
    for _time in range(LETTERS):
        visit.press("End my old links")
    visit.press("End my old links")
    assert (visit.page.status, visit.page.h1) == (429, WAITS)
    assert 3500 < int(visit.page.response.headers["Retry-After"]) <= 3601
