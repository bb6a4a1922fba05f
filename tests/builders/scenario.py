"""Plain builders: each makes one thing through the same commands that everybody uses, with sensible words in it."""

import dataclasses
import datetime as dt
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsite.claims.commands.claiming import AddCost, SubmitClaim, add_cost, submit_claim
from eventsite.claims.commands.opening import OpenClaim, open_claim
from eventsite.claims.models import Claim
from eventsite.events.commands.describing import DescribeEvent, StartEvent, describe_event, start_event
from eventsite.events.commands.lifecycle import OpenEvent, open_event
from eventsite.events.commands.team import InviteMember, invite_member
from eventsite.events.queries import actor_of
from eventsite.events.values import Role
from eventsite.kernel.actor import Actor
from eventsite.kernel.money import Money
from eventsite.kernel.ports import Email, Undeliverable
from eventsite.kernel.references import digest
from eventsite.offers.commands.answering import AnswerOffer, answer_offer
from eventsite.offers.commands.terms import SetTerms, set_terms
from eventsite.offers.values import OfferAnswer
from eventsite.organisations.commands import FoundOrganisation, found_organisation
from eventsite.organisations.models import Organisation
from eventsite.payouts.commands.methods import GiveMethod, give_method
from eventsite.payouts.values import MethodKind
from eventsite.people.commands.mailboxes import person_with
from eventsite.people.commands.signing_in import AskToSignIn, SignInWithLink, ask_to_sign_in, sign_in_with_link
from eventsite.people.rules import link_token as sign_in_token
from eventsite.programme.commands.plan import (
    PlaceSession,
    SaveRoom,
    SaveSession,
    place_session,
    save_room,
    save_session,
)
from eventsite.programme.commands.releases import PublishRelease, publish_release
from eventsite.records.work import unit_of_work
from eventsite.registration.commands.answering import (
    Answer,
    ChooseSessions,
    StartRegistration,
    SubmitRegistration,
    answer,
    choose_sessions,
    start_registration,
    submit_registration,
)
from eventsite.registration.commands.attendance import RecordAttendance, record_attendance
from eventsite.registration.commands.proving import ProveRegistration, prove_registration
from eventsite.registration.models import Registration
from eventsite.registration.queries.households import asked_who
from eventsite.registration.rules import link_token
from eventsite.registration.views.stage import COMING_STAGE

NOW = dt.datetime(2027, 3, 1, 9, 0, tzinfo=dt.UTC)
DAY = dt.date(2027, 3, 27)
ORGANISER, CHECKER, PAYER, ACCESS = (f"{name}@example.org" for name in ("organiser", "checker", "payer", "access"))


BROWSER_SECRET = "the browser in which people in tests register"
BROWSER = digest(BROWSER_SECRET)


def gbp(minor: int) -> Money:
    return Money(minor, "GBP")


class RecordingMailer:
    """A post that keeps what it was given."""

    def __init__(self) -> None:
        self.emails: list[Email] = []
        self.is_away = False
        self.refuses: set[str] = set()

    def send(self, email: Email) -> None:
        if self.is_away:
            raise OSError("the mail server is away")
        if email.to in self.refuses:
            raise Undeliverable("550 5.1.1")
        self.emails.append(email)

    def probe(self) -> bool:
        if self.is_away:
            raise OSError("the mail server is away")
        return True

    def to(self, address: str) -> list[Email]:
        return [email for email in self.emails if email.to == address]


