"""Organising: from nothing to a public page, and what each role may see."""

import re

import pytest
from sqlalchemy import select

from eventsite.events.commands.team import InviteMember, invite_member
from eventsite.events.models import Event, TeamMember
from eventsite.events.values import Role
from eventsite.organisations.commands import (
    InviteToOrganisation,
    invite_to_organisation,
)
from eventsite.organisations.values import OrganisationRole
from eventsite.programme.models.plan import Room, Session
from eventsite.programme.values import StepFree
from eventsite.records.models import AuditEntry, MessageState, OutboxMessage
from eventsite.registration.commands.answering import (
    DescribeNeeds,
    SubmitRegistration,
    describe_needs,
    submit_registration,
)
from eventsite.registration.values import AttendanceMode
from tests.builders.scenario import ACCESS, CHECKER, ORGANISER


def test_from_nothing_to_a_public_page(sign_in, scenario, app):
    scenario.organisation(owner="new@example.org")
    visit = sign_in("new@example.org")
    assert visit.page.h1 == "What name do you like to be called?"
    visit.send({"name": "Noor"})
    visit.get("/team/new")
    screens = 1
    for answers in (
        {"name": "Kitchen table"}, {"why": "We need to talk."}, {"who_with": "Neighbours"},
        {"starts_on-day": "3", "starts_on-month": "april", "starts_on-year": "2027"},
        {"meeting": "in_person", "where": "My kitchen"}, {"who_decides": "All of us"},
    ):
        visit.send(answers)
        screens += 1
    assert visit.page.h1 == "Kitchen table"
    assert screens == 7
    assert "Not yet" in visit.page.words
    assert "error" not in visit.page.words.lower()
    assert visit.get("/events/kitchen-table", status=404)
    for question, answers in (
        ("decided-already", {"decided_already": "Nothing yet"}),
        ("contact", {"contact_name": "Noor", "contact_email": "noor@example.org"}),
        ("powers", dict.fromkeys(("question_held_by", "agenda_held_by", "money_held_by", "result_held_by"), "together")),
    ):
        visit.get(f"/team/kitchen-table/settings/{question}")
        visit.send(answers)
    visit.press("Make it public")
    page = type(visit)(app).get("/events/kitchen-table")
    assert "Saturday 3 April 2027" in page.words
    assert "Made together, decided together" in page.words


def test_a_session_from_the_library_is_placed_and_published(sign_in, scenario, app):
    event = scenario.event()
    scenario.room(event, "Hall", capacity=30)
    visit = sign_in(ORGANISER)
    visit.get(f"/team/{event.slug}/programme/formats")
    visit.get(f"/team/{event.slug}/programme/sessions/new?format=swap_shop")
    assert visit.page.fields()["minutes"] == "50"
    assert visit.page.fields()["sharing_focus"] == "trouble"
    visit.send({"title": "Swap with me", "facilitators": "Denise\n\n  Bill ", "places": "40"})
    assert visit.page.h1 == "When and where: Swap with me"
    room = next(e["attrs"]["value"] for e in visit.page.all("input", name="room"))
    visit.send({"start": "25:00", "room": room}, status=422)
    visit.send({"start": "9.30am", "room": room})
    assert "“Swap with me” is now on Saturday 27 March 2027 at 09:30." in visit.page.words
    assert "has 40 places, but Hall holds 30 people" in visit.page.words
    assert "getting to know" in visit.page.words or "get to know" in visit.page.words
    visit.get(f"/team/{event.slug}/programme/publish")
    visit.send({"note": "First"})
    page = type(visit)(app).get(f"/events/{event.slug}/programme")
    assert "Swap with me" in page.words
    assert "Denise, Bill" in page.words
    assert "09:30" in page.words


def test_a_session_may_be_given_an_end_and_end_at_midnight(sign_in, scenario):
    event = scenario.event()
    ref = scenario.session(event, "Ceilidh", at="10:00")
    visit = sign_in(ORGANISER)
    visit.get(f"/team/{event.slug}/programme/sessions/{ref}/place")
    assert visit.page.fields()["start"] == "10:00"
    assert "Error: The end must come after the start" in visit.send({"start": "20:00-19:00"}, status=422).errors
    visit.send({"start": "8pm – 0:00"})
    assert "20:00–00:00" in visit.page.words
    assert "4 hours" in visit.page.words


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        (CHECKER, "", 200), (CHECKER, "programme", 403), (CHECKER, "registrations", 403), (CHECKER, "payment", 403),
        (ACCESS, "registrations", 200), (ACCESS, "programme", 403), ("stranger@example.org", "", 404),
        ("stranger@example.org", "registrations", 404), ("stranger@example.org", "settings/why", 404),
    ],
)
def test_who_sees_what(sign_in, scenario, who, path, status):
    event = scenario.event()
    visit = sign_in(who)
    visit.get(f"/team/{event.slug}/{path}", status=status)


