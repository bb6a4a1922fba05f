"""One small world in which every verb has something to do; `entries.py` says what."""

import dataclasses
import datetime as dt

from sqlalchemy import select, update

from eventsite.access.models import Need
from eventsite.attachments.commands import AddAttachment, DropAttachments, add_attachment, drop_attachments
from eventsite.attachments.values import Drawing
from eventsite.claims.commands.checking import DecideClaim, decide_claim
from eventsite.claims.commands.claiming import RemoveLine, WithdrawClaim, remove_line, withdraw_claim
from eventsite.claims.models import Claim, ClaimLine
from eventsite.claims.values import LineKind, Verdict
from eventsite.events.commands.lifecycle import CancelEvent, CloseEvent, cancel_event, close_event
from eventsite.events.commands.team import InviteMember, invite_member
from eventsite.events.queries import actor_of
from eventsite.events.values import Role
from eventsite.feeds.commands import MakeFeed, make_feed
from eventsite.kernel.actor import SYSTEM, Actor
from eventsite.offers.values import OfferAnswer
from eventsite.organisations.commands import (
    AppointSteward,
    InviteToOrganisation,
    appoint_steward,
    invite_to_organisation,
)
from eventsite.organisations.values import OrganisationRole
from eventsite.payouts.commands.paying import MarkBatchPaid, mark_batch_paid
from eventsite.payouts.models import Payout
from eventsite.people.commands.signing_in import (
    AskToSignIn,
    SignInWithLink,
    ask_to_sign_in,
    sign_in_with_link,
)
from eventsite.people.models import AddressChange, Person, SignIn
from eventsite.people.rules import code, link_token
from eventsite.programme.commands.plan import PlaceSession, SaveSession, place_session, save_session
from eventsite.records.models import MessageState, OutboxMessage
from eventsite.registration.commands.addressing import ChangeContact, change_contact
from eventsite.registration.commands.answering import (
    DescribeNeeds,
    describe_needs,
)
from tests.builders.claims import seal
from tests.builders.scenario import ACCESS, BROWSER, CHECKER, DAY, NOW, ORGANISER, PAYER, Scenario

SECOND_ORGANISER = "second@example.org"
START = dt.datetime.combine(DAY, dt.time(14), dt.UTC)
PICTURE = Drawing(media_type="image/jpeg", thumbnail=b"", pages=())
GUEST, COST_REF, FORM_REF = "joyce@example.org", "c" * 12, "f" * 12


@dataclasses.dataclass(frozen=True)
class World:
    """References of what there is, and who acts."""

    event: str
    organisation: str
    room: str
    session: str
    other: str
    idea: str
    unopened: str
    past: str
    called_off: str
    off: str
    confirmed: str
    drafts: dict[str, str]
    unproven: tuple[str, str]
    change: str
    sign_in: int
    need: str
    request: str
    token: str
    code: str
    version: int
    claims: dict[str, str]
    versions: dict[str, int]
    fee_line: str
    sent_lines: tuple[str, ...]
    batch: str
    paid_batch: str
    payout: str
    attended: str
    feed: str
    parked: int
    secret: str
    stored: str
    dropped: str
    actors: dict[str, Actor]


def build(database):
    """Fill an empty database; return the world in it."""
    scenario = Scenario(database)
    event = scenario.event(capacity=20, starts_on=NOW.date())  # it has begun, so that somebody was there already
    organisation = _organisation(scenario)
    programme = _programme(scenario, event)
    scenario.terms(event)
    ended = _ended(scenario)
    confirmed = scenario.coming(event, GUEST, sessions=[programme["session"]])
    claims = _claims(scenario, event)
    people = _people(scenario, event, confirmed)
    signing_in = _signing_in(scenario)
    with scenario.acting() as work:
        parked = work.database.scalars(select(OutboxMessage.id).where(OutboxMessage.event_id == event.id)).first()
        work.database.execute(update(OutboxMessage).where(OutboxMessage.id == parked).values(state=MessageState.PARKED))
        actors = _actors(
            work, claims["claims"],
            {"confirmed": confirmed, "held": people["unproven"][0], "off": ended["off"], **people["drafts"]},
        )
    return World(
        event=event.ref, organisation=organisation, version=event.version, confirmed=confirmed, parked=parked, actors=actors,
        **programme, **ended, **claims, **people, **_files(scenario), **signing_in,
    )


