"""Paying: whose batch it is, what is in it, and who may not."""

import dataclasses

import pytest
from sqlalchemy import delete, select, update

from eventsite.claims.commands.checking import DecideClaim, decide_claim
from eventsite.claims.models import Claim
from eventsite.claims.values import ClaimState, Verdict
from eventsite.events.commands.team import InviteMember, invite_member
from eventsite.events.values import Role
from eventsite.kernel.refusals import NotAllowed, NotVisible
from eventsite.organisations.commands import (
    DescribeOrganisation,
    InviteToOrganisation,
    describe_organisation,
    invite_to_organisation,
)
from eventsite.organisations.values import OrganisationRole
from eventsite.payouts.commands.paying import (
    MarkPayoutFailed,
    NotTogether,
    ReadFile,
    SealBatch,
    mark_payout_failed,
    read_file,
    seal_batch,
)
from eventsite.payouts.models import Payout, PayoutBatch
from eventsite.payouts.queries import approved_page, batch_of, batches_page, is_payable
from eventsite.records.models import AuditEntry
from tests.builders.claims import pay, the
from tests.builders.scenario import CHECKER, ORGANISER, PAYER

BOTH, SECOND = "both@example.org", "second@example.org"


def give_role(scenario, event, email, role):
    with scenario.acting(ORGANISER) as work:
        invite_member(work, InviteMember(event=event.ref, email=email, name=email[:4], role=role))


def approved(scenario, event, email, who=CHECKER):
    ref = scenario.claim(event, email)
    claim = scenario.read(select(Claim).where(Claim.ref == ref))[0]
    verdicts = {line.ref: (Verdict.FULL, None, "") for line in claim.lines}
    with scenario.acting(who) as work:
        decide_claim(work, DecideClaim(claim=ref, version=claim.version, verdicts=verdicts))
    return ref


def sealed(scenario, *refs):
    with scenario.acting(PAYER) as work:
        return seal_batch(work, SealBatch(claims=refs)).ref


def test_whoever_checked_one_claim_of_a_batch_does_not_fetch_its_file(scenario, event):
    for role in (Role.CHECKER, Role.PAYER):
        give_role(scenario, event, BOTH, role)
    batch = sealed(scenario, approved(scenario, event, "a@example.org", BOTH), approved(scenario, event, "b@example.org"))
    with pytest.raises(NotAllowed), scenario.acting(BOTH) as work:
        read_file(work, ReadFile(batch=batch))
    assert scenario.read(select(AuditEntry.id).where(AuditEntry.fact == "BatchFileRead")) == []


def test_a_payer_is_offered_only_what_they_may_pay(scenario, event):
    for role in (Role.CHECKER, Role.PAYER):
        give_role(scenario, event, BOTH, role)
    approved(scenario, event, "a@example.org", BOTH)
    other = approved(scenario, event, "b@example.org")
    with scenario.acting(BOTH) as work:
        found = approved_page(work.database, work.actor, None, 1).rows
        assert [claim.ref for claim in found if is_payable(work.actor, claim)] == [other]


def test_a_batch_is_seen_only_by_who_pays_for_every_event_in_it(scenario, event):
    second = scenario.event("Autumn meeting")
    scenario.terms(second)
    give_role(scenario, second, "second@example.org", Role.PAYER)
    batch = sealed(scenario, approved(scenario, event, "a@example.org"), approved(scenario, second, "b@example.org"))
    for who in ("second@example.org", CHECKER, "stranger@example.org"):
        with scenario.acting(who) as work:
            with pytest.raises(NotVisible):
                batch_of(work.database, work.actor, batch)
            with pytest.raises(NotVisible):
                read_file(work, ReadFile(batch=batch))
    with scenario.acting("stranger@example.org") as work:
        assert batches_page(work.database, work.actor, 1).rows == []
    with scenario.acting(PAYER) as work:
        assert batch_of(work.database, work.actor, batch).ref == batch


def test_a_list_has_the_batches_that_open_and_counts_no_others(scenario, event):
    second = scenario.event("Autumn meeting")
    scenario.terms(second)
    give_role(scenario, second, SECOND, Role.PAYER)
    mine, theirs = (approved(scenario, second, f"{name}@example.org") for name in "ab")
    both = sealed(scenario, mine, approved(scenario, event, "c@example.org"))
    alone = sealed(scenario, theirs)
    for who, opens in ((SECOND, [alone]), (PAYER, [alone, both]), (CHECKER, []), ("stranger@example.org", [])):
        with scenario.acting(who) as work:
            found = batches_page(work.database, work.actor, 1)
            assert [line.batch.ref for line in found.rows] == opens, who
            assert found.total == len(opens)
            for line in found.rows:
                assert (line.payments, line.amount) == (len(line.batch.payouts), line.batch.amount)
                assert batch_of(work.database, work.actor, line.batch.ref).ref == line.batch.ref


