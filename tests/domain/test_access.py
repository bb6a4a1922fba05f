"""Needs: sealed, opened by one role only, each opening written down, and never in a letter, a feed or the log."""

import pytest
from sqlalchemy import select, text

from eventsite.access.commands import MoveNeed, ReadNeeds, SetOffer, move_need, read_needs, set_offer
from eventsite.access.models import Need
from eventsite.access.queries import (
    holder_count,
    looking_after,
    needs_by_holder,
    offer_of,
    offered,
    own_needs,
    unanswered,
)
from eventsite.access.values import NeedState, Offered
from eventsite.feeds.rules import Part, write
from eventsite.kernel.base import Base
from eventsite.kernel.lifecycle import WrongState
from eventsite.kernel.refusals import NotAllowed, NotVisible
from eventsite.personal.queries import who_saw
from eventsite.programme.queries.releases import latest_release
from eventsite.records.models import AuditEntry
from eventsite.registration.commands.answering import (
    CancelRegistration,
    ChooseAreas,
    DescribeNeeds,
    SubmitRegistration,
    cancel_registration,
    choose_areas,
    describe_needs,
    submit_registration,
)
from eventsite.rooms import ROOMS
from tests.builders.scenario import ACCESS, CHECKER, ORGANISER

CANARY = "zebra-crossing-canary"


@pytest.fixture
def event(scenario):
    made = scenario.event()
    scenario.session(made)
    scenario.release(made)
    return made


def said(scenario, event, ref, *codes, words=None):
    with scenario.acting("", ref) as work:
        describe_needs(work, DescribeNeeds(ref=ref, codes=codes, words=words or {}, stage="help-details"))


def sent(scenario, ref):
    with scenario.acting("", ref) as work:
        submit_registration(work, SubmitRegistration(ref=ref))
    scenario.prove(ref)


def test_what_was_said_comes_back_to_the_person_and_to_the_access_lead(scenario, event, database):
    ref = scenario.begun(event)
    said(scenario, event, ref, "bsl", "quiet_room", words={"hearing": CANARY})
    sent(scenario, ref)
    with scenario.acting("", ref) as work:
        own = own_needs(work.database, database.cipher, ref)
    assert (sorted(own.codes), own.words) == (["bsl", "quiet_room"], {"hearing": CANARY})
    with scenario.acting(ACCESS) as work:
        opened = read_needs(work, ReadNeeds(event=event.ref, registration_ref=ref))
    assert CANARY in [need.need for need in opened]


def test_drafts_are_nobody_elses_business(scenario, event):
    ref = scenario.begun(event)
    said(scenario, event, ref, "bsl")
    with scenario.acting(ACCESS) as work:
        assert read_needs(work, ReadNeeds(event=event.ref, registration_ref=ref)) == []
        assert needs_by_holder(work.database, event.id) == []


@pytest.mark.parametrize("who", ["", ORGANISER, CHECKER, "stranger@example.org"])
def test_only_the_access_lead_opens_needs(scenario, event, who):
    ref = scenario.begun(event)
    said(scenario, event, ref, "bsl")
    sent(scenario, ref)
    with pytest.raises(NotAllowed), scenario.acting(who) as work:
        read_needs(work, ReadNeeds(event=event.ref, registration_ref=ref))


def test_each_opening_is_written_down_and_the_person_sees_it(scenario, event):
    ref = scenario.begun(event)
    said(scenario, event, ref, "bsl")
    sent(scenario, ref)
    with scenario.acting(ACCESS) as work:
        read_needs(work, ReadNeeds(event=event.ref, registration_ref=ref))
    with scenario.acting("", ref) as work:
        readings = who_saw(work.database, work.actor, ROOMS.openings)
    assert [(str(r.what), r.who) for r in readings] == [("What would help you", "Acces")]
    with scenario.acting("", scenario.coming(event, "bill@example.org", name="Bill")) as work:
        assert who_saw(work.database, work.actor, ROOMS.openings) == []


