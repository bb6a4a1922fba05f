"""Coming: the whole journey, one thing per page, and everything that can be typed wrong."""

import pytest
from sqlalchemy import select

from eventsite.access.models import Need
from eventsite.feeds.models import Feed
from eventsite.offers.models import PaymentOffer
from eventsite.registration.commands.answering import (
    DescribeNeeds,
    SubmitRegistration,
    describe_needs,
    submit_registration,
)
from eventsite.registration.models import Place, Registration
from eventsite.registration.rules import link_token
from eventsite.registration.values import RegistrationState


@pytest.fixture
def event(scenario):
    made = scenario.event(meeting="both")
    scenario.terms(made)
    scenario.session(made, "Swap shop", places=2)
    scenario.session(made, "Troika", at="11:00")
    scenario.release(made)
    return made


def to_the_end(visit, slug, *, email="joyce@example.org", sessions=(), answer="accept"):
    visit.get(f"/events/{slug}/register/")
    visit.send()
    visit.send({"name": "Joyce"})
    visit.send({"email": email, "phone": "01632 960 002"})
    visit.send({"attendance_mode": "in_person"})
    visit.send({"perspectives": ["carer"]})
    visit.send({"areas": ["hearing"]})
    visit.send({"hearing": ["bsl"], "hearing_words": "Please not at the back"})
    visit.send({"brings": "yes", "support_name": "Sam"})
    chosen = [e["attrs"]["value"] for e in visit.page.all("input", name="sessions") if visit.page.html.count(e["attrs"]["value"]) and _label(visit.page, e) in sessions]
    visit.send({"sessions": chosen})
    visit.send({"answer": answer})


def open_letter(visit, ref, database):
    visit.get(f"/my/open/{ref}/{link_token(database.cipher, ref, 0)}")
    visit.send()


def _label(page, box):
    return next(" ".join(e["text"].split()) for e in page.all("label") if e["attrs"].get("for") == box["attrs"]["id"])


def test_somebody_registers_from_nothing(visit, event, scenario, deliver, mailer):
    to_the_end(visit, event.slug, sessions=["Troika"])
    assert visit.page.h1 == "Check what you said"
    for said in ("Joyce", "joyce@example.org", "In person", "I care for somebody", "British Sign Language", "Please not at the back", "Sam", "Troika", "Yes, pay me", "£82.50"):
        assert said in visit.page.words, said
    visit.send()
    assert visit.page.h1 == "Your place is kept, Joyce. Open our letter now"
    assert scenario.read(select(Registration.state)) == [RegistrationState.CONFIRMED]
    assert len(scenario.read(select(Place.id))) == 2
    deliver()
    email = mailer.to("joyce@example.org")[0]
    for must in ("Saturday 27 March 2027", "The barn", "Troika", "11:00–11:45", "/my/open/", "01632 960 001"):
        assert must in email.body, must
    for never in ("Sign Language", "82.50", "at the back", "carer"):
        assert never not in email.body, never
    assert email.attachments[0].name == f"{event.slug}.ics"
    assert b"SUMMARY:Troika" in email.attachments[0].content


def test_the_link_in_the_mail_opens_changes_and_cancels(visit, app, event, scenario, deliver, mailer):
    to_the_end(visit, event.slug)
    visit.send()
    deliver()
    link = next(word for word in mailer.to("joyce@example.org")[0].body.split() if "/my/open/" in word).removeprefix("http://127.0.0.1:8000")
    other = type(visit)(app)
    other.get(link)
    assert other.page.response.headers["Referrer-Policy"] == "no-referrer"
    assert other.get("/my/").h1 == "Sign in"
    other.get(link)
    other.send()
    ref = scenario.read(select(Registration.ref))[0]
    other.get(f"/my/registrations/{ref}/name")
    other.send({"name": "Joy"})
    assert "Joy" in other.page.words
    other.get(f"/my/registrations/{ref}/cancel")
    other.send()
    assert scenario.read(select(Registration.state)) == [RegistrationState.CANCELLED]
    assert "You are not coming to this one." in other.get(f"/my/registrations/{ref}/").words
    other.get(link[:-3] + "xyz", status=404)


