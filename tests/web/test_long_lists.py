"""Lists of claims and batches come in pages that the database counts, narrows and sums."""

import pytest
from sqlalchemy import select

from eventsite.payouts.commands.methods import GiveMethod, give_method
from eventsite.payouts.models import PayoutBatch
from eventsite.payouts.queries import batches_page
from eventsite.payouts.values import MethodKind
from eventsite.records import lists
from tests.builders.claims import decide, seal, the
from tests.builders.scenario import CHECKER, ORGANISER, PAYER


@pytest.fixture(autouse=True)
def short_pages(monkeypatch):
    monkeypatch.setattr(lists.page_of, "__kwdefaults__", {"size": 2, "total": None})
    monkeypatch.setattr(lists.page_by_key, "__kwdefaults__", {"size": 2})
    monkeypatch.setattr(lists.ListPage, "size", 2)
    monkeypatch.setattr(batches_page, "__defaults__", (2,))


@pytest.fixture
def three(scenario, event):
    return [scenario.claim(event, f"p{number}@example.org") for number in range(3)]


def shown(page):
    """The references of claims in the table of a page, in its order."""
    return [e["attrs"]["href"].rpartition("/")[2] for e in page.all("a") if e["attrs"].get("href", "").startswith("/finance/claims/")]


def test_claims_come_a_page_at_a_time_with_their_sum(scenario, three, sign_in):
    checker = sign_in(CHECKER)
    page = checker.get("/finance/")
    assert shown(page) == three[:2]
    assert "3 claims: £307.50 (GBP)" in page.words
    assert "1 to 2 of 3" in page.words
    page = checker.get(page.links()["Next page"])
    assert shown(page) == three[2:]
    assert "3 to 3 of 3" in page.words
    assert shown(checker.get(page.links()["Page before"])) == three[:2]
    assert shown(checker.get("/finance/?page=9999")) == three[2:]


def test_claims_are_narrowed_to_what_they_wait_for_and_to_one_gathering(scenario, event, three, sign_in):
    other = scenario.event("Autumn meeting")
    scenario.terms(other)
    elsewhere = scenario.claim(other, "z@example.org")
    decide(scenario, three[0])
    checker = sign_in(CHECKER)
    page = checker.get(f"/finance/?event={other.slug}")
    assert shown(page) == [elsewhere]
    assert "1 claim: £102.50 (GBP)" in page.words
    page = checker.get(f"/finance/?event={event.slug}&pile=pay")
    assert "1 claim: £102.50 (GBP)" in page.words
    assert shown(page) == [three[0]]
    assert "Waiting for a check (2)" in page.words
    assert "Approved, to be paid (1)" in page.words
    assert shown(checker.get("/finance/?pile=nonsense&event=nowhere")) == [three[1], three[2]]


def test_a_checker_of_one_gathering_counts_no_claim_of_another(scenario, event, three, sign_in):
    decide(scenario, three[0])
    page = sign_in("stranger@example.org").get("/finance/", status=403)
    assert "£" not in page.words


def test_what_is_chosen_is_summed_before_it_is_sealed(scenario, three, sign_in):
    for ref in three:
        decide(scenario, ref)
    payer = sign_in(PAYER)
    page = payer.get("/finance/pay")
    assert "3 approved claims: £307.50 (GBP)" in page.words
    boxes = [box["attrs"]["value"] for box in page.all("input", name="claims")]
    assert boxes == three[:2]
    page = payer.get("/finance/pay/check?" + "&".join(f"claims={ref}" for ref in boxes))
    assert "2 payments: £205 (GBP)" in page.words
    assert scenario.read(select(PayoutBatch.id)) == []
    payer.send()
    assert {the(scenario, ref).state.value for ref in boxes} == {"batched"}
    assert the(scenario, three[2]).state.value == "approved"


def test_a_payer_reads_what_changed_since_the_page_was_opened(scenario, three, sign_in):
    for ref in three[:2]:
        decide(scenario, ref)
    payer = sign_in(PAYER)
    payer.get("/finance/pay/check?" + "&".join(f"claims={ref}" for ref in three[:2]))
    command = GiveMethod(claim=three[0], kind=MethodKind.CASH, phone="01632 960 001")
    scenario.database.perform(give_method, command, scenario.actor("", the(scenario, three[0]).registration))
    page = payer.send(status=409)
    assert "Changed since you opened the page" in page.words
    assert "Joyce: Approved, will be paid, £102.50, Cash, in person, on the number ending in 01" in page.words
    assert scenario.read(select(PayoutBatch.id)) == []
    page = payer.send({"seen_methods": [the(scenario, three[0]).method_ref]})
    assert "The batch is sealed" in page.words


def test_a_payer_reads_that_somebody_else_was_faster(scenario, three, sign_in):
    for ref in three[:2]:
        decide(scenario, ref)
    payer = sign_in(PAYER)
    payer.get("/finance/pay/check?" + "&".join(f"claims={ref}" for ref in three[:2]))
    seal(scenario, three[0])
    page = payer.send(status=409)
    assert "Joyce: Payment is on its way" in page.words
    assert "1 payment: £102.50 (GBP)" in page.words
    payer.send()
    assert len(scenario.read(select(PayoutBatch.id))) == 2


def test_batches_come_a_page_at_a_time(scenario, three, sign_in):
    made = []
    for ref in three:
        decide(scenario, ref)
        made.append(seal(scenario, ref).ref)
    page = sign_in(PAYER).get("/finance/batches/")
    assert [ref for ref in made if ref in page.words] == made[1:]
    assert "1 payment, £102.50 (GBP)" in page.words


def test_who_was_there_is_ticked_a_page_at_a_time_and_found_by_name(scenario, event, sign_in, clock):
    clock.set(scenario.first_day(event))
    refs = {name: scenario.coming(event, f"{number}@example.org", name=name) for number, name in enumerate(("Łukasz", "Ade", "Mei"))}
    visit = sign_in(ORGANISER)
    page = visit.get(f"/team/{event.slug}/attendance")
    assert [box["attrs"]["value"] for box in page.all("input", name="refs")] == [refs["Ade"], refs["Łukasz"]]
    assert [box["attrs"]["value"] for box in visit.get(f"/team/{event.slug}/attendance?q=lukasz").all("input", name="refs")] == [refs["Łukasz"]]


def test_before_the_first_day_nobody_is_offered_to_tick_and_what_is_ticked_stays(scenario, event, sign_in, clock):
    ref = scenario.coming(event, name="Ade")
    visit = sign_in(ORGANISER)
    page = visit.get(f"/team/{event.slug}/attendance")
    assert "You can write it down here from 27 March 2027 on." in page.words
    assert page.all("input", name="refs") == []
    assert "Write down who was there" not in visit.get(f"/team/{event.slug}/registrations").links()
    page = visit.post(f"/team/{event.slug}/attendance", {"refs": ref}, status=422)
    assert "Who was there can be written down from the first day on." in page.words
    assert [box["attrs"]["value"] for box in page.all("input", name="refs") if "checked" in box["attrs"]] == [ref]
    clock.set(scenario.first_day(event))
    assert "Write down who was there" in sign_in(ORGANISER).get(f"/team/{event.slug}/registrations").links()
