"""What each verb is tried with. A new verb without an entry fails `test_every_verb_has_an_entry`."""

import datetime as dt

from eventsite.access.commands import MoveNeed, ReadNeeds, SetOffer
from eventsite.access.values import Offered
from eventsite.attachments.commands import AddAttachment, DropAttachments, ForgetAttachment, KeepAttachments
from eventsite.claims.commands.checking import DecideClaim, ReadEvidence, ReturnClaim
from eventsite.claims.commands.claiming import (
    AddCost,
    AddMileage,
    RemoveLine,
    ReopenClaim,
    SubmitClaim,
    WithdrawClaim,
)
from eventsite.claims.commands.doubting import RaiseDoubts, SettleDoubts
from eventsite.claims.commands.opening import ClaimCosts, OpenClaim, PutFeeBack
from eventsite.claims.commands.undoing import UndoAttendance
from eventsite.claims.values import Verdict
from eventsite.events.commands.describing import DescribeEvent, StartEvent
from eventsite.events.commands.lifecycle import (
    ArchiveEvent,
    CancelEvent,
    CloseEvent,
    OpenEvent,
    ReopenEvent,
    UnpublishEvent,
)
from eventsite.events.commands.team import AppointOrganiser, InviteMember, RemoveMember, TryEmailAgain
from eventsite.events.values import Role
from eventsite.feeds.commands import MakeFeed, RevokeFeed, RevokeFeedsOfLink
from eventsite.offers.commands.answering import AnswerOffer
from eventsite.offers.commands.terms import SetTerms
from eventsite.offers.values import OfferAnswer
from eventsite.organisations.commands import (
    AppointSteward,
    DescribeOrganisation,
    FoundOrganisation,
    InviteToOrganisation,
    RemoveFromOrganisation,
    TrySiteEmailAgain,
)
from eventsite.organisations.values import OrganisationRole
from eventsite.payouts.commands.methods import ForgetUnusedAccounts, GiveMethod
from eventsite.payouts.commands.numbers import ReadNumbers
from eventsite.payouts.commands.paying import MarkBatchPaid, MarkPayoutFailed, ReadFile, SealBatch, TakeBatchApart
from eventsite.payouts.values import MethodKind
from eventsite.people.commands.signing_in import (
    AskToSignIn,
    NameOneself,
    SignInWithCode,
    SignInWithLink,
    SignOut,
    TryCode,
)
from eventsite.programme.commands.import_schedule import ImportedSession, ImportSchedule
from eventsite.programme.commands.plan import (
    CancelSession,
    ConfirmSession,
    PlaceSession,
    RemoveRoom,
    SaveRoom,
    SaveSession,
    TakeOffTimetable,
)
from eventsite.programme.commands.releases import PublishRelease
from tests.builders.scenario import ACCESS, CHECKER, ORGANISER, PAYER, gbp
from tests.races.registering import REGISTERING
from tests.races.world import COST_REF, FORM_REF, GUEST, PICTURE, SECOND_ORGANISER, START


def _cost(world, minor):
    return AddCost(
        claim=world.claims["open"], category="fare", what="Bus", incurred_on=dt.date(2027, 2, 1), amount=gbp(minor),
        lost_receipt="The machine kept it", line=COST_REF,
    )

def _declined(world):
    verdicts = dict.fromkeys(world.sent_lines, (Verdict.NONE, None, "Paid by somebody else"))
    return DecideClaim(claim=world.claims["sent"], version=world.versions["sent"], verdicts=verdicts)

def _person(world, email):
    return world.actors[email].person_id

def _imported(minute):
    return ImportedSession(
        external_id="a-1", title="From elsewhere", summary="", people=("Ines",), room="Hall",
        starts_at=START + dt.timedelta(minutes=minute), minutes=30,
    )

PARTS = {
    "settle_offer": "open_claim",
    "reopen_offer": "undo_attendance",
    "set_method": "give_method",
    "batch_claims": "seal_batch",
    "take_claims_out": "take_batch_apart",
    "pay_claims": "mark_batch_paid",
    "fail_claim": "mark_payout_failed",
}
"""Verbs that only a verb of a higher room calls, in its own unit of work -> that verb, with which they are tried."""

TELL_NOTHING = {"add_attachment", "read_evidence", "close_openings"}
"""Verbs that record no fact here: a file nobody keeps yet, a claim whose receipts are lost, a browser that is left."""

