"""The demo's people, and the stage they act on: each does things as themselves, at a time we choose."""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from eventsite.events.commands.describing import DescribeEvent, StartEvent, describe_event, start_event
from eventsite.events.commands.team import InviteMember, invite_member
from eventsite.events.models import Event
from eventsite.events.queries import actor_of
from eventsite.events.values import Role
from eventsite.kernel.clock import FixedClock
from eventsite.kernel.references import digest
from eventsite.organisations.commands import AppointSteward, FoundOrganisation, appoint_steward, found_organisation
from eventsite.people.commands.mailboxes import person_with
from eventsite.records.delivery import deliver_all
from eventsite.records.services import Services
from eventsite.records.work import Work, unit_of_work
from eventsite.rooms import ROOMS

ORGANISER = "organiser@example.org"
ROLES = {
    "facilitator@example.org": Role.FACILITATOR,
    "access@example.org": Role.ACCESS_LEAD,
    "claims@example.org": Role.CHECKER,
    "finance@example.org": Role.PAYER,
}
PEOPLE = {
    "organiser@example.org": "Amara",
    "facilitator@example.org": "Tom",
    "attendee@example.org": "Joyce",
    "carer@example.org": "Denise",
    "claims@example.org": "Farid",
    "finance@example.org": "Hannah",
    "access@example.org": "Mei",
}


def browser_of(email: str) -> str:
    """Return the digest of the secret of the browser that somebody in the demo uses."""
    return digest(f"the browser of {email}")


class Stage:
    """The demo's own clock, and units of work in which one of its people acts."""

    def __init__(self, services: Services) -> None:
        self.today = services.database.clock.now().replace(minute=0, second=0, microsecond=0)
        self.clock = FixedClock(self.today)
        self.database = dataclasses.replace(services.database, clock=self.clock)
        self.services = dataclasses.replace(services, database=self.database)
        self.organisation = ""

    def at(self, days: float, hour: int = 10) -> None:
        """Move to `days` from today (before, when negative)."""
        self.clock.set(self.today.replace(hour=hour) + dt.timedelta(days=days))

    @contextmanager
    def acting(self, email: str, *holds: str) -> Iterator[Work]:
        """Open a unit of work as the person with this address, in their browser, who may have opened registrations."""
        with unit_of_work(self.database) as work:
            person = person_with(work, email, PEOPLE.get(email, ""))
            known = actor_of(work.database, person)
        actor = dataclasses.replace(known, browser=browser_of(email), registration_refs=frozenset(holds))
        with unit_of_work(self.database, actor) as work:
            yield work

    def found(self, name: str) -> None:
        """Hand out the organisation that hosts everything: the organiser owns it, and looks after the site."""
        owner = FoundOrganisation(name=name, owner=ORGANISER, known_as=PEOPLE[ORGANISER])
        self.organisation = self.database.perform(found_organisation, owner).ref
        self.database.perform(appoint_steward, AppointSteward(email=ORGANISER))

    def event(self, name: str, told: dict[str, Any]) -> Event:
        """Start an event as the organiser, say what there is to say about it, and gather its team."""
        with self.acting(ORGANISER) as work:
            event = start_event(work, StartEvent(organisation=self.organisation, name=name))
        with self.acting(ORGANISER) as work:
            event = describe_event(work, DescribeEvent(event=event.ref, changes=told))
            for email, role in ROLES.items():
                invite_member(work, InviteMember(event=event.ref, email=email, name=PEOPLE[email], role=role))
        return event

    def deliver(self) -> None:
        """Let every reaction happen now."""
        deliver_all(self.database, ROOMS.handlers_for(self.services))


def next_saturday(after: dt.date) -> dt.date:
    """Return the first Saturday after a day."""
    return after + dt.timedelta(days=(5 - after.weekday()) % 7 or 7)
