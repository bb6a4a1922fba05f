"""Which way a gathering goes, in the browser: what its organisers, stewards, and people who are coming see of it."""

import datetime as dt

import pytest
from sqlalchemy import select

from eventsite.claims.models import Claim, ClaimLine
from eventsite.events.commands.lifecycle import CancelEvent, CloseEvent, cancel_event, close_event
from eventsite.events.models import Event
from eventsite.events.values import EventState
from eventsite.offers.values import OfferAnswer
from eventsite.organisations.commands import AppointSteward, appoint_steward
from eventsite.registration.models import Registration
from eventsite.registration.rules import link_token
from eventsite.registration.values import RegistrationState
from tests.builders.scenario import CHECKER, DAY, ORGANISER
from tests.web.test_registering import to_the_end
from tests.web.visit import Visitor

STEWARD, NOTE = "steward@example.org", "The hall burnt down."
STOPPING = {
    "closed": (close_event, lambda event: CloseEvent(event=event.ref), "takes no more registrations"),
    "cancelled": (cancel_event, lambda event: CancelEvent(event=event.ref, note=NOTE), "is cancelled"),
}


def stop(scenario, event, how, clock):
    if how == "over":
        clock.set(dt.datetime.combine(DAY + dt.timedelta(days=1), dt.time(), dt.UTC))
        return "This gathering is over"
    verb, command, words = STOPPING[how]
    with scenario.acting(ORGANISER) as work:
        verb(work, command(event))
    return words


def opened(app, database, ref):
    visit = Visitor(app)
    visit.get(f"/my/open/{ref}/{link_token(database.cipher, ref, 0)}")
    visit.send()
    return visit


# -- nothing is offered and nothing is taken ---------------------------------------------------------------------------
@pytest.mark.parametrize("how", [*STOPPING, "over"])
def test_what_takes_no_registrations_offers_none_on_any_page(app, scenario, event, clock, how):
    paths = ["", "/programme", "/access", "/payment", "/changes", "/subscribe"]
    for path in paths:  # whatever is cached may be handed out again
        Visitor(app).get(f"/events/{event.slug}{path}")
    words = stop(scenario, event, how, clock)
    for path in paths:
        assert "/register" not in Visitor(app).client.get(f"/events/{event.slug}{path}").text, path
    assert words in Visitor(app).get(f"/events/{event.slug}").words
    page = Visitor(app).get(f"/events/{event.slug}/register/")
    assert words in page.words
    assert page.forms() == []
    for calendar in (f"/events/{event.slug}/calendar.ics", "/calendar.ics"):
        assert "register" not in Visitor(app).client.get(calendar).text


@pytest.mark.parametrize("how", [*STOPPING, "over"])
def test_a_form_that_was_open_before_is_refused_in_words_and_keeps_what_was_typed(app, scenario, event, clock, how):
    starting, typing, sending = (Visitor(app) for _visitor in range(3))
    for visit in (starting, typing, sending):
        visit.get(f"/events/{event.slug}/register/")
    for visit in (typing, sending):
        visit.send()
    sending.send({"name": "Joyce"})
    ref = scenario.read(select(Registration.ref).where(Registration.name == "Joyce"))[0]
    words = stop(scenario, event, how, clock)
    assert words in starting.send(status=422).words
    page = typing.send({"name": "Ruth of the hill"}, status=422)
    assert words in page.words
    assert page.fields()["name"] == "Ruth of the hill"
    assert words in sending.send({"email": "joyce@example.org", "phone": ""}, status=422).words
    assert sending.page.fields()["email"] == "joyce@example.org"
    assert sending.get(f"/events/{event.slug}/register/name").words.count(words)
    assert words in sending.get(f"/events/{event.slug}/register/check").words
    assert scenario.read(select(Registration.state).where(Registration.ref == ref)) == [RegistrationState.DRAFT]
    assert scenario.read(select(Registration.name).where(Registration.ref == ref)) == ["Joyce"]


@pytest.mark.parametrize("how", [*STOPPING, "over"])
def test_a_check_page_that_was_open_before_sends_nothing_and_keeps_every_answer(app, scenario, event, clock, how):
    visit = Visitor(app)
    to_the_end(visit, event.slug)
    assert visit.page.h1 == "Check what you said"
    words = stop(scenario, event, how, clock)
    page = visit.send(status=422)
    assert words in page.words
    assert "joyce@example.org" in page.words
    assert scenario.read(select(Registration.state)) == [RegistrationState.DRAFT]


