"""What deserves a second look in a plan: found as codes, weighed, and put in words at the page."""

import datetime as dt

import pytest

from eventsite.kernel.i18n import use_locale
from eventsite.programme.rules.warnings import in_the_open, warnings
from eventsite.programme.values import (
    WEIGHTS,
    Kind,
    PlanWarning,
    RoomFacts,
    SessionName,
    SharingFocus,
    Slot,
    StepFree,
    WarningCode,
)
from eventsite.programme.wording import SENTENCES, sentence

HALL = RoomFacts(ref="hall", name="Hall", capacity=20, step_free=StepFree.YES, note="", is_quiet=False)
LOFT = RoomFacts(ref="loft", name="Loft", capacity=20, step_free=StepFree.NO, note="", is_quiet=False)
A, B = SessionName("a", "a"), SessionName("b", "b")


def slot(ref, start, minutes=45, room="hall", **words):
    at = dt.datetime.fromisoformat(f"2027-03-27T{start}+00:00")
    plain = {
        "kind": Kind.SESSION, "title": ref, "summary": "", "format": "", "sharing_focus": SharingFocus.NEITHER, "content_note": "",
        "facilitators": (f"lead of {ref}",), "places": None, "room": room.title(),
    }
    return Slot(ref=ref, start=at, end=at + dt.timedelta(minutes=minutes), room_ref=room, **plain | words)


def found(*slots, unplaced=()):
    return warnings(slots, unplaced, [HALL, LOFT], "Europe/London")


def codes(*slots, **words):
    return [warning.code for warning in found(*slots, **words)]


HELLO = slot("hello", "09:00", 30, format="hello_round")


def test_a_good_plan_has_no_warnings():
    assert found(HELLO, slot("a", "09:45"), slot("tea", "10:30", 15, kind=Kind.BREAK), slot("b", "10:45", sharing_focus=SharingFocus.TROUBLE)) == []


@pytest.mark.parametrize(
    ("slots", "expected"),
    [
        ((HELLO, slot("a", "10:00"), slot("b", "10:30", 30)), PlanWarning(code=WarningCode.ROOM_CLASH, sessions=(A, B), room="Hall")),
        (
            (HELLO, slot("a", "10:00", facilitators=("Bill",)), slot("b", "10:30", 30, room="", kind=Kind.BREAK, facilitators=("Bill",))),
            PlanWarning(code=WarningCode.PERSON_CLASH, sessions=(A, B), person="Bill"),
        ),
        (
            (HELLO, slot("a", "10:00", facilitators=("Bill",)), slot("b", "10:54", 6, room="", kind=Kind.BREAK, facilitators=("Bill",))),
            PlanWarning(code=WarningCode.SHORT_CHANGE, sessions=(A, B), person="Bill", found=9, limit=10),
        ),
        ((HELLO, slot("a", "10:00", places=21)), PlanWarning(code=WarningCode.TOO_FEW_SEATS, sessions=(A,), room="Hall", found=21, limit=20)),
        ((HELLO, slot("a", "10:00", room="loft")), PlanWarning(code=WarningCode.STEPS, sessions=(A,), room="Loft")),
        ((HELLO, slot("a", "10:00", room="")), PlanWarning(code=WarningCode.NO_ROOM, sessions=(A,))),
        ((HELLO, slot("a", "10:00", facilitators=())), PlanWarning(code=WarningCode.NO_FACILITATOR, sessions=(A,))),
        ((HELLO, slot("a", "10:00"), slot("b", "10:45")), PlanWarning(code=WarningCode.NO_BREAK, sessions=(B,), found=90, limit=60)),
        ((slot("a", "10:00"),), PlanWarning(code=WarningCode.LITTLE_CONTACT, found=0, limit=20)),
        ((slot("a", "08:00"), HELLO), PlanWarning(code=WarningCode.CONTACT_LATER, sessions=(A,))),
        ((HELLO, slot("a", "10:00", sharing_focus=SharingFocus.TRIUMPH)), PlanWarning(code=WarningCode.LITTLE_TROUBLE, found=0, limit=40)),
        (
            (HELLO, slot("a", "10:00", 25, sharing_focus=SharingFocus.TROUBLE), slot("b", "12:00", 40, sharing_focus=SharingFocus.TRIUMPH)),
            PlanWarning(code=WarningCode.LITTLE_TROUBLE, found=38, limit=40),
        ),
    ],
)
def test_one_fault_is_one_warning_with_what_it_is_about(slots, expected):
    assert found(*slots) == [expected]