def test_what_was_typed_stays_when_something_is_wrong(visit, event):
    visit.get(f"/events/{event.slug}/register/")
    visit.send()
    visit.send({"name": "Joyce"})
    page = visit.send({"email": "not an address", "phone": "01632 960 002"}, status=422)
    assert page.errors == ["Error: Enter an email address in the right form, like name@example.org"]
    assert page.title.startswith("Error: ")
    assert page.all("input", name="email")[0]["attrs"]["value"] == "not an address"
    assert page.all("input", name="phone")[0]["attrs"]["value"] == "01632 960 002"
    assert page.all("a", href="#email")


@pytest.mark.parametrize(
    ("name", "status"),
    [("", 422), ("   ", 422), ("x" * 201, 422), ("Zoë\u202e", 200), ("李小龍", 200), ("<script>alert(1)</script>", 200), ("a\x00b\x07", 200), ("O’Brien & Söhne", 200)],
)
def test_names_of_every_kind(visit, event, scenario, name, status):
    visit.get(f"/events/{event.slug}/register/")
    visit.send()
    visit.send({"name": name}, status=status)
    if status == 200:
        stored = scenario.read(select(Registration.name))[0]
        assert "\x00" not in stored
        assert "\u202e" not in stored
        assert stored
        visit.get(f"/events/{event.slug}/register/check")
        assert "<script>alert" not in visit.page.html


def test_a_stage_skipped_is_asked_for_at_the_end(visit, event):
    visit.get(f"/events/{event.slug}/register/")
    visit.send()
    visit.get(f"/events/{event.slug}/register/check")
    visit.send()
    assert visit.page.h1 == "What name do you like to be called?"


def test_most_questions_may_be_left_empty_as_the_first_page_says(visit, event, scenario):
    visit.get(f"/events/{event.slug}/register/")
    assert "you can leave most of them empty" in visit.page.words
    visit.send()
    left, needed = 0, {"name": "Joyce", "email": "joyce@example.org", "attendance_mode": "in_person", "answer": "accept"}
    while visit.page.h1 != "Check what you said":
        asked = {name: value for name, value in needed.items() if visit.page.all("input", name=name)}
        questions = {e["attrs"]["name"] for e in visit.page.all("input") if e["attrs"].get("type") != "hidden" and "name" in e["attrs"]}
        left += len(questions - needed.keys())
        visit.send(asked, status=200)
    assert left > len(needed)
    assert visit.send().h1 == "Your place is kept, Joyce. Open our letter now"


def test_going_on_leads_to_the_first_question_without_an_answer(visit, event):
    visit.get(f"/events/{event.slug}/register/")
    visit.send()
    visit.send({"name": "Joyce"})
    visit.send({"email": "joyce@example.org"})
    visit.get(f"/events/{event.slug}/register/perspectives")
    visit.send()
    visit.get(f"/events/{event.slug}/register/")
    assert [e["text"].strip() for e in visit.page.all("button") if "Go on" in e["text"]] == ["Go on where you stopped"]
    assert visit.send().h1 == "How would you like to be there?"


def test_going_on_with_every_answer_given_leads_to_checking_them(visit, event):
    to_the_end(visit, event.slug)
    visit.get(f"/events/{event.slug}/register/")
    assert visit.send().h1 == "Check what you said"


def test_changing_an_answer_from_the_check_page_comes_back_to_it(visit, event):
    to_the_end(visit, event.slug)
    visit.get(f"/events/{event.slug}/register/name?from=check")
    visit.send({"name": "Joy"})
    assert visit.page.h1 == "Check what you said"
    assert "Joy" in visit.page.words


def test_a_session_that_filled_meanwhile_is_said_and_nothing_is_lost(visit, event, scenario):
    to_the_end(visit, event.slug, sessions=["Swap shop"])
    refs = scenario.read(select(Registration.chosen))[0]
    scenario.coming(event, "faster@example.org", sessions=refs)
    page = visit.send(status=422)
    assert "“Swap shop” has no place left now" in page.words
    assert "Joyce" in page.words
    assert page.links()["“Swap shop” has no place left now. Choose another one."] == f"/events/{event.slug}/register/sessions?from=check"
    visit.get(f"/events/{event.slug}/register/sessions?from=check")
    visit.send({"sessions": None})
    visit.send()
    assert visit.page.h1 == "Your place is kept, Joyce. Open our letter now"