def test_who_pays_for_an_organisation_sees_its_batches_and_no_other(scenario, event):
    elsewhere = scenario.event("In the shed", of="The Shed")
    scenario.terms(elsewhere)
    payer = InviteToOrganisation(
        organisation=scenario.organisation(), email=SECOND, known_as="Sam", role=OrganisationRole.PAYER
    )
    owner = dataclasses.replace(payer, email="owner@example.org", role=OrganisationRole.OWNER)
    for invited in (payer, owner):
        scenario.database.perform(invite_to_organisation, invited)
    own, other = (sealed(scenario, approved(scenario, where, f"{where.slug}@example.org")) for where in (event, elsewhere))
    for who, opens in ((SECOND, [own]), ("owner@example.org", []), (PAYER, [other, own])):
        with scenario.acting(who) as work:
            assert [line.batch.ref for line in batches_page(work.database, work.actor, 1).rows] == opens
            for ref in {own, other} - set(opens):
                with pytest.raises(NotVisible):
                    batch_of(work.database, work.actor, ref)
                with pytest.raises(NotVisible):
                    read_file(work, ReadFile(batch=ref))


def test_each_organisation_pays_its_own_and_nothing_is_sealed_for_two(scenario, event):
    elsewhere = scenario.event("In the shed", of="The Shed")
    scenario.terms(elsewhere)
    refs = approved(scenario, event, "a@example.org"), approved(scenario, elsewhere, "b@example.org")
    with pytest.raises(NotTogether, match="different organisations"):
        sealed(scenario, *refs)
    assert scenario.read(select(PayoutBatch.id)) == []
    assert {the(scenario, ref).state for ref in refs} == {ClaimState.APPROVED}


def test_what_is_told_of_a_batch_says_whose_it_is(scenario, event):
    batch = pay(scenario, approved(scenario, event, "a@example.org")).ref
    assert scenario.read(select(PayoutBatch.organisation_id)) == [event.organisation_id]
    told = scenario.read(select(AuditEntry).where(AuditEntry.about == batch).order_by(AuditEntry.id))
    assert [(entry.fact, entry.organisation_id) for entry in told] == [
        (fact, event.organisation_id) for fact in ("BatchSealed", "BatchPaid")
    ]


def test_a_batch_of_several_organisations_from_before_opens_for_who_pays_all_of_it(scenario, event):
    elsewhere = scenario.event("In the shed", of="The Shed")
    scenario.terms(elsewhere)
    old, other = (sealed(scenario, approved(scenario, where, f"{where.slug}@example.org")) for where in (event, elsewhere))
    with scenario.acting() as work:
        ids = dict(work.database.execute(select(PayoutBatch.ref, PayoutBatch.id)).all())
        work.forget(update(Payout).where(Payout.batch_id == ids[other]).values(batch_id=ids[old]))
        work.forget(update(PayoutBatch).where(PayoutBatch.id == ids[old]).values(organisation_id=None))
        work.forget(delete(PayoutBatch).where(PayoutBatch.id == ids[other]))
    give_role(scenario, event, SECOND, Role.PAYER)
    for who, opens in ((PAYER, [old]), (SECOND, [])):
        with scenario.acting(who) as work:
            assert [line.batch.ref for line in batches_page(work.database, work.actor, 1).rows] == opens
            if not opens:
                with pytest.raises(NotVisible):
                    batch_of(work.database, work.actor, old)


def test_a_batch_with_something_that_is_not_there_is_not_made(scenario, event):
    ref = approved(scenario, event, "a@example.org")
    with pytest.raises(NotVisible), scenario.acting(PAYER) as work:
        seal_batch(work, SealBatch(claims=[ref, "nowhere"]))
    assert scenario.read(select(PayoutBatch.id)) == []


def test_one_file_pays_in_one_currency(scenario, event):
    with scenario.acting(ORGANISER) as work:
        changes = {"currency": "EUR"}
        describe_organisation(work, DescribeOrganisation(organisation=scenario.organisation(), changes=changes))
    abroad = scenario.event("Autumn meeting")
    scenario.terms(abroad)
    refs = approved(scenario, event, "a@example.org"), approved(scenario, abroad, "b@example.org")
    with pytest.raises(NotTogether), scenario.acting(PAYER) as work:
        seal_batch(work, SealBatch(claims=refs))


def test_a_payment_comes_back_to_its_own_batch_only(scenario, event):
    other = approved(scenario, event, "b@example.org")
    first, second = pay(scenario, approved(scenario, event, "a@example.org")).ref, pay(scenario, other).ref
    payout = scenario.read(select(PayoutBatch).where(PayoutBatch.ref == second))[0].payouts[0].ref
    with pytest.raises(NotVisible), scenario.acting(PAYER) as work:
        mark_payout_failed(work, MarkPayoutFailed(batch=first, payout=payout))
    assert the(scenario, other).state is ClaimState.PAID
