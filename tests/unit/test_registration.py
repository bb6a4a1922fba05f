"""The lives of a registration and of a need: every move there is, and no other."""

import datetime as dt
import itertools

import pytest

from eventsite.access.permissions import NEED, SAY_NEEDS, TEAM_ACTIONS
from eventsite.access.values import NEED_LIFE, NeedState
from eventsite.events.models import Event
from eventsite.events.rules import standing_of
from eventsite.events.values import EventState
from eventsite.kernel.crypto import FieldCipher
from eventsite.kernel.lifecycle import WrongState
from eventsite.registration.permissions import REGISTRATION
from eventsite.registration.rules import NotOpen, SessionsClash, link_token, refuse_clashes, refuse_unless_open
from eventsite.registration.values import REGISTRATION_LIFE, RegistrationState
from eventsite.registration.views.attendees import _counted
from tests.unit.test_programme_warnings import slot

REGISTRATION_MOVES = {
    "draft": {"start": "draft", "answer": "draft", "submit": "confirmed", "move": "draft", "forget browser": "draft"},
    "confirmed": {
        "answer": "confirmed", "submit": "confirmed", "cancel": "cancelled", "record attendance": "confirmed",
        "take attendance back": "confirmed", "prove": "confirmed", "try code": "confirmed", "renew link": "confirmed",
        "move": "confirmed", "vouch": "confirmed", "forget browser": "confirmed", "disown": "cancelled", "replace": "cancelled",
        "lapse": "cancelled", "tell of cancellation": "confirmed", "tell of changes": "confirmed",
    },
    "cancelled": {
        "cancel": "cancelled", "move": "cancelled", "forget browser": "cancelled",
    },
}
OWNERS = {"say", "ask", "ask again", "withdraw"}
TEAM_MOVES = {
    "asked": {"talk": "talking", "promise": "can_do"},
    "talking": {"promise": "can_do", "agree_differently": "differently", "decline": "cannot"},
    "can_do": {"talk": "talking", "keep": "kept"},
    "differently": {"talk": "talking", "keep": "kept"},
    "kept": {"talk": "talking"},
    "cannot": {"talk": "talking"},
}


def outcome(life, state, action):
    try:
        return life.after(state, action)
    except WrongState:
        return None


@pytest.mark.parametrize(("state", "action"), list(itertools.product(RegistrationState, sorted(REGISTRATION.actions))))
def test_a_registration_moves_as_the_table_says(state, action):
    assert outcome(REGISTRATION_LIFE, state, action) == REGISTRATION_MOVES[state].get(action)


@pytest.mark.parametrize(("state", "action"), list(itertools.product(NeedState, sorted(TEAM_ACTIONS))))
def test_the_team_moves_a_need_as_the_table_says(state, action):
    assert outcome(NEED_LIFE, state, action) == TEAM_MOVES.get(state, {}).get(action)


@pytest.mark.parametrize("state", [state for state in NeedState if state is not NeedState.WITHDRAWN])
def test_other_words_ask_again_whatever_was_promised(state):
    assert NEED_LIFE.after(state, "ask again") is NeedState.ASKED


def test_only_the_person_takes_a_need_off_the_board():
    leads_off = {action for (_state, action), after in NEED_LIFE.moves.items() if after is NeedState.WITHDRAWN}
    assert leads_off == {"withdraw"}
    assert {action for action, permission in NEED.actions.items() if permission is SAY_NEEDS} == OWNERS
    assert TEAM_ACTIONS.isdisjoint(OWNERS)
    assert {action for action in OWNERS if NEED_LIFE.allows(NeedState.WITHDRAWN, action)} == set()


def test_one_can_register_until_the_last_day_is_over():
    last = dt.date(2027, 3, 27)
    event = Event(state=EventState.OPEN, ends_on=last, zone="Pacific/Honolulu")
    ends = dt.datetime(2027, 3, 28, 10, 0, tzinfo=dt.UTC)  # midnight there
    refuse_unless_open(standing_of(event, ends - dt.timedelta(seconds=1)))
    with pytest.raises(NotOpen, match="is over"):
        refuse_unless_open(standing_of(event, ends))


@pytest.mark.parametrize(("state", "standing"), [("draft", "not_public"), ("closed", "closed"), ("archived", "over")])
def test_only_what_is_public_and_open_takes_registrations(state, standing):
    event = Event(state=EventState(state), ends_on=None, zone="Europe/London")
    assert standing_of(event, dt.datetime(2027, 3, 1, tzinfo=dt.UTC)) == standing
    with pytest.raises(NotOpen):
        refuse_unless_open(standing_of(event, dt.datetime(2027, 3, 1, tzinfo=dt.UTC)))


def test_one_session_after_the_other_is_no_clash():
    refuse_clashes([slot("a", "10:00"), slot("b", "10:45"), slot("c", "11:30")])
    with pytest.raises(SessionsClash):
        refuse_clashes([slot("a", "10:00"), slot("b", "10:44")])


def test_the_link_to_a_registration_has_too_many_bits_to_be_guessed():
    bits_of_a_hexadecimal_digit = 4
    assert len(link_token(FieldCipher({"k": b"k" * 32}), "someone", 0)) * bits_of_a_hexadecimal_digit >= 160


@pytest.mark.parametrize(("count", "said"), [(0, "missing"), (1, "thin"), (4, "thin"), (5, "heard"), (40, "heard")])
def test_fewer_than_five_of_a_kind_are_never_told_from_one(count, said):
    told = dict(_counted({"carer": count}))
    assert told["I care for somebody, or am family"] == said
