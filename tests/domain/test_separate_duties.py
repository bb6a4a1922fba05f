"""Whoever could be the claimant or the checker under another address neither decides on the claim nor pays it."""

import pytest

from eventsite.claims.permissions import why_not_pay
from eventsite.events.commands.team import InviteMember, invite_member
from eventsite.events.values import Role
from eventsite.kernel.refusals import NotAllowed
from eventsite.payouts.commands.paying import HeldBack, SeparateHands
from eventsite.payouts.queries import approved_page
from eventsite.people.rules import is_same_mailbox
from tests.builders.claims import decide, seal, the
from tests.builders.scenario import CHECKER, ORGANISER, PAYER

ALIKE = ("Joyce+Money@Example.org", "jo.yce@example.org")


def _appoint(scenario, event, email, role):
    with scenario.acting(ORGANISER) as work:
        invite_member(work, InviteMember(event=event.ref, email=email, name="Another", role=role))


def _waiting(scenario, who):
    """Return references of the claims that somebody may pay, and of those that wait for another payer."""
    with scenario.acting(who) as work:
        found = {claim.ref: why_not_pay(work.actor, claim) for claim in approved_page(work.database, work.actor, None, 1).rows}
        return [[ref for ref, why in found.items() if bool(why) is withheld] for withheld in (False, True)]


@pytest.mark.parametrize("address", ALIKE)
def test_a_checker_whose_address_is_like_the_claimants_does_not_decide(scenario, event, address):
    ref = scenario.claim(event, "joyce@example.org")
    _appoint(scenario, event, address, Role.CHECKER)
    with pytest.raises(NotAllowed):
        decide(scenario, ref, who=address)
    assert the(scenario, ref).decided_at is None
    decide(scenario, ref, who=CHECKER)


@pytest.mark.parametrize("address", ALIKE)
def test_a_payer_whose_address_is_like_the_claimants_does_not_pay(scenario, event, address):
    ref = scenario.claim(event, "joyce@example.org")
    decide(scenario, ref)
    _appoint(scenario, event, address, Role.PAYER)
    with pytest.raises(SeparateHands):
        seal(scenario, ref, who=address)
    assert _waiting(scenario, address) == [[], [ref]]
    assert _waiting(scenario, PAYER) == [[ref], []]
    seal(scenario, ref, who=PAYER)


def test_a_payer_whose_address_is_like_the_checkers_does_not_pay(scenario, event):
    address = "checker+pays@example.org"
    ref = scenario.claim(event)
    decide(scenario, ref)
    _appoint(scenario, event, address, Role.PAYER)
    with pytest.raises(SeparateHands):
        seal(scenario, ref, who=address)
    seal(scenario, ref, who=PAYER)


def test_a_payer_does_not_pay_into_an_account_that_they_gave_themselves(scenario, event):
    theirs, joyces = scenario.claim(event, PAYER), scenario.claim(event, "joyce@example.org")
    decide(scenario, joyces)
    with pytest.raises(HeldBack, match=joyces):
        seal(scenario, joyces, who=PAYER)
    _appoint(scenario, event, "other@example.org", Role.PAYER)
    decide(scenario, theirs)
    seal(scenario, joyces, theirs, who="other@example.org")


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("joyce@example.org", "JOYCE@example.org", True),
        ("j.o.y.c.e+a@gmail.com", "joyce+b@googlemail.com", True),
        ("joyce@example.org", "joyce@example.com", False),
        ("joyce@example.org", "joyces@example.org", False),
        ("", "", False),
        (None, "", False),
    ],
)
def test_addresses_are_alike_up_to_case_tags_dots_and_domains_of_one_provider(one, other, alike):
    assert is_same_mailbox(one, other) is alike