@pytest.mark.parametrize(("last", "expected"), [(60, []), (78, [PlanWarning(code=WarningCode.LONG_DAY, day=dt.date(2027, 3, 27), found=318, limit=300)])])
def test_five_hours_a_day_are_plenty(last, expected):
    plan = [slot(f"s{hour}", f"{hour}:00", 60, format="hello_round") for hour in (10, 12, 14, 16)]
    breaks = [slot(f"b{hour}", f"{hour}:00", 15, kind=Kind.BREAK) for hour in (11, 13, 15, 17)]
    assert [w for w in found(*plan, *breaks, slot("last", "18:00", last)) if w.code is WarningCode.LONG_DAY] == expected


@pytest.mark.parametrize(("second", "is_told"), [("10:45", False), ("10:44", True)])
def test_rooms_clash_from_the_first_shared_minute(second, is_told):
    assert (WarningCode.ROOM_CLASH in codes(HELLO, slot("a", "10:00"), slot("b", second))) is is_told


@pytest.mark.parametrize(("minutes", "is_told"), [(60, False), (61, True)])
def test_an_hour_without_a_break_is_enough(minutes, is_told):
    assert (WarningCode.NO_BREAK in codes(HELLO, slot("a", "10:00", minutes))) is is_told


@pytest.mark.parametrize(("trouble", "triumph", "is_told"), [(40, 60, False), (39, 61, True), (45, 0, False)])
def test_forty_per_cent_for_what_did_not_work(trouble, triumph, is_told):
    plan = [HELLO, slot("a", "10:00", trouble, sharing_focus=SharingFocus.TROUBLE)]
    if triumph:
        plan.append(slot("b", "12:00", triumph, sharing_focus=SharingFocus.TRIUMPH))
    assert (WarningCode.LITTLE_TROUBLE in codes(*plan)) is is_told


@pytest.mark.parametrize(("minutes", "is_told"), [(19, True), (20, False)])
def test_twenty_minutes_to_get_to_know_each_other_are_enough(minutes, is_told):
    assert (WarningCode.LITTLE_CONTACT in codes(slot("hello", "09:00", minutes, format="hello_round"), slot("a", "10:00"))) is is_told


@pytest.mark.parametrize("how", ["hello_round", "agreement", "cuppa"])
def test_whatever_lets_people_meet_counts_as_getting_to_know_each_other(how):
    assert codes(slot("first", "09:00", 30, format=how), slot("a", "10:00")) == []


def test_a_cancelled_session_clashes_with_nothing_and_an_unplaced_one_is_named():
    assert codes(HELLO, slot("a", "10:00"), slot("b", "10:00", is_cancelled=True)) == []
    assert found(HELLO, unplaced=[A]) == [PlanWarning(code=WarningCode.NO_TIME, sessions=(A,))]


def test_steps_are_told_first_and_beside_whatever_else_is_wrong():
    crowded = [slot(f"s{minute}", f"11:{minute}", 30, places=21, facilitators=()) for minute in range(10, 30)]
    late = slot("late", "19:00", room="loft", places=21, facilitators=())
    told = found(*crowded, late)
    assert told[0] == PlanWarning(code=WarningCode.STEPS, sessions=(SessionName("late", "late"),), room="Loft")
    about_late = {warning.code for warning in told if told[0].sessions[0] in warning.sessions}
    assert about_late == {WarningCode.STEPS, WarningCode.TOO_FEW_SEATS, WarningCode.NO_FACILITATOR}