def test_needs_are_in_no_table_letter_or_feed_in_the_clear(scenario, event, deliver, mailer, services):
    ref = scenario.begun(event)
    said(scenario, event, ref, "changing_places", words={"toilets": CANARY})
    sent(scenario, ref)
    with scenario.acting(ACCESS) as work:
        read_needs(work, ReadNeeds(event=event.ref, registration_ref=ref))
    deliver()
    with scenario.acting() as work:
        for table in Base.metadata.tables:
            dump = str(work.database.execute(text(f'SELECT * FROM "{table}"')).all())
            assert CANARY not in dump, table
            assert "changing_places" not in dump, table
        feed = write("f", "", [Part(event, latest_release(work.database, event.id))], services.link)
    assert mailer.emails
    for blob in (str(mailer.emails), feed.decode()):
        assert CANARY not in blob
        assert "hoist" not in blob


def test_saying_less_takes_needs_away_and_keeps_the_others(scenario, event):
    ref = scenario.begun(event)
    said(scenario, event, ref, "bsl", "quiet_room")
    kept = scenario.read(select(Need.ref))
    said(scenario, event, ref, "bsl")
    ticked(scenario, ref, "hearing")
    left = scenario.read(select(Need.ref))
    assert len(left) == 1
    assert left[0] in kept


def ticked(scenario, ref, *areas):
    with scenario.acting("", ref) as work:
        choose_areas(work, ChooseAreas(ref=ref, areas=frozenset(areas), stage="help", details_stage="help-details"))


def opened(scenario, event, ref):
    with scenario.acting(ACCESS) as work:
        return [need.need for need in read_needs(work, ReadNeeds(event=event.ref, registration_ref=ref))]


def test_an_area_of_which_nothing_more_was_said_is_one_to_talk_about(scenario, event, database):
    ref = scenario.begun(event)
    ticked(scenario, ref, "hearing", "food")
    said(scenario, event, ref, "bsl")
    sent(scenario, ref)
    assert sorted(opened(scenario, event, ref)) == ["A British Sign Language interpreter", "Food and faith: let us talk about it"]
    with scenario.acting("", ref) as work:
        own = own_needs(work.database, database.cipher, ref)
    assert ([answer.need for answer in own.answers], own.groups) == (opened(scenario, event, ref), {"hearing", "food"})


def test_an_area_ticked_once_it_was_sent_is_asked_for_at_once_and_goes_with_its_tick(scenario, event):
    ref = scenario.begun(event)
    said(scenario, event, ref, "bsl")
    sent(scenario, ref)
    ticked(scenario, ref, "hearing", "seeing")
    assert opened(scenario, event, ref)[1:] == ["Seeing: let us talk about it"]
    said(scenario, event, ref, "bsl", words={"seeing": CANARY})
    assert opened(scenario, event, ref)[1:] == [CANARY]
    ticked(scenario, ref, "hearing")
    assert len(opened(scenario, event, ref)) == 1


def test_cannot_comes_only_after_talking(scenario, event):
    ref = scenario.begun(event)
    said(scenario, event, ref, "bsl")
    sent(scenario, ref)
    need = scenario.read(select(Need.ref))[0]
    with pytest.raises(WrongState), scenario.acting(ACCESS) as work:
        move_need(work, MoveNeed(event=event.ref, ref=need, action="decline"))
    for action in ("talk", "decline"):
        with scenario.acting(ACCESS) as work:
            move_need(work, MoveNeed(event=event.ref, ref=need, action=action))
    assert scenario.read(select(Need.state)) == [NeedState.CANNOT]


def test_a_blank_reads_not_checked_and_a_no_stays_a_no(scenario, event):
    with scenario.acting(ORGANISER) as work:
        set_offer(work, SetOffer(event=event.ref, lines={"hearing_loop": (Offered.NO, "Broken"), "bsl": (Offered.NOT_CHECKED, "")}))
    with scenario.acting() as work:
        lines = offer_of(work.database, event.id)
    assert offered(lines, "hearing_loop") is Offered.NO
    assert offered(lines, "bsl") is Offered.NOT_CHECKED
    assert offered(lines, "step_free") is Offered.NOT_CHECKED


def test_an_offer_that_stays_as_it_is_is_not_told_of(scenario, clock, event):
    for lines in ({"hearing_loop": (Offered.NO, "Broken")}, {"hearing_loop": (Offered.NO, "Broken"), "bsl": (Offered.NOT_CHECKED, "")}):
        with scenario.acting(ORGANISER) as work:
            set_offer(work, SetOffer(event=event.ref, lines=lines))
    told = select(AuditEntry.about).where(AuditEntry.fact == "OfferChanged")
    assert scenario.read(told) == [event.ref]
    clock.forward(days=1)
    with scenario.acting(ORGANISER) as work:  # looked at again: the page says on which day
        set_offer(work, SetOffer(event=event.ref, lines=lines))
    assert scenario.read(told) == [event.ref] * 2