def test_a_full_session_cannot_be_ticked_and_is_refused_where_it_is_chosen(visit, event, scenario):
    def box(page):
        return next(e for e in page.all("input", name="sessions") if _label(page, e) == "Swap shop")["attrs"]

    to_the_end(visit, event.slug)
    page = visit.get(f"/events/{event.slug}/register/sessions?from=check")
    assert "disabled" not in box(page)
    session = box(page)["value"]
    for faster in ("faster@example.org", "fastest@example.org"):
        scenario.coming(event, faster, sessions=[session])
    page = visit.send({"sessions": [session]}, status=422)
    assert page.errors == ["Error: “Swap shop” has no place left now. Choose another one."]
    assert scenario.read(select(Registration.chosen).where(Registration.state == RegistrationState.DRAFT)) == [[]]
    page = visit.get(f"/events/{event.slug}/register/sessions?from=check")
    assert "Full at the moment" in page.words
    assert "disabled" in box(page)


def test_less_asks_how_much_and_charity_asks_which(visit, event, scenario):
    to_the_end(visit, event.slug, answer="less")
    assert visit.page.h1 == "How much would you like instead?"
    visit.send({"amount": "90"}, status=422)
    visit.send({"amount": "12,50"}, status=422)
    visit.send({"amount": "40"})
    assert "£40" in visit.page.words
    visit.get(f"/events/{event.slug}/register/payment?from=check")
    visit.send({"answer": "charity"})
    assert visit.page.h1 == "Which charity?"
    visit.send({"charity": "The bakery"})
    assert visit.page.h1 == "Check what you said"
    assert scenario.read(select(PaymentOffer.agreed_minor)) == [8250]


def test_unticking_an_area_forgets_what_was_said_in_it(visit, event, scenario):
    to_the_end(visit, event.slug)
    assert scenario.read(select(Need.id))
    visit.get(f"/events/{event.slug}/register/help?from=check")
    visit.send({"areas": None})
    assert visit.page.h1 == "Check what you said"
    assert scenario.read(select(Need.id)) == []


def test_a_choice_that_is_not_on_the_page_is_refused(visit, event, scenario):
    visit.get(f"/events/{event.slug}/register/")
    visit.send()
    visit.get(f"/events/{event.slug}/register/coming")
    visit.send({"attendance_mode": "by_broom"}, status=422)
    visit.get(f"/events/{event.slug}/register/perspectives")
    visit.send({"perspectives": ["carer", "king"]}, status=422)
    visit.get(f"/events/{event.slug}/register/sessions")
    visit.send({"sessions": ["nope"]}, status=422)
    assert scenario.read(select(Registration.perspectives)) == [[]]


def test_a_registration_in_another_browser_is_nobody_elses(visit, app, event, scenario):
    to_the_end(visit, event.slug)
    visit.send()
    ref = scenario.read(select(Registration.ref))[0]
    stranger = type(visit)(app)
    for path in ("", "name", "cancel"):
        assert stranger.get(f"/my/registrations/{ref}/{path}").h1 == "Sign in"
    stranger.get(f"/events/{event.slug}/register/name")
    assert stranger.page.h1.startswith("Come to")


def test_no_registering_for_a_draft_or_a_past_event(visit, scenario, clock):
    draft = scenario.event("Draft", opened=False)
    visit.get(f"/events/{draft.slug}/register/", status=404)
    past = scenario.event("Past")
    clock.forward(days=90)
    assert "This gathering is over" in visit.get(f"/events/{past.slug}/register/").words


def test_a_form_without_its_token_is_refused_in_plain_words(visit, event, scenario):
    visit.get(f"/events/{event.slug}/register/")
    page = visit._shown(visit.client.post(f"/events/{event.slug}/register/"), "x", 400)
    assert "load the page again" in page.words
    assert scenario.read(select(Registration.id)) == []


def test_changing_to_less_after_sending_still_asks_how_much(visit, event, scenario, database):
    to_the_end(visit, event.slug)
    visit.send()
    ref = scenario.read(select(Registration.ref))[0]
    open_letter(visit, ref, database)
    visit.get(f"/my/registrations/{ref}/payment")
    visit.send({"answer": "less"})
    assert visit.page.h1 == "How much would you like instead?"
    visit.send({"amount": "40"})
    assert scenario.read(select(PaymentOffer.agreed_minor)) == [4000]


