"""After every verb and every retention rule that there is: public pages from the cache are what would be made now, and it says whose it is."""

import shutil
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import func, select

from eventsite.app import create_app
from eventsite.events.models import Event
from eventsite.events.values import EventState
from eventsite.kernel.clock import FixedClock
from eventsite.kernel.crypto import FieldCipher
from eventsite.records.engine import open_engine
from eventsite.records.models import AuditEntry
from eventsite.records.work import Database
from eventsite.rooms import ROOMS
from eventsite.settings import Settings
from eventsite.web.current import db
from eventsite.web.limits import limiter
from eventsite.web.page_cache import PageCache
from eventsite.web.page_cache_middleware import PageCacheMiddleware
from tests.builders.scenario import NOW, Scenario
from tests.conftest import KEYS
from tests.races import world as worlds
from tests.races.entries import ENTRIES, step
from tests.races.verbs import verbs
from tests.web.pages import check_seen, fetched, of_event

VERBS, RULES = verbs(), {rule.forget.__name__: rule.forget for rule in ROOMS.retention}
PERSON, SIGN_IN, FILE = "a person goes from one event to another", "nobody knows yet who asks, and of what", "a file nobody keeps, or somebody else does"
OF_THE_SITE = {
    "AccountForgotten": "a way to be paid is its person's, and the claim that named it may be gone",
    "AddressChangeAsked": PERSON, "AddressChangeEnded": PERSON, "AddressChangeUsed": PERSON, "MailboxProven": PERSON,
    "PersonMoved": PERSON, "PersonNamed": PERSON, "FeedMade": PERSON, "FeedRevoked": PERSON,
    "SignInAsked": SIGN_IN, "CodeTried": SIGN_IN, "SignedIn": SIGN_IN, "SignedOut": SIGN_IN,
    "AttachmentKept": FILE, "AttachmentDropped": FILE, "AttachmentForgotten": FILE,
    "StewardAppointed": "a steward looks after the site", "SiteEmailTriedAgain": "what a steward did for the site",
}
"""Facts that belong to neither an event nor an organisation -> why; every other says whose it is."""


@pytest.fixture(scope="module")
def site(tmp_path_factory, sqlite_template):
    """A world in which every verb has something to do, the pages of it in the cache, and a way back to how it was."""
    folder = tmp_path_factory.mktemp("site")
    path, kept = folder / "site.sqlite", folder / "kept.sqlite"
    shutil.copy(sqlite_template, path)
    database = Database(
        engine=open_engine(f"sqlite:///{path}"), clock=FixedClock(NOW), cipher=FieldCipher(KEYS),
        subscriptions=ROOMS.subscriptions, belongings=ROOMS.belongings,
    )
    world = worlds.build(database)
    settings = Settings(
        database_url=f"sqlite:///{path}", secret_key="s" * 40, field_keys=KEYS, mail_url=f"mailbox://{folder / 'mailbox'}",
        files_url=f"file://{folder / 'files'}", demo=True,
    )
    made = Site(create_app(settings, database.clock), database, world, path, kept)
    yield made
    with made.app.app_context():
        db.engine.dispose()
    database.engine.dispose()


class Site:
    """An application whose database can be put back."""

    def __init__(self, app, database, world, path, kept) -> None:
        self.app, self.database, self.world, self._path, self._kept = app, database, world, path, kept
        app.testing = False
        _copy(path, kept)
        limiter.enabled = False
        self.before = fetched(app, self.addresses())
        self._pages = list(app.extensions["eventsite.page_cache"]._pages.values())

    def addresses(self):
        """The calendar of everything, every page of the event, what changes of the others. Home is made anew each time."""
        w, found = self.world, ["/calendar.ics"]
        for event in Scenario(self.database).read(select(Event).where(Event.state != EventState.DRAFT)):
            is_first = event.ref == w.event
            found += of_event(event.slug) if is_first else of_event(event.slug, ("", "/payment"))
            found += of_event(event.slug, (f"/sessions/{w.session}", f"/rooms/{w.room}/calendar.ics")) if is_first else []
        return found

    def put_back(self):
        """Have everything as it was before, and every page in the cache."""
        _copy(self._kept, self._path)
        cache, middleware = PageCache(), self.app.wsgi_app._application
        for page in self._pages:
            cache.put(page)
        self.app.extensions["eventsite.page_cache"] = cache
        self.app.wsgi_app._application = PageCacheMiddleware(middleware._application, cache, middleware._lookups)


def _copy(source, target):
    with closing(sqlite3.connect(source)) as whence, closing(sqlite3.connect(target)) as whither:
        whence.backup(whither)


@pytest.mark.parametrize("name", [*sorted(ENTRIES), *sorted(RULES)])
def test_public_pages_are_new_and_what_was_told_says_whose_it_is(site, name):
    site.put_back()
    last = Scenario(site.database).read(select(func.max(AuditEntry.id)))[0]
    if name in RULES:
        site.database.perform(RULES[name], NOW.replace(year=NOW.year + 9))
    else:
        actor, command = step(site.world, name)
        site.database.perform(VERBS[name][0], command, actor)
    check_seen(site.app, site.before)
    told = Scenario(site.database).read(select(AuditEntry).where(AuditEntry.id > last))
    nobodys = {entry.fact for entry in told if entry.event_id is None and entry.organisation_id is None}
    assert nobodys <= set(OF_THE_SITE), name


def test_what_belongs_to_the_site_is_told_by_somebody():
    assert set(OF_THE_SITE) <= {fact.__name__ for room in ROOMS.manifests for fact in room.facts}


def test_money_belongs_to_somebody(site):
    """Each fact of a batch says whose it is, whatever became of it, so that nobody has to look at its claims."""
    site.put_back()
    told = Scenario(site.database).read(select(AuditEntry).where(AuditEntry.fact.startswith("Batch")))
    assert {entry.fact for entry in told} == {"BatchSealed", "BatchPaid"}
    assert None not in {entry.organisation_id for entry in told}
