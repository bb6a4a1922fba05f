"""Hands on a claim that could be one person's: noted, audited, and paid only once somebody from outside has looked."""

import pytest
from sqlalchemy import select

from eventsite.claims.commands.checking import DecideClaim, decide_claim
from eventsite.claims.commands.claiming import SubmitClaim, submit_claim
from eventsite.claims.commands.doubting import (
    NotFromOutside,
    RaiseDoubts,
    SettleDoubts,
    forget_account_marks,
    forget_browser_marks,
    raise_doubts,
    settle_doubts,
)
from eventsite.claims.models import AccountMark, BrowserMark, ClaimDoubt
from eventsite.claims.rules import ACCOUNT_MARKS_KEPT, SAME_BROWSER_WITHIN
from eventsite.claims.values import ClaimState, Doubt, Part
from eventsite.events.commands.team import InviteMember, invite_member
from eventsite.events.values import Role
from eventsite.kernel.refusals import NotAllowed, NotVisible
from eventsite.organisations.commands import (
    AppointSteward,
    InviteToOrganisation,
    appoint_steward,
    invite_to_organisation,
)
from eventsite.organisations.values import OrganisationRole
from eventsite.payouts.commands.methods import GiveMethod, give_method
from eventsite.payouts.commands.paying import HeldBack, SealBatch, seal_batch
from eventsite.payouts.values import MethodKind
from eventsite.records.models import AuditEntry
from tests.builders.claims import YES, decide, say_account, seal, the
from tests.builders.scenario import CHECKER, ORGANISER, PAYER

OTHER_OWNER, OTHER_PAYER = "owner@example.org", "other@example.org"


def appoint(scenario, event, email, role, by=ORGANISER):
    with scenario.acting(by) as work:
        invite_member(work, InviteMember(event=event.ref, email=email, name="Another", role=role))


def owner(scenario, email=OTHER_OWNER, by=None):
    command = InviteToOrganisation(
        organisation=scenario.organisation(), email=email, known_as="Bo", role=OrganisationRole.OWNER
    )
    actor = [scenario.actor(by)] if by else []
    scenario.database.perform(invite_to_organisation, command, *actor)


def look(scenario, ref, who):
    command = SettleDoubts(claim=ref, version=the(scenario, ref).version)
    scenario.database.perform(settle_doubts, command, scenario.actor(who))


def doubts(scenario):
    return scenario.read(select(ClaimDoubt.doubt).order_by(ClaimDoubt.id))


def facts(scenario, name):
    return scenario.read(select(AuditEntry).where(AuditEntry.fact == name).order_by(AuditEntry.id))


@pytest.fixture
def ref(scenario, event):
    return scenario.claim(event)


# -- who gave themselves a part ----------------------------------------------------------------------------------------
def test_whoever_made_themselves_checker_decides_and_is_not_enough(scenario, event, ref, deliver, mailer):
    owner(scenario)
    appoint(scenario, event, ORGANISER, Role.CHECKER)
    decide(scenario, ref, who=ORGANISER)
    assert doubts(scenario) == [Doubt.OWN_ROLE]
    raised = facts(scenario, "DoubtRaised")[0]
    assert (raised.about, raised.actor) == (ref, scenario.actor(ORGANISER).label)
    assert raised.payload["doubt"] == "own_role"
    with pytest.raises(HeldBack, match=ref):
        seal(scenario, ref)
    deliver()
    assert [e.to for e in mailer.emails if "Please look at a claim" in e.subject] == [OTHER_OWNER]
    look(scenario, ref, OTHER_OWNER)
    assert [entry.actor for entry in facts(scenario, "DoubtsSettled")] == [scenario.actor(OTHER_OWNER).label]
    seal(scenario, ref)


def test_whoever_made_themselves_payer_pays_only_what_somebody_from_outside_saw(scenario, event, ref):
    owner(scenario)
    decide(scenario, ref)
    appoint(scenario, event, ORGANISER, Role.PAYER)
    with pytest.raises(HeldBack):
        seal(scenario, ref, who=ORGANISER)
    for _twice in range(2):
        scenario.database.perform(raise_doubts, RaiseDoubts(claims=[ref]), scenario.actor(ORGANISER))
    assert [entry.payload["doubt"] for entry in facts(scenario, "DoubtRaised")] == ["own_role"]
    look(scenario, ref, OTHER_OWNER)
    seal(scenario, ref, who=ORGANISER)


def test_whoever_is_payer_because_somebody_else_said_so_needs_nobody(scenario, event, ref):
    owner(scenario, by=ORGANISER)
    appoint(scenario, event, OTHER_OWNER, Role.ORGANISER)
    appoint(scenario, event, OTHER_OWNER, Role.PAYER)
    decide(scenario, ref)
    seal(scenario, ref, who=OTHER_OWNER)
    assert doubts(scenario) == []


def test_a_part_that_an_organisation_gave_somebody_else_counts_as_given_by_others(scenario, event, ref):
    appoint(scenario, event, ORGANISER, Role.PAYER)
    command = InviteToOrganisation(
        organisation=scenario.organisation(), email=ORGANISER, known_as="Amara", role=OrganisationRole.PAYER
    )
    decide(scenario, ref)
    scenario.database.perform(invite_to_organisation, command, scenario.actor(ORGANISER))
    with pytest.raises(HeldBack):
        seal(scenario, ref, who=ORGANISER)


