"""Choices carry their words: in the language in force, never as they are stored."""

import pytest

from eventsite.claims.values import ClaimState
from eventsite.kernel import i18n
from eventsite.kernel.i18n import lazy_gettext, use_locale
from eventsite.kernel.labels import LabelledEnum
from eventsite.offers.values import OfferAnswer


class Colour(LabelledEnum):
    RED = "red", lazy_gettext("Warm red"), lazy_gettext("Like a post box.")
    BLUE = "blue", lazy_gettext("Cool blue")


def test_what_is_stored_is_the_value_and_what_is_read_are_the_words():
    assert [str(Colour.RED), Colour.RED.value, Colour("red")] == ["red", "red", Colour.RED]
    assert [str(Colour.RED.label), str(Colour.RED.hint)] == ["Warm red", "Like a post box."]
    assert str(Colour.BLUE.hint) == ""


def test_a_question_offers_every_member_in_order():
    assert [(value, str(label), str(hint)) for value, label, hint in Colour.choices()] == [
        ("red", "Warm red", "Like a post box."), ("blue", "Cool blue", ""),
    ]


def test_words_follow_the_language(monkeypatch):
    class Upper:
        def gettext(self, message):
            return message.upper()

    monkeypatch.setattr(i18n, "_catalogue", lambda locale: Upper() if locale == "xx" else i18n.gettext.NullTranslations())
    with use_locale("xx"):
        assert str(Colour.RED.label) == "WARM RED"
    assert str(Colour.RED.label) == "Warm red"


def test_a_member_without_words_stops_the_start():
    with pytest.raises(ValueError, match="not enough values"):

        class Bare(LabelledEnum):
            ONE = "one"


def test_those_who_check_read_of_a_claim_from_their_own_side():
    assert str(ClaimState.RETURNED.label) == "We have a question for you"
    assert str(ClaimState.RETURNED.team_label) == "Given back with a question"
    assert str(ClaimState.PAID.team_label) == str(ClaimState.PAID.label) == "Paid"


def test_each_answer_to_an_offer_says_what_follows():
    assert all(str(answer.hint) for answer in OfferAnswer)
