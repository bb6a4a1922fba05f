"""The whole demo as something to attack: everybody in it signed in, every form they can reach, and a way back."""

import collections
import dataclasses
import io
import re
import sqlite3
from contextlib import closing, contextmanager

from sqlalchemy import text

from eventsite import demo
from eventsite.app import create_app
from eventsite.events.commands.lifecycle import CancelEvent, cancel_event
from eventsite.events.forms import STARTING
from eventsite.kernel.base import Base
from eventsite.kernel.clock import FixedClock
from eventsite.records.delivery import deliver_all
from eventsite.rooms import ROOMS
from eventsite.settings import Settings
from eventsite.web.limits import limiter
from tests.builders.compiled_templates import quick
from tests.builders.papers import paper
from tests.builders.pictures import photo
from tests.builders.scenario import NOW, ORGANISER, MemoryFiles, RecordingMailer, Scenario
from tests.conftest import KEYS
from tests.web.visit import Visitor

PEOPLE = ("organiser", "attendee", "claims", "finance", "access", "ruth", "bill")
SLUG = "common-ground"
MADE_FROM_DATA = {"access.offer"}
"""Forms drawn from the vocabulary: one group stands for all thirteen."""
COOKIE = "eventsite"
MOST_PAGES = 300
JOURNEY = (
    {}, {"name": "Noor"}, {"email": "noor@example.org", "phone": "01632 960 960"}, {"attendance_mode": "in_person"},
    {"perspectives": ["carer"]}, {"areas": ["hearing"]}, {"hearing": ["bsl"]}, {"brings": "no"}, {}, {"answer": "less"},
    {"amount": "20"},
)


@dataclasses.dataclass(frozen=True)
class Form:
    """A form somebody can reach: who, where it is shown, where it goes, and what it would send untouched."""

    who: str
    page: str
    action: str
    endpoint: str
    data: dict
    kinds: dict
    """Name of each field a person sees -> what sort of input it is."""
    choices: dict
    """Name of each field -> every value that the page offers for it."""

    def __str__(self) -> str:
        return f"{self.who} at {self.page} -> {self.action}"


