"""Whose mailbox is whose: meeting somebody by an address, proving that an address is read, moving to another one."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, select, update

from eventsite.kernel.i18n import _
from eventsite.kernel.refusals import Refusal
from eventsite.people import rules
from eventsite.people.facts import (
    AddressChangeAsked,
    AddressChangeEnded,
    AddressChangeUsed,
    MailboxProven,
    PersonMoved,
    PersonNamed,
)
from eventsite.people.models import AddressChange, LinkOpening, Mailbox, Person, SignIn
from eventsite.people.permissions import ADDRESS_CHANGE, MAILBOX, PERSON
from eventsite.people.queries import address_change, moves_with
from eventsite.records.work import Work


class ChangeIsOver(Refusal):
    """The link to a new address was used, is too old, or was never sent."""


class AddressTaken(Refusal):
    """Somebody else signs in with the new address."""


def person_with(work: Work, email: str, name: str = "") -> Person:
    """Return the person who signs in with this address, written down now if there is none; never changes a known name."""
    mailbox = _mailbox_at(work, email)
    found = work.read_each(PERSON, _signs_in_with(mailbox), "meet")
    if not found:
        new = Person(mailbox_id=mailbox.id, mailbox=mailbox, signs_in=True, name=name, created_at=work.clock.now())
        return work.add(PERSON, new, "meet")
    person = found[0]
    if name and not person.name:
        person = work.change(PERSON, person.ref, "name")
        if not person.name:  # somebody may have been faster between the first look and the lock
            person.name = name
            work.record(PersonNamed(about=person.ref))
    return person


def _signs_in_with(mailbox: Mailbox) -> ColumnElement[bool]:
    return and_(Person.mailbox_id == mailbox.id, Person.signs_in)


def _mailbox_at(work: Work, address: str) -> Mailbox:
    found = work.read_each(MAILBOX, Mailbox.address == address, "meet")
    return found[0] if found else work.add(MAILBOX, Mailbox(address=address, created_at=work.clock.now()), "meet")


def prove_mailbox(work: Work, address: str, name: str = "") -> Person:
    """Write down that somebody reads letters to `address`; returns the person who signs in with it.

    A part of the verbs that compare a secret from such a letter.
    """
    _proven(work, address)
    return person_with(work, address, name)


def _proven(work: Work, address: str) -> Mailbox:
    # Locked to be written from the start: two that first share it and then both want to write would wait for each other.
    unproven = work.change_each(MAILBOX, and_(Mailbox.address == address, Mailbox.proven_at.is_(None)), "prove")
    mailbox = unproven[0] if unproven else _mailbox_at(work, address)
    if mailbox.proven_at is None:
        mailbox.proven_at = work.clock.now()
        work.record(MailboxProven(about=mailbox.ref))
    return mailbox


def kept_person(work: Work, keeper: Person, name: str) -> Person:
    """Return the person called `name` for whom `keeper` acts with the same mailbox, written down now if there is none."""
    theirs = work.read_each(PERSON, and_(Person.keeper_id == keeper.id, Person.name == name), "meet")
    if theirs:
        return theirs[0]
    new = Person(
        mailbox_id=keeper.mailbox_id, mailbox=keeper.mailbox, keeper_id=keeper.id, signs_in=False, name=name,
        created_at=work.clock.now(),
    )
    return work.add(PERSON, new, "meet")


def person_beside(work: Work, holder: Person, name: str, others: Collection[int | None]) -> Person:
    """Return the person called `name` who shares the mailbox of `holder` and is none of `others`, written down now if there is none."""
    shares = and_(Person.mailbox_id == holder.mailbox_id, Person.signs_in.is_(False), Person.name == name)
    theirs = [one for one in work.read_each(PERSON, shares, "meet") if one.id not in others]
    if theirs:
        return theirs[0]
    new = Person(
        mailbox_id=holder.mailbox_id, mailbox=holder.mailbox, signs_in=False, name=name, created_at=work.clock.now()
    )
    return work.add(PERSON, new, "meet")


def open_link(work: Work, browser: str, registration_ref: str) -> None:
    """Let a browser, by the digest of a secret made for this, open a registration from now on. A part of verbs that compared a secret.

    A secret opens what it was made for and no more, so a copy that somebody took on a shared computer opens nothing that is
    opened later, and ends with what it opens.
    """
    now = work.clock.now()
    opened = LinkOpening(
        digest=browser, registration_ref=registration_ref, created_at=now, expires_at=now + rules.SIGN_IN_LIFE
    )
    work.database.add(opened)


def close_links(work: Work, registration_ref: str) -> None:
    """End what was opened with the links of a registration, in every browser."""
    work.database.execute(
        update(LinkOpening)
        .where(LinkOpening.registration_ref == registration_ref, LinkOpening.ended_at.is_(None))
        .values(ended_at=work.clock.now())
    )


def ask_address_change(work: Work, person_id: int | None, address: str) -> AddressChange:
    """Write a letter to the new address; nothing has moved before its link is used. Raises NotAllowed for whoever only has a link.

    A part of the verb that changes how somebody is reached.
    Only the latest counts: whoever reads letters to a mistyped address must not take somebody over later.
    """
    end_address_changes(work, person_id)
    now = work.clock.now()
    new = AddressChange(person_id=person_id, address=address, created_at=now, expires_at=now + rules.CHANGE_LIFE)
    change = work.add(ADDRESS_CHANGE, new, "ask")
    work.record(AddressChangeAsked(about=change.ref))
    return change


def end_address_changes(work: Work, person_id: int | None) -> None:
    """Let the links in letters to other addresses lead nowhere. A part of verbs that may."""
    for change in _open_changes(work, person_id):
        _end(work, change)


def _open_changes(work: Work, person_id: int | None) -> list[AddressChange]:
    unused = and_(AddressChange.person_id == person_id, AddressChange.used_at.is_(None))
    return work.change_each(ADDRESS_CHANGE, and_(unused, AddressChange.expires_at > work.clock.now()), "end")


def _end(work: Work, change: AddressChange) -> None:
    change.expires_at = work.clock.now()
    work.record(AddressChangeEnded(about=change.ref))


def move_mailbox(work: Work, change_ref: str, token: str, *, may_share: bool) -> Person:
    """Give a person, and whom they keep at the same one, the new mailbox; end their sign-ins. Raises ChangeIsOver, AddressTaken.

    With `may_share`, somebody else may sign in with the new address already; then this person shares their mailbox.

    A part of the verb that tells the old address and ends the links to the person's registrations.
    """
    now = work.clock.now()
    asked = address_change(work.database, change_ref)
    if asked is None or not rules.same(token, rules.change_token(work.cipher, change_ref)):
        raise _over()
    mailbox = _proven(work, asked.address)
    people = work.change_each(PERSON, Person.id.in_(moves_with(work.database, asked.person_id)), "move")
    person = next(one for one in people if one.id == asked.person_id)
    others = and_(_signs_in_with(mailbox), Person.id != person.id)
    is_shared = work.database.scalar(select(Person.id).where(others)) is not None
    if is_shared and person.signs_in and not may_share:
        raise AddressTaken(_("Somebody signs in with that address already. Ask us, and we put the two together."))
    changes = {change.ref: change for change in _open_changes(work, person.id)}
    if change_ref not in changes:
        raise _over()
    for ref, change in changes.items():
        if ref != change_ref:
            _end(work, change)
    changes[change_ref].used_at = now
    work.record(AddressChangeUsed(about=change_ref))
    person.signs_in = person.signs_in and not is_shared
    for one in people:
        one.mailbox_id, one.mailbox = mailbox.id, mailbox
        work.record(PersonMoved(about=one.ref))
    work.database.execute(
        update(SignIn).where(SignIn.person_id == person.id, SignIn.ended_at.is_(None)).values(ended_at=now)
    )
    return person


def _over() -> ChangeIsOver:
    return ChangeIsOver(_("This link has been used or is too old. Ask for the change again."))
