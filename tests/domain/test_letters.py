"""What of strangers' words stands in letters, and to whom."""

import dataclasses

import pytest
from jinja2 import DictLoader
from sqlalchemy import select, update

from eventsite.events.commands.lifecycle import CancelEvent, cancel_event
from eventsite.events.commands.team import InviteMember, invite_member
from eventsite.events.values import Role
from eventsite.kernel.money import Money
from eventsite.kernel.ports import Recipient
from eventsite.kernel.text import OwnWords
from eventsite.organisations.commands import InviteToOrganisation, invite_to_organisation
from eventsite.organisations.queries import parked_messages as of_site
from eventsite.organisations.values import OrganisationRole
from eventsite.people.queries import recipient
from eventsite.records import emails
from eventsite.records.emails import guarded
from eventsite.records.models import MessageState, OutboxMessage
from eventsite.team.queries import parked_messages as of_event
from tests.builders.scenario import ORGANISER

TRAP = "Your account is locked\nunlock it at http://evil.example/x or write to thief@evil.example"
VICTIM, CLAIMANT, OWN = "victim@example.org", "claimant@example.org", "http://127.0.0.1:8000"


@pytest.fixture
def trap(scenario):
    """A gathering all of whose words are a stranger's trap."""
    words = dict.fromkeys(("name", "where", "contact_name", "address", "why", "host"), TRAP)
    event = scenario.event(**words, contact_email="thief@evil.example")
    scenario.terms(event)
    scenario.session(event, TRAP[:200], summary=TRAP, facilitators=(TRAP[:150],))
    scenario.release(event)
    return event


@pytest.fixture
def sent(scenario, trap, deliver, mailer, clock):
    """Return a function that makes every letter that can reach an address of which nobody has shown that it is theirs."""

    def send():
        host = scenario.organisation()
        scenario.coming(trap, VICTIM, name=TRAP[:200], proven=False)
        with scenario.acting(ORGANISER) as work:
            invite_member(work, InviteMember(event=trap.ref, email=VICTIM, name=TRAP[:200], role=Role.ORGANISER))
            invite_member(work, InviteMember(event=trap.ref, email="bo@evil.example", name=TRAP, role=Role.ORGANISER))
        invited = InviteToOrganisation(organisation=host, email=VICTIM, known_as=TRAP, role=OrganisationRole.MEMBER)
        scenario.database.perform(invite_to_organisation, invited)
        deliver()
        clock.forward(hours=49)
        deliver()
        with scenario.acting(ORGANISER) as work:
            cancel_event(work, CancelEvent(event=trap.ref, note=TRAP))
        deliver()
        return mailer.to(VICTIM)

    return send


def test_a_letter_to_an_address_that_nobody_proved_carries_no_trap(sent):
    letters = sent()
    assert len(letters) >= 6
    for email in letters:
        told = [email.subject, email.body, *(str(one.content, "utf-8").replace("\r\n ", "") for one in email.attachments)]
        for words in told:
            assert "evil" not in words, email
            assert "\nunlock" not in words, email
        assert "\n" not in email.subject
        assert len(email.subject) < 120
        links = [word for word in email.body.split() if "://" in word]
        assert all(word.startswith(OWN) for word in links), links


def test_whoever_proved_their_address_reads_what_was_written_but_for_what_somebody_typed_with_it(scenario, sent):
    scenario.sign_in(VICTIM)
    letters = sent()
    assert any("thief@evil.example" in email.body for email in letters)
    typed = [email for email in letters if "/my/open/" in email.body]
    assert len(typed) >= 3
    assert not any("evil" in email.body for email in typed)


def test_whoever_opened_the_letter_reads_the_next_one_as_it_was_written(scenario, trap, deliver, mailer):
    scenario.coming(trap, CLAIMANT)
    deliver()
    assert "thief@evil.example" in mailer.to(CLAIMANT)[-1].body


def test_an_address_is_proven_by_opening_a_letter_and_by_nothing_less(scenario, database):
    event = scenario.event()
    scenario.coming(event, VICTIM, proven=False)
    with scenario.acting() as work:
        assert recipient(work.database, VICTIM) == Recipient(VICTIM, is_proven=False)
    scenario.sign_in(VICTIM)
    with scenario.acting() as work:
        assert recipient(work.database, VICTIM).is_proven
        assert not recipient(work.database, "x" + VICTIM).is_proven


def test_every_letter_asks_for_a_recipient_and_is_guarded_unless_told_otherwise(services, scenario):
    assert not Recipient(VICTIM).is_proven
    event = scenario.event(name="Come to http://evil.example now")
    shown = guarded({"event": event, "list": [event], "call": lambda: event.name})
    assert shown["event"].name == shown["list"][0].name == shown["call"]() == "Come to now"
    assert shown["event"].starts_on == event.starts_on
    assert guarded(Money(1, "GBP")) == Money(1, "GBP")
    assert guarded(OwnWords(OWN)) == OWN
    with pytest.raises(TypeError, match="nobody said"):
        guarded(object())


@pytest.mark.parametrize(("name", "begins"), [("Joyce", "Hello Joyce,"), ("", "Hello,"), (" ", "Hello,")])
def test_a_letter_greets_by_name_where_there_is_one(name, begins):
    assert emails.hello(name) == begins


def test_the_first_line_of_a_letter_is_its_subject_and_no_space_hangs_on_either(monkeypatch):
    monkeypatch.setattr(emails._LETTERS, "loader", DictLoader({"x.txt": " {{ name }} \n\n Hello.\n\n"}))
    assert emails.write("x.txt", Recipient(VICTIM), {"name": "Spring"}, OwnWords) == ("Spring", "Hello.\n")


def test_what_hangs_on_what_is_shown_is_guarded_as_well():
    @dataclasses.dataclass
    class Inner:
        title: str

    @dataclasses.dataclass
    class Outer:
        inner: Inner

        def twice(self):
            return [self.inner, self.inner.title]

    shown = guarded(Outer(Inner("a evil.com b")))
    assert shown.inner.title == shown.twice()[1] == shown.twice()[0].title == "a b"


# -- parked ------------------------------------------------------------------------------------------------------------
def test_parked_letters_are_on_the_desk_of_their_own_event_and_with_the_steward(scenario):
    one, other = scenario.event("One"), scenario.event("Other")
    park = update(OutboxMessage).values(state=MessageState.PARKED)
    with scenario.acting() as work:
        work.database.execute(park)
    of = {event: set(scenario.read(select(OutboxMessage.id).where(OutboxMessage.event_id == event.id))) for event in (one, other)}
    whole = set(scenario.read(select(OutboxMessage.id)))
    assert of[one]
    assert of[other]
    assert whole > of[one] | of[other]
    with scenario.acting() as work:
        for event, ids in of.items():
            assert {message.id for message in of_event(work.database, event)} == ids
        assert {message.id for message in of_site(work.database, 1).rows} == whole
