"""What the race suite knows of registering: each verb with who does it, on the world of `world.py`. See `entries.py`."""

from eventsite.kernel.crypto import FieldCipher
from eventsite.offers.commands.forgetting import ForgetOffer
from eventsite.people.commands.signing_in import CloseOpenings, EndSignIn
from eventsite.people.rules import change_token
from eventsite.registration.commands.addressing import ChangeContact, ForgetBrowser, MoveAddress
from eventsite.registration.commands.answering import (
    Answer,
    CancelRegistration,
    ChooseAreas,
    ChooseSessions,
    DescribeNeeds,
    StartRegistration,
    SubmitRegistration,
)
from eventsite.registration.commands.attendance import RecordAttendance, TakeAttendanceBack
from eventsite.registration.commands.ending import DeleteEvent, TellOfCancellation
from eventsite.registration.commands.proving import (
    DisownRegistration,
    LapseRegistration,
    ProveRegistration,
    RenewLink,
    TryRegistrationCode,
    VouchForRegistration,
)
from eventsite.registration.commands.telling import TellOfDays, TellOfRelease
from eventsite.registration.rules import link_token
from tests.builders.scenario import BROWSER, ORGANISER
from tests.conftest import KEYS
from tests.races.world import FORM_REF, GUEST


def _token(ref):
    return link_token(FieldCipher(KEYS), ref, 0)


def _proof(world, which):
    ref = world.unproven[which]
    return ProveRegistration(ref=ref, browser=BROWSER, token=_token(ref))


def _moved(world):
    return MoveAddress(change=world.change, token=change_token(FieldCipher(KEYS), world.change))


REGISTERING = {
    # verb: (who, the command, the command the other process gives when the verb meets itself)
    "start_registration": ("visitor", lambda w: StartRegistration(event=w.event, browser=BROWSER, ref=FORM_REF), None),
    "answer": (
        "confirmed", lambda w: Answer(ref=w.confirmed, stage="support", changes={"brings_support": True}), None,
    ),
    "choose_areas": (
        "confirmed",
        lambda w: ChooseAreas(ref=w.confirmed, areas=frozenset({"hearing"}), stage="help", details_stage="help-details"),
        lambda w: ChooseAreas(ref=w.confirmed, areas=frozenset(), stage="help", details_stage="help-details"),
    ),
    "describe_needs": (
        "confirmed", lambda w: DescribeNeeds(ref=w.confirmed, codes=["bsl"], words={"hearing": "Here"}, stage="help-details"),
        lambda w: DescribeNeeds(ref=w.confirmed, codes=[], words={"hearing": "There"}, stage="help-details"),
    ),
    "choose_sessions": (
        "confirmed", lambda w: ChooseSessions(ref=w.confirmed, sessions=[w.other]),
        lambda w: ChooseSessions(ref=w.confirmed, sessions=[w.session, w.other]),
    ),
    "prove_registration": ("visitor", lambda w: _proof(w, 0), lambda w: _proof(w, 1)),
    "try_registration_code": ("held", lambda w: TryRegistrationCode(ref=w.unproven[0]), None),
    "disown_registration": (
        "visitor", lambda w: DisownRegistration(ref=w.unproven[0], token=_token(w.unproven[0])), None,
    ),
    "vouch_for_registration": (ORGANISER, lambda w: VouchForRegistration(event=w.event, ref=w.unproven[0]), None),
    "lapse_registration": ("system", lambda w: LapseRegistration(ref=w.unproven[0]), None),
    "renew_link": ("confirmed", lambda w: RenewLink(ref=w.confirmed, browser=BROWSER), None),
    "change_contact": (
        GUEST, lambda w: ChangeContact(ref=w.confirmed, email="else@example.org", phone="1", stage="contact"), None,
    ),
    "move_address": ("visitor", _moved, None),
    "forget_browser": ("held", lambda _w: ForgetBrowser(browser=BROWSER), None),
    "close_openings": ("visitor", lambda _w: CloseOpenings(browser=BROWSER), None),
    "end_sign_in": (ORGANISER, lambda w: EndSignIn(sign_in=w.sign_in), None),
    "forget_offer": ("system", lambda w: ForgetOffer(registration=w.unproven[0]), None),
    "submit_registration": ("draft", lambda w: SubmitRegistration(ref=w.drafts["draft"]), None),
    "cancel_registration": ("confirmed", lambda w: CancelRegistration(ref=w.confirmed), None),
    "delete_event": (ORGANISER, lambda w: DeleteEvent(event=w.unopened), None),
    "tell_of_cancellation": ("system", lambda w: TellOfCancellation(event=w.called_off), None),
    "tell_of_days": ("system", lambda w: TellOfDays(event=w.event, number=1), None),
    "tell_of_release": ("system", lambda w: TellOfRelease(event=w.event, number=2), None),
    "record_attendance": (ORGANISER, lambda w: RecordAttendance(event=w.event, refs=[w.confirmed]), None),
    "take_attendance_back": (ORGANISER, lambda w: TakeAttendanceBack(event=w.event, ref=w.attended), None),
}
