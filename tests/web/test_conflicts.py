"""Two people change one thing: the second sees both versions and chooses. The same for the forms of every room."""

from flask import redirect
from sqlalchemy import select

from eventsite.claims.forms import ReturnForm
from eventsite.claims.models import Claim, ClaimLine
from eventsite.claims.values import ClaimState
from eventsite.kernel.refusals import ChangedMeanwhile
from eventsite.organisations.models import Organisation
from eventsite.programme.models.plan import Session
from tests.builders.claims import decide
from tests.builders.scenario import ACCESS, CHECKER, DAY, ORGANISER


def opened(visit, path):
    """What the boxes of a page hold, and the page's address, as somebody has them before them."""
    visit.get(path)
    return visit.page.fields()


def versions(page):
    """Label of each question that has two answers -> (what was written, what is there now, which is ticked)."""
    texts = {e["attrs"].get("id"): e["text"] for e in page.elements}
    found = {}
    for fieldset in page.all("fieldset"):
        at = page.elements.index(fieldset)
        legend, first, _label, _text, *rest = [e for e in page.elements[at + 1 :] if e["tag"] in ("legend", "input", "label", "p")]
        boxes = first, next(e for e in rest if e["tag"] == "input")
        sent, now = (texts[f"{box['attrs']['id']}-answer"] for box in boxes)
        found[legend["text"]] = sent, now, next(b["attrs"]["value"] for b in boxes if "checked" in b["attrs"])
    return found


def test_two_editors_of_a_session_see_both_versions_and_choose_for_each_question(sign_in, scenario):
    event = scenario.event()
    ref = scenario.session(event, summary="Old words.")
    path, visit = f"/team/{event.slug}/programme/sessions/{ref}", sign_in(ORGANISER)
    mine = opened(visit, path)
    visit.send({"title": "Theirs", "summary": "Their words.", "sharing_focus": "trouble"})
    page = visit.post(path, mine | {"title": "Mine", "places": "12"}, status=409)
    assert page.h1 == "Somebody else changed this first"
    assert versions(page) == {
        "Title": ("Mine", "Theirs", "sent"),
        "What happens in it?": ("Old words.", "Their words.", "now"),
        "What does it tell of?": ("Neither in particular", "What did not work", "now"),
        "How many places?": ("12", "Nothing", "sent"),
    }
    assert page.links()["Keep what is there now"] == path
    assert scenario.read(select(Session.title)) == ["Theirs"]
    visit.send(status=200)
    found = scenario.read(select(Session))[0]
    assert (found.title, found.summary, found.places, found.sharing_focus) == ("Mine", "Their words.", 12, "trouble")


def test_theirs_can_be_taken_for_any_question(sign_in, scenario):
    event = scenario.event()
    ref = scenario.session(event)
    path, visit = f"/team/{event.slug}/programme/sessions/{ref}", sign_in(ORGANISER)
    mine = opened(visit, path)
    visit.send({"title": "Theirs"})
    visit.post(path, mine | {"title": "Mine", "places": "12"}, status=409)
    visit.send({"keep-title": "now"}, status=200)
    assert [(s.title, s.places) for s in scenario.read(select(Session))] == [("Theirs", 12)]


def test_a_third_change_meanwhile_is_shown_again(sign_in, scenario):
    event = scenario.event()
    ref = scenario.session(event)
    path, visit, third = f"/team/{event.slug}/programme/sessions/{ref}", sign_in(ORGANISER), sign_in(ORGANISER)
    mine = opened(visit, path)
    opened(third, path)
    third.send({"title": "Second"})
    visit.post(path, mine | {"title": "Mine"}, status=409)
    opened(third, path)
    third.send({"title": "Third"})
    page = visit.send(status=409, url=path)
    assert versions(page) == {"Title": ("Mine", "Third", "sent")}
    assert scenario.read(select(Session.title)) == ["Third"]


def test_days_and_times_are_told_as_people_read_them(sign_in, scenario):
    event = scenario.event()
    ref = scenario.session(event, at="10:00")
    scenario.room(event, "Hall")
    path, visit = f"/team/{event.slug}/programme/sessions/{ref}/place", sign_in(ORGANISER)
    mine = opened(visit, path)
    visit.send({"start": "11:00"})
    page = visit.post(path, mine | {"start": "2pm-3.15pm"}, status=409)
    assert versions(page)["When does it start?"] == ("14:00–15:15", "11:00", "sent")
    mine = opened(visit, f"/team/{event.slug}/settings/when")
    visit.send({"starts_on-day": "26", "sure": ["yes"]})
    visit.get(f"/team/{event.slug}/settings/when")
    page = visit.post(f"/team/{event.slug}/settings/when", mine | {"starts_on-day": "25"}, status=409)
    assert versions(page)["First day, if you know it"][:2] == ("Thursday 25 March 2027", "Friday 26 March 2027")
    assert DAY.isoformat() not in page.words


