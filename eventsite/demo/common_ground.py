"""Common Ground: the gathering to come, modelled on a day where people asked for room for mistakes as well as triumphs."""

import datetime as dt
from zoneinfo import ZoneInfo

from eventsite.access.commands import MoveNeed, ReadNeeds, SetOffer, move_need, read_needs, set_offer
from eventsite.access.queries import needs_by_holder
from eventsite.access.values import Offered
from eventsite.demo.people import ORGANISER, Stage, browser_of, next_saturday
from eventsite.events.commands.lifecycle import OpenEvent, open_event
from eventsite.events.models import Event
from eventsite.events.values import Meeting, PowerHolder
from eventsite.kernel.money import Money
from eventsite.offers.commands.answering import AnswerOffer, answer_offer
from eventsite.offers.commands.terms import SetTerms, set_terms
from eventsite.offers.values import OfferAnswer, catalogue
from eventsite.programme.commands.plan import (
    PlaceSession,
    SaveRoom,
    SaveSession,
    place_session,
    save_room,
    save_session,
)
from eventsite.programme.commands.releases import PublishRelease, publish_release
from eventsite.programme.queries.plan import rooms_of, sessions_of
from eventsite.programme.queries.releases import latest_release
from eventsite.programme.values import Kind, SharingFocus, StepFree
from eventsite.registration.commands.answering import (
    Answer,
    ChooseSessions,
    DescribeNeeds,
    StartRegistration,
    SubmitRegistration,
    answer,
    choose_sessions,
    describe_needs,
    start_registration,
    submit_registration,
)
from eventsite.registration.queries import choosable
from eventsite.registration.values import AttendanceMode

SLUG = "common-ground"
FEE = Money(16500, "GBP")

OFFER = {
    "step_free": ("yes", "From the car park to every room but the Loft. We walked it with a wheelchair user."),
    "lift_size": ("yes", "The lift is 110 by 140 cm."),
    "accessible_toilet": ("yes", "One on each floor."),
    "changing_places": ("no", "The nearest one is in the library, four minutes away."),
    "toilet_near": ("yes", ""),
    "hearing_loop": ("yes", "In the Hall and the Orchard Room, tested on 3 November."),
    "captions_live": ("yes", "In the Hall, all day."),
    "bsl": ("yes", "Two interpreters. Tell us by the last date on the booking page if you can."),
    "microphones": ("yes", "Always, even if you have a loud voice."),
    "seat_with_arms": ("yes", ""),
    "good_lighting": ("yes", ""),
    "quiet_room": ("yes", "The Snug, open all day, with blankets."),
    "breaks": ("yes", "After every hour or less."),
    "own_food": ("yes", ""),
    "assistant_free": ("yes", "Place, food and travel."),
    "papers_early": ("yes", "By email or post."),
    "easy_read": ("yes", "For the plan of the day."),
    "directions_pictures": ("yes", "We post them to you if you like."),
    "fragrance_free": ("no", "We ask people, but we cannot promise it."),
    "child_care": ("no", "We pay for child care at home instead."),
    "replacement_care": ("yes", ""),
    "named_listener": ("yes", "Denise, in the Snug."),
    "travel_paid_ahead": ("yes", "Ring us and we buy your ticket."),
}

ROOMS = {
    "The Hall": (120, StepFree.YES, "Ground floor, big windows, hearing loop. Live captions on a screen.", False),
    "Orchard Room": (40, StepFree.YES, "Ground floor, opens to the garden. Hearing loop.", False),
    "Loft": (18, StepFree.NO, "Up one flight of stairs. Nothing that you need is only here.", False),
    "The Snug": (10, StepFree.YES, "The quiet room. Low light, blankets, nobody asks.", True),
}