def test_a_visitor_is_asked_to_sign_in_and_comes_back(visit, sign_in, scenario):
    event = scenario.event()
    visit.get(f"/team/{event.slug}/programme")
    assert visit.page.h1 == "Sign in"
    assert visit.page.url.endswith(f"next=/team/{event.slug}/programme")


def test_needs_open_by_a_press_that_is_written_down(sign_in, scenario):
    event = scenario.event()
    ref = scenario.begun(event)
    with scenario.acting("", ref) as work:
        describe_needs(work, DescribeNeeds(ref=ref, codes=["bsl"], words={}, stage="help-details"))
        submit_registration(work, SubmitRegistration(ref=ref))
    visit = sign_in(ACCESS)
    board = visit.get(f"/team/{event.slug}/access")
    assert "1 request" in board.words
    assert "Sign Language" not in board.words.split("What you offer")[0]
    opened = visit.press("Open")
    assert "A British Sign Language interpreter" in opened.words
    assert len(scenario.read(select(AuditEntry.id).where(AuditEntry.fact == "NeedsRead"))) == 1
    assert opened.h1 == "What would help Joyce"
    saved = visit.press("Yes, we will do this")
    assert "Acces" in saved.words
    assert "It is done" in saved.words, "the next answer is one press away"
    assert "all answered" in visit.get(f"/team/{event.slug}/access").words
    scenario.prove(ref)
    theirs = sign_in("joyce@example.org").get(f"/my/registrations/{ref}/").words
    assert "A British Sign Language interpreter" in theirs
    assert "Yes, we will do this" in theirs
    assert "Acces" in theirs
    organiser = sign_in(ORGANISER)
    organiser.get(f"/team/{event.slug}/team")
    organiser.post(f"/team/{event.slug}/access/needs/{ref}", status=403)


@pytest.mark.parametrize(
    ("day", "month", "year", "sentence"),
    [
        ("31", "2", "2027", "Enter a real date"), ("", "3", "2027", "must have a day, a month and a year"),
        ("1", "brumaire", "2027", "Enter a real date"), ("1", "3", "27", "Enter a real date"), ("x", "y", "z", "Enter a real date"),
        ("١", "3", "2027", "Enter a real date"),
    ],
)
def test_dates_that_are_none_say_so_beside_the_box_and_stay(sign_in, scenario, day, month, year, sentence):
    event = scenario.event()
    visit = sign_in(ORGANISER)
    visit.get(f"/team/{event.slug}/settings/when")
    page = visit.send({"starts_on-day": day, "starts_on-month": month, "starts_on-year": year}, status=422)
    assert sentence in page.errors[0]
    assert page.all("input", name="starts_on-month")[0]["attrs"]["value"] == month
    target = next(a["attrs"]["href"] for a in page.all("a") if a["attrs"].get("href", "").startswith("#starts_on-"))
    assert page.all("input", id=target[1:]), "the error link lands on an input"
    assert scenario.read(select(Event.starts_on)) == [event.starts_on]


def test_an_invitation_reaches_the_person(sign_in, scenario, deliver, mailer):
    event = scenario.event()
    visit = sign_in(ORGANISER)
    visit.get(f"/team/{event.slug}/team")
    visit.send({"name": "Bill", "email": "bill@example.org", "role": "facilitator"})
    assert "Bill is in the team" in visit.page.words
    deliver()
    assert "Facilitator" in mailer.to("bill@example.org")[0].body


def test_a_gathering_that_is_over_is_not_offered_as_a_draft(sign_in, scenario, clock):
    event = scenario.event()
    scenario.coming(event)
    clock.forward(days=27)
    page = sign_in(ORGANISER).get(f"/team/{event.slug}/")
    assert "1 person registered" in page.words
    assert "Over" in page.words
    assert "Make it public" not in page.words


def test_who_is_coming_says_how(sign_in, scenario):
    event = scenario.event(meeting="both")
    scenario.coming(event, attendance_mode=AttendanceMode.ONLINE)
    assert "Online" in sign_in(ORGANISER).get(f"/team/{event.slug}/registrations").words


@pytest.mark.parametrize("page", ["", "/publish"])
def test_steps_are_in_the_open_and_no_warning_is_out_of_reach(sign_in, scenario, page):
    event = scenario.event()
    loft = scenario.room(event, "Loft", step_free=StepFree.NO)
    for hour in range(8, 20):
        scenario.session(event, f"Session at {hour}", at=f"{hour:02}:00", facilitators=())
    ref = scenario.session(event, "Evening", at="21:00", room=loft)
    page = sign_in(ORGANISER).get(f"/team/{event.slug}/programme{page}")
    in_the_open, rest = page.html.partition("</h1>")[2].split("<details")[:2]
    assert "“Evening” is in Loft, which has steps" in in_the_open
    for hour in range(8, 20):
        for sentence in (f"Nobody leads “Session at {hour}” yet", f"“Session at {hour}” has no room"):
            assert sentence in page.html
    assert "Nobody leads “Session at 19” yet" in rest
    assert page.links()["go there: “Evening” is in Loft, which has steps"].endswith(f"#s-{ref}")