# -- from outside ------------------------------------------------------------------------------------------------------
def test_only_somebody_from_outside_settles_a_doubt(scenario, event, ref):
    owner(scenario, "friend@example.org", by=ORGANISER)
    owner(scenario)
    appoint(scenario, event, ORGANISER, Role.CHECKER)
    decide(scenario, ref, who=ORGANISER)
    refused = {
        ORGANISER: NotAllowed, "friend@example.org": NotFromOutside, CHECKER: NotAllowed,
        "stranger@example.org": NotVisible, "joyce@example.org": NotAllowed,
    }
    for who, why in refused.items():
        with pytest.raises(why):
            look(scenario, ref, who)
    assert scenario.read(select(ClaimDoubt.settled_at)) == [None]
    look(scenario, ref, OTHER_OWNER)


def test_whose_address_is_like_the_suspects_is_not_from_outside(scenario, event, ref):
    owner(scenario, "organiser+two@example.org")
    decide(scenario, ref)
    appoint(scenario, event, ORGANISER, Role.PAYER)
    scenario.database.perform(raise_doubts, RaiseDoubts(claims=[ref]), scenario.actor(ORGANISER))
    with pytest.raises(NotFromOutside):
        look(scenario, ref, "organiser+two@example.org")


def test_where_there_is_no_other_owner_whoever_looks_after_the_site_is_asked(scenario, event, ref, deliver, mailer):
    scenario.database.perform(appoint_steward, AppointSteward(email="steward@example.org"))
    appoint(scenario, event, ORGANISER, Role.CHECKER)
    decide(scenario, ref, who=ORGANISER)
    deliver()
    assert [e.to for e in mailer.emails if "Please look at a claim" in e.subject] == ["steward@example.org"]
    look(scenario, ref, "steward@example.org")
    seal(scenario, ref)


# -- the same account --------------------------------------------------------------------------------------------------
def test_a_checker_whose_own_account_it_is_is_not_enough(scenario, event):
    owner(scenario)
    scenario.claim(event, CHECKER)
    ref = scenario.claim(event, "joyce@example.org")
    decide(scenario, ref)
    assert doubts(scenario) == [Doubt.ACCOUNT]
    with pytest.raises(HeldBack):
        seal(scenario, ref)
    look(scenario, ref, OTHER_OWNER)
    seal(scenario, ref)


def test_another_account_of_the_checker_is_no_doubt(scenario, event, clock):
    other = scenario.claim(event, CHECKER, submitted=False)
    clock.forward(days=1)
    scenario.database.perform(forget_account_marks, clock.now())
    say_account(scenario, other, "87654399")
    ref = scenario.claim(event, "joyce@example.org")
    decide(scenario, ref)
    assert doubts(scenario) == []


def test_marks_of_accounts_have_a_key_and_a_time_of_their_own(scenario, event, clock):
    scenario.claim(event)
    digest = scenario.read(select(AccountMark.digest))[0]
    number = "12345601234567"
    cipher = scenario.database.cipher
    assert digest == cipher.mark("account", number)
    assert digest not in (cipher.fingerprint(number), cipher.mark("browser", number))
    clock.forward(days=399)
    assert scenario.database.perform(forget_account_marks, clock.now() - ACCOUNT_MARKS_KEPT) == 0
    clock.forward(days=2)
    assert scenario.database.perform(forget_account_marks, clock.now() - ACCOUNT_MARKS_KEPT) == 1



# -- the same browser --------------------------------------------------------------------------------------------------
def said_in(scenario, ref, browser):
    command = GiveMethod(claim=ref, kind=MethodKind.CASH, phone="01632 960 001", browser=browser)
    scenario.database.perform(give_method, command, scenario.actor("", the(scenario, ref).registration))


def decided_in(scenario, ref, browser):
    found = the(scenario, ref)
    verdicts = {line.ref: YES for line in found.lines}
    command = DecideClaim(claim=ref, version=found.version, verdicts=verdicts, browser=browser)
    scenario.database.perform(decide_claim, command, scenario.actor(CHECKER))


def submitted(scenario, ref):
    found = the(scenario, ref)
    scenario.database.perform(
        submit_claim, SubmitClaim(claim=ref, version=found.version), scenario.actor("", found.registration)
    )


@pytest.mark.parametrize(("hours", "found"), [(23, [Doubt.BROWSER]), (25, [])])
def test_who_claims_and_checks_in_one_browser_within_a_day_is_not_enough(scenario, event, clock, hours, found):
    ref = scenario.claim(event, submitted=False)
    said_in(scenario, ref, "a" * 64)
    submitted(scenario, ref)
    clock.forward(hours=hours)
    decided_in(scenario, ref, "a" * 64)
    assert doubts(scenario) == found


def test_who_checks_and_pays_in_one_browser_is_held_back(scenario, event, ref):
    decided_in(scenario, ref, "b" * 64)
    command = SealBatch(claims=[ref], browser="b" * 64)
    with pytest.raises(HeldBack):
        scenario.database.perform(seal_batch, command, scenario.actor(PAYER))
    assert the(scenario, ref).state is ClaimState.APPROVED
    scenario.database.perform(seal_batch, SealBatch(claims=[ref], browser="c" * 64), scenario.actor(PAYER))


def test_in_which_browser_it_was_is_gone_after_a_day(scenario, event, ref, clock):
    decided_in(scenario, ref, "b" * 64)
    assert scenario.read(select(BrowserMark.part)) == [Part.CHECKER]
    clock.forward(hours=25)
    assert scenario.database.perform(forget_browser_marks, clock.now() - SAME_BROWSER_WITHIN) == 1
