"""The kernel: money, secrets, words, time, and moves that are not in a table."""

import datetime as dt
from decimal import Decimal

import pytest

from eventsite.claims.values import CLAIM_LIFE, ClaimState
from eventsite.events.values import EVENT_LIFE
from eventsite.kernel.columns import Instant
from eventsite.kernel.crypto import CannotOpen, FieldCipher, new_key, parse_keys
from eventsite.kernel.lifecycle import WrongState
from eventsite.kernel.money import Money, NotAnAmount, parse, rounded, show, total
from eventsite.kernel.references import ALPHABET, new_reference, new_secret
from eventsite.kernel.text import name_key, slug, tidy, tidy_code
from eventsite.payouts.values import PAYOUT_LIFE, PayoutState
from eventsite.people.rules import is_same_mailbox, safe_back, same
from eventsite.programme.values import SESSION_LIFE
from eventsite.settings import DEMO_KEYS, BadSetting, Settings


@pytest.mark.parametrize(
    ("text", "minor"),
    [("12.50", 1250), ("12", 1200), ("£12.50", 1250), (" 1,234.56 ", 123456), ("0.01", 1), ("GBP 5", 500), ("1 234", 123400)],
)
def test_amounts_as_people_write_them(text, minor):
    assert parse(text, "GBP") == Money(minor, "GBP")


@pytest.mark.parametrize("text", ["12,50", "1,23", "12.5", "12.505", "-1", "1e3", "NaN", "", "£", "١٢", "1.2.3", "12,3456"])
def test_amounts_that_would_need_a_guess_are_refused(text):
    with pytest.raises(NotAnAmount):
        parse(text, "GBP")


def test_minor_units_come_from_the_currency():
    assert parse("500", "JPY") == Money(500, "JPY")
    assert parse("1.234", "KWD") == Money(1234, "KWD")


@pytest.mark.parametrize(("value", "minor"), [("10.005", 1001), ("10.004", 1000), ("-0.005", -1), ("10.345", 1035)])
def test_one_rounding_half_up(value, minor):
    assert rounded(Decimal(value), "GBP").minor == minor


def test_currencies_do_not_mix():
    with pytest.raises(ValueError, match="mix"):
        Money(1, "GBP") + Money(1, "EUR")
    with pytest.raises(ValueError, match="mix"):
        total([Money(1, "EUR")], "GBP")


def test_amounts_are_summed_and_put_in_order_to_the_last_penny():
    assert total([], "GBP") == Money(0, "GBP")
    assert total([Money(1, "GBP"), Money(2, "GBP")], "GBP") == Money(3, "GBP")
    assert Money(1, "GBP") < Money(2, "GBP")
    assert not Money(2, "GBP") < Money(2, "GBP")
    assert (bool(Money(0, "GBP")), bool(Money(1, "GBP"))) == (False, True)


def test_money_is_shown_without_needless_pence():
    assert (show(Money(16500, "GBP"), "en_GB"), show(Money(1250, "GBP"), "en_GB")) == ("£165", "£12.50")
    assert show(Money(123456, "EUR"), "de_DE") == "1.234,56\xa0€"


def cipher(*ids):
    return FieldCipher({key: (key * 32)[:32].encode() for key in ids or ("a",)})


def test_what_is_sealed_opens_in_its_own_place_only():
    place = {"table": "t", "row": "r", "field": "f"}
    sealed = cipher().seal("Łukasz", **place)
    assert cipher().open(sealed, **place) == "Łukasz"
    assert "Łukasz" not in sealed
    for elsewhere in ({"table": "u"}, {"row": "s"}, {"field": "g"}):
        with pytest.raises(CannotOpen):
            cipher().open(sealed, **place | elsewhere)
    with pytest.raises(CannotOpen):
        cipher("b").open(sealed, **place)
    for broken in (sealed[:-4], sealed.replace(":", ""), "a:", "", sealed[:-2] + "AA"):
        with pytest.raises(CannotOpen):
            cipher().open(broken, **place)


