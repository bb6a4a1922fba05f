"""Every route against every kind of person: who gets in, who is sent away, and that whoever is sent away changed nothing."""

import dataclasses

import pytest
from sqlalchemy import select

from eventsite.access.models import Need
from eventsite.events.commands.team import InviteMember, invite_member
from eventsite.events.models import Event
from eventsite.events.values import Role
from eventsite.kernel.base import Base
from eventsite.organisations.commands import (
    AppointSteward,
    InviteToOrganisation,
    appoint_steward,
    invite_to_organisation,
)
from eventsite.organisations.values import OrganisationRole
from eventsite.people.models import Person
from eventsite.registration.commands.answering import DescribeNeeds, describe_needs
from eventsite.registration.models import Registration
from eventsite.registration.rules import link_token
from tests.builders import scenario as builders
from tests.builders.claims import decide, lines_of, seal
from tests.builders.scenario import Scenario
from tests.web.visit import Visitor

TEAM = {"organiser", "facilitator", "access lead", "checker", "payer"}
ELSEWHERE = {"organiser elsewhere", "checker elsewhere", "payer elsewhere", "access lead elsewhere", "guest elsewhere"}
HOST = {"owner", "member", "host's checker", "host's payer"}
PEOPLE = {"nobody", "guest", "guest who signed in", "steward"} | TEAM | ELSEWHERE | HOST
ALL, SIGNED_IN = PEOPLE, PEOPLE - {"nobody", "guest"}
OWN = {"guest", "guest who signed in"}

MAY = {
    "events.see_team_pages": TEAM | {"host's checker", "host's payer"}, "events.edit": {"organiser"}, "events.invite_member": {"organiser"}, "events.open": {"organiser", "steward"},
    "events.end": {"organiser"}, "events.stop": {"organiser", "steward"}, "programme.edit": {"organiser", "facilitator"},
    "programme.publish_release": {"organiser"}, "access.edit_offer": {"organiser", "access lead"}, "access.read_needs": {"access lead"},
    "registration.see": {"organiser", "access lead"}, "registration.vouch": {"organiser"}, "registration.record_attendance": {"organiser"},
    "offers.set_terms": {"organiser"}, "organisations.steward_site": {"steward"}, "organisations.see": HOST | {"steward"}, "organisations.manage": {"owner", "steward"},
}
"""Access mark -> who may, of the people here."""
PUBLIC = "public"
CHECKING, PAYING = {"checker", "host's checker"}, {"payer", "host's payer"}
BY_SUBJECT = {
    "claims.": OWN, "payouts.": OWN, "receipts.": OWN, "own_registration.": OWN, "letters.": OWN, "registration.done": OWN,
    "own_feeds.": ALL - {"nobody"}, "personal.": ALL - {"nobody"}, "people.": SIGNED_IN, "events.": SIGNED_IN,
    "checking.": CHECKING, "checking.claim": CHECKING | PAYING, "checking.home": CHECKING | PAYING | {"checker elsewhere", "payer elsewhere"},
    "receipts.open": CHECKING | PAYING, "paying.": PAYING | {"payer elsewhere"}, "batches.": PAYING, "hosting.appoint": {"owner"}, "outside.": SIGNED_IN,
    **dict.fromkeys(
        ("registration.", "claims.edit_line", "claims.remittance", "receipts.original", "receipts.page", "receipts.thumbnail",
         "receipts.opened_page", "batches.failed", "letters.proof", "outside.look", "organisations.sure_to_remove"), frozenset(),
    ),
}
"""Who may where a mark leaves it to what is asked for: by the longest beginning of the route's name.

Nobody, where these people have no such thing at that stage (a draft, a receipt, an unsent line, a payment made, that part in the organisation): their rooms test who has.
"""
WITHOUT_REFUSAL = {"own_feeds.revoke", "people.end_sign_in", "letters.open_link", "letters.not_me", "letters.new_address", "feeds.own"}
"""Each by a secret, or of one's own only, in an address that these people have not got: tested with their rooms."""


@dataclasses.dataclass
class Gathering:
    """What an event holds that addresses name."""

    slug: str
    host: str
    registration: str
    claim: str
    line: str
    batch: str
    session: str
    room: str
    need: str
    person: int