def test_weightier_warnings_come_first_and_equal_ones_in_the_order_of_the_day():
    told = found(slot("b", "10:00", room=""), slot("a", "12:00", room=""), slot("tea", "14:00", kind=Kind.BREAK), slot("tea too", "14:00", kind=Kind.BREAK))
    assert [(w.code, w.sessions and w.sessions[0].ref) for w in told] == [
        (WarningCode.ROOM_CLASH, "tea"), (WarningCode.NO_ROOM, "b"), (WarningCode.NO_ROOM, "a"), (WarningCode.LITTLE_CONTACT, ()),
    ]


def test_every_code_has_a_weight_and_steps_have_the_heaviest():
    assert WEIGHTS.keys() == set(WarningCode)
    assert min(WEIGHTS.values()) > 0
    assert max(WEIGHTS, key=WEIGHTS.get) is WarningCode.STEPS
    assert sorted(WEIGHTS.values())[-2] < WEIGHTS[WarningCode.STEPS]


@pytest.mark.parametrize(("steps", "others", "shown"), [(0, 3, 2), (1, 3, 2), (4, 3, 4), (0, 1, 1)])
def test_what_comes_first_is_never_among_the_rest(steps, others, shown):
    told = [PlanWarning(code=WarningCode.STEPS)] * steps + [PlanWarning(code=WarningCode.NO_ROOM)] * others
    first, rest = in_the_open(told, 2)
    assert (len(first), [*first, *rest]) == (shown, told)


SAID = {
    WarningCode.STEPS: "“a” is in Loft, which has steps",
    WarningCode.OUTSIDE_DAYS: "“a” is on Saturday 27 March 2027, which is no day of the gathering",
    WarningCode.ROOM_CLASH: "“a” and “b” are in Loft at the same time",
    WarningCode.PERSON_CLASH: "Bill leads “a” and “b” at the same time",
    WarningCode.TOO_FEW_SEATS: "“a” has 738 places, but Loft holds 300 people",
    WarningCode.SHORT_CHANGE: "Bill has less than 300 minutes to get from “a” to “b”",
    WarningCode.NO_ROOM: "“a” has no room",
    WarningCode.NO_TIME: "“a” has no time yet",
    WarningCode.LITTLE_CONTACT: "There is little time to get to know each other: plan 300 minutes or more, before the content",
    WarningCode.NO_BREAK: "By the end of “a” people will have sat for 12 hours and 18 minutes with no break",
    WarningCode.NO_FACILITATOR: "Nobody leads “a” yet",
    WarningCode.LONG_DAY: "Saturday 27 March has 12 hours and 18 minutes of sessions; 5 hours is plenty",
    WarningCode.CONTACT_LATER: "The day starts with “a”; getting to know each other comes first",
    WarningCode.LITTLE_TROUBLE: "Only 738% of the story time is for what did not work; 300% keeps it honest",
}


@pytest.mark.parametrize("code", WarningCode)
def test_every_code_has_its_sentence(code):
    assert SENTENCES.keys() == set(WarningCode)
    warning = PlanWarning(code=code, sessions=(A, B), person="Bill", room="Loft", day=dt.date(2027, 3, 27), found=738, limit=300)
    assert sentence(warning) == SAID[code]


def test_a_sentence_is_made_in_the_language_of_the_page():
    long_day = PlanWarning(code=WarningCode.LONG_DAY, day=dt.date(2027, 3, 27), found=738, limit=300)
    with use_locale("de"):
        assert sentence(long_day).startswith("Sa., 27. März has 12 Stunden und 18 Minuten")


def test_ten_minutes_are_enough_to_change_rooms_and_a_full_room_is_large_enough():
    ending, starting = slot("a", "10:00", facilitators=("Bill",), places=20), slot("b", "10:55", 5, room="", kind=Kind.BREAK, facilitators=("Bill",))
    assert codes(HELLO, ending, starting) == []