def test_keys_turn_and_old_seals_still_open():
    place = {"table": "t", "row": "r", "field": "f"}
    old = cipher("a").seal("x", **place)
    turned = cipher("b", "a")
    assert turned.open(old, **place) == "x"
    assert turned.seal("x", **place).startswith("b:")
    assert cipher().seal("x", **place) != cipher().seal("x", **place)


def test_a_new_key_can_be_read_back():
    assert [len(key) for key in parse_keys(new_key() + "," + new_key()).values()] == [32, 32]


def test_references_are_never_misread():
    assert not set("01iloOu") & set(ALPHABET)
    assert len({new_reference() for _ in range(1000)}) == 1000


def test_names_stand_where_people_look_for_them():
    names = ["Ægir", "Ana", "Åse", "Ðorđe", "Emil", "Émile", "emma", "Lu", "Łukasz", "Magda", "Øystein", "sam", "Sam", "Zoe", "Анна", "Иван"]
    assert sorted(set(names), key=name_key) == names
    assert [name_key(letter)[0] for letter in "ŁØĐÐĦIŦÆŒÞŊ"] == ["l", "o", "d", "d", "h", "i", "t", "ae", "oe", "th", "n"]
    assert name_key("Zoe\u0308") == name_key("Zo\u00eb")


def test_a_secret_has_too_many_bits_to_be_guessed():
    bits_of_a_letter = 6
    assert len(new_secret()) * bits_of_a_letter >= 160
    assert new_secret() != new_secret()


def test_tidy_keeps_what_people_wrote_and_drops_what_nobody_sees():
    assert tidy("  Zoe\u0308\r\nB\x00\x07\u202e ") == "Zoë\nB"
    assert tidy("שלום\u200f (!)\u200e") == "שלום\u200f (!)\u200e"
    assert tidy("👩\u200d⚕️ नमस्ते") == "👩\u200d⚕️ नमस्ते"
    assert tidy("10\u201312\u00a0people, co\u2011produced\u200b, co\u00adoperative\u202f") == "10\u201312 people, co-produced, cooperative"


@pytest.mark.parametrize("invisible", ["\u200b", "\u200d\u2060", "\u3164", "\u2800 \u00a0", "\u115f\u1160", "\ufeff", "\u00ad", "\u0301", "\u200e"])
def test_what_shows_nothing_is_empty(invisible):
    assert tidy(invisible) == tidy_code(invisible) == ""


@pytest.mark.parametrize(
    ("pasted", "typed"),
    [
        ("12\u201334\u201156", "12-34-56"), ("\u22125", "-5"), ("1\u202f234.50\u00a0", "1 234.50"), ("\uff11\uff12", "12"),
        ("ru\u200cth@exam\u00adple.org\u200b", "ruth@example.org"), ("07700\u2009900\u2010982", "07700 900-982"),
    ],
)
def test_a_pasted_code_becomes_what_a_keyboard_types(pasted, typed):
    assert tidy_code(pasted) == typed


@pytest.mark.parametrize(("text", "expected"), [("Common Ground!", "common-ground"), ("  Été à Zürich ", "ete-a-zurich"), ("会", ""), ("x" * 99, "x" * 60)])
def test_slugs(text, expected):
    assert slug(text) == expected


@pytest.mark.parametrize("typed", ["abc234", " ABC 234", "abc-234", "a b c 2 3 4 "])
def test_a_code_is_the_same_however_it_is_typed(typed):
    assert same(typed, "abc234")
    assert not same(typed + "5", "abc234")


@pytest.mark.parametrize("path", ["https://x", "//x", "/\\x", "x", "", None, "/a\nb"])
def test_ways_back_that_lead_away(path):
    assert safe_back(path) == ""


@pytest.mark.parametrize("path", ["/", "/events/spring?page=2", "/a b"])
def test_a_way_back_on_this_site_is_kept(path):
    assert safe_back(path) == path