def test_one_registers_until_midnight_where_it_is(app, scenario, clock):
    event = scenario.event(zone="Pacific/Honolulu")
    clock.set(dt.datetime.combine(DAY + dt.timedelta(days=1), dt.time(9, 59), dt.UTC))
    assert "Come along" in Visitor(app).get(f"/events/{event.slug}").words
    assert "Spring meeting" in Visitor(app).get("/").words.partition("Past gatherings")[0]
    clock.forward(minutes=1)
    assert "Come along" not in Visitor(app).get(f"/events/{event.slug}").words
    assert "Spring meeting" in Visitor(app).get("/").words.partition("Past gatherings")[2]


# -- its organisers ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("action", "words", "state"),
    [
        ("unpublish", ("2 people are coming.", "hear nothing"), EventState.DRAFT),
        ("close", ("2 people are coming.", "You can open it again."), EventState.CLOSED),
        ("cancel", ("2 people get a letter, once.", "You cannot undo this.", "is still paid"), EventState.CANCELLED),
    ],
)
def test_a_page_says_first_what_will_happen_and_to_how_many(sign_in, scenario, event, action, words, state):
    for name in ("joyce", "bill"):
        scenario.coming(event, f"{name}@example.org")
    visit = sign_in(ORGANISER)
    assert f"/team/{event.slug}/state" in visit.get(f"/team/{event.slug}/").links().values()
    assert f"/team/{event.slug}/state/{action}" in visit.get(f"/team/{event.slug}/state").links().values()
    page = visit.get(f"/team/{event.slug}/state/{action}")
    for said in words:
        assert said in page.words
    assert scenario.read(select(Event.state)) == [EventState.OPEN]
    if action == "cancel":
        visit.send({"note": ""}, status=422)
    visit.send({"note": NOTE} if action == "cancel" else {})
    assert scenario.read(select(Event.state)) == [state]


def test_a_cancellation_reaches_people_and_the_public_page(sign_in, app, scenario, event, deliver, mailer):
    scenario.coming(event)
    visit = sign_in(ORGANISER)
    visit.get(f"/team/{event.slug}/state/cancel")
    visit.send({"note": NOTE})
    deliver()
    assert [email.subject for email in mailer.to("joyce@example.org")][-1] == "Spring meeting is cancelled"
    assert NOTE in Visitor(app).get(f"/events/{event.slug}").words
    for calendar in (f"/events/{event.slug}/calendar.ics", "/calendar.ics"):
        text = Visitor(app).client.get(calendar).text
        assert "STATUS:CANCELLED" in text
        assert "STATUS:CONFIRMED" not in text
    assert "That cannot be done now" in visit.get(f"/team/{event.slug}/state/close").words


def test_it_is_archived_once_it_is_over_and_then_stays(sign_in, app, scenario, event, clock):
    visit = sign_in(ORGANISER)
    assert "That cannot be done now" in visit.get(f"/team/{event.slug}/state/archive").words
    clock.forward(days=27)
    visit, other = sign_in(ORGANISER), sign_in(ORGANISER)
    other.get(f"/team/{event.slug}/settings/why")
    visit.get(f"/team/{event.slug}/state/archive")
    visit.send()
    assert "is archived" in visit.page.words
    assert visit.get(f"/team/{event.slug}/state").words.count("There is nothing to do here")
    page = other.send({"why": "Another reason"}, status=409)
    assert "Another reason" in page.words
    assert page.forms() == []
    assert "To share what went wrong." in Visitor(app).get(f"/events/{event.slug}").words


def test_a_draft_is_deleted_and_gone(sign_in, scenario):
    event = scenario.event("Kitchen table", opened=False)
    visit = sign_in(ORGANISER)
    assert set(visit.get(f"/team/{event.slug}/state").links().values()) >= {f"/team/{event.slug}/state/delete"}
    visit.get(f"/team/{event.slug}/state/delete")
    visit.send()
    assert visit.page.url == "/team/"
    assert "Kitchen table is gone" in visit.page.words
    visit.get(f"/team/{event.slug}/", status=404)


def test_nobody_else_gets_there(sign_in, scenario, event):
    for action in ("", "/cancel", "/delete", "/close"):
        sign_in(CHECKER).get(f"/team/{event.slug}/state{action}", status=403)
        sign_in("stranger@example.org").get(f"/team/{event.slug}/state{action}", status=404)
    sign_in(ORGANISER).get(f"/team/{event.slug}/state/explode", status=404)
    sign_in(ORGANISER).get("/team/gatherings/", status=404)


