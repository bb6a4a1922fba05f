"""How states look: nothing that people are shown lacks a meaning, and no meaning is told by colour alone."""

import pytest

from eventsite.access.values import NeedState, Offered
from eventsite.claims.values import ClaimState
from eventsite.events.values import EventState, Label
from eventsite.payouts.values import BatchState, PayoutState
from eventsite.web.statuses import ICONS, MEANINGS, Meaning, status, tag

SHOWN = {
    "claim": ClaimState, "claim for the team": ClaimState, "batch": BatchState, "payout": PayoutState, "need": NeedState,
    "offered": Offered, "event": EventState, "label": Label,
}


@pytest.mark.parametrize("shown", sorted(SHOWN))
def test_every_state_has_a_meaning(shown):
    assert set(MEANINGS[shown]) == {state.value for state in SHOWN[shown]}


def test_the_table_holds_nothing_that_nobody_has():
    assert set(MEANINGS) == set(SHOWN)


def test_each_meaning_has_an_icon_of_its_own():
    assert set(ICONS) == set(Meaning)
    assert len(set(ICONS.values())) == len(Meaning)


def test_what_is_not_stated_never_wears_the_colour_of_done():
    assert MEANINGS["label"][Label.NOT_STATED] is MEANINGS["offered"][Offered.NOT_CHECKED] is Meaning.NOT_YET


def test_a_status_is_an_icon_and_a_word(app):
    with app.test_request_context():
        shown = status("claim", ClaimState.PAID, ClaimState.PAID.label)
        assert "govuk-tag--done" in shown
        assert 'aria-hidden="true"' in shown
        assert str(shown).endswith("</svg>Paid</strong>")


def test_words_of_people_stay_words():
    assert "&lt;b&gt;" in tag("done", "<b>")