def test_what_is_no_longer_known_reads_not_checked_again(scenario, event):
    for status in (Offered.YES, Offered.NOT_CHECKED):
        with scenario.acting(ORGANISER) as work:
            set_offer(work, SetOffer(event=event.ref, lines={"hearing_loop": (status, "")}))
        with scenario.acting() as work:
            assert offered(offer_of(work.database, event.id), "hearing_loop") is status


def test_only_organisers_and_the_access_lead_say_what_is_offered(scenario, event):
    with pytest.raises(NotAllowed), scenario.acting(CHECKER) as work:
        set_offer(work, SetOffer(event=event.ref, lines={"bsl": (Offered.YES, "")}))
    with scenario.acting(ACCESS) as work:
        set_offer(work, SetOffer(event=event.ref, lines={"bsl": (Offered.YES, "")}))


def test_the_audit_never_says_which_need(scenario, event):
    ref = scenario.begun(event)
    said(scenario, event, ref, "changing_places")
    entries = scenario.read(select(AuditEntry.payload).where(AuditEntry.fact == "NeedsSaid"))
    assert entries == [{"about": ref, "count": 1}]


def told(scenario, fact):
    return scenario.read(select(AuditEntry.about).where(AuditEntry.fact == fact))


def promised(scenario, event):
    """A registration that was sent, with one need in own words that was promised. Returns both references."""
    ref = scenario.begun(event)
    said(scenario, event, ref, words={"hearing": CANARY})
    sent(scenario, ref)
    need = scenario.read(select(Need.ref))[0]
    with scenario.acting(ACCESS) as work:
        move_need(work, MoveNeed(event=event.ref, ref=need, action="promise"))
    return ref, need


def test_a_promise_ends_when_its_words_change_and_not_before(scenario, event):
    ref, need = promised(scenario, event)
    before = [len(told(scenario, fact)) for fact in ("NeedsSaid", "RegistrationChanged")]
    said(scenario, event, ref, words={"hearing": CANARY})
    assert scenario.read(select(Need.state)) == [NeedState.CAN_DO]
    assert [len(told(scenario, fact)) for fact in ("NeedsSaid", "RegistrationChanged")] == before
    said(scenario, event, ref, words={"hearing": "At the front"})
    assert scenario.read(select(Need.state)) == [NeedState.ASKED]
    assert scenario.read(select(Need.ref)) == [need]
    assert [len(told(scenario, fact)) for fact in ("NeedsSaid", "RegistrationChanged")] == [count + 1 for count in before]


def answered(scenario, event, need, *actions):
    for action in actions:
        with scenario.acting(ACCESS) as work:
            move_need(work, MoveNeed(event=event.ref, ref=need, action=action))


def test_each_answer_is_a_letter_that_never_says_what_it_is_about(scenario, event, deliver, mailer):
    _ref, need = promised(scenario, event)
    answered(scenario, event, need, "keep", "talk", "decline")
    deliver()
    news = [email for email in mailer.to("joyce@example.org") if "something you asked for" in email.subject]
    assert [("cannot do" in email.body, CANARY in email.body) for email in news] == [(True, False)]  # the last one alone is news


def test_a_letter_to_an_address_that_nobody_has_proven_says_nothing_of_needs(scenario, event, deliver, mailer):
    ref = scenario.begun(event)
    said(scenario, event, ref, words={"hearing": CANARY})
    with scenario.acting("", ref) as work:
        submit_registration(work, SubmitRegistration(ref=ref))
    answered(scenario, event, scenario.read(select(Need.ref))[0], "promise")
    deliver()
    news = [email for email in mailer.to("joyce@example.org") if "News about your place" in email.subject]
    assert len(news) == 1
    assert "help" not in news[0].body
    assert "asked for" not in news[0].body


def test_other_words_are_told_to_both_and_the_same_words_to_nobody(scenario, event, deliver, mailer):
    ref, _need = promised(scenario, event)
    said(scenario, event, ref, words={"hearing": CANARY})
    deliver()
    assert "look again" not in str([email.subject for email in mailer.to(ACCESS)])
    mailer.emails.clear()
    said(scenario, event, ref, words={"hearing": "At the front"})
    deliver()
    assert ["look again" in email.subject for email in mailer.to(ACCESS)] == [True]
    assert ["looks at it again" in email.body for email in mailer.to("joyce@example.org")] == [True]
    assert "At the front" not in str(mailer.emails)