ENTRIES = REGISTERING | {
    # verb: (who, the command, the command the other process gives when the verb meets itself)
    "found_organisation": (
        ORGANISER, lambda w: FoundOrganisation(name="Another", owner=GUEST, ref=FORM_REF),
        lambda w: FoundOrganisation(name="Another", owner=GUEST),
    ),
    "describe_organisation": (
        ORGANISER,
        lambda w: DescribeOrganisation(organisation=w.organisation, changes={"name": "Barns"}, version=1),
        lambda w: DescribeOrganisation(organisation=w.organisation, changes={"name": "Sheds"}, version=1),
    ),
    "invite_to_organisation": (
        ORGANISER,
        lambda w: InviteToOrganisation(
            organisation=w.organisation, email="new@example.org", known_as="New", role=OrganisationRole.CHECKER
        ),
        None,
    ),
    "remove_from_organisation": (
        ORGANISER,
        lambda w: RemoveFromOrganisation(
            organisation=w.organisation, person_id=_person(w, SECOND_ORGANISER), role=OrganisationRole.OWNER
        ),
        lambda w: RemoveFromOrganisation(
            organisation=w.organisation, person_id=_person(w, ORGANISER), role=OrganisationRole.OWNER
        ),
    ),
    "appoint_steward": (ORGANISER, lambda w: AppointSteward(email="new@example.org"), None),
    "try_site_email_again": (ORGANISER, lambda w: TrySiteEmailAgain(message_id=w.parked), None),
    "start_event": (
        ORGANISER, lambda w: StartEvent(organisation=w.organisation, name="Another", ref=FORM_REF), None,
    ),
    "appoint_organiser": (
        ORGANISER, lambda w: AppointOrganiser(event=w.event, email="new@example.org", name="New"), None,
    ),
    "describe_event": (
        ORGANISER,
        lambda w: DescribeEvent(event=w.event, changes={"why": "One."}, version=w.version),
        lambda w: DescribeEvent(event=w.event, changes={"why": "Two."}, version=w.version),
    ),
    "invite_member": (
        ORGANISER, lambda w: InviteMember(event=w.event, email="new@example.org", name="New", role=Role.FACILITATOR), None,
    ),
    "remove_member": (
        ORGANISER,
        lambda w: RemoveMember(event=w.event, person_id=_person(w, SECOND_ORGANISER), role=Role.ORGANISER),
        lambda w: RemoveMember(event=w.event, person_id=_person(w, ORGANISER), role=Role.ORGANISER),
    ),
    "open_event": (ORGANISER, lambda w: OpenEvent(event=w.unopened), None),
    "unpublish_event": (ORGANISER, lambda w: UnpublishEvent(event=w.event), None),
    "close_event": (ORGANISER, lambda w: CloseEvent(event=w.event), None),
    "reopen_event": (ORGANISER, lambda w: ReopenEvent(event=w.past), None),
    "cancel_event": (ORGANISER, lambda w: CancelEvent(event=w.event, note="The hall burnt down."), None),
    "archive_event": (ORGANISER, lambda w: ArchiveEvent(event=w.past), None),
    "try_email_again": (ORGANISER, lambda w: TryEmailAgain(event=w.event, message_id=w.parked), None),
    "set_offer": (
        ACCESS, lambda w: SetOffer(event=w.event, lines={"hearing_loop": (Offered.YES, "")}),
        lambda w: SetOffer(event=w.event, lines={"hearing_loop": (Offered.NO, "")}),
    ),
    "read_needs": (ACCESS, lambda w: ReadNeeds(event=w.event, registration_ref=w.confirmed), None),
    "move_need": (
        ACCESS, lambda w: MoveNeed(event=w.event, ref=w.need, action="promise"),
        lambda w: MoveNeed(event=w.event, ref=w.need, action="talk"),
    ),
    "save_room": (
        ORGANISER, lambda w: SaveRoom(event=w.event, name="Loft", ref=FORM_REF),
        lambda w: SaveRoom(event=w.event, name="Loft", ref=FORM_REF),
    ),
    "remove_room": (ORGANISER, lambda w: RemoveRoom(room=w.room), None),
    "save_session": (
        ORGANISER, lambda w: SaveSession(event=w.event, title="New", ref=FORM_REF),
        lambda w: SaveSession(event=w.event, title="Newer", ref=FORM_REF),
    ),
    "place_session": (
        ORGANISER, lambda w: PlaceSession(session=w.session, starts_at=START, minutes=30),
        lambda w: PlaceSession(session=w.session, starts_at=START, minutes=60),
    ),
    "take_off_timetable": (ORGANISER, lambda w: TakeOffTimetable(session=w.session), None),
    "cancel_session": (ORGANISER, lambda w: CancelSession(session=w.session), None),
    "confirm_session": (ORGANISER, lambda w: ConfirmSession(session=w.idea), None),
    "publish_release": (ORGANISER, lambda w: PublishRelease(event=w.event), lambda w: PublishRelease(event=w.event)),
    "import_schedule": (
        ORGANISER, lambda w: ImportSchedule(event=w.event, sessions=[_imported(0)]),
        lambda w: ImportSchedule(event=w.event, sessions=[_imported(5)]),
    ),
    "set_terms": (
        ORGANISER, lambda w: SetTerms(
            event=w.event, fee=gbp(9000), fee_for="a day", who_is_paid="All.", costs_covered=["fare"], working_days=5,
        ), None,
    ),
    "answer_offer": (
        "draft", lambda w: AnswerOffer(registration=w.drafts["draft"], answer=OfferAnswer.ACCEPT, stage="payment"),
        lambda w: AnswerOffer(registration=w.drafts["draft"], answer=OfferAnswer.DECLINE, stage="payment"),
    ),
    "open_claim": ("system", lambda w: OpenClaim(registration=w.attended), None),
    "claim_costs": ("off", lambda w: ClaimCosts(registration=w.off), None),
    "put_fee_back": ("bare", lambda w: PutFeeBack(claim=w.claims["bare"]), None),
    "add_cost": ("open", lambda w: _cost(w, 320), lambda w: _cost(w, 450)),
    "add_mileage": (
        "open", lambda w: AddMileage(
            claim=w.claims["open"], vehicle="car", what="Home", incurred_on=dt.date(2027, 2, 1), tenth_miles=230,
        ), None,
    ),
    "remove_line": ("open", lambda w: RemoveLine(claim=w.claims["open"], line=w.fee_line), None),
    "submit_claim": ("open", lambda w: SubmitClaim(claim=w.claims["open"], version=w.versions["open"]), None),
    "withdraw_claim": ("sent", lambda w: WithdrawClaim(claim=w.claims["sent"]), None),
    "reopen_claim": ("withdrawn", lambda w: ReopenClaim(claim=w.claims["withdrawn"]), None),
    "give_method": (
        "approved", lambda w: GiveMethod(claim=w.claims["approved"], kind=MethodKind.CASH, phone="01632 960 001"),
        lambda w: GiveMethod(claim=w.claims["approved"], kind=MethodKind.VOUCHER),
    ),
    "forget_unused_accounts": ("system", lambda w: ForgetUnusedAccounts(claim=w.claims["withdrawn"]), None),
    "decide_claim": (CHECKER, _declined, None),
    "return_claim": (
        CHECKER, lambda w: ReturnClaim(claim=w.claims["sent"], version=w.versions["sent"], question="Which train?"), None,
    ),
    "raise_doubts": (SECOND_ORGANISER, lambda w: RaiseDoubts(claims=[w.claims["approved"]]), None),
    "settle_doubts": (
        ORGANISER, lambda w: SettleDoubts(claim=w.claims["doubted"], version=w.versions["doubted"]), None,
    ),
    "read_evidence": (CHECKER, lambda w: ReadEvidence(claim=w.claims["sent"]), None),
    "seal_batch": (PAYER, lambda w: SealBatch(claims=[w.claims["approved"]]), None),
    "read_file": (PAYER, lambda w: ReadFile(batch=w.batch), None),
    "read_numbers": (PAYER, lambda w: ReadNumbers(batch=w.batch), None),
    "mark_batch_paid": (PAYER, lambda w: MarkBatchPaid(batch=w.batch), None),
    "take_batch_apart": (PAYER, lambda w: TakeBatchApart(batch=w.batch, is_stopped=True), None),
    "mark_payout_failed": (PAYER, lambda w: MarkPayoutFailed(batch=w.paid_batch, payout=w.payout), None),
    "undo_attendance": (ORGANISER, lambda w: UndoAttendance(event=w.event, registration=w.attended), None),
    "add_attachment": ("visitor", lambda w: AddAttachment(drawing=PICTURE, size=1, with_original=False), None),
    "keep_attachments": ("visitor", lambda w: KeepAttachments(refs=[w.stored]), None),
    "drop_attachments": ("visitor", lambda w: DropAttachments(refs=[w.stored]), None),
    "forget_attachment": ("system", lambda w: ForgetAttachment(ref=w.dropped), None),
    "make_feed": ("confirmed", lambda w: MakeFeed(name="Mine", ref=FORM_REF), None),
    "revoke_feeds_of_link": ("system", lambda w: RevokeFeedsOfLink(registration=w.confirmed), None),
    "revoke_feed": ("confirmed", lambda w: RevokeFeed(feed=w.feed), None),
    "ask_to_sign_in": ("visitor", lambda w: AskToSignIn(email=GUEST, again=w.request), None),
    "try_code": ("visitor", lambda w: TryCode(ref=w.request), None),
    "sign_in_with_code": ("visitor", lambda w: SignInWithCode(ref=w.request, code=w.code), None),
    "sign_in_with_link": ("visitor", lambda w: SignInWithLink(ref=w.request, token=w.token), None),
    "sign_out": ("visitor", lambda w: SignOut(secret=w.secret), None),
    "name_oneself": (ORGANISER, lambda w: NameOneself(name="Amara"), lambda w: NameOneself(name="Am")),
}


def step(world, verb, *, is_second=False):
    """Return (actor, command) for a verb; the second process's own where it has one."""
    who, first, second = ENTRIES[verb]
    if verb == "remove_member" and is_second:
        who = SECOND_ORGANISER
    make = second if is_second and second is not None else first
    return world.actors[who], make(world)