# day, start, minutes, room, title, format, tells, facilitators, places, summary, content note
SESSIONS: list[tuple[int, str, int, str, str, str, SharingFocus, tuple[str, ...], int | None, str, str]] = [
    (0, "09:30", 30, "The Hall", "Hello round: who is here?", "hello_round", SharingFocus.NEITHER, ("Amara", "Denise"), None,
     "Tea first. Then we talk in pairs, with no topic. Nobody has to say what they do for a living.", ""),
    (0, "10:15", 40, "The Hall", "How we treat each other today", "agreement", SharingFocus.NEITHER, ("Tom",), None,
     "We write it together and put it on the wall.", ""),
    (0, "11:15", 55, "The Hall", "The trial that listened too late", "fail_talks", SharingFocus.TROUBLE, ("Kofi", "Ruth"), 60,
     "A researcher and a patient tell how a study went wrong, and what it cost each of them. Then you ask.",
     "Talks about a bad time in hospital."),
    (0, "11:15", 55, "Orchard Room", "Swap shop: bring one thing that went wrong", "swap_shop", SharingFocus.TROUBLE, ("Denise",), 16,
     "You bring a small mistake. You swap it with a stranger. You leave lighter.", ""),
    (0, "13:30", 50, "The Hall", "Who is paid to be at this table?", "fishbowl", SharingFocus.BOTH, ("Amara", "Farid"), 50,
     "Some of us are here on a salary. Some are not. We talk about what that does, and what would be fair.", ""),
    (0, "13:30", 50, "Orchard Room", "Say it so my nan gets it", "one_two_four_all", SharingFocus.TRIUMPH, ("Bill", "Mei"), 24,
     "We take one page from a real study and make it plain, line by line.", ""),
    (0, "13:30", 50, "Loft", "Troika: bring a hard question", "troika", SharingFocus.BOTH, ("Ruth",), 12,
     "In threes. You ask, two others think with you.", ""),
    (0, "14:45", 50, "The Hall", "What we changed because of you", "triumph_and_trouble", SharingFocus.BOTH, ("Joyce", "Kofi"), 60,
     "Two projects show what people said, what was done, what was not, and why.", ""),
    (0, "14:45", 50, "Orchard Room", "When the law says no", "near_miss", SharingFocus.TROUBLE, ("Priya",), 12,
     "In a trial some things cannot be shared. Which ones really? We look at one case.", ""),
    (0, "15:50", 20, "The Hall", "Closing round", "debrief", SharingFocus.NEITHER, ("Tom", "Denise"), None,
     "What stays with me, what I leave here, who will check on me.", ""),
]
BREAKS = [("10:55", 20, "Tea, and somebody to sit with"), ("12:10", 80, "Lunch, long on purpose"), ("14:20", 25, "Tea and fresh air"), ("10:00", 15, "Settle in")]

# name, email, coming, perspectives, support, sessions by title start, answer, needs
GUESTS: list[tuple[str, str, AttendanceMode, list[str], bool, list[str], OfferAnswer, list[str]]] = [
    ("Joyce", "attendee@example.org", AttendanceMode.IN_PERSON, ["lived_experience"], False, ["The trial", "Who is paid", "What we"], OfferAnswer.ACCEPT, ["large_print", "seat_with_arms"]),
    ("Denise", "carer@example.org", AttendanceMode.IN_PERSON, ["carer", "community"], False, ["Swap shop", "Who is paid"], OfferAnswer.ADVICE, ["replacement_care"]),
    ("Bill", "bill@example.org", AttendanceMode.IN_PERSON, ["lived_experience", "community"], True, ["Swap shop", "Say it"], OfferAnswer.ACCEPT, ["step_free", "wheelchair_space", "assistant_free"]),
    ("Ruth", "ruth@example.org", AttendanceMode.IN_PERSON, ["lived_experience"], False, ["The trial", "Troika"], OfferAnswer.CHARITY, ["named_listener", "content_notes"]),
    ("Kofi", "kofi@example.org", AttendanceMode.IN_PERSON, ["researcher"], False, ["The trial", "Who is paid"], OfferAnswer.DECLINE, []),
    ("Priya", "priya@example.org", AttendanceMode.ONLINE, ["practitioner"], False, ["When the law"], OfferAnswer.DECLINE, ["captions_online"]),
    ("Sam", "sam@example.org", AttendanceMode.ONLINE, ["student", "new"], False, ["Say it"], OfferAnswer.LESS, ["camera_off", "chat_as_voice"]),
    ("Łukasz", "lukasz@example.org", AttendanceMode.IN_PERSON, ["carer"], False, ["Swap shop"], OfferAnswer.ACCEPT, ["english_not_first", "diet_coeliac"]),
    ("Gwen", "gwen@example.org", AttendanceMode.IN_PERSON, ["practitioner", "carer"], False, ["Troika", "What we"], OfferAnswer.ACCEPT, []),
    ("Ade", "ade@example.org", AttendanceMode.IN_PERSON, ["community"], True, ["Swap shop", "Who is paid"], OfferAnswer.ACCEPT, ["bsl"]),
]


