"""What whoever checks and whoever pays see on their pages."""

from sqlalchemy import select

from eventsite.claims.models import Claim, ClaimLine
from eventsite.claims.values import ClaimState
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
    assert claimant.claim in checker.get("/finance/?pile=answer").html
    page = checker.get(f"/finance/claims/{claimant.claim}")
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
    claimant.send({"kind": "talk"})
    claimant.send({"phone": "01632 960 060"})
    clock.forward(days=2)
    payer = sign_in(PAYER)
    told = "Another way: please ring me, on the number ending in 60, changed 2 days ago by somebody with the link from their letter"
    assert told in payer.get("/finance/pay").words
    page = payer.get(f"/finance/pay/check?claims={claimant.claim}")
    assert f"{told} Changed after it was approved" in page.words
    page = payer.send(status=422)
    assert f"{claimant.claim}: Another way: please ring me" in page.errors[0]
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


def test_a_checker_approves_every_line_by_one_press(claimant, sign_in, scenario):
    add_fare(claimant, lost_receipt="The machine kept it")
    sent_to_be_checked(claimant)
    checker = sign_in(CHECKER)
    page = checker.get(f"/finance/claims/{claimant.claim}")
    press = next(b for b in page.all("button", type="submit") if b["text"].startswith("All in full: £110.90"))
    checker.post(page.url, page.fields_of(press["form"]))
    assert scenario.read(select(Claim.state)) == [ClaimState.APPROVED]
    assert sum(scenario.read(select(ClaimLine.approved_minor))) == 11090


def test_what_was_typed_before_a_line_is_approved_in_full_does_not_reach_its_person(claimant, sign_in, scenario):
    add_fare(claimant, lost_receipt="The machine kept it")
    sent_to_be_checked(claimant)
    checker = sign_in(CHECKER)
    checker.get(f"/finance/claims/{claimant.claim}")
    lines = scenario.read(select(ClaimLine.ref))
    checker.send(dict.fromkeys(lines, "full") | {f"{lines[0]}_reason": "Far too much", f"{lines[0]}_amount": "1"})
    assert set(scenario.read(select(ClaimLine.reason))) == {""}
    assert scenario.read(select(Claim.state)) == [ClaimState.APPROVED]


def test_the_list_says_when_a_promise_is_past_on_the_day_where_the_gathering_is(claimant, sign_in, clock, scenario):
    add_fare(claimant, lost_receipt="The machine kept it")
    sent_to_be_checked(claimant)
    promised = scenario.read(select(Claim.promised_on))[0]
    clock.forward(days=(promised - clock.now().date()).days)
    assert "Late" not in sign_in(CHECKER).get("/finance/").words
    clock.forward(days=1)
    assert "Late" in sign_in(CHECKER).get("/finance/").words


def test_how_to_pay_that_was_said_this_minute_was_said_just_now(claimant, sign_in):
    add_fare(claimant, lost_receipt="The machine kept it")
    sent_to_be_checked(claimant)
    page = sign_in(CHECKER).get(f"/finance/claims/{claimant.claim}")
    assert "Changed just now by" in page.words
    assert "0 minutes" not in page.words