def _organisation(scenario):
    organisation = scenario.organisation()
    for email, role in ((SECOND_ORGANISER, OrganisationRole.OWNER), (ACCESS, OrganisationRole.MEMBER)):
        invited = InviteToOrganisation(organisation=organisation, email=email, known_as="Bo", role=role)
        scenario.database.perform(invite_to_organisation, invited)
    scenario.database.perform(appoint_steward, AppointSteward(email=ORGANISER))
    return organisation


def _programme(scenario, event):
    room = scenario.room(event)
    session = scenario.session(event, "Near miss", at="10:00", room=room, places=3)
    other = scenario.session(event, "Swap shop", at="12:00")
    scenario.release(event)
    with scenario.acting(ORGANISER) as work:
        later = dt.datetime.combine(DAY, dt.time(10, 30), dt.UTC)
        place_session(work, PlaceSession(session=session, starts_at=later, minutes=45, room=room))
    scenario.release(event)
    scenario.session(event, "Not published yet", at="15:00")
    with scenario.acting(ORGANISER) as work:
        invite_member(work, InviteMember(event=event.ref, email=SECOND_ORGANISER, name="Bo", role=Role.ORGANISER))
        idea = save_session(work, SaveSession(event=event.ref, title="An idea", is_certain=False)).ref
    unopened = scenario.event("Not open yet", opened=False).ref
    return {"room": room, "session": session, "other": other, "idea": idea, "unopened": unopened}


def _ended(scenario):
    """One that is over and closed, and one that was cancelled when somebody was coming, who is not told yet."""
    day = DAY - dt.timedelta(days=60)
    past = scenario.event("Gone by", starts_on=day, ends_on=day)
    called_off = scenario.event("Called off")
    scenario.terms(called_off)
    off = scenario.coming(called_off, "off@example.org")
    with scenario.acting(ORGANISER) as work:
        close_event(work, CloseEvent(event=past.ref))
    with scenario.acting(ORGANISER) as work:
        cancel_event(work, CancelEvent(event=called_off.ref, note="The hall burnt down."))
    return {"past": past.ref, "called_off": called_off.ref, "off": off}


def _claims(scenario, event):
    claims = {
        state: scenario.claim(event, f"{state}@example.org", submitted=state not in ("open", "bare"))
        for state in ("open", "bare", "withdrawn", "sent", "approved", "batched", "paid", "doubted")
    }
    _approve(scenario, claims["approved"], claims["batched"], claims["paid"])
    for role in (Role.CHECKER, Role.PAYER):
        with scenario.acting(SECOND_ORGANISER) as work:
            invite_member(work, InviteMember(event=event.ref, email=SECOND_ORGANISER, name="Bo", role=role))
    _approve(scenario, claims["doubted"], who=SECOND_ORGANISER)
    batch, paid = seal(scenario, claims["batched"]).ref, seal(scenario, claims["paid"]).ref
    with scenario.acting(PAYER) as work:
        mark_batch_paid(work, MarkBatchPaid(batch=paid))
    payout = scenario.read(select(Payout.ref).order_by(Payout.id.desc()))[0]
    with scenario.acting("bare@example.org") as work:
        remove_line(work, RemoveLine(claim=claims["bare"], line=_lines(work, claims["bare"], LineKind.FEE)[0]))
    with scenario.acting("withdrawn@example.org") as work:
        withdraw_claim(work, WithdrawClaim(claim=claims["withdrawn"]))
    with scenario.acting() as work:
        versions = dict(work.database.execute(select(Claim.ref, Claim.version)).all())
        return {
            "claims": claims, "versions": {state: versions[ref] for state, ref in claims.items()}, "batch": batch,
            "paid_batch": paid, "payout": payout, "fee_line": _lines(work, claims["open"], LineKind.FEE)[0],
            "sent_lines": _lines(work, claims["sent"], *LineKind),
        }


