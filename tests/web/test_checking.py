"""What whoever checks and whoever pays see on their pages."""

from sqlalchemy import select

from eventsite.claims.models import Claim, ClaimLine
from eventsite.events.commands.team import InviteMember, invite_member
from eventsite.events.models import Event
from eventsite.events.values import Role
from eventsite.people.models import Mailbox, Person
from tests.builders.scenario import CHECKER, ORGANISER, PAYER
from tests.web.claiming import add_fare, sent_to_be_checked


def test_the_checker_reads_where_a_claim_stands_in_their_own_words(claimant, sign_in):
    add_fare(claimant, lost_receipt="The machine kept it")
    claimant.get(f"/claims/{claimant.claim}/paid-by")
    claimant.send({"kind": "voucher"})
    claimant.send()
    checker = sign_in(CHECKER)
    assert "Waiting for an answer (0)" in checker.get("/finance/").words
    checker.get(f"/finance/claims/{claimant.claim}/return")
    checker.send({"question": "Was that both ways?"})
    assert "None. Nobody is waiting here." in checker.get("/finance/").words
    page = checker.get("/finance/?pile=answer")
    assert "Given back with a question" in page.words
    assert "We have a question for you" not in page.words
    assert "We have a question for you" in claimant.get(f"/claims/{claimant.claim}/").words


def test_a_payer_ticks_that_they_saw_details_that_changed_after_the_approval(claimant, sign_in, clock, scenario):
    add_fare(claimant, lost_receipt="The machine kept it")
    sent_to_be_checked(claimant)
    checker = sign_in(CHECKER)
    checker.get(f"/finance/claims/{claimant.claim}")
    checker.send(dict.fromkeys(scenario.read(select(ClaimLine.ref)), "full"))
    clock.forward(hours=1)
    claimant.get(f"/claims/{claimant.claim}/paid-by")
    claimant.send({"kind": "voucher"})
    clock.forward(days=2)
    payer = sign_in(PAYER)
    told = "Shopping voucher by email, changed 2 days ago by somebody with the link from their letter"
    assert told in payer.get("/finance/pay").words
    page = payer.get(f"/finance/pay/check?claims={claimant.claim}")
    assert f"{told} Changed after it was approved" in page.words
    page = payer.send(status=422)
    assert f"{claimant.claim}: Shopping voucher by email" in page.errors[0]
    payer.send({"seen_methods": scenario.read(select(Claim.method_ref))[0]})
    assert "The batch is sealed" in payer.page.words
    assert "Changed 2 days ago by somebody with the link from their letter" in checker.get(f"/finance/claims/{claimant.claim}").words


def test_whoever_has_an_address_like_the_claimants_reads_why_somebody_else_takes_the_claim(claimant, sign_in, scenario):
    add_fare(claimant, lost_receipt="The machine kept it")
    sent_to_be_checked(claimant)
    theirs = select(Mailbox.address).join(Person).join(Claim, Claim.beneficiary_id == Person.id)
    alike = scenario.read(theirs)[0].replace("@", "+money@")
    event = scenario.read(select(Event.ref))[0]
    for role in (Role.CHECKER, Role.PAYER):
        with scenario.acting(ORGANISER) as work:
            invite_member(work, InviteMember(event=event, email=alike, name="Another", role=role))
    suspect = sign_in(alike)
    page = suspect.get(f"/finance/claims/{claimant.claim}")
    assert "may come to the same mailbox" in page.words
    assert "Decide" not in page.words
    checker = sign_in(CHECKER)
    assert "same mailbox" not in checker.get(f"/finance/claims/{claimant.claim}").words
    checker.send(dict.fromkeys(scenario.read(select(ClaimLine.ref)), "full"))
    page = suspect.get("/finance/pay")
    assert "may come to the same mailbox" in page.words
    assert not page.all("input", name="claims")
    page = suspect.get(f"/finance/pay/check?claims={claimant.claim}")
    assert (page.h1, page.all("button", type="submit")) == ("Nothing is chosen", page.all("button", type="submit"))
    assert "nother payer" not in sign_in(PAYER).get("/finance/pay").words
