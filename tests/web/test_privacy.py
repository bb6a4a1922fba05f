"""The page that says what is kept and when it goes is read from the rules that take it away."""

import dataclasses
import datetime as dt

from eventsite.app import create_app
from eventsite.kernel.i18n import use_locale
from eventsite.records.rooms import Rooms
from eventsite.rooms import ROOMS
from tests.web.visit import Visitor


def test_everything_that_is_kept_stands_there_with_when_it_goes_and_what_is_left(visit):
    page = visit.get("/privacy")
    for topic, lines in ROOMS.promises:
        assert str(topic.label) in page.words
        assert str(topic.hint) in page.words
        for line in lines:
            for sentence in (line.personal.what, line.personal.until, line.personal.sooner, *(rule.waits for rule in line.rules)):
                assert str(sentence or "") in page.words
            if line.rules:
                assert str(line.personal.left) in page.words
    assert "things that would help somebody: 30 days after the gathering" in page.words
    assert "claims and payments: 7 years after the claim was paid or declined" in page.words


def test_a_rule_that_waits_longer_says_so(app, clock):
    longer = [
        dataclasses.replace(room, retention=[dataclasses.replace(rule, after=rule.after + dt.timedelta(days=6)) for rule in room.retention])
        for room in ROOMS.manifests
    ]
    made = create_app(app.extensions["eventsite.settings"], clock, Rooms(longer))
    made.extensions["eventsite"] = app.extensions["eventsite"]
    assert "things that would help somebody: 36 days after the gathering" in Visitor(made).get("/privacy").words


def test_times_are_told_in_the_language_of_whoever_reads():
    rule = next(rule for rule in ROOMS.retention if rule.name == "forget_needs")
    with use_locale("de"):
        assert rule.waits == "30 Tage after the gathering"


def test_it_is_the_same_for_everybody_and_kept(visit):
    first = visit.client.get("/privacy")
    assert first.headers["Cache-Control"] == "public, no-cache"
    again = visit.client.get("/privacy", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