class World:
    """An application on a filled database that can be put back as it was."""

    def __init__(self, path, folder) -> None:
        url = f"sqlite:///{path}"
        settings = Settings(
            database_url=url, secret_key="s" * 40, field_keys=KEYS, mail_url=f"mailbox://{folder / 'mailbox'}",
            files_url=f"file://{folder / 'files'}", demo=True,
        )
        self.app = quick(create_app(settings, FixedClock(NOW)))
        self.mailer = RecordingMailer()
        self.services = dataclasses.replace(self.app.extensions["eventsite"], mailer=self.mailer, files=MemoryFiles())
        self.app.extensions["eventsite"] = self.services
        demo.fill(self.services)
        self.visitors = {name: self._signed_in(f"{name}@example.org") for name in PEOPLE}
        self.visitors |= {name: Visitor(self.app) for name in ("visitor", "newcomer", "sender")}
        self._register("visitor", "noor@example.org")
        self._register("sender", "bill@example.org")
        self.visitors["sender"].send()
        self._fill_corners()
        self.path = path
        self.keep()
        self._cookies = {name: v.client.get_cookie(COOKIE).value for name, v in self.visitors.items()}

    def _signed_in(self, email):
        visitor = Visitor(self.app)
        visitor.get("/sign-in")
        visitor.send({"email": email})
        deliver_all(self.services.database, ROOMS.handlers_for(self.services))
        link = [word for sent in self.mailer.to(email) for word in sent.body.split() if "/sign-in/" in word][-1]
        visitor.get(link.removeprefix("http://127.0.0.1:8000"))
        visitor.send()
        return visitor

    def _register(self, who, email):
        visitor = self.visitors[who]
        visitor.get(f"/events/{SLUG}/register/")
        for answer in JOURNEY:
            visitor.send(answer | {"email": email} if "email" in answer else answer)
        assert visitor.page.h1 == "Check what you said"

    def _fill_corners(self):
        """Bring about what the demo has none of: a receipt, a fee taken off, a claim taken back, a letter parked, a draft."""
        scenario = Scenario(self.services.database)
        scenario.event("Not public yet", opened=False)
        called_off = scenario.event("Called off")
        scenario.terms(called_off)
        self._called_off = scenario.coming(called_off, "ruth@example.org", "Ruth")
        with scenario.acting(ORGANISER) as work:
            cancel_event(work, CancelEvent(event=called_off.ref, note="The hall burnt down."))
        ruth, bill, joyce = (self._claim_of(f"{name}@example.org") for name in ("ruth", "bill", "attendee"))
        self.visitors["attendee"].get(f"/claims/{joyce}/add/fare")
        self.visitors["attendee"].send({"what": "Bus", "amount": "3.20", "receipts": [(io.BytesIO(photo()), "bus.jpg"), (io.BytesIO(paper()), "bus.pdf")]}, content_type="multipart/form-data")
        self.visitors["attendee"].get(f"/claims/{joyce}/paid-by/bank")
        self.visitors["attendee"].send({"name": "Joyce", "sort_code": "12-34-56", "account_number": "12345678"})
        self.visitors["attendee"].get(f"/claims/{joyce}/check")
        self.visitors["attendee"].send()
        coming = next(link for link in self.visitors["attendee"].get("/my/").links().values() if link.startswith("/my/registrations/"))
        self.visitors["attendee"].get(f"{coming}contact")
        self.visitors["attendee"].send({"email": "moved@example.org"})
        self.visitors["attendee"].get("/my/feeds")
        self.visitors["attendee"].send()
        self.visitors["ruth"].follow(f"/claims/{ruth}/", "Remove")
        self.visitors["ruth"].send()
        self.visitors["bill"].get(f"/claims/{bill}/withdraw")
        self.visitors["bill"].send()
        approved = [box["attrs"]["value"] for box in self.visitors["finance"].get("/finance/pay").all("input", name="claims")]
        self.visitors["finance"].get(f"/finance/pay/check?claims={approved[0]}")
        self.visitors["finance"].send()
        self._to_pay, self._with_receipts = approved[1], joyce
        self.visitors["organiser"].get("/team/common-ground-the-first-meeting/programme")
        self.visitors["organiser"].press("Will not happen")
        self.visitors["newcomer"].get("/sign-in")
        self.visitors["newcomer"].send({"email": "newcomer@example.org"})
        deliver_all(self.services.database, ROOMS.handlers_for(self.services))
        with self.services.database.writing.begin() as connection:
            of_event = f"SELECT min(m.id) FROM outbox_message m JOIN event e ON e.id = m.event_id WHERE e.slug = '{SLUG}'"
            connection.execute(text(f"UPDATE outbox_message SET state = 'parked' WHERE id = ({of_event})"))
            connection.execute(text("UPDATE registration SET attended_at = NULL WHERE name = 'Kofi'"))
            doubt = "SELECT c.id, p.id, 'own_role', c.decided_at FROM claim c, person p JOIN mailbox m ON m.id = p.mailbox_id"
            about = f"{doubt} WHERE c.ref = :ref AND m.address = 'access@example.org'"
            connection.execute(
                text(f"INSERT INTO claim_doubt (claim_id, person_id, doubt, raised_at) {about}"), {"ref": self._to_pay}
            )

    def _claim_of(self, email):
        query = "SELECT claim.ref FROM claim JOIN person ON person.id = claim.beneficiary_id JOIN mailbox ON mailbox.id = person.mailbox_id WHERE mailbox.address = :email"
        with self.services.database.engine.connect() as connection:
            return connection.execute(text(query), {"email": email}).scalar_one()

    def _organisation(self):
        with self.services.database.engine.connect() as connection:
            ref = connection.execute(text("SELECT ref FROM organisation ORDER BY id LIMIT 1")).scalar_one()
        return f"/team/organisations/{ref}/"

    def _room(self):
        query = "SELECT room.ref FROM room JOIN event ON event.id = room.event_id WHERE event.slug = :slug ORDER BY room.id LIMIT 1"
        with self.services.database.engine.connect() as connection:
            return connection.execute(text(query), {"slug": SLUG}).scalar_one()

    def _link_to(self, email, path, which=0):
        letters = " ".join(email.body for email in self.mailer.to(email))
        return [word for word in letters.split() if path in word][which].removeprefix("http://127.0.0.1:8000")

    def keep(self):
        """Have everything put back as it is now."""
        self.kept = sqlite3.connect(":memory:")
        with closing(sqlite3.connect(self.path)) as live:
            live.backup(self.kept)

    def put_back(self, is_changed=True):
        """Undo everything since it was kept, in the database (where something changed there) and in everybody's browser."""
        if is_changed:
            with closing(sqlite3.connect(self.path)) as live:
                self.kept.backup(live)
        for name, visitor in self.visitors.items():
            visitor.client.set_cookie(COOKIE, self._cookies[name])

    def stored(self):
        """Every row of every table."""
        with self.services.database.engine.connect() as connection:
            tables = [table.name for table in Base.metadata.sorted_tables]
            return {name: connection.execute(text(f'SELECT * FROM "{name}" ORDER BY 1')).all() for name in tables}

    def endpoint(self, action):
        return self.app.url_map.bind("127.0.0.1").match(action.partition("?")[0], method="POST")[0]

    def forms(self):
        """Every form that following links leads to, once per endpoint and set of fields."""
        found, self.reached = {}, collections.defaultdict(set)
        for who, visitor in self.visitors.items():
            for page in self.pages(who, visitor):
                for form in self.forms_on(who, page):
                    fields = () if form.endpoint in MADE_FROM_DATA else sorted(set(map(shape, form.kinds)))
                    found.setdefault((form.endpoint, *fields), form)
                    self.reached[form.action].add(who)
        return list(found.values())

    def pages(self, who, visitor, most=MOST_PAGES):
        """Every page that following links leads somebody to."""
        stages = [f"/events/{SLUG}/register/{stage.slug}" for stage in ROOMS.stages]
        todo = ["/", "/my/", "/team/", "/team/new", "/finance/", "/finance/pay", "/my/feeds", "/sign-in", "/sign-in/name"]
        todo += {
            "visitor": [f"/events/{SLUG}/register/", f"/events/{SLUG}/register/check", *stages],
            "newcomer": [
                "/sign-in/check-mail", self._link_to("newcomer@example.org", "/sign-in/"),
                self._link_to("moved@example.org", "/my/address/"),
            ],
            "sender": [f"/events/{SLUG}/register/done", self._link_to("bill@example.org", "/my/open/", which=-1)],
            "ruth": [
                f"/my/registrations/{self._called_off}/",
                *(f"/claims/{self._claim_of('ruth@example.org')}/{page}" for page in ("add/fare", "add/car", "paid-by/bank", "paid-by/cash", "paid-by/talk")),
                self._link_to("ruth@example.org", "/my/open/"),
            ],
            "finance": [f"/finance/pay/check?claims={self._to_pay}"],
            "organiser": [
                *(f"/team/{SLUG}/start/{question}" for question in STARTING), f"/team/{SLUG}/programme/sessions/new",
                f"/team/{SLUG}/programme/rooms/{self._room()}/remove",
                "/team/common-ground-the-first-meeting/attendance",
                "/finance/outside/", self._organisation(), f"{self._organisation()}settings", f"{self._organisation()}gatherings/{SLUG}/organiser",
                "/team/organisations/", "/team/organisations/new", "/team/letters/", "/team/gatherings/",
                *(f"/team/{SLUG}/state{action}" for action in ("", "/close", "/cancel")), f"/team/gatherings/{SLUG}/close",
            ],
        }.get(who, [])
        seen = set()
        while todo and len(seen) < most:
            url = todo.pop(0)
            seen.add(url)
            answer = visitor.client.get(url)
            if answer.status_code != 200 or answer.mimetype != "text/html":
                continue
            page = visitor._shown(answer, url, 200)
            yield page
            opens = {("access", f"/team/{SLUG}/access"): "Open", ("claims", f"/finance/claims/{self._with_receipts}"): "Show the receipts"}
            if opens.get((who, url), "nothing to open") in page.words:  # somebody who walked here before has opened the receipts
                yield visitor.press(opens[who, url])
            links = {link.partition("#")[0] for link in page.links().values() if link.startswith("/")}
            todo += sorted(link for link in links - seen - set(todo) if not link.startswith(("/static", "/demo")))

    def forms_on(self, who, page):
        """Yield every form of a page that somebody can post."""
        for element in page.all("form"):
            if element["attrs"].get("method") != "post":
                continue
            inputs = [e for e in page.elements if e["form"] is element and e["attrs"].get("name")]
            kinds = {e["attrs"]["name"]: e["attrs"].get("type", e["tag"]) for e in inputs if e["attrs"].get("type") != "hidden"}
            action = element["attrs"].get("action") or page.url
            choices = collections.defaultdict(list)
            for e in inputs:
                options = [o for o in page.elements if o["select"] is e] or [e]
                choices[e["attrs"]["name"]] += [o["attrs"].get("value") or "" for o in options]
            yield Form(who, page.url, action, self.endpoint(action), page.fields_of(element), kinds, dict(choices))

    def send(self, form, changes, **words):
        """Post a form with changes; None leaves a field out. Returns the answer, redirects not followed."""
        data = {name: value for name, value in (form.data | changes).items() if value is not None}
        return self.visitors[form.who].client.post(form.action, data=data, **words)


def shape(name):
    """A field's name without references, so that two claims' forms count as the same."""
    return re.sub(r"[a-z2-9]{12}", "ref", name)


@contextmanager
def unlimited():
    """Nobody counts how often somebody tries."""
    limiter.enabled = False
    yield
    limiter.enabled = True
