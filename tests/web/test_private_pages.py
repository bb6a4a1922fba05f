"""Links in letters lead to private pages: signed out, by way of signing in, and back."""

import pytest
from sqlalchemy import select

from eventsite.claims.models import Claim
from eventsite.registration.models import Registration
from eventsite.registration.rules import link_token
from tests.builders.scenario import ORGANISER
from tests.web.visit import Visitor

BY_SECRET = ("token", "secret")
PLACES = ("/my/", "/claims/", "/team/", "/finance/")


def private_addresses(app):
    """Every page of somebody's own or of a team that is not opened by a secret in its address."""
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(PLACES) and "GET" in rule.methods and not rule.arguments & set(BY_SECRET):
            with app.test_request_context():
                yield rule.build({name: 1 if "number" in type(rule._converters[name]).__name__.lower() else "nope" for name in rule.arguments})[1]


def signed_in_from(page, visit, deliver, mailer, email):
    """Sign in on the page that a visitor was led to; the page that comes then."""
    assert page.h1 == "Sign in"
    visit.send({"email": email})
    deliver()
    links = [word for letter in mailer.to(email) for word in letter.body.split() if "/sign-in/" in word]
    visit.get(links[-1].removeprefix("http://127.0.0.1:8000"))
    visit.send()
    if visit.page.h1.startswith("What name"):
        visit.send({"name": "Joyce"})
    return visit.page


def test_every_private_page_asks_a_visitor_to_sign_in_whether_it_exists_or_not(app):
    found = list(private_addresses(app))
    assert len(found) > 40
    for address in found:
        answer = app.test_client().get(address)
        assert (answer.status_code, answer.location) == (302, f"/sign-in?next={address}"), address


@pytest.mark.parametrize("page", ["/my/registrations/{registration}/", "/claims/{claim}/", "/claims/{claim}/paid-by"])
def test_what_letters_link_to_is_reached_by_signing_in(app, claimant, deliver, mailer, scenario, page):
    registration, claim = scenario.read(select(Registration.ref))[0], scenario.read(select(Claim.ref))[0]
    visit, address = Visitor(app), page.format(registration=registration, claim=claim)
    assert signed_in_from(visit.get(address), visit, deliver, mailer, "joyce@example.org").url == address


def test_a_team_page_is_reached_by_signing_in(app, event, deliver, mailer):
    visit = Visitor(app)
    page = signed_in_from(visit.get(f"/team/{event.slug}/registrations"), visit, deliver, mailer, ORGANISER)
    assert page.url == f"/team/{event.slug}/registrations"


def test_whoever_opened_one_registration_is_asked_to_sign_in_for_another(app, event, scenario, database):
    own, other = scenario.coming(event, "joyce@example.org"), scenario.coming(event, "ruth@example.org")
    visit = Visitor(app)
    visit.get(f"/my/open/{own}/{link_token(database.cipher, own, 0)}")
    visit.send()
    assert visit.get(f"/my/registrations/{own}/").h1 == "See you there, Joyce"
    assert visit.get(f"/my/registrations/{other}/").h1 == "Sign in"


def test_somebody_signed_in_as_another_sees_that_there_is_nothing(event, scenario, sign_in):
    ref = scenario.coming(event, "joyce@example.org")
    sign_in("ruth@example.org").get(f"/my/registrations/{ref}/", status=404)


def test_an_answer_sent_after_the_sign_in_ended_leads_back_to_its_page(app, event, scenario):
    ref = scenario.coming(event, "joyce@example.org")
    visit = Visitor(app)
    visit.get("/sign-in")
    assert visit.post(f"/my/registrations/{ref}/name", {"name": "Joy"}).url.endswith(f"/sign-in?next=/my/registrations/{ref}/name")


@pytest.mark.parametrize("elsewhere", ["//evil.example/", "https://evil.example/", "/\\evil.example", "/\t/evil.example"])
def test_signing_in_leads_nowhere_else(app, deliver, mailer, elsewhere):
    visit = Visitor(app)
    visit.client.get("/sign-in")
    page = signed_in_from(visit.get(f"/sign-in?next={elsewhere.replace(chr(9), '%09')}"), visit, deliver, mailer, "joyce@example.org")
    assert page.url == "/my/"