# -- stewards ----------------------------------------------------------------------------------------------------------
def test_a_steward_takes_it_off_the_site_with_a_reason_and_gives_it_back(sign_in, app, scenario, event, deliver, mailer):
    scenario.database.perform(appoint_steward, AppointSteward(email=STEWARD))
    organiser, steward = sign_in(ORGANISER), sign_in(STEWARD)
    assert "/team/gatherings/" in steward.get("/team/").links().values()
    assert "Spring meeting" in steward.get("/team/gatherings/?name=spring").words
    assert "Spring meeting" not in steward.get("/team/gatherings/?name=autumn").words
    steward.get(f"/team/gatherings/{event.slug}/unpublish")
    steward.send({"reason": ""}, status=422)
    steward.send({"reason": "It asks for bank details."})
    deliver()
    Visitor(app).get(f"/events/{event.slug}", status=404)
    assert "It asks for bank details." in mailer.to(ORGANISER)[-1].body
    page = organiser.get(f"/team/{event.slug}/")
    assert "It asks for bank details." in page.words
    assert "Make it public" not in page.words
    steward.get(f"/team/gatherings/{event.slug}/publish")
    steward.send()
    Visitor(app).get(f"/events/{event.slug}")
    for odd in ("explode", "delete", "cancel"):
        steward.get(f"/team/gatherings/{event.slug}/{odd}", status=404)
    steward.get(f"/team/{event.slug}/", status=404)


def test_a_steward_never_sees_what_was_never_public(sign_in, scenario):
    event = scenario.event("Hidden thing", opened=False)
    scenario.database.perform(appoint_steward, AppointSteward(email=STEWARD))
    visit = sign_in(STEWARD)
    assert "Hidden" not in visit.get("/team/gatherings/").words
    visit.get(f"/team/gatherings/{event.slug}/close", status=404)


# -- who was coming ----------------------------------------------------------------------------------------------------
def test_what_people_spent_on_our_word_is_claimed_after_a_cancellation(app, scenario, event, database):
    ref = scenario.coming(event, offer=OfferAnswer.ACCEPT)
    visit = opened(app, database, ref)
    assert "Claim what I spent" not in visit.get(f"/my/registrations/{ref}/").words
    stop(scenario, event, "cancelled", None)
    page = visit.get(f"/my/registrations/{ref}/")
    assert NOTE in page.words
    assert "cancel everything" not in page.words
    visit.press("Claim what I spent")
    assert "Everybody." in visit.page.words
    assert scenario.read(select(ClaimLine.id)) == []
    visit.press("Ask for your fee of £82.50")
    assert len(scenario.read(select(ClaimLine.id))) == 1
    visit.get(f"/my/registrations/{ref}/")
    visit.press("Claim what I spent")
    assert len(scenario.read(select(Claim.id))) == 1


def test_no_claim_is_begun_for_what_happens_nor_for_somebody_else(app, scenario, event, database):
    ref, other = scenario.coming(event), scenario.coming(event, "bill@example.org")
    visit = opened(app, database, ref)
    visit.get("/my/feeds")
    assert "is not cancelled" in visit.post(f"/my/registrations/{ref}/claim").words
    stop(scenario, event, "cancelled", None)
    visit.get("/my/feeds")
    visit.post(f"/my/registrations/{other}/claim", status=403)
    assert scenario.read(select(Claim.id)) == []


def test_claims_that_there_are_go_on(claimant, scenario, event):
    stop(scenario, event, "cancelled", None)
    page = claimant.get(f"/claims/{claimant.claim}/")
    assert "Add something you paid for" in page.words
    claimant.get(f"/claims/{claimant.claim}/add/fare")
    claimant.send({"what": "Bus", "amount": "3.20", "lost_receipt": "Lost"})
    assert "£3.20" in claimant.page.words


def test_ones_own_calendar_shows_what_is_cancelled_and_goes_on_when_another_is_unpublished(app, scenario, event, database, sign_in):
    ref = scenario.coming(event, sessions=[])
    visit = opened(app, database, ref)
    visit.get("/my/feeds")
    visit.send()
    address = next(word for word in visit.page.html.split('"') if "/calendars/" in word)
    path = address.partition("8000")[2]
    assert "STATUS:CONFIRMED" in Visitor(app).client.get(path).text
    organiser = sign_in(ORGANISER)
    organiser.get(f"/team/{event.slug}/state/unpublish")
    organiser.send()
    assert "Spring meeting" in Visitor(app).client.get(path).text
    organiser.get(f"/team/{event.slug}/state/cancel")
    organiser.send({"note": NOTE})
    assert "STATUS:CANCELLED" in Visitor(app).client.get(path).text


# -- parked letters ----------------------------------------------------------------------------------------------------


# -- names -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("how", "word"), [("closed", "closed for registrations"), ("cancelled", "Cancelled")])
def test_the_home_page_says_what_is_closed_or_cancelled(app, scenario, event, clock, how, word):
    assert word not in Visitor(app).get("/").words
    stop(scenario, event, how, clock)
    assert word in Visitor(app).get("/").words