class Elsewhere(Scenario):
    """Another organisation, with other people in every role."""

    def organisation(self, _name="", owner="organiser-elsewhere@example.org"):
        return super().organisation("Elsewhere", owner)


def fill(scenario, name, guest):
    event = scenario.event(name)
    scenario.terms(event)
    room, session = scenario.room(event), scenario.session(event)
    scenario.release(event)
    claim, paid = scenario.claim(event, guest), scenario.claim(event, f"paid-{guest}")
    decide(scenario, paid, who=builders.CHECKER)
    batch = seal(scenario, paid, who=builders.PAYER)
    registration = scenario.read(select(Registration.ref).where(Registration.event_id == event.id).order_by(Registration.id))[0]
    with scenario.acting("", registration) as work:
        describe_needs(work, DescribeNeeds(ref=registration, codes=["bsl"], words={}, stage="help-details"))
    return Gathering(
        event.slug, scenario.organisation(), registration, claim, lines_of(scenario, claim)[0].ref, batch.ref, session, room,
        scenario.read(select(Need.ref).where(Need.registration_ref == registration))[0],
        scenario.read(select(Person.id).where(Person.name == "Payer"))[0],
    )


@pytest.fixture
def here(scenario):
    return fill(scenario, "Here", "guest@example.org")


@pytest.fixture
def elsewhere(scenario, here, monkeypatch):
    for name in ("ORGANISER", "CHECKER", "PAYER", "ACCESS"):
        monkeypatch.setattr(builders, name, getattr(builders, name).replace("@", "-elsewhere@"))
    return fill(Elsewhere(scenario.database), "Elsewhere", "guest-elsewhere@example.org")


@pytest.fixture
def people(app, scenario, here, elsewhere, sign_in, database):
    """Everybody in a browser of their own."""
    invite(scenario, here)
    made = {
        "guest who signed in": sign_in("guest@example.org"), "guest elsewhere": sign_in("guest-elsewhere@example.org"),
        **{role: sign_in(f"{role.replace(' ', '-').replace(chr(39), '')}-only@example.org") for role in {*TEAM, *HOST, "steward"}},
        **{f"{role} elsewhere": sign_in(f"{role.partition(' ')[0]}-elsewhere@example.org") for role in ("organiser", "checker", "payer", "access lead")},
    }
    for name, visitor in made.items():
        if visitor.page.h1.startswith("What should we call"):
            visitor.send({"name": name.title()})
    guest = Visitor(app)
    guest.get(f"/my/open/{here.registration}/{link_token(database.cipher, here.registration, 0)}")
    guest.send()
    return {"nobody": Visitor(app), "guest": guest} | made


def invite(scenario, here):
    """People who have one role each, and no other."""
    with scenario.acting("organiser@example.org") as work:
        event = event_of(work.database, here)
        for role in (Role.ORGANISER, Role.FACILITATOR, Role.ACCESS_LEAD, Role.CHECKER, Role.PAYER):
            email = f"{role.value.replace('_', '-')}-only@example.org"
            invite_member(work, InviteMember(event=event, email=email, name=role.value.title(), role=role))
    roles = {"owner": OrganisationRole.OWNER, "member": OrganisationRole.MEMBER, "hosts-checker": OrganisationRole.CHECKER, "hosts-payer": OrganisationRole.PAYER}
    for name, role in roles.items():
        command = InviteToOrganisation(organisation=here.host, email=f"{name}-only@example.org", known_as=name.title(), role=role)
        scenario.database.perform(invite_to_organisation, command, scenario.actor("organiser@example.org"))
    scenario.database.perform(appoint_steward, AppointSteward(email="steward-only@example.org"))


def event_of(database, here):
    return database.scalar(select(Event.ref).where(Event.slug == here.slug))