NAMES = ["Sam", "Łukasz", "émile", "Zoe", "Ana", "Åse"]
IN_ORDER = ["Ana", "Åse", "émile", "Łukasz", "Sam", "Zoe"]


def test_people_stand_where_one_looks_for_them_in_every_list(sign_in, scenario, clock):
    event = scenario.event()
    clock.set(scenario.first_day(event))
    organisation = scenario.organisation()
    for number, name in enumerate(NAMES):
        scenario.coming(event, f"p{number}@example.org", name=name)
        with scenario.acting(ORGANISER) as work:
            invite_member(work, InviteMember(event=event.ref, email=f"p{number}@example.org", name=name, role=Role.ORGANISER))
        invited = InviteToOrganisation(
            organisation=organisation, email=f"p{number}@example.org", known_as=name, role=OrganisationRole.MEMBER
        )
        scenario.database.perform(invite_to_organisation, invited)
    visit = sign_in(ORGANISER)
    for path in (
        f"/team/{event.slug}/registrations", f"/team/{event.slug}/attendance", f"/team/{event.slug}/team",
        f"/team/organisations/{organisation}/",
    ):
        words = visit.get(path).words
        assert sorted(NAMES, key=lambda name: re.search(rf"\b{name}\b", words).start()) == IN_ORDER, path


def test_nothing_of_weight_goes_by_one_press_and_the_page_says_what_hangs_on_it(sign_in, scenario):
    event = scenario.event()
    room = scenario.room(event, "Loft")
    ref = scenario.session(event, "Swap shop", room=room)
    visit = sign_in(ORGANISER)
    visit.get(f"/team/{event.slug}/programme/rooms/{room}")
    page = visit.get(visit.page.links()["Take off the list Loft"])
    assert "Swap shop" in page.words
    assert scenario.read(select(Room.name)) == ["Loft"], "looking takes nothing away"
    visit.send()
    assert scenario.read(select(Room.name)) == []
    page = visit.get(f"/team/{event.slug}/programme/sessions/{ref}/off")
    assert "loses its time" in page.words
    assert scenario.read(select(Session.starts_at)) != [None]
    visit.send()
    assert scenario.read(select(Session.starts_at)) == [None]
    checker = scenario.read(select(TeamMember.person_id).where(TeamMember.role == Role.CHECKER))[0]
    visit.get(f"/team/{event.slug}/team/{checker}/checker/remove")
    assert len(scenario.read(select(TeamMember.id).where(TeamMember.role == Role.CHECKER))) == 1
    visit.send()
    assert scenario.read(select(TeamMember.id).where(TeamMember.role == Role.CHECKER)) == []
    visit.get(f"/team/{event.slug}/team/{checker}/checker/remove", status=404)


def test_a_parked_letter_is_on_the_desk_of_its_own_event_only(sign_in, scenario, event):
    other = scenario.event("Other")
    with scenario.acting() as work:
        one = work.database.scalars(select(OutboxMessage).where(OutboxMessage.event_id == other.id)).first()
        one.state = MessageState.PARKED
        number = one.id
    visit = sign_in(ORGANISER)
    assert "could not be sent" not in visit.get(f"/team/{event.slug}/").words
    assert "could not be sent" in visit.get(f"/team/{other.slug}/").words
    visit.post(f"/team/{event.slug}/letters/{number}/again")
    assert scenario.read(select(OutboxMessage.state).where(OutboxMessage.id == number)) == [MessageState.PARKED]
    visit.get(f"/team/{other.slug}/")
    visit.press("Try again")
    assert scenario.read(select(OutboxMessage.state).where(OutboxMessage.id == number)) == [MessageState.WAITING]


def test_pages_that_list_a_team_show_the_name_that_was_typed_and_none_that_people_gave_themselves(sign_in, scenario, event):
    invited = sign_in("known@example.org")
    invited.get("/sign-in/name")
    invited.send({"name": "Registered Secretname"})
    visit = sign_in(ORGANISER)
    visit.get(f"/team/{event.slug}/team")
    visit.send({"name": "A friend", "email": "known@example.org", "role": "organiser"})
    host = scenario.organisation()
    visit.get(f"/team/organisations/{host}/gatherings/{event.slug}/organiser")
    visit.send({"name": "A friend", "email": "known@example.org"})
    visit.get(f"/team/organisations/{host}/")
    visit.send({"known_as": "A friend", "email": "known@example.org", "role": "member"})
    for path in (f"/team/{event.slug}/team", f"/team/{event.slug}/", f"/team/organisations/{host}/", f"/team/organisations/{host}/gatherings", "/team/"):
        assert "Secretname" not in visit.get(path).html, path
    assert "A friend" in visit.get(f"/team/{event.slug}/team").words
