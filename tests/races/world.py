"""One small world in which every verb has something to do; `entries.py` says what."""

import dataclasses
import datetime as dt

from sqlalchemy import select

from eventsite.access.models import Need
from eventsite.attachments.commands import AddAttachment, DropAttachments, add_attachment, drop_attachments
from eventsite.attachments.values import Drawing
from eventsite.claims.commands.checking import DecideClaim, decide_claim
from eventsite.claims.models import Claim, ClaimLine
from eventsite.claims.values import LineKind, Verdict
from eventsite.events.commands import (
    InviteMember,
    invite_member,
)
from eventsite.events.queries import actor_of
from eventsite.events.values import Role
from eventsite.feeds.commands import MakeFeed, make_feed
from eventsite.kernel.actor import SYSTEM, Actor
from eventsite.organisations.commands import (
    AppointSteward,
    InviteToOrganisation,
    appoint_steward,
    invite_to_organisation,
)
from eventsite.organisations.values import OrganisationRole
from eventsite.payouts.commands.paying import SealBatch, seal_batch
from eventsite.payouts.models import Payout
from eventsite.people.commands import (
    AskToSignIn,
    ask_to_sign_in,
)
from eventsite.people.models import Person
from eventsite.people.rules import code, link_token
from eventsite.registration.commands.answering import (
    DescribeNeeds,
    describe_needs,
)
from eventsite.registration.commands.attendance import RecordAttendance, record_attendance
from tests.builders.scenario import ACCESS, CHECKER, DAY, ORGANISER, PAYER, Scenario

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
    confirmed: str
    draft: str
    need: str
    request: str
    token: str
    code: str
    version: int
    claims: dict[str, str]
    versions: dict[str, int]
    fee_line: str
    batch: str
    payout: str
    attended: str
    feed: str
    stored: str
    dropped: str
    actors: dict[str, Actor]


def build(database):
    """Fill an empty database; return the world in it."""
    scenario = Scenario(database)
    event = scenario.event(capacity=20)
    room = scenario.room(event)
    session = scenario.session(event, "Near miss", at="10:00", room=room, places=3)
    other = scenario.session(event, "Swap shop", at="12:00")
    scenario.release(event)
    scenario.session(event, "Not published yet", at="15:00")
    with scenario.acting(ORGANISER) as work:
        invite_member(
            work, InviteMember(event=event.ref, email=SECOND_ORGANISER, name="Bo", role=Role.ORGANISER)
        )
    organisation = scenario.organisation()
    for email, role in ((SECOND_ORGANISER, OrganisationRole.OWNER), (ACCESS, OrganisationRole.MEMBER)):
        invited = InviteToOrganisation(organisation=organisation, email=email, known_as="Bo", role=role)
        database.perform(invite_to_organisation, invited)
    database.perform(appoint_steward, AppointSteward(email=ORGANISER))
    scenario.terms(event)
    confirmed = scenario.coming(event, GUEST, sessions=[session])
    claims = {
        state: scenario.claim(event, f"{state}@example.org", submitted=state != "open")
        for state in ("open", "sent", "approved", "batched")
    }
    _approve(scenario, claims["approved"], claims["batched"])
    with scenario.acting(PAYER) as work:
        batch = seal_batch(work, SealBatch(claims=[claims["batched"]])).ref
    attended = scenario.coming(event, "there@example.org")
    with scenario.acting(ORGANISER) as work:
        record_attendance(work, RecordAttendance(event=event.ref, refs=[attended]))
    draft = scenario.begun(event, "bill@example.org", "Bill")
    with scenario.acting("", confirmed) as work:
        describe_needs(work, DescribeNeeds(ref=confirmed, codes=["bsl"], words={}, stage="help-details"))
    with scenario.acting("", confirmed) as work:
        feed = make_feed(work, MakeFeed(name="Mine"))[0].ref
    with scenario.acting() as work:
        stored, dropped = (add_attachment(work, AddAttachment(drawing=PICTURE, size=1, with_original=False)).ref for _file in range(2))
        drop_attachments(work, DropAttachments(refs=[dropped]))
    with scenario.acting() as work:
        request = ask_to_sign_in(work, AskToSignIn(email=GUEST))
        token, typed = link_token(work.cipher, request), code(work.cipher, request)
        need = work.database.scalars(select(Need.ref)).one()
        actors = {email: _actor(work, email) for email in (ORGANISER, SECOND_ORGANISER, ACCESS, CHECKER, PAYER)}
        actors |= {state: _actor(work, f"{state}@example.org") for state in claims}
        versions = dict(work.database.execute(select(Claim.ref, Claim.version)).all())
        theirs = select(ClaimLine.ref).join(Claim, Claim.id == ClaimLine.claim_id).where(Claim.ref == claims["open"])
        fee_line = work.database.scalars(theirs.where(ClaimLine.kind == LineKind.FEE)).one()
        payout = work.database.scalars(select(Payout.ref)).one()
    nobody = Actor(roles={}, organisations={})  # the usual empty mapping cannot be sent to another process
    actors |= {
        "confirmed": dataclasses.replace(nobody, registration_refs=frozenset({confirmed})),
        "draft": dataclasses.replace(nobody, registration_refs=frozenset({draft})),
        "visitor": nobody, "system": dataclasses.replace(SYSTEM, roles={}, organisations={}),
    }
    return World(
        event=event.ref, organisation=organisation, room=room, session=session, other=other, confirmed=confirmed, draft=draft, need=need,
        request=request, token=token, code=typed, version=event.version,
        claims=claims, versions={state: versions[ref] for state, ref in claims.items()}, fee_line=fee_line, batch=batch,
        payout=payout, attended=attended, feed=feed, stored=stored, dropped=dropped, actors=actors,
    )


def _actor(work, email):
    person = work.database.scalars(select(Person).where(Person.email == email)).one()
    return actor_of(work.database, person)


def _approve(scenario, *refs):
    with scenario.acting(CHECKER) as work:
        claims = work.database.scalars(select(Claim).where(Claim.ref.in_(refs))).all()
        decisions = [
            DecideClaim(
                claim=claim.ref, version=claim.version, verdicts={line.ref: (Verdict.FULL, None, "") for line in claim.lines}
            )
            for claim in claims
        ]
    for decision in decisions:
        with scenario.acting(CHECKER) as work:
            decide_claim(work, decision)