def test_the_detail_of_an_answer_cannot_be_walked_around(visit, event, scenario):
    to_the_end(visit, event.slug, answer="less")
    visit.get(f"/events/{event.slug}/register/check")
    visit.send()
    assert visit.page.h1 == "How much would you like instead?"
    assert scenario.read(select(Registration.state)) == [RegistrationState.DRAFT]


def test_a_private_calendar_is_for_what_was_sent_and_not_for_a_draft(visit, event, scenario, database):
    to_the_end(visit, event.slug)
    visit.send()
    sent = scenario.read(select(Registration.ref))[0]
    open_letter(visit, sent, database)
    for name in ("Aaa", "Bbb", "Ccc"):
        other = scenario.event(name)
        visit.get(f"/events/{other.slug}/register/")
        visit.send()
    visit.get("/my/feeds")
    visit.send()
    assert scenario.read(select(Feed.registration)) == [sent]


def test_a_full_gathering_says_so_before_any_question(visit, scenario):
    event = scenario.event(capacity=1)
    page = visit.get(f"/events/{event.slug}/register/")
    assert "Every place is taken" not in page.words
    scenario.coming(event)
    assert "Every place is taken" in visit.get(f"/events/{event.slug}/register/").words


def test_a_second_press_on_the_first_button_leads_on_as_the_first_did(app, visit, event, scenario):
    page = visit.get(f"/events/{event.slug}/register/")
    typed, cookie = page.fields(), visit.client.get_cookie("eventsite").value
    answers = []
    for _press in range(2):
        again = app.test_client()
        again.set_cookie("eventsite", cookie)
        answers.append(again.post(f"/events/{event.slug}/register/", data=typed))
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].location == answers[1].location
    assert len(scenario.read(select(Registration.id))) == 1


def test_an_area_can_be_added_from_the_check_page_and_from_the_ticket(visit, event, scenario, deliver):
    to_the_end(visit, event.slug)
    ways = [e["attrs"]["href"] for e in visit.page.all("a") if "/register/help" in e["attrs"].get("href", "")]
    assert [way.partition("?")[0].rpartition("/")[2] for way in ways] == ["help", "help-details"]
    visit.get(ways[1])
    visit.get(f"/events/{event.slug}/register/" + visit.page.links()["Add an area, or take one away"])
    visit.send({"areas": ["hearing", "food"]})
    visit.send({"hearing": ["bsl"]})
    assert visit.page.h1 == "Check what you said"
    assert "Food and faith: let us talk about it" in visit.page.words
    visit.send()
    ref = scenario.read(select(Registration.ref))[0]
    open_letter(visit, ref, scenario.database)
    page = visit.get(f"/my/registrations/{ref}/")
    assert f"/my/registrations/{ref}/help" in [e["attrs"]["href"] for e in page.all("a")]
    visit.get(f"/my/registrations/{ref}/help")
    visit.send({"areas": ["seeing"]})
    assert "Seeing: let us talk about it" in visit.get(f"/my/registrations/{ref}/").words


def test_nothing_that_was_left_open_reads_as_no(visit, event):
    visit.get(f"/events/{event.slug}/register/")
    visit.send()
    for said in ({"name": "Sol"}, {"email": "sol@example.org"}, {"attendance_mode": "in_person"}, {}, {}, {}, {}):
        visit.send(said)
    words = visit.get(f"/events/{event.slug}/register/check").words
    assert "Somebody to support you Nobody so far" in words
    assert "Somebody to support you No " not in words
    support = visit.get(f"/events/{event.slug}/register/support")
    assert not [e for e in support.all("input", name="brings") if "checked" in e["attrs"]]


def test_a_ticket_that_lists_needs_does_not_deny_them(visit, event, scenario):
    ref = scenario.begun(event)
    with scenario.acting("", ref) as work:
        describe_needs(work, DescribeNeeds(ref=ref, codes=["large_print"], words={}, stage="help-details"))
        submit_registration(work, SubmitRegistration(ref=ref))
    open_letter(visit, ref, scenario.database)
    assert "Nothing for now" not in visit.get(f"/my/registrations/{ref}/").words
