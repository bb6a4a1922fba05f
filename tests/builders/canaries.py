"""People whose every word is a canary, planted through the real commands in every table that holds something about anybody.

`sightings` looks for them: in every column of every table, sealed texts opened, and in the file store.
"""

import dataclasses
import datetime as dt
import functools
import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsite.attachments.looking import look_at, upload_of
from eventsite.attachments.storing import _store
from eventsite.claims.commands.checking import ReturnClaim, return_claim
from eventsite.claims.commands.claiming import (
    AddCost,
    RemoveLine,
    SubmitClaim,
    WithdrawClaim,
    add_cost,
    remove_line,
    submit_claim,
    withdraw_claim,
)
from eventsite.claims.commands.opening import OpenClaim, open_claim
from eventsite.claims.values import Verdict
from eventsite.events.commands.describing import DescribeEvent, describe_event
from eventsite.events.commands.team import InviteMember, invite_member
from eventsite.events.values import Role
from eventsite.feeds.commands import MakeFeed, RevokeFeed, make_feed, revoke_feed
from eventsite.kernel.base import Base
from eventsite.kernel.columns import SEALED
from eventsite.offers.commands.answering import AnswerOffer, answer_offer
from eventsite.offers.values import OfferAnswer
from eventsite.payouts.commands.methods import GiveMethod, give_method
from eventsite.payouts.commands.paying import MarkBatchPaid, mark_batch_paid
from eventsite.payouts.values import MethodKind
from eventsite.people.commands.signing_in import AskToSignIn, NameOneself, ask_to_sign_in, name_oneself
from eventsite.records.resealing import sealed_columns
from eventsite.registration.commands.addressing import ChangeContact, change_contact
from eventsite.registration.commands.answering import (
    ChooseAreas,
    ChooseSessions,
    DescribeNeeds,
    SubmitRegistration,
    choose_areas,
    choose_sessions,
    describe_needs,
    submit_registration,
)
from eventsite.registration.commands.proving import DisownRegistration, disown_registration
from tests.builders import pictures
from tests.builders.claims import decide, seal, the
from tests.builders.scenario import CHECKER, ORGANISER, PAYER, gbp

CANARY = "canary"
ACCOUNTS = ("87000001", "87000002", "87000003", "87000004", "87000005", "87000006")
PHONE = "01632 960 777"
SHARED_BROWSER = "canary-browser"
BANK = {"kind": MethodKind.BANK, "name": "Canary K", "sort_code": "12 34 56"}
MARKS = (CANARY, *ACCOUNTS, PHONE, "960777")


@functools.cache
def photo():
    """Look at a photo once in a process: that takes a child of its own."""
    (looked,) = look_at([upload_of("canary.jpg", pictures.photo())])
    return looked


def address(who: str) -> str:
    return f"canary-{who}@example.org"


