"""Whose a registration is: proven by a letter, disowned, vouched for, given back; and the link of the letter made anew."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_

from eventsite.access.commands import withdraw_needs
from eventsite.events.permissions import EVENT
from eventsite.kernel.i18n import _
from eventsite.kernel.refusals import NotVisible
from eventsite.people.commands.mailboxes import close_links, kept_person, open_link, person_beside, prove_mailbox
from eventsite.people.models import Person
from eventsite.people.permissions import PERSON
from eventsite.people.rules import same
from eventsite.records.work import Work
from eventsite.registration import rules
from eventsite.registration.commands.places import give_up_every_place
from eventsite.registration.facts import (
    LinkRenewed,
    ProofDue,
    ProofOverdue,
    RegistrationCancelled,
    RegistrationCodeTried,
    RegistrationDisowned,
    RegistrationLapsed,
    RegistrationProven,
    RegistrationVouchedFor,
)
from eventsite.registration.models import Registration
from eventsite.registration.permissions import REGISTRATION, is_held
from eventsite.registration.queries import sent_registration
from eventsite.registration.queries.households import earlier_registrations, known_people
from eventsite.registration.values import RegistrationState


@dataclass(frozen=True, kw_only=True)
class ProveRegistration:
    """A letter about a registration was opened, in the browser that got a secret with this digest for it.

    Its link's `token` or its `code` says so, or that the actor is signed in with the address it went to. Where somebody is coming
    with the same address, `replaces` is the earlier registration of the same person, which is cancelled; or it is somebody
    else's (`is_other`), and nothing of the earlier ones changes. `same_as` is the person, known from elsewhere, that it is.
    """

    ref: str
    browser: str
    token: str = ""
    code: str = ""
    replaces: str = ""
    is_other: bool = False
    same_as: str = ""


def prove_registration(work: Work, command: ProveRegistration) -> Registration:
    """Make a registration somebody's, once, and let their browser open it. Whoever held it without proof holds it no more.

    Raises NotVisible without a secret that fits, WrongProof for a wrong code, AlreadyComing.
    """
    found = sent_registration(work.database, command.ref)
    _refuse_without_proof(work, found, command)
    if found.person_id is None:
        earlier = earlier_registrations(work.database, found)
        refs = [command.ref, *(r.ref for r in earlier)]
        (registration,) = (r for r in work.change_all(REGISTRATION, refs, "prove") if r.ref == command.ref)
        # Somebody else may have been faster between the first look and the lock.
        if registration.person_id is None:
            _make_theirs(work, registration, earlier, command)
    open_link(work, command.browser, command.ref)
    return found


def _refuse_without_proof(work: Work, registration: Registration, command: ProveRegistration) -> None:
    ref, number = registration.ref, registration.link_number
    if registration.person_id is None and not registration.email:
        raise NotVisible  # disowned, or given back: what was typed is gone
    if command.code:
        if not is_held(work.actor, registration):
            raise NotVisible
        if registration.wrong_codes > rules.WRONG_CODES:
            raise rules.WrongProof(_("That was wrong too often. Open the link in the letter instead."), field="code")
        if not same(command.code, rules.proof_code(work.cipher, ref)):
            raise rules.WrongProof(_("That is not the code in the letter. Check it and type it again."), field="code")
        return
    is_reader = registration.person_id is None and bool(registration.email) and work.actor.email == registration.email
    if not is_reader and not same(command.token, rules.link_token(work.cipher, ref, number)):
        raise NotVisible


def _make_theirs(
    work: Work, registration: Registration, earlier: Sequence[Registration], command: ProveRegistration
) -> None:
    replaced = next((r for r in earlier if r.ref == command.replaces), None)
    if replaced is not None and replaced.person is not None:
        work.change(REGISTRATION, replaced.ref, "replace")
        withdraw_needs(work, replaced.ref)
        work.record(RegistrationCancelled(about=replaced.ref))
        prove_mailbox(work, registration.email)
        work.database.flush()
        belong(work, registration, replaced.person)
        give_up_every_place(work, replaced)
    else:
        belong_apart(work, registration, earlier, is_other=command.is_other, same_as=command.same_as)


def belong_apart(
    work: Work, registration: Registration, earlier: Sequence[Registration], *, is_other: bool, same_as: str = ""
) -> None:
    """Make a registration its person's, never that of somebody in `earlier`, nor of whoever else the address is known by.

    A part of verbs, as `belong`. Raises AlreadyComing, NotVisible for somebody in `same_as` who is not known there.
    """
    is_said = is_other or bool(same_as)
    # First of all: it locks the address, so that two who are made somebody's at once see each other.
    holder = prove_mailbox(work, registration.email, registration.keeper_name or ("" if is_said else registration.name))
    known = known_people(work.database, registration, earlier)
    if same_as:
        belong(work, registration, _said(work, known, same_as))
    elif is_other:
        taken = {r.person_id for r in earlier} | {one.person_id for one in known if one.ref == holder.ref}
        belong(work, registration, person_beside(work, holder, registration.name, taken))
    else:
        _refuse_to_guess(registration, earlier, known)
        fitting = rules.called(known, registration.name)
        if fitting:
            person = _said(work, known, fitting[0].ref)
        else:
            person = kept_person(work, holder, registration.name) if registration.keeper_name else holder
        belong(work, registration, person)


def _refuse_to_guess(registration: Registration, earlier: Sequence[Registration], known: Sequence[rules.Known]) -> None:
    new = registration.name
    if earlier:
        words = {"name": earlier[0].name, "new": new}
        raise rules.AlreadyComing(
            _("%(name)s is coming already with this address. Is %(new)s somebody else?") % words, is_coming=True,
            known=[one for one in known if one.names],
        )
    unclear = rules.to_tell_apart(known, new, is_kept=bool(registration.keeper_name))
    if unclear:
        words = {"name": unclear[0].name, "new": new}
        raise rules.AlreadyComing(
            _("We know this address from %(name)s. Is %(new)s the same person, or somebody else?") % words, is_coming=False,
            known=unclear,
        )


def _said(work: Work, known: Sequence[rules.Known], ref: str) -> Person:
    if ref not in {one.ref for one in known}:
        raise NotVisible
    return work.read(PERSON, ref)


def belong(work: Work, registration: Registration, person: Person) -> None:
    """Make a registration its person's, who shares the typed address or is kept by whoever does. A part of the verbs that proved it."""
    registration.person_id, registration.email, registration.held_by = person.id, "", None
    _wait_no_longer(work, registration)
    work.record(RegistrationProven(about=registration.ref))