def play(stage: Stage) -> None:
    """Plan Common Ground, open it, publish its programme twice, and let people register."""
    stage.at(-40)
    event = _describe(stage, next_saturday(stage.today.date() + dt.timedelta(days=63)))
    _offer(stage, event)
    _programme(stage, event)
    stage.at(-20)
    for number, guest in enumerate(GUESTS):
        stage.at(-20 + number, 9 + number % 8)
        _register(stage, event, guest)
    stage.at(-5)
    _look_after_needs(stage, event)
    _move_one(stage, event)
    stage.at(-1)
    stage.deliver()


def _describe(stage: Stage, day: dt.date) -> Event:
    told = {
        "why": "A day about doing health research together: what worked, what did not, and what we do next time. "
        "Too many events show only success. Here both have a place.",
        "who_with": "People who live with an illness, carers, community groups, nurses, doctors, researchers. "
        "We still hear too little from young carers and from people who do not speak English at home.",
        "when_roughly": "A Saturday in winter",
        "starts_on": day,
        "ends_on": day,
        "meeting": Meeting.BOTH,
        "where": "Orchard House, Leeds",
        "address": "Orchard House\n12 Mill Lane\nLeeds LS2 7QQ",
        "directions": "From the station take bus 16 to Mill Lane. It stops at our door.\n"
        "Amara meets you there in a yellow scarf, from 8:45.\nThe main door opens by itself. The Hall is straight on.",
        "host": "The Orchard Alliance",
        "who_decides": "Six of us plan the day: two patients, a carer, a nurse, two researchers. We decide by consent: "
        "one good reason against is enough to change a plan. The money comes from a grant that we hold together.",
        "decided_already": "The date and the house. The grant must be spent by summer. In a medicines trial the sponsor "
        "stays responsible by law. Everything else is open.",
        "question_held_by": PowerHolder.TOGETHER,
        "agenda_held_by": PowerHolder.TOGETHER,
        "money_held_by": PowerHolder.TOGETHER,
        "result_held_by": PowerHolder.TOGETHER,
        "contact_name": "Amara",
        "contact_email": ORGANISER,
        "contact_phone": "01632 960 001",
        "capacity": 90,
    }
    return stage.event("Common Ground", told)


def _offer(stage: Stage, event: Event) -> None:
    with stage.acting(ORGANISER) as work:
        lines = {code: (Offered(status), detail) for code, (status, detail) in OFFER.items()}
        set_offer(work, SetOffer(event=event.ref, lines=lines))
        set_terms(
            work,
            SetTerms(
                event=event.ref,
                fee=FEE,
                fee_for="the day and the time to get ready",
                who_is_paid="Two of the team are here on a university salary. Everybody who takes part without a salary "
                "for it is offered a fee. Speakers and helpers get the same.",
                costs_covered=catalogue("GB", "GBP").coverable,
                working_days=10,
            ),
        )


