"""Every form, posted by somebody who may, with a reference of somebody else in each place that carries one.

Somebody else is another organisation with a gathering and everything in it; for a form of one's own also another guest of the same
gathering. What is posted is refused and nothing is written, nothing of theirs moves, and no word of theirs is in the answer.
"""

import dataclasses
import sqlite3
from collections import defaultdict
from itertools import chain

import pytest
from sqlalchemy import select, text

from eventsite.events.models import Event
from eventsite.feeds.commands import MakeFeed, make_feed
from eventsite.records.delivery import deliver_all
from eventsite.rooms import ROOMS
from tests.builders import scenario as builders
from tests.builders.scenario import Scenario
from tests.web.forging import NEW, WORD, Owned, Rows, attempts
from tests.web.test_roles import Elsewhere, fill
from tests.web.world import SLUG, unlimited

OF_A_PERSON = {"attendee", "ruth", "bill", "visitor", "newcomer", "sender"}
REFUSED = {403, 404, 409, 410, 422}
STEWARDS = {"stewards.new", "stewards.again", "gatherings.step_in"}
"""Whoever looks after the whole site may reach every gathering; here nobody does."""
FILLED = {
    "events.new": {"name": "One more"}, "programme.new_session": {"title": "One more"}, "programme.new_room": {"name": "One more"},
    "claims.add_line": {"what": "Bus", "amount": "3.20", "lost_receipt": "Blown away", "miles": "5"},
    "stewards.new": {"name": "One more", "owner": "one@example.org"},
}
"""What is typed into forms that start empty and carry references."""
IGNORED = {
    ("registration.start", "event in the address"): "everybody may come to a gathering that is public",
    ("registration.question", "event in the address"): "sent to the beginning: nothing was begun there",
    ("registration.check", "event in the address"): "sent to the beginning: nothing was begun there",
    ("team.again", "outbox_message in the address"): "says of every number what it says of a letter that went meanwhile, and does nothing",
    ("organisations.remove", "person in the address"): "who has no part has none afterwards",
    ("events.remove_member", "person in the address"): "who has no part has none afterwards",
    ("checking.claim", "claim_line as the name of one more field"): "decided by the lines that the claim has",
    ("paying.check", "claim in the address"): "sealed by what the page showed",
    **dict.fromkeys(
        [("programme.room", "room as what is made"), ("programme.session", "session as what is made"), ("claims.edit_line", "claim_line as what is made")],
        "an edit makes nothing",
    ),
}
"""(route, where) -> why it is no refusal; none of it touches what is theirs."""
OPEN = {"registration.start"}
CARRY_NONE = {
    "letters.new_address", "people.sign_in", "people.sign_out", "stewards.new", "look.look", "people.check_mail", "people.name",
}
"""Forms with nothing in them that names something of others."""


class Zenobias(Elsewhere):
    """Another organisation, all of whose guests have a name that nobody has here."""

    def begun(self, event, email="", name="Zenobia", **changes):
        return super().begun(event, email, name, **changes)


@pytest.fixture(scope="module")
def site(demo_world, demo_forms):
    """The demo with two more in it: a gathering of another organisation, and another guest. Put back afterwards."""
    at_first = demo_world.kept
    with unlimited(), pytest.MonkeyPatch.context() as patch:
        demo_world.put_back()
        made = Site(demo_world, patch)
        made.look_at([*demo_forms, *demo_world.forms_on("attendee", demo_world.visitors["attendee"].get("/my/feeds"))])
        yield made
        made.watching.close()
        demo_world.kept = at_first
        demo_world.put_back()