def test_naive_times_are_refused():
    with pytest.raises(ValueError, match="naive"):
        Instant().process_bind_param(dt.datetime(2027, 1, 1), None)  # noqa: DTZ001


def test_an_instant_comes_back_as_the_same_instant_in_utc():
    an_hour_ahead = dt.datetime(2027, 3, 27, 10, 30, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    read = Instant().process_result_value(an_hour_ahead, None)
    assert (read, read.utcoffset()) == (an_hour_ahead, dt.timedelta(0))
    assert Instant().process_result_value(dt.datetime(2027, 3, 27, 9, 30), None) == an_hour_ahead  # noqa: DTZ001 - as SQLite keeps it


@pytest.mark.parametrize("life", [CLAIM_LIFE, EVENT_LIFE, SESSION_LIFE])
def test_a_move_that_is_not_in_the_table_is_refused(life):
    states = {state for state, _action in life.moves}
    for state in states:
        with pytest.raises(WrongState):
            life.after(state, "conjure")


def test_what_is_paid_can_only_come_back_and_nothing_else_can():
    assert [action for state, action in CLAIM_LIFE.moves if state is ClaimState.PAID] == ["come_back"]
    assert [state for state, action in CLAIM_LIFE.moves if action == "come_back"] == [ClaimState.PAID]
    assert [state for state, action in PAYOUT_LIFE.moves if action == "fail"] == [PayoutState.PAID]
    assert not CLAIM_LIFE.allows(ClaimState.CAME_BACK, "batch")


GOOD = {"EVENTSITE_SECRET_KEY": "x" * 40, "EVENTSITE_FIELD_KEYS": new_key(), "EVENTSITE_MAIL_URL": "smtp://localhost"}


def test_good_settings_start():
    settings = Settings.read(GOOD | {"EVENTSITE_DATABASE_URL": "postgres://u@h/d"})
    assert settings.sqlalchemy_url == "postgresql+psycopg://u@h/d"
    assert "x" * 40 not in repr(settings)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"EVENTSITE_SECRET_KEY": ""}, "SECRET_KEY"), ({"EVENTSITE_SECRET_KEY": "x" * 31}, "SECRET_KEY"),
        ({"EVENTSITE_FIELD_KEYS": ""}, "FIELD_KEYS"), ({"EVENTSITE_FIELD_KEYS": DEMO_KEYS}, "FIELD_KEYS"),
        ({"EVENTSITE_FIELD_KEYS": "a:AAAA"}, "32 bytes"), ({"EVENTSITE_FIELD_KEYS": "nonsense"}, "id:base64"),
        ({"EVENTSITE_MAIL_URL": ""}, "MAIL_URL"), ({"EVENTSITE_BASE_URL": "events"}, "BASE_URL"),
        ({"EVENTSITE_TRUSTED_PROXIES": "many"}, "TRUSTED_PROXIES"), ({"EVENTSITE_LOG_FORMAT": "xml"}, "LOG_FORMAT"),
        ({"EVENTSITE_DATABSE_URL": "x"}, "DATABSE_URL"),
    ],
)
def test_bad_settings_stop_the_start_with_one_sentence(changes, word):
    with pytest.raises(BadSetting, match=word):
        Settings.read(GOOD | changes)


def test_the_demo_needs_no_settings():
    assert Settings.read({"EVENTSITE_DEMO": "1"}).demo


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("joyce@example.org", "Joyce+barn@Example.org", True), ("j.oyce@gmail.com", "joyce@googlemail.com", True),
        ("joyce@me.com", "joyce+x@icloud.com", True), ("joyce@mac.com", "joyce@me.com", True), ("joyce@pm.me", "joyce@protonmail.com", True),
        ("joyce@me.com", "joyce@proton.me", False),
        ("joyce@example.org", "joyce@example.com", False), ("joyce@example.org", "bill@example.org", False), (None, None, False), ("", "", False),
    ],
)
def test_two_addresses_are_one_mailbox_as_providers_have_it(one, other, is_same):
    assert is_same_mailbox(one, other) is is_same
