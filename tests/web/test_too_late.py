"""A gathering that is over or cancelled: what was said stays, what was spent is claimed, and no page says "You are coming"."""

import datetime as dt

import pytest
from sqlalchemy import select

from eventsite.claims.models import Claim, ClaimLine
from eventsite.offers.values import OfferAnswer
from eventsite.registration.models import Registration
from eventsite.registration.values import RegistrationState
from tests.builders.scenario import CHECKER, DAY
from tests.web.claiming import add_fare, sent_to_be_checked
from tests.web.test_event_lifecycle import opened, stop

TOO_LATE = {"over": "This gathering is over, so what you said stays", "cancelled": "there is nothing to change or cancel any more"}


@pytest.mark.parametrize("how", TOO_LATE)
def test_the_page_shows_what_was_said_and_no_way_to_change_it(app, scenario, event, clock, database, how):
    ref = scenario.coming(event)
    visit = opened(app, database, ref)
    stop(scenario, event, how, clock)
    page = visit.get(f"/my/registrations/{ref}/")
    assert f"/my/registrations/{ref}/cancel" not in page.links().values()
    assert [link for link in page.links().values() if link.startswith(f"/my/registrations/{ref}/")] == [f"/my/registrations/{ref}/contact"]
    for stage in ("name", "sessions", "cancel"):
        assert visit.get(f"/my/registrations/{ref}/{stage}").url == f"/my/registrations/{ref}/"
    assert visit.get(f"/my/registrations/{ref}/contact").url.endswith("/contact")


@pytest.mark.parametrize("how", TOO_LATE)
def test_a_form_that_was_open_before_is_refused_in_words(app, scenario, event, clock, database, how):
    ref = scenario.coming(event)
    changing, cancelling = opened(app, database, ref), opened(app, database, ref)
    changing.get(f"/my/registrations/{ref}/name")
    cancelling.get(f"/my/registrations/{ref}/cancel")
    stop(scenario, event, how, clock)
    assert TOO_LATE[how] in changing.send({"name": "Joy"}, status=422).words
    assert TOO_LATE[how] in cancelling.send().words
    assert scenario.read(select(Registration.name)) == ["Joyce"]
    assert scenario.read(select(Registration.state)) == [RegistrationState.CONFIRMED]


def test_the_day_after_nobody_is_told_that_they_are_coming(app, scenario, event, clock, database):
    ref = scenario.coming(event)
    visit = opened(app, database, ref)
    assert "You are coming" in visit.get("/my/").words
    stop(scenario, event, "over", clock)
    for path in ("/my/", f"/my/registrations/{ref}/", f"/events/{event.slug}/register/done"):
        assert "You are coming" not in visit.get(path).words, path
    assert "How was it?" in visit.get(f"/my/registrations/{ref}/").words


def test_whoever_was_there_is_thanked_and_led_to_their_claim(claimant, scenario, clock):
    ref = scenario.read(select(Registration.ref))[0]
    clock.set(dt.datetime.combine(DAY + dt.timedelta(days=2), dt.time(9), dt.UTC))
    page = claimant.get(f"/my/registrations/{ref}/")
    assert "You were there, Joyce. Thank you." in page.words
    assert f"/claims/{claimant.claim}/" in claimant.get(page.links()["See your claim"]).links().values()


def test_whoever_cannot_come_after_all_claims_what_they_spent(app, scenario, event, database, deliver, mailer):
    ref = scenario.coming(event)
    visit = opened(app, database, ref)
    visit.get(f"/my/registrations/{ref}/cancel")
    visit.send()
    assert visit.page.url == f"/my/registrations/{ref}/"
    deliver()
    assert "/my/open/" in mailer.to("joyce@example.org")[-1].body
    visit.press("Claim what I spent")
    (claim,) = scenario.read(select(Claim.ref))
    assert visit.page.url == f"/claims/{claim}/"
    visit.get(f"/claims/{claim}/add/fare")
    assert {value for name, value in visit.page.fields().items() if name.startswith("incurred_on")} == {""}


def test_whoever_cancelled_is_offered_no_fee_and_the_checker_reads_when_they_did(app, scenario, event, database, sign_in, clock):
    ref = scenario.coming(event, offer=OfferAnswer.ACCEPT)
    visit = opened(app, database, ref)
    visit.get(f"/my/registrations/{ref}/cancel")
    visit.send()
    visit.press("Claim what I spent")
    (claim,) = scenario.read(select(Claim.ref))
    assert "The fee is for being there, and you cancelled" in visit.page.words
    assert "fee of £" not in visit.page.words
    assert "We filled in what was agreed" not in visit.page.words
    visit.get(f"/claims/{claim}/add")
    assert "The fee is for being there" in visit.post(f"/claims/{claim}/fee").words
    assert scenario.read(select(ClaimLine.id)) == []
    visit.claim = claim
    clock.forward(days=1)
    add_fare(visit, lost_receipt="The machine kept it", **{"incurred_on-day": "1", "incurred_on-month": "2", "incurred_on-year": "2027"})
    sent_to_be_checked(visit)
    page = sign_in(CHECKER).get(f"/finance/claims/{claim}")
    assert "Joyce cancelled on Monday 1 March, so there is no fee to pay" in page.words


def test_a_claim_of_somebody_who_was_there_says_nothing_of_cancelling(claimant, sign_in):
    add_fare(claimant, lost_receipt="The machine kept it")
    sent_to_be_checked(claimant)
    page = sign_in(CHECKER).get(f"/finance/claims/{claimant.claim}")
    assert "cancelled" not in page.words
    assert "is not written down" not in page.words


def test_whoever_comes_again_has_one_claim_to_make(app, scenario, event, database):
    ref = scenario.coming(event)
    visit = opened(app, database, ref)
    visit.get(f"/my/registrations/{ref}/cancel")
    visit.send()
    again = scenario.coming(event)
    visit.press("Claim what I spent")
    assert "Your claim is made ready once you were there" in visit.page.words
    assert scenario.read(select(Claim.ref)) == []
    assert scenario.read(select(Registration.state).where(Registration.ref == again)) == [RegistrationState.CONFIRMED]
