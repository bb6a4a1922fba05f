"""Letters that prove: what a browser shows before and after, and what nobody learns from any page."""

import pytest
from sqlalchemy import select

from eventsite.registration.models import Registration
from eventsite.registration.rules import link_token, proof_code
from eventsite.registration.values import RegistrationState
from tests.builders.scenario import ORGANISER
from tests.web.visit import Visitor

SITE = "http://127.0.0.1:8000"


def register(visit, slug, email, **contact):
    """Walk through the questions and send; the page that comes then."""
    visit.get(f"/events/{slug}/register/")
    for answer in ({}, {"name": "Joyce"}, {"email": email} | contact, {"attendance_mode": "in_person"}, {}, {}, {"brings": "no"}, {}, {"answer": "accept"}):
        visit.send(answer)
    return visit.send()


def link_in(email, path="/my/open/"):
    return next(word for word in email.body.split() if path in word).removeprefix(SITE)


@pytest.fixture
def sent(visit, event, deliver, mailer):
    """The link in the letter to an address that a browser typed and sent."""
    page = register(visit, event.slug, "joyce@example.org")
    assert page.h1 == "Your place is kept, Joyce. Open our letter now"
    deliver()
    return link_in(mailer.to("joyce@example.org")[0])


def test_the_browser_that_typed_it_sees_the_page_that_waits_and_no_more(visit, event, scenario, sent):
    ref = scenario.read(select(Registration.ref))[0]
    assert visit.get(f"/events/{event.slug}/register/done").h1.startswith("Your place is kept")
    assert visit.get(f"/my/registrations/{ref}/").h1 == "Sign in"
    assert visit.get("/my/").h1 == "Sign in"


def test_a_get_proves_nothing_and_a_post_does(app, visit, event, scenario, sent):
    owner = Visitor(app)
    assert owner.get(sent).h1 == "Is this you?"
    assert scenario.read(select(Registration.person_id)) == [None]
    assert owner.send().h1 == "See you there, Joyce"
    assert scenario.read(select(Registration.person_id)) != [None]
    assert visit.get(f"/events/{event.slug}/register/done").url != f"/events/{event.slug}/register/done"
    ref = scenario.read(select(Registration.ref))[0]
    assert visit.get(f"/my/registrations/{ref}/").h1 == "Sign in"


def test_not_me_deletes_it(app, scenario, sent):
    owner = Visitor(app)
    owner.get(sent)
    owner.press("This was not me: delete it")
    assert "is deleted" in owner.page.words
    assert scenario.read(select(Registration.email)) == [""]
    assert scenario.read(select(Registration.state)) == [RegistrationState.CANCELLED]


def test_the_code_opens_it_where_it_was_typed(visit, event, scenario, sent):
    ref = scenario.read(select(Registration.ref))[0]
    visit.get(f"/events/{event.slug}/register/done")
    page = visit.send({"code": "zzzzzz"}, status=422)
    assert page.errors == ["Error: That is not the code in the letter. Check it and type it again."]
    visit.send({"code": proof_code(scenario.database.cipher, ref)})
    assert visit.page.h1 == "See you there, Joyce"


def test_a_stranger_learns_nothing_from_a_known_address(app, event, scenario, mailer, deliver):
    scenario.coming(event, "known@example.org")
    pages = []
    for address in ("known@example.org", "fresh@example.org"):
        page = register(Visitor(app), event.slug, address)
        ref = scenario.read(select(Registration.ref).where(Registration.email == address))[0]
        pages.append(page.words.replace(address, "ADDRESS").replace(ref, "REF"))
    assert pages[0] == pages[1]


def test_coming_twice_is_said_to_whoever_reads_the_letters(app, event, scenario, mailer, deliver):
    first = scenario.coming(event, "joyce@example.org")
    register(Visitor(app), event.slug, "joyce@example.org")
    deliver()
    owner = Visitor(app)
    owner.get(link_in(mailer.to("joyce@example.org")[-1]))
    owner.send(status=422)
    assert "Joyce is coming already with this address" in owner.page.words
    owner.press("Delete the new answers")
    assert scenario.read(select(Registration.ref).where(Registration.state == RegistrationState.CONFIRMED)) == [first]


def test_whoever_is_signed_in_is_asked_on_their_own_page(app, event, scenario, sign_in):
    register(Visitor(app), event.slug, "ruth@example.org")
    visit = sign_in("ruth@example.org")
    visit.get(visit.get("/my/").links()["Say whether it was you"])
    visit.send()
    assert visit.page.h1 == "See you there, Joyce"
    assert scenario.read(select(Registration.person_id)) != [None]


def test_signing_out_leaves_nothing_even_for_a_copied_cookie(app, visit, event, scenario, sent):
    visit.get(sent)
    visit.send()
    ref = scenario.read(select(Registration.ref))[0]
    copied = visit.client.get_cookie("eventsite").value
    visit.get("/my/")
    visit.press("Sign out of this browser")
    thief = Visitor(app)
    thief.client.set_cookie("eventsite", copied)
    assert thief.get(f"/my/registrations/{ref}/").h1 == "Sign in"
    assert thief.get(f"/my/registrations/{ref}/name").h1 == "Sign in"