class Canaries:
    """A gathering of them."""

    def __init__(self, scenario, services, clock) -> None:
        self.scenario, self.services, self.clock = scenario, services, clock
        self.event = scenario.event("Gathering of birds")
        scenario.terms(self.event)
        self.session = scenario.session(self.event)
        scenario.release(self.event)
        self._plant_team()

    def _plant_team(self) -> None:
        with self.scenario.acting(ORGANISER) as work:
            changes = {"contact_name": "Canary Contact", "contact_email": address("contact"), "contact_phone": PHONE}
            describe_event(work, DescribeEvent(event=self.event.ref, changes=changes))
            invite_member(work, InviteMember(event=self.event.ref, email=address("helper"), name="Canary Helper", role=Role.ORGANISER))

    def coming(self, who: str, *, sent: bool = True, proven: bool = True) -> str:
        """A registration in which everything is answered. Returns its reference."""
        said = {"keeper_name": "Canary Keeper", "phone": PHONE, "brings_support": True, "support_name": "Canary Support"}
        ref = self.scenario.begun(self.event, address(who), f"Canary {who}", **said)
        with self.scenario.acting("", ref) as work:
            choose_areas(work, ChooseAreas(ref=ref, areas=frozenset({"hearing"}), stage="help", details_stage="help-details"))
            describe_needs(work, DescribeNeeds(ref=ref, codes=["bsl"], words={"hearing": "A canary at the front"}, stage="help-details"))
            choose_sessions(work, ChooseSessions(ref=ref, sessions=[self.session]))
            answer_offer(work, AnswerOffer(registration=ref, answer=OfferAnswer.CHARITY, charity="Canary Fund", stage="payment"))
            if sent:
                submit_registration(work, SubmitRegistration(ref=ref))
        if sent and proven:
            self.scenario.prove(ref)
        return ref

    def claim(self, who: str, *accounts: str) -> str:
        """A claim with a receipt, paid to the last of `accounts`, the others replaced. Returns its reference."""
        registration = self.coming(who)
        self.scenario.there(self.event, registration)
        claim = self.services.database.perform(open_claim, OpenClaim(registration=registration)).ref
        receipt, other = self.store("canary 1.jpg"), self.store("canary 2.jpg")
        cost = {"claim": claim, "category": "fare", "incurred_on": dt.date(2027, 2, 1), "amount": gbp(2000)}
        with self.scenario.acting("", registration) as work:
            add_cost(work, AddCost(what="Canary train", receipts=[receipt], lost_receipt="Canary ate it", **cost))
            line = add_cost(work, AddCost(what="Canary taxi", receipts=[other], **cost)).ref
        with self.scenario.acting("", registration) as work:
            remove_line(work, RemoveLine(claim=claim, line=line))
        for account in accounts:
            with self.scenario.acting("", registration) as work:
                give_method(work, GiveMethod(claim=claim, account_number=account, **BANK))
        self._act(registration, submit_claim, SubmitClaim(claim=claim, version=the(self.scenario, claim).version, browser=SHARED_BROWSER))
        return claim

    def store(self, name: str):
        """Store a photo, as a view does once it was looked at."""
        return _store(self.services, dataclasses.replace(photo(), name=name))

    def _act(self, registration: str, verb, command):
        with self.scenario.acting("", registration) as work:
            return verb(work, command)

    def ask(self, claim: str) -> None:
        """Send a claim back with a question."""
        with self.scenario.acting(CHECKER) as work:
            return_claim(work, ReturnClaim(claim=claim, version=the(self.scenario, claim).version, question="Which canary?"))

    def plant(self) -> None:
        """Plant one of each kind, and let everything that follows from it happen."""
        claims = {who: self.claim(who, *accounts) for who, accounts in {
            "paid": ACCOUNTS[:2], "declined": [ACCOUNTS[2]], "withdrawn": [ACCOUNTS[3]], "returned": [ACCOUNTS[4]],
        }.items()}
        self.ask(claims["paid"])
        paid = the(self.scenario, claims["paid"])
        self._act(paid.registration, submit_claim, SubmitClaim(claim=paid.ref, version=paid.version, answer="The yellow canary"))
        decide(self.scenario, paid.ref)
        decide(self.scenario, claims["declined"], *[(Verdict.NONE, None, "No canary")] * 2, browser=SHARED_BROWSER)
        withdrawn = the(self.scenario, claims["withdrawn"])
        self._act(withdrawn.registration, withdraw_claim, WithdrawClaim(claim=withdrawn.ref))
        self.ask(claims["returned"])
        batch = seal(self.scenario, paid.ref).ref
        with self.scenario.acting(PAYER) as work:
            mark_batch_paid(work, MarkBatchPaid(batch=batch))
        self.coming("draft", sent=False)
        self.coming("unproven", proven=False)
        ref = self.coming("disowned", proven=False)
        self._act(ref, disown_registration, DisownRegistration(ref=ref))
        self.store("canary stray.jpg")
        self._plant_mailboxes(paid.registration)

    def _plant_mailboxes(self, registration: str) -> None:
        with self.scenario.acting(address("paid")) as work:
            change_contact(work, ChangeContact(ref=registration, email=address("moved"), phone=PHONE, stage="contact"))
        self.services.database.perform(ask_to_sign_in, AskToSignIn(email=address("asked"), back="/my/?canary"))
        self.scenario.sign_in(address("visitor"))
        with self.scenario.acting(address("visitor")) as work:
            name_oneself(work, NameOneself(name="Canary Visitor"))
        for who, holds in ((address("visitor"), ()), ("", (registration,))):
            with self.scenario.acting(who, *holds) as work:
                feed, _secret = make_feed(work, MakeFeed(name="Canary phone"))
        with self.scenario.acting("", registration) as work:
            revoke_feed(work, RevokeFeed(feed=feed.ref))
        self.scenario.sign_in("somebody-later@example.org")


def sightings(database, files) -> set[str]:
    """Return where a canary is: table.column, `sealed` in front where it had to be opened, or the name of a file."""
    seen = set()
    with database.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            for row in connection.execute(select(table)).mappings():
                seen |= {f"{table.name}.{name}" for name, value in row.items() if is_canary(value)}
    return seen | _opened(database) | {f"file {name}" for name in files.kept}


def _opened(database) -> set[str]:
    return {f"sealed {at.table}.{name}" for at, name, text in opened(database) if is_canary(text)}


def accounts_in(database) -> list[str]:
    """Return the account numbers that can still be opened somewhere."""
    texts = [text for _at, _name, text in opened(database)]
    return [account for account in ACCOUNTS if any(account in text for text in texts)]


def opened(database):
    """Yield every sealed text there is, opened: where it was sealed, in which column it stands, and what it says."""
    with Session(database.engine) as session:
        for model, name in sealed_columns():
            place = model.__mapper__.column_attrs[name].columns[0].info[SEALED]
            for row in session.scalars(select(model)):
                at, value = place(row), getattr(row, name)
                if value:
                    yield at, name, database.cipher.open(value, table=at.table, row=at.row, field=at.field)


def is_canary(value: object) -> bool:
    """Whether a value, however it is stored, has a mark of theirs in it."""
    text = json.dumps(value, default=str) if not isinstance(value, str) else value
    return any(mark in text.lower() for mark in MARKS)
