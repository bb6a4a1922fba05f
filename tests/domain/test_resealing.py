"""Changing the field keys: everything opens afterwards with the new key alone, and no link ends."""

import base64
import dataclasses

import pytest
from sqlalchemy import select, update

from eventsite.access.models import Need
from eventsite.access.queries import own_needs
from eventsite.check.keys import lost
from eventsite.kernel.base import Base
from eventsite.kernel.crypto import FieldCipher, parse_keys
from eventsite.records import resealing
from eventsite.records.resealing import count_old, reseal, sealed_columns
from eventsite.registration.commands.answering import DescribeNeeds, describe_needs
from eventsite.registration.rules import link_token
from tests.builders.scenario import Scenario
from tests.conftest import KEYS

NEW = {"new": b"n" * 32}


@pytest.fixture
def filled(scenario):
    """A gathering with needs and bank details. Returns the reference with the needs."""
    event = scenario.event()
    scenario.terms(event)
    scenario.claim(event)
    ref = scenario.begun(event, email="deaf@example.org")
    with scenario.acting("", ref) as work:
        describe_needs(work, DescribeNeeds(ref=ref, codes=["bsl"], words={"hearing": "At the front"}, stage="help-details"))
    return ref


def with_keys(database, keys):
    return dataclasses.replace(database, cipher=FieldCipher(keys))


def test_every_sealed_text_opens_with_the_new_key_alone(filled, scenario, database):
    rotated = with_keys(database, NEW | KEYS)
    assert scenario.read(select(Need.code_sealed))[0].startswith("test:")
    with scenario.acting() as work:
        assert count_old(work.database, rotated.cipher) > 3
    assert reseal(rotated) == []
    after = with_keys(database, NEW)
    with Scenario(after).acting() as work:
        assert own_needs(work.database, after.cipher, filled).codes == ["bsl"]
        assert count_old(work.database, rotated.cipher) == 0
    for model, name in sealed_columns():
        for value in scenario.read(select(getattr(model, name))):
            assert not value or value.startswith("new:")


def test_links_that_are_out_go_on_working(filled, database):
    rotated = with_keys(database, NEW | KEYS)
    assert link_token(rotated.cipher, filled, 0) == link_token(database.cipher, filled, 0)
    assert link_token(FieldCipher(NEW), filled, 0) != link_token(database.cipher, filled, 0)


def test_interrupted_it_goes_on_where_it_stopped(filled, scenario, database, monkeypatch):
    monkeypatch.setattr(resealing, "BATCH_ROWS", 1)
    rotated = with_keys(database, NEW | KEYS)

    def give_up(_done):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reseal(rotated, give_up)
    with scenario.acting() as work:
        left = count_old(work.database, rotated.cipher)
    assert left > 0
    done = []
    assert reseal(rotated, done.append) == []
    assert sum(done) == left


def test_a_text_whose_key_is_gone_is_named_and_left(filled, scenario, database):
    before = scenario.read(select(Need.code_sealed))
    stuck = reseal(with_keys(database, NEW))
    assert any(place.startswith("access_need.code_sealed, row") for place in stuck)
    assert scenario.read(select(Need.code_sealed)) == before


def test_what_changed_meanwhile_is_not_overwritten(filled, scenario, database, monkeypatch):
    if database.engine.dialect.name == "sqlite":
        pytest.skip("one writer at a time: nothing can change meanwhile")
    rotated = with_keys(database, NEW | KEYS)
    whole, theirs = FieldCipher.reseal, {}

    def somebody_is_faster(cipher, sealed, place):
        if place.field == "words" and not theirs:
            theirs["words"] = rotated.cipher.seal("At the back", table=place.table, row=place.row, field=place.field)
            with rotated.engine.begin() as other:
                other.execute(update(Need).where(Need.ref == place.row).values(words_sealed=theirs["words"]))
        return whole(cipher, sealed, place)

    monkeypatch.setattr(FieldCipher, "reseal", somebody_is_faster)
    assert reseal(rotated) == []
    assert theirs["words"] in scenario.read(select(Need.words_sealed))


def test_every_sealed_column_says_where_it_was_sealed():
    named = {(m.__tablename__, name) for m, name in sealed_columns()}
    looks_sealed = {
        (mapper.class_.__tablename__, attribute.key)
        for mapper in Base.registry.mappers
        for attribute in mapper.column_attrs
        if "sealed" in attribute.key and attribute.key != "sealed_at"
    }
    assert looks_sealed == named


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        (KEYS, []),
        (NEW | KEYS, []),
        (NEW, ["EVENTSITE_FIELD_KEYS lacks the key test, which sealed"]),
        (dict.fromkeys(KEYS, b"o" * 32), ["The key test of EVENTSITE_FIELD_KEYS opens nothing of what"]),
    ],
)
def test_a_key_that_what_is_stored_needs_is_missed_before_anybody_meets_it(filled, database, keys, says):
    assert filled
    told = list(lost(with_keys(database, keys)))
    assert len(told) == len(says)
    assert all(sentence.startswith(begins) for sentence, begins in zip(told, says, strict=True))


def test_one_key_id_stands_for_one_key():
    with pytest.raises(ValueError, match="k1 stands there twice"):
        parse_keys(",".join(f"k1:{base64.urlsafe_b64encode(letter * 32).decode()}" for letter in (b"a", b"b")))