@pytest.mark.parametrize("how", ["link", "code"])
def test_a_cookie_that_was_copied_before_opens_nothing_that_is_opened_after(app, visit, event, database, scenario, sent, how):
    """On a shared computer somebody opens a letter of their own, keeps a copy of the cookie, and waits for the next one."""
    mine = scenario.coming(event, "me@example.org", name="Me")
    visit.get(f"/my/open/{mine}/{link_token(database.cipher, mine, 0)}")
    visit.send()
    copied = visit.client.get_cookie("eventsite").value
    ref = scenario.read(select(Registration.ref).where(Registration.name == "Joyce"))[0]
    if how == "link":
        visit.get(sent)
        visit.send()
    else:
        visit.get(f"/events/{event.slug}/register/done")
        visit.send({"code": proof_code(database.cipher, ref)})
    thief = Visitor(app)
    thief.client.set_cookie("eventsite", copied)
    assert thief.get(f"/my/registrations/{mine}/").h1 == "See you there, Me"
    assert thief.get(f"/my/registrations/{ref}/").h1 == "Sign in"
    for one, heading in ((ref, "See you there, Joyce"), (mine, "See you there, Me")):
        assert visit.get(f"/my/registrations/{one}/").h1 == heading


def test_whoever_copied_a_cookie_does_not_carry_what_it_opens_out_of_reach_of_signing_out(app, visit, event, database, scenario, sent):
    visit.get(sent)
    visit.send()
    ref = scenario.read(select(Registration.ref))[0]
    mine = scenario.coming(event, "me@example.org", name="Me")
    thief = Visitor(app)
    thief.client.set_cookie("eventsite", visit.client.get_cookie("eventsite").value)
    thief.get(f"/my/open/{mine}/{link_token(database.cipher, mine, 0)}")
    thief.send()
    assert visit.get(f"/my/registrations/{ref}/").h1 == "See you there, Joyce"
    visit.get("/my/")
    visit.press("Sign out of this browser")
    assert thief.get(f"/my/registrations/{ref}/").h1 == "Sign in"
    assert thief.get(f"/my/registrations/{mine}/").h1 == "See you there, Me"


def test_signing_in_ends_what_was_opened_before_even_for_a_copied_cookie(app, visit, scenario, sign_in, sent):
    visit.get(sent)
    visit.send()
    ref = scenario.read(select(Registration.ref))[0]
    copied = visit.client.get_cookie("eventsite").value
    sign_in("joyce@example.org", visit)
    thief = Visitor(app)
    thief.client.set_cookie("eventsite", copied)
    assert thief.get(f"/my/registrations/{ref}/").h1 == "Sign in"
    assert visit.get(f"/my/registrations/{ref}/").h1 == "See you there, Joyce"


def test_on_a_shared_computer_what_was_sent_can_be_forgotten(visit, event, sent):
    visit.get(f"/events/{event.slug}/register/done")
    copied = visit.client.get_cookie("eventsite").value
    visit.press("Forget me here")
    visit.client.set_cookie("eventsite", copied)
    assert visit.get(f"/events/{event.slug}/register/done").h1 != "Your place is kept, Joyce. Open our letter now"


def test_a_sign_in_can_be_ended_elsewhere(app, scenario, sign_in):
    here, there = sign_in("ruth@example.org"), sign_in("ruth@example.org")
    page = here.get("/my/sign-ins")
    assert page.words.count("Since ") == 2
    ends = [form["attrs"]["action"] for form in page.all("form") if "/end" in form["attrs"].get("action", "")]
    here.post(ends[0])
    assert [here.get("/my/sign-ins").h1, there.get("/my/sign-ins").h1].count("Sign in") == 1


def test_an_organiser_keeps_the_place_of_somebody_they_know(event, scenario, sign_in, sent):
    visit = sign_in(ORGANISER)
    visit.get(f"/team/{event.slug}/registrations")
    visit.press("I know them: keep their place")
    assert "you keep their place" in visit.page.words


def test_old_links_can_be_ended(app, visit, deliver, mailer, sent):
    visit.get(sent)
    visit.send()
    visit.press("End my old links")
    Visitor(app).get(sent, status=404)
    deliver()
    other = Visitor(app)
    other.get(link_in(mailer.to("joyce@example.org")[-1]))
    other.send()


def test_a_wrong_address_is_taken_back_where_it_was_typed_and_nowhere_else(app, visit, event, scenario, sent):
    ref = scenario.read(select(Registration.ref))[0]
    stranger = Visitor(app)
    stranger.get("/sign-in")
    stranger.post(f"/my/registrations/{ref}/take-back", status=404)
    assert scenario.read(select(Registration.state)) == [RegistrationState.CONFIRMED]
    visit.get(f"/events/{event.slug}/register/done")
    visit.press("The address is wrong: delete what I sent")
    assert scenario.read(select(Registration.email)) == [""]
    Visitor(app).get(sent, status=410)
