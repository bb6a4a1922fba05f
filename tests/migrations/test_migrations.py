"""Migrations: up, down and up again, in step with the models; what is kept on the way: `test_filled.py`."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, select, text

import eventsite.app  # noqa: F401 - every model is known once the rooms are imported
from eventsite.kernel.base import Base
from eventsite.offers.models import PaymentOffer
from eventsite.offers.values import OfferAnswer
from eventsite.records.migrations import downgrade, is_current, upgrade
from tests.builders.claims import decide, seal, the


def test_up_down_and_up_again(engine):
    upgrade(engine)
    assert is_current(engine)
    downgrade(engine, "base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    assert not is_current(engine)
    upgrade(engine)
    assert is_current(engine)


def test_the_models_are_what_the_migrations_made(engine):
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    assert differences == []


def test_guards_in_the_database_itself_are_there(engine):
    inspector = inspect(engine)
    assert {i["name"] for i in inspector.get_indexes("place")} >= {"uq_place_live"}
    assert {i["name"] for i in inspector.get_indexes("payout")} >= {"uq_payout_live"}
    assert {c["name"] for c in inspector.get_check_constraints("place_count")} >= {"ck_place_count_taken_within_capacity"}


def test_constraints_and_indexes_have_the_names_that_the_models_give_them(engine):
    inspector = inspect(engine)
    for table in Base.metadata.sorted_tables:
        found = [
            inspector.get_pk_constraint(table.name), *inspector.get_foreign_keys(table.name),
            *inspector.get_check_constraints(table.name), *inspector.get_unique_constraints(table.name),
            *inspector.get_indexes(table.name),
        ]
        given = {str(named.name) for named in (*table.constraints, *table.indexes)}
        assert {one["name"] for one in found} == given, table.name


def test_a_batch_from_before_belongs_to_the_organisation_of_its_claims(scenario, engine):
    hosts = [scenario.event(), scenario.event("Autumn meeting"), scenario.event("In the shed", of="The Shed")]
    claims = []
    for host in hosts:
        scenario.terms(host)
        claims.append(scenario.claim(host, f"{host.slug}@example.org"))
        decide(scenario, claims[-1])
    first, second, other = (seal(scenario, claim) for claim in claims)
    downgrade(engine, "20261130_06")

    def known():
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text("SELECT id, organisation_id FROM payout_batch ORDER BY id"))]

    for batch, organisation in ((second, hosts[0].organisation_id), (other, None)):
        with engine.begin() as connection:
            connection.execute(text("UPDATE payout SET batch_id = :new WHERE batch_id = :old"), {"new": first.id, "old": batch.id})
        upgrade(engine)
        assert known()[0] == (first.id, organisation)
        downgrade(engine, "20261130_06")
    upgrade(engine)


MOVED = """SELECT evidence.ref, media_type, size, original, picture, sealed_key, kept_at IS NOT NULL FROM evidence
    JOIN attachment ON attachment.id = evidence.attachment_id
    LEFT JOIN attachment_page ON attachment_page.attachment_id = attachment.id ORDER BY evidence.id"""
OLD_RECEIPT = """INSERT INTO evidence (ref, line_id, name, media_type, size, digest, stored_as, added_at)
    SELECT :ref, min(id), :ref, :kind, 7, 'd', :stored, '2027-03-01 09:00:00+00:00' FROM claim_line"""


def test_offers_from_before_are_settled_where_there_is_a_claim(scenario, engine):
    event = scenario.event()
    scenario.terms(event)
    claimed = the(scenario, scenario.claim(event, submitted=False))
    scenario.coming(event, "ben@example.org", offer=OfferAnswer.ACCEPT)
    unasked = the(scenario, scenario.claim(event, "cy@example.org", submitted=False))
    downgrade(engine, "20261126_02")
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM payment_offer WHERE registration = :ref"), {"ref": unasked.registration})
    upgrade(engine)
    offers = {offer.registration: offer for offer in scenario.read(select(PaymentOffer))}
    assert offers[claimed.registration].settled_at == claimed.opened_at
    assert offers[claimed.registration].answer is OfferAnswer.ACCEPT
    assert offers[unasked.registration].settled_at == unasked.opened_at
    assert offers[unasked.registration].answer is None
    assert [offer.settled_at for ref, offer in offers.items() if ref not in {claimed.registration, unasked.registration}] == [None]


def test_receipts_from_before_attachments_are_found_where_they_are(scenario, engine):
    def rows(query):
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    event = scenario.event()
    scenario.terms(event)
    scenario.claim(event)
    downgrade(engine, "20261123_01")
    old = [("photo", "image/jpeg", 7, "evidence/photo"), ("paper", "application/pdf", 7, "evidence/paper")]
    with engine.begin() as connection:
        for ref, kind, _size, stored in old:
            connection.execute(text(OLD_RECEIPT), {"ref": ref, "kind": kind, "stored": stored})
    for _ in range(2):
        upgrade(engine)
        assert rows(MOVED) == [
            ("photo", "image/jpeg", 7, None, "evidence/photo", "", True),
            ("paper", "application/pdf", 7, "evidence/paper", None, "", True),
        ]
        downgrade(engine, "20261123_01")
        assert rows("SELECT ref, media_type, size, stored_as FROM evidence ORDER BY id") == old
    upgrade(engine)
