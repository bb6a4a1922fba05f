"""Claims are decided once per version, by somebody else."""

import pytest
from sqlalchemy import select

from eventsite.claims.commands.checking import ReturnClaim, return_claim
from eventsite.claims.commands.claiming import (
    SubmitClaim,
    submit_claim,
)
from eventsite.claims.models import ClaimDecision
from eventsite.claims.rules import AmountNeedsReason, PartIsNotPart
from eventsite.claims.values import ClaimState, Verdict
from eventsite.events.commands.team import InviteMember, invite_member
from eventsite.events.values import Role
from eventsite.kernel.refusals import ChangedMeanwhile, NotAllowed
from eventsite.payouts.commands.paying import (
    SeparateHands,
)
from tests.builders.claims import YES, decide, seal, the
from tests.builders.scenario import CHECKER, ORGANISER, gbp


def test_a_checker_approves_one_line_in_full_and_one_in_part_with_a_reason(scenario, event):
    ref = scenario.claim(event)
    with pytest.raises(AmountNeedsReason):
        decide(scenario, ref, YES, (Verdict.PART, gbp(1500), ""))
    for part in (gbp(0), gbp(2000), gbp(9999), None):
        with pytest.raises(PartIsNotPart):
            decide(scenario, ref, YES, (Verdict.PART, part, "Standard fare only"))
    decide(scenario, ref, YES, (Verdict.PART, gbp(1500), "Standard fare only"))
    claim = the(scenario, ref)
    assert claim.state is ClaimState.PART_APPROVED
    assert (claim.approved, claim.claimed) == (gbp(9750), gbp(10250))


def test_nothing_approved_is_declined_and_says_why(scenario, event):
    ref = scenario.claim(event)
    decide(scenario, ref, *[(Verdict.NONE, None, "Paid already")] * 2)
    assert the(scenario, ref).state is ClaimState.DECLINED


def test_a_question_goes_back_and_forth_and_voids_nothing(scenario, event):
    ref = scenario.claim(event)
    claim = the(scenario, ref)
    with scenario.acting(CHECKER) as work:
        return_claim(work, ReturnClaim(claim=ref, version=claim.version, question="Which train?"))
    assert the(scenario, ref).state is ClaimState.RETURNED
    with scenario.acting("", claim.registration) as work:
        submit_claim(work, SubmitClaim(claim=ref, version=the(scenario, ref).version, answer="The 8:10"))
    claim = the(scenario, ref)
    assert (claim.state, claim.answer) == (ClaimState.SUBMITTED, "The 8:10")
    assert [d.outcome for d in scenario.read(select(ClaimDecision))] == [ClaimState.RETURNED]


def test_a_decision_names_the_version_it_saw(scenario, event):
    ref = scenario.claim(event)
    with pytest.raises(ChangedMeanwhile):
        decide(scenario, ref, version=the(scenario, ref).version - 1)


def test_nobody_checks_or_pays_their_own_however_powerful(scenario, event):
    for role in (Role.CHECKER, Role.PAYER):
        with scenario.acting(ORGANISER) as work:
            invite_member(work, InviteMember(event=event.ref, email="joyce@example.org", name="Joyce", role=role))
    ref = scenario.claim(event)
    with pytest.raises(NotAllowed):
        decide(scenario, ref, who="joyce@example.org")
    with scenario.acting(ORGANISER) as work:
        invite_member(work, InviteMember(event=event.ref, email=CHECKER, name="C", role=Role.PAYER))
    decide(scenario, ref)
    for who in ("joyce@example.org", CHECKER):
        with pytest.raises(SeparateHands):
            seal(scenario, ref, who=who)
    seal(scenario, ref)


def test_an_organiser_alone_neither_checks_nor_pays(scenario, event):
    ref = scenario.claim(event)
    with pytest.raises(NotAllowed):
        decide(scenario, ref, who=ORGANISER)
    decide(scenario, ref)
    with pytest.raises(SeparateHands):
        seal(scenario, ref, who=ORGANISER)