def test_two_owners_of_an_organisation_see_names_not_codes(sign_in, scenario):
    path, visit = f"/team/organisations/{scenario.organisation()}/settings", sign_in(ORGANISER)
    mine = opened(visit, path)
    visit.send({"country": "IE", "working_days": "20"})
    page = visit.post(path, mine | {"currency": "EUR"}, status=409)
    assert versions(page) == {
        "Country": ("United Kingdom", "Ireland", "now"),
        "Currency": ("Euro (EUR)", "British Pound (GBP)", "sent"),
        "In how many working days do you pay?": (mine["working_days"], "20", "now"),
    }
    visit.send(status=200)
    found = scenario.read(select(Organisation))[0]
    assert (found.country, found.currency, found.working_days) == ("IE", "EUR", 20)


def test_a_checker_sees_the_claim_as_it_is_now_with_every_word_that_was_typed(sign_in, scenario):
    event = scenario.event()
    scenario.terms(event)
    ref = scenario.claim(event)
    lines = scenario.read(select(ClaimLine.ref))
    path, visit = f"/finance/claims/{ref}", sign_in(CHECKER)
    page = visit.get(path)
    form = next(n for n, f in enumerate(page.forms()) if f"{lines[0]}_reason" in page.fields(n))
    seen = page.fields(form) | {"version": "0", lines[0]: "none", f"{lines[0]}_reason": "It was a gift."}
    seen |= dict.fromkeys(lines[1:], "full")
    page = visit.post(path, seen, status=409)
    assert "What you wrote is still here" in page.words
    assert page.fields(form)[f"{lines[0]}_reason"] == "It was a gift."
    assert page.fields(form)["version"] == str(scenario.read(select(Claim.version))[0])
    assert scenario.read(select(Claim.state)) == [ClaimState.SUBMITTED]


def test_a_checker_who_comes_late_reads_what_was_decided_and_keeps_every_word(sign_in, scenario):
    event = scenario.event()
    scenario.terms(event)
    ref = scenario.claim(event)
    lines = scenario.read(select(ClaimLine.ref).order_by(ClaimLine.id))
    path, visit = f"/finance/claims/{ref}", sign_in(CHECKER)
    page = visit.get(path)
    form = next(n for n, f in enumerate(page.forms()) if f"{lines[0]}_reason" in page.fields(n))
    seen = page.fields(form) | {lines[0]: "none", f"{lines[0]}_reason": "It was a gift.", lines[1]: "full"}
    decide(scenario, ref)
    page = visit.post(path, seen, status=409)
    assert "Somebody else changed this first" in page.words
    assert "Approved, will be paid" in page.words
    assert "What you wrote, to copy" in page.words
    assert "It was a gift." in page.words
    assert "Shall we pay “Train”? Yes, in full" in page.words
    assert scenario.read(select(Claim.state)) == [ClaimState.APPROVED]


def test_what_several_people_say_without_a_version_is_compared_too(sign_in, scenario):
    event = scenario.event()
    scenario.terms(event)
    path, visit = f"/team/{event.slug}/payment", sign_in(ORGANISER)
    mine = opened(visit, path)
    visit.send({"fee": "90", "working_days": "5"})
    visit.get(path)
    page = visit.post(path, mine | {"fee": "100", "fee_for": "The day"}, status=409)
    assert versions(page) == {
        "What do you pay each person for taking part?": ("£100", "£90", "sent"),
        "What is it for?": ("The day", mine["fee_for"] or "Nothing", "sent"),
        "How many working days until people have their money?": (mine["working_days"], "5", "now"),
    }
    visit.send(status=200)
    assert visit.get(path).fields()["fee"] == "100.00"
    assert visit.page.fields()["working_days"] == "5"


def test_two_who_check_access_both_keep_what_they_found(sign_in, scenario):
    event = scenario.event()
    visit = sign_in(ACCESS)
    path = next(link for link in visit.get(f"/team/{event.slug}/access").links().values() if "/access/offer/" in link)
    mine = opened(visit, path)
    first, second = [name for name in mine if f"{name}_detail" in mine][:2]
    visit.send({first: "yes"})
    visit.get(path)
    assert list(versions(visit.post(path, mine | {second: "no"}, status=409)).values()) == [
        ("Not checked yet", "Yes", "now"), ("No", "Not checked yet", "sent"),
    ]
    visit.send(status=200)
    found = visit.get(path).fields()
    assert (found[first], found[second]) == ("yes", "no")


def test_the_same_answer_twice_is_no_conflict(sign_in, scenario):
    event = scenario.event()
    scenario.terms(event)
    path, visit = f"/team/{event.slug}/payment", sign_in(ORGANISER)
    mine = opened(visit, path) | {"fee": "90"}
    visit.post(path, mine, status=200)
    visit.get(path)
    visit.post(path, mine, status=200)


def test_where_nothing_can_be_changed_any_more_what_was_written_is_there_to_copy(sign_in, app, monkeypatch):
    def decided_between_the_look_and_the_lock(ref):
        form = ReturnForm(data={"version": 1})
        if form.is_posted_well():
            raise ChangedMeanwhile(2, 1)
        return redirect(f"/finance/claims/{ref}")

    monkeypatch.setitem(app.view_functions, "checking.give_back", decided_between_the_look_and_the_lock)
    visit = sign_in(ORGANISER)
    visit.get("/sign-in/name")
    page = visit.post("/finance/claims/abc/return", {"version": "1", "question": "Which train was it?"}, status=409)
    assert "What would you like to know? Which train was it?" in page.words
    assert page.links()["See what is there now"] == "/finance/claims/abc"