class Site:
    """The demo, and what it holds of others."""

    def __init__(self, world, patch) -> None:
        self.world, self.database, self.watching = world, world.services.database, sqlite3.connect(world.path)
        self.write("DELETE FROM steward")
        at_first = self.rows()
        self.names = at_first.names()
        self._add_guest()
        with_guest = self.rows()
        self._add_gathering(patch)
        deliver_all(self.database, ROOMS.handlers_for(world.services))
        with_both = self.rows()
        self.write(f"UPDATE outbox_message SET state = 'parked' WHERE id > {max(key for (key,) in at_first.of['outbox_message'])}")
        world.keep()
        self.before = self.rows()
        self.guest, self.elsewhere = Owned(at_first, with_guest, self.before), Owned(with_guest, with_both, self.before)

    def _add_guest(self):
        scenario = Zenobias(self.database)
        (event,) = scenario.read(select(Event).where(Event.slug == SLUG))
        scenario.claim(event, "another-guest@example.org")
        scenario.sign_in("another-guest@example.org")
        with scenario.acting("another-guest@example.org") as work:
            make_feed(work, MakeFeed(name="Mine"))

    def _add_gathering(self, patch):
        for name in ("ORGANISER", "CHECKER", "PAYER", "ACCESS"):
            patch.setattr(builders, name, f"{name.lower()}-elsewhere@example.org")
        fill(Zenobias(self.database), "Elsewhere", "guest-elsewhere@example.org")
        Scenario(self.database).sign_in("guest-elsewhere@example.org")

    def look_at(self, forms):
        """Keep the forms that are taken as they stand, or would be but for an answer, with what each makes."""
        self.forms, self.makes, self.refused = [], {}, set()
        for form in map(filled, forms):
            answer, after = self.post(form, form.action, form.data)
            if answer.status_code not in (200, 302):
                self.refused.add(form.endpoint)
            if NEW in form.data:
                new = after.since(self.before) if after else ()
                made = [table for table, _key, row in new if row.get("ref") == form.data[NEW]]
                edited = [self.names[word] for word in WORD.findall(form.action) if word in self.names]
                self.makes[id(form)] = (made or edited[-1:] or [None])[0]
            self.forms.append(form)

    def write(self, statement):
        with self.database.writing.begin() as connection:
            connection.execute(text(statement))

    def rows(self):
        with self.database.engine.connect() as connection:
            return Rows(connection)

    def post(self, form, action, data):
        """Return the answer, and every row afterwards where something was written. Everything is put back."""
        at = self._version()
        answer = self.world.visitors[form.who].client.post(action, data=data)
        after = self.rows() if self._version() != at else None
        self.world.put_back(is_changed=after is not None)
        return answer, after

    def _version(self):
        return self.watching.execute("PRAGMA data_version").fetchone()

    def attempts(self):
        """Yield (form, where, address, data) of everything that is tried."""
        routes = self.world.app.url_map.bind("127.0.0.1")
        for form in self.forms:
            theirs = [self.elsewhere, self.guest] if form.who in OF_A_PERSON else [self.elsewhere]
            arguments = routes.match(form.action.partition("?")[0], method="POST")[1]
            for attempt in attempts(form, arguments, self.names, theirs, self.makes.get(id(form))):
                yield form, *attempt


def filled(form):
    """The form with its choices made and its empty boxes filled."""
    buttons = [name for name, kind in form.kinds.items() if kind == "submit"][-1:]  # of several the last is pressed
    open_ = [name for name, kind in form.kinds.items() if kind == "radio" and not form.data.get(name)]
    chosen = {name: form.choices[name][0] for name in (*buttons, *open_)}
    typed = {name: value for name, value in FILLED.get(form.endpoint, {}).items() if name in form.kinds}
    return dataclasses.replace(form, data=form.data | chosen | typed)


def wrong_with(site, form, where, answer, after):
    """Yield what should not have happened."""
    if answer.status_code not in REFUSED and (form.endpoint, where) not in IGNORED:
        yield f"{answer.status}, {answer.headers.get('Location')}"
    if answer.status_code in REFUSED and after is not None and list(after.since(site.before)):
        yield f"{answer.status}, and yet something was written: {list(after.since(site.before))}"
    if "Zenobia" in answer.get_data(as_text=True):
        yield f"{answer.status}, and tells whose it is"
    if after is not None and form.endpoint not in OPEN:
        yield from (touched for one in (site.guest, site.elsewhere) for touched in one.touched(site.before, after))


@pytest.fixture(scope="module")
def tried(site):
    """(Form, where) -> what went wrong, of everything that can be forged."""
    found = defaultdict(list)
    for form, where, action, data in site.attempts():
        answer, after = site.post(form, action, data)
        found[form.endpoint, where] += [[f"{form.who} posts to {action}: {what}" for what in wrong_with(site, form, where, answer, after)]]
    return found


def test_no_form_takes_a_reference_of_somebody_elses(tried):
    wrong = {at: [*chain.from_iterable(each)] for at, each in tried.items() if any(each)}
    assert wrong == {}
    assert IGNORED.keys() <= tried.keys()


def test_everything_that_carries_a_reference_was_forged(site, tried):
    posts, places, routes = sum(map(len, tried.values())), len(tried), {route for route, _where in tried}
    print(f"{posts} forged posts of {len(site.forms)} forms, {places} places in {len(routes)} routes")
    assert posts > 250
    assert {form.endpoint for form in site.forms} - routes == CARRY_NONE


def test_but_for_what_is_forged_the_forms_are_taken(site, tried):
    """A form that is refused anyhow would prove nothing about what its fields carry."""
    carry = {route for route, where in tried if "in the address" not in where}
    assert len(carry) > 8
    assert carry & site.refused == set()
