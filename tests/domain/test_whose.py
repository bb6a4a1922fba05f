"""Everybody is found by what is theirs, and nobody by what is somebody else's: two people, two gatherings, every state."""

import datetime as dt

import pytest
from sqlalchemy import select

from eventsite.events import queries as events
from eventsite.events.commands.lifecycle import UnpublishEvent, unpublish_event
from eventsite.events.models import Event
from eventsite.kernel.actor import Actor
from eventsite.kernel.refusals import NotVisible
from eventsite.organisations import queries as organisations
from eventsite.organisations.commands import AppointSteward, appoint_steward
from eventsite.organisations.models import Organisation
from eventsite.records.lists import ListPage
from eventsite.registration import queries
from eventsite.registration.commands.answering import CancelRegistration, cancel_registration
from eventsite.registration.models import Registration
from eventsite.registration.queries import households
from tests.builders.scenario import BROWSER, ORGANISER

JOYCE, BILL = "joyce@example.org", "bill@example.org"
HERE = Actor(browser=BROWSER)


@pytest.fixture
def world(scenario):
    """Bill came first everywhere, so that whatever takes the first row takes the wrong one."""
    barn, hall = scenario.event("Barn meeting"), scenario.event("Hall meeting")
    made = {"barn": barn, "hall": hall}
    for name, event, email in (("bill", barn, BILL), ("bill there", hall, BILL), ("joyce", barn, JOYCE), ("joyce there", hall, JOYCE)):
        made[name] = scenario.coming(event, email, name=email.partition("@")[0].title())
    made["draft"] = scenario.begun(barn, JOYCE)
    made["again"] = scenario.coming(barn, JOYCE, proven=False)
    return made


def row(scenario, ref):
    return scenario.read(select(Registration).where(Registration.ref == ref))[0]


def test_coming_already_is_told_by_the_same_person_and_the_same_gathering(scenario, world):
    def earlier(ref):
        with scenario.acting() as work:
            return [one.ref for one in households.earlier_registrations(work.database, row(scenario, ref))]

    assert earlier(world["again"]) == [world["joyce"]]
    typed = {name: scenario.coming(world["hall"], f"{name}@example.org", proven=False) for name in ("joyce", "ruth")}
    assert (earlier(typed["joyce"]), earlier(typed["ruth"])) == ([world["joyce there"]], [])
    with scenario.acting(JOYCE) as work:
        cancel_registration(work, CancelRegistration(ref=world["joyce"]))
    assert earlier(world["again"]) == []


def test_a_browser_finds_what_it_sent_for_a_gathering_until_somebody_proves_it(scenario, world):
    def held(actor, event="barn"):
        with scenario.acting() as work:
            found = queries.held_registration(work.database, actor, world[event].id)
        return found.ref if found else None

    assert held(HERE) == world["again"]
    assert (held(HERE, "hall"), held(Actor(browser="elsewhere")), held(Actor())) == (None, None, None)
    cancelled = scenario.coming(world["hall"], JOYCE, proven=False)
    assert held(HERE, "hall") == cancelled
    scenario.prove(scenario.coming(world["hall"], "ruth@example.org", proven=False))
    assert held(HERE, "hall") == cancelled


def test_whoever_signs_in_finds_what_was_typed_with_their_address(scenario, world):
    with scenario.acting() as work:
        found = {
            email: [one.ref for one in queries.typed_for(work.database, Actor(email=email))] for email in (JOYCE, BILL, "")
        }
    assert found == {JOYCE: [world["again"]], BILL: [], "": []}


def test_everybody_sees_their_own_and_no_draft(scenario, world):
    def own(email):
        with scenario.acting(email) as work:
            return [one.ref for one in queries.own_registrations(work.database, work.actor)]

    assert (own(JOYCE), own(BILL)) == ([world["joyce there"], world["joyce"]], [world["bill there"], world["bill"]])
    for ref in (world["bill"], world["draft"], world["again"]):
        with scenario.acting(JOYCE) as work, pytest.raises(NotVisible):
            queries.own_registration(work.database, work.actor, ref)


def test_a_letter_is_about_what_was_sent(scenario, world):
    with scenario.acting() as work:
        for name in ("bill", "joyce", "again"):
            assert queries.sent_registration(work.database, world[name]).ref == world[name]
        with pytest.raises(NotVisible):
            queries.sent_registration(work.database, world["draft"])


def test_a_draft_is_found_in_its_browser_and_its_gathering_only(scenario, world):
    def begun(slug, ref, actor=HERE):
        with scenario.acting() as work:
            event, draft = queries.begun(work.database.connection(), actor, slug, ref)
        return event.name, draft.ref if draft else None

    barn, hall = world["barn"].slug, world["hall"].slug
    assert begun(barn, world["draft"]) == ("Barn meeting", world["draft"])
    assert begun(hall, world["draft"]) == ("Hall meeting", None)
    assert begun(barn, world["draft"], Actor(browser="elsewhere")) == ("Barn meeting", None)
    assert begun(barn, world["joyce"]) == begun(barn, None) == ("Barn meeting", None)
    with scenario.acting(ORGANISER) as work:
        unpublish_event(work, UnpublishEvent(event=world["barn"].ref))
    for slug in (barn, "nowhere"):
        with pytest.raises(NotVisible):
            begun(slug, world["draft"])
    assert begun(hall, None) == ("Hall meeting", None)