def address(rule, gathering, other=None):
    """The address of a route with this gathering's things in it; with `other`, what lies below the event is the other's."""
    inner = other or gathering
    room = rule.endpoint.partition(".")[0]
    refs = {
        "own_registration": inner.registration, "letters": inner.registration, "attendees": inner.registration, "undoing": inner.registration,
        "batches": inner.batch, "organisations": inner.host, "hosting": gathering.host, "access": inner.need, "feeds": inner.session,
        "site": inner.session, "programme": inner.room if "room" in rule.endpoint else inner.session,
    }
    if rule.endpoint == "feeds.room":
        refs["feeds"] = inner.room
    if rule.endpoint == "claims.costs":
        refs["claims"] = inner.registration
    known = {
        "slug": gathering.slug, "ref": refs.get(room, inner.claim), "registration_ref": inner.registration, "line_ref": inner.line,
        "evidence_ref": "a" * 12, "payout_ref": "a" * 12, "message_id": 1, "person_id": inner.person, "role": "payer", "number": 1, "sign_in": 1,
        "kind": "fare", "stage": "name", "question": "why", "group_id": "hearing", "secret": "x" * 40, "token": "x" * 40, "name": "none",
        "action": {"access": "promise", "states": "cancel", "gatherings": "close"}.get(room, "none"),
    }
    with_words = {name: value for name, value in known.items() if name in rule.arguments}
    return rule.build(with_words)[1]


def may(rule, mark):
    """Who may: by the name of the route where it says more than its mark."""
    named = [start for start in BY_SUBJECT if rule.endpoint.startswith(start) and (mark not in MAY or start == rule.endpoint)]
    return BY_SUBJECT[max(named, key=len)] if named else MAY[mark]


def stored(database):
    with database.engine.connect() as connection:
        return {table.name: sorted(map(repr, connection.execute(select(table)))) for table in Base.metadata.sorted_tables}


def is_let_in(answer):
    return not (answer.status_code in (403, 404) or (answer.status_code == 302 and answer.location.startswith(("/sign-in", "/events/"))))


def routes(app):
    """Every route with its mark and method, but for static files and what is open to all."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        mark = app.view_functions[rule.endpoint].access_mark
        if mark != PUBLIC and rule.endpoint not in WITHOUT_REFUSAL:
            yield from ((rule, mark, method) for method in sorted(rule.methods - {"HEAD", "OPTIONS"}))


def token_of(visitor):
    return visitor.get("/sign-in").fields()["csrf_token"]


def test_every_route_lets_in_whom_it_should_and_nobody_else(app, people, here, database):
    assert set(people) == PEOPLE
    tried, wrong, tokens = 0, [], {who: token_of(visitor) for who, visitor in people.items()}
    before = stored(database)
    for rule, mark, method in routes(app):
        url, wanted = address(rule, here), may(rule, mark)
        for who, visitor in people.items():
            if method == "GET":
                tried += 1
                answer = visitor.client.get(url)
                if answer.status_code >= 500 or is_let_in(answer) is not (who in wanted):
                    wrong.append(f"{who} gets {rule.endpoint} ({url}, {mark}): {answer.status}")
            elif who not in wanted:
                tried += 1
                answer = visitor.client.post(url, data={"csrf_token": tokens[who]})
                if answer.status_code >= 500 or is_let_in(answer):
                    wrong.append(f"{who} posts to {rule.endpoint} ({url}, {mark}): {answer.status}")
    assert not wrong, "\n".join(wrong)
    assert stored(database) == before
    assert tried > 1500


def test_nobody_reaches_another_gathering_with_what_they_have_here(app, people, here, elsewhere, database):
    """By its own addresses, and by the addresses of this one with its things in them."""
    tried, wrong, tokens = 0, [], {who: token_of(visitor) for who, visitor in people.items() if who not in ELSEWHERE | {"steward"}}
    before = stored(database)
    for rule, mark, method in routes(app):
        theirs, forged, own = address(rule, elsewhere), address(rule, here, elsewhere), address(rule, here)
        for url in {theirs, forged} - {own}:
            for who, token in tokens.items():
                tried += 1
                client = people[who].client
                answer = client.get(url) if method == "GET" else client.post(url, data={"csrf_token": token})
                if answer.status_code >= 500 or is_let_in(answer):
                    wrong.append(f"{who}: {method} {url} ({rule.endpoint}, {mark}): {answer.status}")
    assert not wrong, "\n".join(wrong)
    assert stored(database) == before
    assert tried > 1500
