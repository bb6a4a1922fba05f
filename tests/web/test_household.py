"""Two people at one address: nobody drops, overwrites or joins the other, on one phone and on two."""

import pytest
from sqlalchemy import select

from eventsite.access.models import Need
from eventsite.people.models import Person
from eventsite.registration.models import PlaceCount, Registration
from eventsite.registration.rules import proof_code
from eventsite.registration.values import RegistrationState
from tests.web.test_proving import link_in
from tests.web.visit import Visitor

HOME = "home@example.org"
KEEP_BOTH = "Mia is somebody else: keep both"


def register(visit, event, name, areas=()):
    """Walk through the questions as somebody of the household, and send."""
    visit.get(f"/events/{event.slug}/register/")
    visit.send()
    for answer in ({"name": name}, {"email": HOME}, {}):
        visit.send(answer)
    visit.send({"areas": list(areas)})
    if areas:
        visit.send({"hearing": ["bsl"]})
    visit.send({"brings": "no"})
    slots = [box["attrs"]["value"] for box in visit.page.all("input", name="sessions")]
    visit.send({"sessions": slots[:1] if name == "Joyce" else slots[1:2]})
    visit.send({"answer": "accept"})
    return visit.send()


def answer_with(visit, button):
    """Press one of several buttons of the main form."""
    (found,) = [e["attrs"] for e in visit.page.all("button") if " ".join(e["text"].split()) == button]
    return visit.send({found["name"]: found["value"]})


def live(scenario):
    return {r.name: r for r in scenario.read(select(Registration)) if r.state is RegistrationState.CONFIRMED}


def holds_for_both(scenario, event):
    """Both are coming, each as a person with a place, needs and sessions of their own."""
    both = live(scenario)
    assert both.keys() == {"Joyce", "Mia"}
    assert len({r.person_id for r in both.values()} - {None}) == 2
    assert scenario.read(select(PlaceCount.taken).where(PlaceCount.subject == event.ref)) == [2]
    assert scenario.read(select(Need.registration_ref)) == [both["Mia"].ref]
    assert both["Joyce"].chosen != both["Mia"].chosen


@pytest.fixture(params=["one phone", "two phones"])
def phones(request, app):
    first = Visitor(app)
    return first, first if request.param == "one phone" else Visitor(app)


def test_a_mother_and_her_daughter_come_both(app, phones, event, scenario, deliver, mailer, sign_in):
    mother, daughter = phones
    assert register(mother, event, "Joyce").h1.startswith("Your place is kept, Joyce")
    assert register(daughter, event, "Mia", areas=["hearing"]).h1.startswith("Your place is kept, Mia")
    deliver()
    letters = {letter.body.split("Hello ")[1].split(",")[0]: letter for letter in mailer.to(HOME)}
    assert "- Joyce" in letters["Mia"].body
    reader = Visitor(app)
    reader.get(link_in(letters["Joyce"]))
    reader.send()
    reader.get(link_in(letters["Mia"]))
    assert "these people are coming already: Joyce" in reader.page.words
    answer_with(reader, KEEP_BOTH)
    assert reader.page.h1 == "See you there, Mia"
    holds_for_both(scenario, event)
    page = sign_in(HOME).get("/my/")
    assert "Joyce" in page.words
    assert "Mia" in page.words


def test_without_an_answer_neither_is_dropped_nor_joined(app, event, scenario, deliver, mailer):
    register(Visitor(app), event, "Joyce")
    register(Visitor(app), event, "Mia", areas=["hearing"])
    deliver()
    reader = Visitor(app)
    for letter in mailer.to(HOME):
        reader.get(link_in(letter))
        reader.send()
    assert reader.page.status == 422
    assert "Joyce is coming already with this address. Is Mia somebody else?" in reader.page.words
    assert live(scenario).keys() == {"Joyce", "Mia"}
    assert [r.name for r in live(scenario).values() if r.person_id is None] == ["Mia"]