def _wait_no_longer(work: Work, registration: Registration) -> None:
    """Let neither a second letter go out nor the place be given back."""
    work.cancel_later(ProofDue, registration.ref)
    work.cancel_later(ProofOverdue, registration.ref)


@dataclass(frozen=True, kw_only=True)
class TryRegistrationCode:
    """Somebody is about to compare a code with the one in the letter."""

    ref: str


def try_registration_code(work: Work, command: TryRegistrationCode) -> None:
    """Count one try, whatever comes of it; it commits before any code is compared. Raises NotVisible, NotAllowed."""
    registration = work.change(REGISTRATION, command.ref, "try code")
    registration.wrong_codes += 1
    work.record(RegistrationCodeTried(about=registration.ref))


@dataclass(frozen=True, kw_only=True)
class DisownRegistration:
    """Whoever reads letters to the address did not register, or whoever typed it says that it is wrong."""

    ref: str
    token: str = ""


def disown_registration(work: Work, command: DisownRegistration) -> None:
    """Delete what was typed, and free its places. Raises NotVisible without proof, once it is proven, and once it is gone."""
    found = sent_registration(work.database, command.ref)
    if not is_held(work.actor, found):
        _refuse_without_proof(work, found, ProveRegistration(ref=command.ref, browser="", token=command.token))
    registration = work.change(REGISTRATION, command.ref, "disown")
    if registration.person_id is not None:
        raise NotVisible
    withdraw_needs(work, registration.ref)
    forget_answers(registration)
    _wait_no_longer(work, registration)
    work.record(RegistrationDisowned(about=registration.ref))
    give_up_every_place(work, registration)


def forget_answers(registration: Registration) -> None:
    """Take away everything that was typed."""
    registration.name = registration.email = registration.keeper_name = registration.phone = registration.support_name = ""
    registration.perspectives, registration.chosen, registration.answered = [], [], []
    registration.areas_sealed = registration.held_by = None


@dataclass(frozen=True, kw_only=True)
class VouchForRegistration:
    """A member of the team knows who registered, and that they cannot open letters soon."""

    event: str
    ref: str


def vouch_for_registration(work: Work, command: VouchForRegistration) -> None:
    """Keep the place however long the letter waits; it opens nothing private. Raises NotVisible, NotAllowed, WrongState."""
    event = work.read(EVENT, command.event)
    registration = work.change(REGISTRATION, command.ref, "vouch")
    if registration.event_id != event.id:
        raise NotVisible
    if registration.vouched_at is None and registration.person_id is None:
        registration.vouched_at = work.clock.now()
        _wait_no_longer(work, registration)
        work.record(RegistrationVouchedFor(about=registration.ref))


@dataclass(frozen=True, kw_only=True)
class LapseRegistration:
    """The time to open the letter is over."""

    ref: str


def lapse_registration(work: Work, command: LapseRegistration) -> None:
    """Give back an unproven place that nobody vouched for, and forget what was typed; anything else stays as it is.

    Whoever was there has been seen by the team, so they may still open their letter and claim.
    """
    unproven = and_(
        Registration.ref == command.ref, Registration.person_id.is_(None), Registration.vouched_at.is_(None),
        Registration.attended_at.is_(None), Registration.state == RegistrationState.CONFIRMED,
    )
    for registration in work.change_each(REGISTRATION, unproven, "lapse"):
        withdraw_needs(work, registration.ref)
        forget_answers(registration)
        work.record(RegistrationLapsed(about=registration.ref))
        give_up_every_place(work, registration)


@dataclass(frozen=True, kw_only=True)
class RenewLink:
    """The link of a registration got into other hands, or may have. `browser` is the digest of a secret that the one that asks gets for it."""

    ref: str
    browser: str


def renew_link(work: Work, command: RenewLink) -> None:
    """End every link there is and what was opened with one, but not in this browser; a letter brings a new link."""
    registration = work.change(REGISTRATION, command.ref, "renew link")
    registration.link_number += 1
    close_links(work, registration.ref)
    open_link(work, command.browser, registration.ref)
    work.record(LinkRenewed(about=registration.ref))
