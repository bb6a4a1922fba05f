"""The gathering that is measured: 200 sessions in 8 rooms on 2 days, 250 people who lead them. The same every time."""

import datetime as dt
import random
from zoneinfo import ZoneInfo

from eventsite.events.commands.describing import DescribeEvent, StartEvent, describe_event, start_event
from eventsite.events.commands.lifecycle import OpenEvent, open_event
from eventsite.events.queries import actor_of
from eventsite.kernel.money import Money
from eventsite.offers.commands.terms import SetTerms, set_terms
from eventsite.offers.values import catalogue
from eventsite.organisations.commands import FoundOrganisation, found_organisation
from eventsite.people.commands.mailboxes import person_with
from eventsite.programme.commands.import_schedule import ImportedSession, ImportSchedule, import_schedule
from eventsite.programme.commands.plan import SaveRoom, save_room
from eventsite.programme.commands.releases import PublishRelease, publish_release
from eventsite.records.work import Database, unit_of_work

SLUG = "measured-gathering"
ROOMS, SESSIONS, PEOPLE = 8, 200, 250
FIRST_DAY = dt.date(2027, 6, 12)
WORDS = ["garden", "method", "people", "plan", "budget", "archive", "learn", "trust", "map", "meeting", "care", "home", "river", "repair", "library", "story", "voice", "data"]


def sentence(dice: random.Random, count: int) -> str:
    """Return `count` words that mean nothing."""
    return " ".join(dice.choice(WORDS) for _word in range(count)).capitalize() + "."


def fill(database: Database) -> None:
    """Write the gathering down, open it and publish its programme."""
    dice = random.Random(20270612)
    with unit_of_work(database) as work:
        person = person_with(work, "organiser@example.org", "Amara")
    host = database.perform(found_organisation, FoundOrganisation(name="Measured host", owner="organiser@example.org"))
    with unit_of_work(database) as work:
        actor = actor_of(work.database, person)
    with unit_of_work(database, actor) as work:
        event = start_event(work, StartEvent(organisation=host.ref, name="Measured gathering"))
    told = {
        "why": sentence(dice, 40), "who_with": sentence(dice, 30), "starts_on": FIRST_DAY,
        "ends_on": FIRST_DAY + dt.timedelta(days=1), "where": "The barn", "who_decides": sentence(dice, 30),
        "decided_already": "Nothing yet.", "contact_name": "Amara", "contact_email": "organiser@example.org",
    }
    people = [f"Person {number:03d}" for number in range(PEOPLE)]
    sessions = [_session(dice, number, people) for number in range(SESSIONS)]
    with unit_of_work(database) as work:
        describe_event(work, DescribeEvent(event=event.ref, changes=told))
        for number in range(ROOMS):
            save_room(work, SaveRoom(event=event.ref, name=f"Room {number + 1}", capacity=60))
        import_schedule(work, ImportSchedule(event=event.ref, sessions=sessions))
        set_terms(
            work,
            SetTerms(
                event=event.ref, fee=Money(8250, "GBP"), fee_for="a day", who_is_paid="Everybody.",
                costs_covered=[*catalogue("GB", "GBP").costs, "mileage"], working_days=10,
            ),
        )
        open_event(work, OpenEvent(event=event.ref))
        publish_release(work, PublishRelease(event=event.ref))


def _session(dice: random.Random, number: int, people: list[str]) -> ImportedSession:
    day, place = divmod(number, SESSIONS // 2)
    slot, room = divmod(place, ROOMS)
    start = dt.datetime.combine(FIRST_DAY, dt.time(9), ZoneInfo("Europe/London"))
    leads = (people[number], people[SESSIONS + number // 4]) if number % 4 == 0 else (people[number],)
    return ImportedSession(
        external_id=str(number),
        title=f"Session {number + 1:03d}: {sentence(dice, 5)}",
        summary=sentence(dice, 120),
        people=leads,
        room=f"Room {room + 1}",
        starts_at=start + dt.timedelta(days=day, minutes=45 * slot),
        minutes=40,
    )