def _people(scenario, event, confirmed):
    attended = scenario.coming(event, "there@example.org")
    scenario.there(event, attended)
    drafts = {"draft": scenario.begun(event, "bill@example.org", "Bill")}
    drafts |= {one: scenario.begun(event, ORGANISER, "Amara") for one in ("other", "again")}
    with scenario.acting("", confirmed) as work:
        describe_needs(work, DescribeNeeds(ref=confirmed, codes=["bsl"], words={}, stage="help-details"))
        need = work.database.scalars(select(Need.ref)).one()
    scenario.actor("late@example.org")
    unproven = tuple(scenario.coming(event, "late@example.org", name="Late", offer=OfferAnswer.ACCEPT, proven=False) for _time in range(2))
    with scenario.acting(GUEST) as work:
        change_contact(work, ChangeContact(ref=confirmed, email="new@example.org", phone="", stage="contact"))
        change = work.database.scalars(select(AddressChange.ref)).one()
    with scenario.acting("", confirmed) as work:
        feed = make_feed(work, MakeFeed(name="Mine"))[0].ref
    return {
        "attended": attended, "drafts": drafts, "need": need, "feed": feed, "unproven": unproven, "change": change,
    }


def _files(scenario):
    with scenario.acting() as work:
        stored, dropped = (add_attachment(work, AddAttachment(drawing=PICTURE, size=1, with_original=False)).ref for _file in range(2))
        drop_attachments(work, DropAttachments(refs=[dropped]))
    return {"stored": stored, "dropped": dropped}


def _signing_in(scenario):
    with scenario.acting() as work:
        own = ask_to_sign_in(work, AskToSignIn(email=ORGANISER))
    with scenario.acting() as work:
        secret = sign_in_with_link(work, SignInWithLink(ref=own, token=link_token(work.cipher, own))).secret
    with scenario.acting() as work:
        request = ask_to_sign_in(work, AskToSignIn(email=GUEST))
        return {
            "request": request, "token": link_token(work.cipher, request), "code": code(work.cipher, request), "secret": secret,
            "sign_in": work.database.scalars(select(SignIn.id)).one(),
        }


def _actors(work, claims, holders):
    actors = {email: _actor(work, email) for email in (ORGANISER, SECOND_ORGANISER, ACCESS, CHECKER, PAYER, GUEST)}
    actors |= {state: _actor(work, f"{state}@example.org") for state in claims}
    nobody = Actor(roles={}, organisations={})  # the usual empty mapping cannot be sent to another process
    actors |= {who: dataclasses.replace(nobody, registration_refs=frozenset({ref}), browser=BROWSER) for who, ref in holders.items()}
    return actors | {"visitor": nobody, "system": dataclasses.replace(SYSTEM, roles={}, organisations={})}


def _lines(work, claim, *kinds):
    lines = select(ClaimLine.ref).join(Claim, Claim.id == ClaimLine.claim_id).where(ClaimLine.kind.in_(kinds))
    return tuple(work.database.scalars(lines.where(Claim.ref == claim)))


def _actor(work, email):
    person = work.database.scalars(select(Person).where(Person.email == email)).one()
    return actor_of(work.database, person)


def _approve(scenario, *refs, who=CHECKER):
    with scenario.acting(who) as work:
        claims = work.database.scalars(select(Claim).where(Claim.ref.in_(refs))).all()
        decisions = [
            DecideClaim(
                claim=claim.ref, version=claim.version, verdicts={line.ref: (Verdict.FULL, None, "") for line in claim.lines}
            )
            for claim in claims
        ]
    for decision in decisions:
        with scenario.acting(who) as work:
            decide_claim(work, decision)