class MemoryFiles:
    """A file store in memory; the contract suite holds it to what the real ones do."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def put(self, name: str, content: bytes) -> None:
        self.kept[name] = content

    def get(self, name: str) -> bytes:
        try:
            return self.kept[name]
        except KeyError:
            raise FileNotFoundError(name) from None

    def remove(self, name: str) -> None:
        self.kept.pop(name, None)


@dataclasses.dataclass
class Scenario:
    """A database with people in it, and units of work in which they act."""

    database: object

    def actor(self, email: str = "", *holds: str) -> Actor:
        """Whoever has this address, with the roles they have now, holding the links of these registrations."""
        with unit_of_work(self.database) as work:
            person = person_with(work, email, email.partition("@")[0].title()) if email else None
            known = actor_of(work.database, person) if person else Actor()
            return dataclasses.replace(known, registration_refs=frozenset(holds), browser=BROWSER if holds else None)

    @contextmanager
    def acting(self, email: str = "", *holds: str):
        with unit_of_work(self.database, self.actor(email, *holds)) as work:
            yield work

    def sign_in(self, *emails: str) -> None:
        """Have whoever has these addresses sign in once, by the letter."""
        for email in emails:
            ref = self.database.perform(ask_to_sign_in, AskToSignIn(email=email))
            self.database.perform(sign_in_with_link, SignInWithLink(ref=ref, token=sign_in_token(self.database.cipher, ref)))

    def organisation(self, name: str = "The Barn Collective", owner: str = ORGANISER) -> str:
        """An organisation that somebody owns, made where there is none of that name. Returns its reference."""
        found = self.read(select(Organisation.ref).where(Organisation.name == name))
        if found:
            return found[0]
        command = FoundOrganisation(name=name, owner=owner, known_as=owner.partition("@")[0].title())
        return self.database.perform(found_organisation, command).ref

    def event(
        self, name: str = "Spring meeting", *, opened: bool = True, capacity: int | None = None, of: str = "The Barn Collective",
        **changes,
    ):
        """An event with a team, described in full, open unless said otherwise."""
        host = self.organisation(of)
        with self.acting(ORGANISER) as work:
            event = start_event(work, StartEvent(organisation=host, name=name))
        told = {
            "why": "To share what went wrong.", "who_with": "Anybody.", "starts_on": DAY, "ends_on": DAY,
            "where": "The barn", "who_decides": "All of us.", "decided_already": "Nothing yet.",
            "contact_name": "Amara", "contact_email": ORGANISER, "contact_phone": "01632 960 001", "capacity": capacity,
        }
        with self.acting(ORGANISER) as work:
            describe_event(work, DescribeEvent(event=event.ref, changes=told | changes))
            for email, role in ((CHECKER, Role.CHECKER), (PAYER, Role.PAYER), (ACCESS, Role.ACCESS_LEAD)):
                invite_member(work, InviteMember(event=event.ref, email=email, name=email[:5].title(), role=role))
        with self.acting(ORGANISER) as work:
            return open_event(work, OpenEvent(event=event.ref)) if opened else event

    def session(self, event, title: str = "Swap shop", *, at: str = "10:00", minutes: int = 45, room: str = "", **words):
        """A placed session. Returns its reference."""
        start = dt.datetime.combine(DAY, dt.time.fromisoformat(at), dt.UTC)
        with self.acting(ORGANISER) as work:
            saved = save_session(
                work,
                SaveSession(event=event.ref, title=title, minutes=minutes, **{"facilitators": ("Denise",)} | words),
            )
            place_session(
                work,
                PlaceSession(session=saved.ref, starts_at=start, minutes=minutes, room=room or None),
            )
        return saved.ref

    def move(self, session: str, *, at: str, room: str = "", minutes: int = 45) -> None:
        """Give a session another time and room, unpublished yet."""
        start = dt.datetime.combine(DAY, dt.time.fromisoformat(at), dt.UTC)
        with self.acting(ORGANISER) as work:
            place_session(work, PlaceSession(session=session, starts_at=start, minutes=minutes, room=room or None))

    def room(self, event, name: str = "Hall", **words) -> str:
        with self.acting(ORGANISER) as work:
            return save_room(work, SaveRoom(event=event.ref, name=name, **words)).ref

    def release(self, event, note: str = ""):
        with self.acting(ORGANISER) as work:
            return publish_release(work, PublishRelease(event=event.ref, note=note))

    def terms(self, event, fee: int = 8250):
        with self.acting(ORGANISER) as work:
            return set_terms(
                work,
                SetTerms(
                    event=event.ref, fee=gbp(fee), fee_for="half a day", who_is_paid="Everybody.",
                    costs_covered=["fare", "mileage"], working_days=10,
                ),
            )

    def begun(self, event, email: str = "joyce@example.org", name: str = "Joyce", **changes) -> str:
        """A draft registration with a name and an address. Returns its reference."""
        with self.acting() as work:
            ref = start_registration(work, StartRegistration(event=event.ref, browser=BROWSER)).ref
        with self.acting("", ref) as work:
            mode = {key: changes.pop(key) for key in ("attendance_mode",) if key in changes}
            answer(work, Answer(ref=ref, stage="name", changes={"name": name, "email": email} | changes))
            if mode:
                answer(work, Answer(ref=ref, stage=COMING_STAGE, changes=mode))
        return ref

    def coming(self, event, email: str = "joyce@example.org", sessions=(), offer: OfferAnswer | None = None, proven: bool = True, **changes) -> str:
        """A registration that was sent, and whose letter was opened unless said otherwise. Returns its reference."""
        ref = self.begun(event, email, **changes)
        with self.acting("", ref) as work:
            choose_sessions(work, ChooseSessions(ref=ref, sessions=sessions))
            if offer:
                answer_offer(work, AnswerOffer(registration=ref, answer=offer, stage="payment"))
            submit_registration(work, SubmitRegistration(ref=ref))
        if proven:
            self.prove(ref)
        return ref

    def prove(self, ref: str):
        """Open the link in the letter about a registration."""
        (registration,) = self.read(select(Registration).where(Registration.ref == ref))
        with self.acting() as work:
            earlier, known = asked_who(work.database, registration)
        same_as = "" if earlier or not known else known[0].ref
        token = link_token(self.database.cipher, ref, 0)
        command = ProveRegistration(ref=ref, browser=BROWSER, token=token, same_as=same_as)
        self.database.perform(prove_registration, command, Actor())

    def first_day(self, event) -> dt.datetime:
        """Noon, where the event is, on the day on which it begins."""
        return dt.datetime.combine(event.starts_on, dt.time(12), tzinfo=ZoneInfo(event.zone))

    def there(self, event, *refs: str) -> int:
        """Write down on the first day of an event that these registrations were there, and go back to today. Returns how many are new."""
        clock, today = self.database.clock, self.database.clock.now()
        clock.set(max(today, self.first_day(event)))
        try:
            with self.acting(ORGANISER) as work:
                return record_attendance(work, RecordAttendance(event=event.ref, refs=list(refs)))
        finally:
            clock.set(today)

    def claim(self, event, email: str = "joyce@example.org", *, fare: int | None = 2000, submitted: bool = True) -> str:
        """A claim with the agreed fee and a fare, sent to be checked. Returns its reference."""
        registration = self.coming(event, email, offer=OfferAnswer.ACCEPT)
        self.there(event, registration)
        self.database.perform(open_claim, OpenClaim(registration=registration))
        with self.acting("", registration) as work:
            claim = work.database.scalars(select(Claim).where(Claim.registration == registration)).one()
            if fare:
                add_cost(work, AddCost(
                    claim=claim.ref, category="fare", what="Train", incurred_on=dt.date(2027, 2, 1), amount=gbp(fare),
                    lost_receipt="The machine kept it",
                ))
            give_method(work, GiveMethod(
                claim=claim.ref, kind=MethodKind.BANK, name="J Example", sort_code="12 34 56", account_number="1234567",
            ))
        if submitted:
            with self.acting("", registration) as work:
                found = work.database.scalars(select(Claim).where(Claim.ref == claim.ref)).one()
                submit_claim(work, SubmitClaim(claim=claim.ref, version=found.version))
        return claim.ref

    @contextmanager
    def behind(self):
        """A unit of work whose session knows nothing of the path: for rows as something older, or somebody else, left them."""
        with self.acting() as work, Session(self.database.writing, expire_on_commit=False) as database:
            yield dataclasses.replace(work, database=database)
            database.commit()

    def read(self, statement):
        """Run a statement and return its scalars."""
        with unit_of_work(self.database) as work:
            return list(work.database.scalars(statement))