def test_the_code_of_the_second_letter_asks_as_well(visit, event, scenario, database, deliver, mailer):
    register(visit, event, "Joyce")
    register(visit, event, "Mia", areas=["hearing"])
    deliver()
    visit.get(link_in(mailer.to(HOME)[0]))
    visit.send()
    visit.get(f"/events/{event.slug}/register/done")
    assert visit.page.h1.startswith("Your place is kept, Mia")
    visit.send({"code": proof_code(database.cipher, live(scenario)["Mia"].ref)})
    assert visit.page.h1 == "Is this you?"
    answer_with(visit, KEEP_BOTH)
    holds_for_both(scenario, event)


def test_a_mother_who_is_signed_in_registers_both(event, scenario, sign_in):
    visit = sign_in(HOME)
    visit.send({"name": "Joyce"})
    register(visit, event, "Joyce")
    page = register(visit, event, "Mia", areas=["hearing"])
    assert page.status == 422
    assert live(scenario).keys() == {"Joyce"}
    answer_with(visit, "Send: Mia is somebody else")
    assert visit.page.h1 == "You are coming, Mia"
    holds_for_both(scenario, event)


def test_the_same_person_again_replaces_only_their_own(app, event, scenario, deliver, mailer):
    for name in ("Joyce", "Mia", "Mia"):
        register(Visitor(app), event, name)
    deliver()
    reader = Visitor(app)
    first, second, third = (link_in(letter) for letter in mailer.to(HOME))
    reader.get(first)
    reader.send()
    reader.get(second)
    answer_with(reader, KEEP_BOTH)
    (mia,) = (r.person_id for r in scenario.read(select(Registration)) if r.name == "Mia" and r.person_id)
    reader.get(third)
    answer_with(reader, "It is the same person: use the new answers, drop the earlier ones of Mia")
    assert live(scenario).keys() == {"Joyce", "Mia"}
    assert live(scenario)["Mia"].person_id == mia
    assert len(scenario.read(select(Person.id).where(Person.email == HOME))) == 2


def test_a_daughter_at_another_gathering_stays_herself(app, event, scenario, deliver, mailer, sign_in):
    register(Visitor(app), event, "Joyce")
    scenario.prove(live(scenario)["Joyce"].ref)
    autumn = scenario.event("Autumn")
    scenario.terms(autumn)
    daughter = scenario.coming(autumn, HOME, name="Mia", proven=False)
    deliver()
    reader = Visitor(app)
    reader.get(link_in(mailer.to(HOME)[-1]))
    assert "We know this address from: Joyce" in reader.page.words
    reader.send(status=422)
    assert "Is Mia the same person, or somebody else?" in reader.page.words
    answer_with(reader, "Mia is somebody else")
    people = {r.name: r.person_id for r in scenario.read(select(Registration))}
    assert people["Joyce"] != people["Mia"]
    assert {"Joyce", "Mia"} <= set(sign_in(HOME).get("/my/").words.replace(",", "").split())
    assert daughter


def test_whoever_is_signed_in_says_that_they_send_for_somebody_else(event, scenario, sign_in):
    visit = sign_in(HOME)
    visit.send({"name": "Joyce"})
    assert register(visit, event, "Mia", areas=["hearing"]).status == 422
    assert "We know this address from Joyce" in visit.page.words
    answer_with(visit, "Send: it is Joyce, who was with us before")
    assert visit.page.h1 == "You are coming, Mia"
    assert [p.name for p in scenario.read(select(Person).where(Person.email == HOME))] == ["Joyce"]


def test_each_has_a_calendar_of_their_own(app, event, scenario, database, sign_in, deliver):
    one, other = scenario.coming(event, HOME), scenario.coming(event, HOME, name="Mia", keeper_name="Joyce")
    sessions = scenario.read(select(Registration.ref, Registration.name))
    assert set(sessions) == {one, other}
    visit = sign_in(HOME)
    visit.get("/my/feeds")
    assert {e["text"].strip() for e in visit.page.all("label")} == {"Joyce", "Mia"}
    visit.send({"of": other})
    assert "What Mia is coming to" in visit.page.words
    visit.get("/my/feeds")
    visit.send(status=422)
