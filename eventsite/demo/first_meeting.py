"""The first meeting: gone by, so that claims stand in every state, with letters for each step."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select

from eventsite.claims.commands.checking import DecideClaim, ReturnClaim, decide_claim, return_claim
from eventsite.claims.commands.claiming import AddCost, AddMileage, SubmitClaim, add_cost, add_mileage, submit_claim
from eventsite.claims.models import Claim
from eventsite.claims.values import Verdict
from eventsite.demo.people import ORGANISER, Stage, browser_of
from eventsite.events.commands.lifecycle import CloseEvent, OpenEvent, close_event, open_event
from eventsite.events.models import Event
from eventsite.events.values import PowerHolder
from eventsite.kernel.money import Money
from eventsite.offers.commands.answering import AnswerOffer, answer_offer
from eventsite.offers.commands.terms import SetTerms, set_terms
from eventsite.offers.values import OfferAnswer, catalogue
from eventsite.payouts.commands.methods import GiveMethod, give_method
from eventsite.payouts.commands.paying import MarkBatchPaid, SealBatch, mark_batch_paid, seal_batch
from eventsite.payouts.values import MethodKind
from eventsite.programme.commands.plan import (
    PlaceSession,
    SaveRoom,
    SaveSession,
    place_session,
    save_room,
    save_session,
)
from eventsite.programme.commands.releases import PublishRelease, publish_release
from eventsite.programme.values import SharingFocus, StepFree
from eventsite.registration.commands.answering import (
    Answer,
    StartRegistration,
    SubmitRegistration,
    answer,
    start_registration,
    submit_registration,
)
from eventsite.registration.commands.attendance import RecordAttendance, record_attendance

DAYS_AGO = 15
CHECKER, PAYER = "claims@example.org", "finance@example.org"


@dataclass(frozen=True)
class Guest:
    """Somebody who was there, and how far their claim goes."""

    name: str
    email: str
    answer: OfferAnswer
    goes: str
    miles: int = 0
    fare: int = 0
    rings: str = ""
    """The number to ring about the money, for who has no bank account."""


GUESTS = (
    Guest("Joyce", "attendee@example.org", OfferAnswer.ACCEPT, "draft"),
    Guest("Denise", "carer@example.org", OfferAnswer.ACCEPT, "submitted", fare=2840),
    Guest("Bill", "bill@example.org", OfferAnswer.ACCEPT, "submitted", miles=23),
    Guest("Ruth", "ruth@example.org", OfferAnswer.CHARITY, "returned", fare=1190),
    Guest("Gwen", "gwen@example.org", OfferAnswer.ACCEPT, "approved", miles=12),
    Guest("Łukasz", "lukasz@example.org", OfferAnswer.LESS, "part", fare=4500),
    Guest("Ade", "ade@example.org", OfferAnswer.ACCEPT, "paid", fare=3120),
    Guest("Sam", "sam@example.org", OfferAnswer.DECLINE, "paid", fare=990, rings="01632 960 014"),
    Guest("Kofi", "kofi@example.org", OfferAnswer.DECLINE, "declined", fare=6400),
)


def play(stage: Stage) -> None:
    """Hold the first meeting, and take each claim as far as it goes."""
    stage.at(-50)
    event = _plan(stage)
    refs = {}
    for number, guest in enumerate(GUESTS):
        stage.at(-40 + number)
        refs[guest.email] = _register(stage, event, guest)
    stage.at(-DAYS_AGO + 1)
    with stage.acting(ORGANISER) as work:
        record_attendance(work, RecordAttendance(event=event.ref, refs=list(refs.values())))
    stage.deliver()
    stage.at(-DAYS_AGO + 2)
    with stage.acting(ORGANISER) as work:
        close_event(work, CloseEvent(event=event.ref))
    claims = {guest.email: _claim(stage, event, guest, refs[guest.email]) for guest in GUESTS}
    stage.deliver()
    _check(stage, claims)
    _pay(stage, [claims[g.email] for g in GUESTS if g.goes == "paid"])
    stage.deliver()


def _plan(stage: Stage) -> Event:
    day = stage.today.date() - dt.timedelta(days=DAYS_AGO)
    told = {
        "why": "We met to find out whether a bigger day makes sense. It does.",
        "who_with": "The people who had asked for it.",
        "starts_on": day,
        "ends_on": day,
        "where": "Orchard House, Leeds",
        "address": "Orchard House\n12 Mill Lane\nLeeds LS2 7QQ",
        "host": "The Orchard Alliance",
        "who_decides": "Everybody who came, by consent.",
        "decided_already": "Nothing yet.",
        "question_held_by": PowerHolder.TOGETHER,
        "agenda_held_by": PowerHolder.TOGETHER,
        "money_held_by": PowerHolder.HOSTS,
        "result_held_by": PowerHolder.TOGETHER,
        "contact_name": "Amara",
        "contact_email": ORGANISER,
        "contact_phone": "01632 960 001",
    }
    event = stage.event("Common Ground: the first meeting", told)
    with stage.acting(ORGANISER) as work:
        terms = SetTerms(
            event=event.ref, fee=Money(8250, "GBP"), fee_for="half a day",
            who_is_paid="One of us came on a salary. Everybody else was offered a fee.",
            costs_covered=catalogue("GB", "GBP").coverable, working_days=10,
        )
        set_terms(work, terms)
    _programme(stage, event, dt.datetime.combine(day, dt.time(10), ZoneInfo(event.zone)))
    return event


def _programme(stage: Stage, event: Event, start: dt.datetime) -> None:
    with stage.acting(ORGANISER) as work:
        room = save_room(work, SaveRoom(event=event.ref, name="The Hall", capacity=60, step_free=StepFree.YES))
        for hours, title, fmt, sharing_focus in (
            (0, "Hello round", "hello_round", SharingFocus.NEITHER),
            (1, "What would a bigger day be for?", "open_space", SharingFocus.BOTH),
        ):
            saved = save_session(
                work, SaveSession(event=event.ref, title=title, format=fmt, sharing_focus=sharing_focus, facilitators=["Amara"], minutes=50)
            )
            at = start + dt.timedelta(hours=hours)
            place_session(work, PlaceSession(session=saved.ref, starts_at=at, minutes=50, room=room.ref))
        open_event(work, OpenEvent(event=event.ref))
        publish_release(work, PublishRelease(event=event.ref))


def _register(stage: Stage, event: Event, guest: Guest) -> str:
    with stage.acting(guest.email) as work:
        ref = start_registration(work, StartRegistration(event=event.ref, browser=browser_of(guest.email))).ref
    with stage.acting(guest.email, ref) as work:
        answer(work, Answer(ref=ref, stage="name", changes={"name": guest.name, "email": guest.email}))
        less = Money(4000, "GBP") if guest.answer is OfferAnswer.LESS else None
        charity = "Leeds Young Carers" if guest.answer is OfferAnswer.CHARITY else ""
        answer_offer(work, AnswerOffer(registration=ref, answer=guest.answer, less=less, charity=charity, stage="payment"))
        submit_registration(work, SubmitRegistration(ref=ref))
    return ref


def _claim(stage: Stage, event: Event, guest: Guest, registration: str) -> str:
    with stage.acting(guest.email, registration) as work:
        claim = work.database.scalars(select(Claim).where(Claim.registration == registration)).one()
        if guest.goes == "draft" or event.starts_on is None:
            return claim.ref
        if guest.fare:
            add_cost(
                work,
                AddCost(
                    claim=claim.ref, category="fare", what="Train and bus, there and back", incurred_on=event.starts_on,
                    amount=Money(guest.fare, "GBP"), lost_receipt="The ticket machine kept it.",
                ),
            )
        if guest.miles:
            add_mileage(
                work,
                AddMileage(
                    claim=claim.ref, vehicle="car", what="Home to Orchard House and back", incurred_on=event.starts_on,
                    tenth_miles=guest.miles * 10,
                ),
            )
        give_method(work, _method(claim.ref, guest))
    with stage.acting(guest.email, registration) as work:
        submit_claim(work, SubmitClaim(claim=claim.ref, version=claim.version))
    return claim.ref


def _method(claim: str, guest: Guest) -> GiveMethod:
    if guest.rings:
        return GiveMethod(claim=claim, kind=MethodKind.TALK, name=guest.name, phone=guest.rings)
    return GiveMethod(claim=claim, kind=MethodKind.BANK, name=guest.name, sort_code="12-34-56", account_number="12345678")


def _check(stage: Stage, claims: dict[str, str]) -> None:
    stage.at(-DAYS_AGO + 4)
    for guest in GUESTS:
        with stage.acting(CHECKER) as work:
            claim = work.database.scalars(select(Claim).where(Claim.ref == claims[guest.email])).one()
            if guest.goes == "returned":
                question = "Was the bus on the same day as the train? Just tick us off if so."
                return_claim(work, ReturnClaim(claim=claim.ref, version=claim.version, question=question))
            elif guest.goes in ("approved", "paid"):
                verdicts: dict[str, tuple[Verdict, Money | None, str]] = {
                    line.ref: (Verdict.FULL, None, "") for line in claim.lines
                }
                decide_claim(work, DecideClaim(claim=claim.ref, version=claim.version, verdicts=verdicts))
            elif guest.goes == "part":
                part = (Verdict.PART, Money(3200, "GBP"), "We can pay the standard fare. First class was not agreed.")
                verdicts = {
                    line.ref: part if line.category == "fare" else (Verdict.FULL, None, "") for line in claim.lines
                }
                decide_claim(work, DecideClaim(claim=claim.ref, version=claim.version, verdicts=verdicts))
            elif guest.goes == "declined":
                why = (Verdict.NONE, None, "Your university has paid for this trip already, it told us.")
                verdicts = {line.ref: why for line in claim.lines}
                decide_claim(work, DecideClaim(claim=claim.ref, version=claim.version, verdicts=verdicts))


def _pay(stage: Stage, refs: list[str]) -> None:
    stage.at(-DAYS_AGO + 6)
    with stage.acting(PAYER) as work:
        batch = seal_batch(work, SealBatch(claims=refs))
    stage.at(-DAYS_AGO + 7)
    with stage.acting(PAYER) as work:
        mark_batch_paid(work, MarkBatchPaid(batch=batch.ref))