def _programme(stage: Stage, event: Event) -> None:
    zone = ZoneInfo(event.zone)
    if event.starts_on is None:
        raise ValueError(event)

    def at(clock: str) -> dt.datetime:
        return dt.datetime.combine(event.starts_on, dt.time.fromisoformat(clock), zone)  # type: ignore[arg-type]

    with stage.acting(ORGANISER) as work:
        rooms = {
            name: save_room(
                work,
                SaveRoom(event=event.ref, name=name, capacity=people, step_free=steps, note=note, is_quiet=quiet),
            ).ref
            for name, (people, steps, note, quiet) in ROOMS.items()
        }
        for _day, start, minutes, room, title, fmt, sharing_focus, who, places, summary, note in SESSIONS:
            saved = save_session(
                work,
                SaveSession(
                    event=event.ref, title=title, summary=summary, format=fmt, sharing_focus=sharing_focus, facilitators=who,
                    places=places, minutes=minutes, content_note=note,
                ),
            )
            place_session(
                work,
                PlaceSession(session=saved.ref, starts_at=at(start), minutes=minutes, room=rooms[room]),
            )
        for start, minutes, title in BREAKS:
            saved = save_session(work, SaveSession(event=event.ref, title=title, kind=Kind.BREAK, minutes=minutes))
            place_session(work, PlaceSession(session=saved.ref, starts_at=at(start), minutes=minutes))
        save_session(
            work,
            SaveSession(
                event=event.ref, title="A longer talk about money", format="long_table", sharing_focus=SharingFocus.TROUBLE,
                minutes=85, is_certain=False, summary="Five people asked for more time on this. Shall we?",
            ),
        )
        open_event(work, OpenEvent(event=event.ref))
        publish_release(work, PublishRelease(event=event.ref, note="The first plan. Tell us what is missing."))


def _register(
    stage: Stage, event: Event, guest: tuple[str, str, AttendanceMode, list[str], bool, list[str], OfferAnswer, list[str]]
) -> None:
    name, email, coming, perspectives, support, titles, offer, needs = guest
    with stage.acting(email) as work:
        ref = start_registration(work, StartRegistration(event=event.ref, browser=browser_of(email))).ref
    chosen = [ref_ for title, ref_ in _titles(stage, event) if any(title.startswith(t) for t in titles)]
    with stage.acting(email, ref) as work:
        changes = {
            "name": name, "email": email, "attendance_mode": coming, "perspectives": perspectives, "brings_support": support,
        }
        answer(work, Answer(ref=ref, stage="name", changes=changes))
        for asked in ("contact", "coming", "perspectives", "help", "help-details", "support"):
            answer(work, Answer(ref=ref, stage=asked))
        if needs:
            describe_needs(work, DescribeNeeds(ref=ref, codes=needs, words={}, stage="help-details"))
        choose_sessions(work, ChooseSessions(ref=ref, sessions=chosen))
        less = Money(5000, "GBP") if offer is OfferAnswer.LESS else None
        charity = "Leeds Young Carers" if offer is OfferAnswer.CHARITY else ""
        answer_offer(work, AnswerOffer(registration=ref, answer=offer, less=less, charity=charity, stage="payment"))
        submit_registration(work, SubmitRegistration(ref=ref))


def _titles(stage: Stage, event: Event) -> list[tuple[str, str]]:
    with stage.acting(ORGANISER) as work:
        released = latest_release(work.database, event.id)
    return [(slot.title, slot.ref) for slot in choosable(released)]


def _look_after_needs(stage: Stage, event: Event) -> None:
    with stage.acting("access@example.org") as work:
        board = needs_by_holder(work.database, event.id)
        for number, registration_ref in enumerate(board):
            for need in read_needs(work, ReadNeeds(event=event.ref, registration_ref=registration_ref.registration_ref)) if number % 2 == 0 else []:
                move_need(work, MoveNeed(event=event.ref, ref=need.ref, action="promise" if number % 4 == 0 else "talk"))


def _move_one(stage: Stage, event: Event) -> None:
    with stage.acting(ORGANISER) as work:
        sessions, rooms = sessions_of(work.database, event.id), {r.name: r.ref for r in rooms_of(work.database, event.id)}
    for beginning, later, room in (("Troika", 75, "Orchard Room"), ("When the law", 0, "Loft")):
        found = next(s for s in sessions if s.title.startswith(beginning))
        if found.starts_at is None:
            raise ValueError(beginning)
        starts_at = found.starts_at + dt.timedelta(minutes=later)
        with stage.acting(ORGANISER) as work:
            place_session(work, PlaceSession(session=found.ref, starts_at=starts_at, minutes=50, room=rooms[room]))
    with stage.acting(ORGANISER) as work:
        note = "Troika has moved out of the Loft, because of the stairs."
        publish_release(work, PublishRelease(event=event.ref, note=note))