def test_whoever_promised_hears_when_it_is_not_needed_any_more(scenario, event, deliver, mailer):
    ref, _need = promised(scenario, event)
    with scenario.acting("", ref) as work:
        cancel_registration(work, CancelRegistration(ref=ref))
    deliver()
    assert ["look again" in email.subject for email in mailer.to(ACCESS)] == [False, True]  # a welcome came first
    assert "look again" not in str([email.subject for email in mailer.to(ORGANISER)])


def test_the_board_is_one_bounded_page_and_whoever_waits_comes_first(scenario, event):
    promised(scenario, event)
    waiting = scenario.begun(event, "bill@example.org", name="Bill")
    said(scenario, event, waiting, "bsl")
    sent(scenario, waiting)
    with scenario.acting() as work:
        assert needs_by_holder(work.database, event.id)[0].registration_ref == waiting
        assert needs_by_holder(work.database, event.id, page=2) == []
        assert holder_count(work.database, event.id) == 2
        assert unanswered(work.database, event.id) == 1


def test_the_board_of_another_gathering_is_empty(scenario, event):
    promised(scenario, event)
    other = scenario.event("Autumn meeting")
    with scenario.acting() as work:
        assert needs_by_holder(work.database, event.id)
        assert needs_by_holder(work.database, other.id) == []
        assert (holder_count(work.database, other.id), unanswered(work.database, other.id)) == (0, 0)


def test_those_who_look_after_needs_are_of_that_gathering(scenario, event):
    scenario.event("Autumn meeting")
    lead = scenario.actor(ACCESS).person_id
    with scenario.acting() as work:
        assert looking_after(work.database, event.id) == [lead]


def test_another_events_lead_opens_nothing_and_nothing_is_written_down(scenario, event):
    ref, need = promised(scenario, event)
    other = scenario.event("Autumn meeting")
    with scenario.acting(ACCESS) as work:
        assert read_needs(work, ReadNeeds(event=other.ref, registration_ref=ref)) == []
        assert read_needs(work, ReadNeeds(event=event.ref, registration_ref="nobodyatall2")) == []
    assert told(scenario, "NeedsRead") == []
    with pytest.raises(NotVisible), scenario.acting(ACCESS) as work:
        move_need(work, MoveNeed(event=other.ref, ref=need, action="talk"))


def test_a_need_moves_only_from_the_page_of_whose_it_is(scenario, event):
    ref, need = promised(scenario, event)
    with pytest.raises(NotVisible), scenario.acting(ACCESS) as work:
        move_need(work, MoveNeed(event=event.ref, ref=need, action="talk", registration_ref=scenario.begun(event, "x@example.org")))
    assert scenario.read(select(Need.state)) == [NeedState.CAN_DO]
    with scenario.acting(ACCESS) as work:
        move_need(work, MoveNeed(event=event.ref, ref=need, action="keep", registration_ref=ref))
    assert scenario.read(select(Need.state)) == [NeedState.KEPT]


def test_the_team_cannot_take_a_need_off_the_board(scenario, event):
    _ref, need = promised(scenario, event)
    for action in ("withdraw", "say", "ask again"):
        with pytest.raises(NotVisible), scenario.acting(ACCESS) as work:
            move_need(work, MoveNeed(event=event.ref, ref=need, action=action))
    assert scenario.read(select(Need.state)) == [NeedState.CAN_DO]


def test_cancelling_takes_the_words_and_the_code_and_the_person_sees_none(scenario, event, database):
    ref, _need = promised(scenario, event)
    with scenario.acting("", ref) as work:
        cancel_registration(work, CancelRegistration(ref=ref))
    assert scenario.read(select(Need.state)) == [NeedState.WITHDRAWN]
    assert scenario.read(select(Need.code_sealed)) == [""]
    assert scenario.read(select(Need.words_sealed)) == [None]
    with scenario.acting(ACCESS) as work:
        assert read_needs(work, ReadNeeds(event=event.ref, registration_ref=ref)) == []
        assert needs_by_holder(work.database, event.id) == []
        own = own_needs(work.database, database.cipher, ref)
    assert (own.codes, own.words, own.answers) == ([], {}, [])