def test_each_list_of_people_is_of_one_gathering_in_the_order_of_names(scenario, world):
    ids = {name: row(scenario, world[name]).id for name in ("bill", "joyce there")}
    with scenario.acting() as work:
        coming = queries.coming_page(work.database, world["barn"].id).rows
        assert [one.ref for one in coming] == [world["bill"], world["joyce"], world["again"]]
        held = {name: queries.held_subjects(work.database, number) for name, number in ids.items()}
        assert held == {"bill": {world["barn"].ref}, "joyce there": {world["hall"].ref}}
        assert queries.names_of(work.database, [world["bill"], world["joyce"]]) == {world["bill"]: "Bill", world["joyce"]: "Joyce"}


def test_gatherings_are_found_by_their_own_name_while_they_may_be_seen(scenario, world):
    barn, hall = world["barn"], world["hall"]
    draft = scenario.event("Draft meeting", opened=False)
    organiser, stranger = scenario.actor(ORGANISER), scenario.actor(JOYCE)
    asked = {
        "public": events.public_event, "known": events.known_event, "any": events.any_event,
        "team": lambda database, slug: events.team_event(database, organiser, slug),
        "hosted": lambda database, slug: events.hosted_event(database, database.scalars(select(Organisation)).first(), slug),
    }
    with scenario.acting() as work:
        for kind, ask in asked.items():
            assert [ask(work.database, one.slug).ref for one in (hall, barn)] == [hall.ref, barn.ref], kind
            with pytest.raises(NotVisible):
                ask(work.database, "nowhere")
            if kind in ("public", "known"):
                with pytest.raises(NotVisible):
                    ask(work.database, draft.slug)
            else:
                assert ask(work.database, draft.slug).ref == draft.ref
    with scenario.acting(ORGANISER) as work:
        unpublish_event(work, UnpublishEvent(event=barn.ref))
    with scenario.acting() as work:
        assert events.known_event(work.database, barn.slug).ref == barn.ref
        with pytest.raises(NotVisible):
            events.public_event(work.database, barn.slug)
        with pytest.raises(NotVisible):
            events.team_event(work.database, stranger, hall.slug)


def test_lists_of_gatherings_stand_in_the_order_of_their_days(scenario, world):
    with scenario.behind() as work:
        for number, (name, days) in enumerate((("Later", 9), ("Sooner", 3), ("Past", -60), ("Long past", -90), ("Undated", None))):
            host = work.database.scalars(select(Organisation.id)).first()
            day = None if days is None else work.clock.now().date() + dt.timedelta(days=days)
            work.database.add(Event(**of_another(work, world["barn"], number), name=name, starts_on=day, ends_on=day, organisation_id=host))
    with scenario.acting() as work:
        now = work.clock.now()
        assert [one.name for one in events.upcoming_events(work.database, now)] == ["Sooner", "Later", "Barn meeting", "Hall meeting", "Undated"]
        assert [one.name for one in events.past_events(work.database, now)] == ["Past", "Long past"]
        assert [one.name for one in events.past_events(work.database, now, most=1)] == ["Past"]
        assert [one.name for one in events.every_event(work.database, "", 1).rows][:2] == ["Undated", "Long past"]
        assert [one.name for one in events.every_event(work.database, "past", 1).rows] == ["Long past", "Past"]
        assert events.every_event(work.database, "%", 1).rows == []


def of_another(work, event, number):
    """The columns of an event that make another one as public as it is."""
    left_out = {"id", "ref", "slug", "name", "starts_on", "ends_on", "organisation_id"}
    known = work.database.get_one(Event, event.id)
    values = {column.key: getattr(known, column.key) for column in Event.__mapper__.column_attrs if column.key not in left_out}
    return values | {"ref": f"{number}" * 12, "slug": f"another-{number}"}


@pytest.mark.parametrize(("total", "pages"), [(0, 1), (1, 1), (50, 1), (51, 2), (100, 2), (101, 3)])
def test_a_long_list_has_fifty_on_a_page_and_at_least_one_page(total, pages):
    assert ListPage(rows=[], number=1, total=total).last == pages


def test_the_fifty_first_stands_on_the_second_page(scenario):
    for number in range(51):
        scenario.organisation(f"Organisation {number:02}", ORGANISER)
    with scenario.acting() as work:
        first, second = (organisations.every_organisation(work.database, "", page) for page in (1, 2))
        assert (len(first.rows), [one.name for one in second.rows]) == (50, ["Organisation 50"])
        assert [one.name for one in organisations.every_organisation(work.database, "n 07", 1).rows] == ["Organisation 07"]
        assert organisations.organisation_called(work.database, "ORGANISATION 07").name == "Organisation 07"
        assert organisations.organisation_called(work.database, "Organisation") is None


def test_a_steward_is_one_and_nobody_else_is(scenario, world):
    scenario.database.perform(appoint_steward, AppointSteward(email=JOYCE))
    assert (scenario.actor(JOYCE).is_steward, scenario.actor(BILL).is_steward) == (True, False)
