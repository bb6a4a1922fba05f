"""Where letters about a registration go: saying so while it is somebody's, and moving everything to a proven new address."""

from dataclasses import dataclass

from eventsite.events.queries import has_any_role
from eventsite.people.commands.mailboxes import ask_address_change, close_links, end_address_changes, move_mailbox
from eventsite.people.permissions import MOVE_ELSEWHERE
from eventsite.people.queries import address_change, mailbox_of, moves_with
from eventsite.records.work import Work
from eventsite.registration.commands.answering import finish_stage
from eventsite.registration.facts import BrowserForgotten, RegistrationMoved
from eventsite.registration.models import Registration
from eventsite.registration.permissions import REGISTRATION


@dataclass(frozen=True, kw_only=True)
class ChangeContact:
    """How to reach somebody who is coming."""

    ref: str
    email: str
    phone: str
    stage: str


def change_contact(work: Work, command: ChangeContact) -> Registration:
    """Save the phone; another address is written to, and the latest counts once its letter is opened. Raises NotVisible, NotAllowed.

    The link of a registration changes its phone and never an address: all that a person has and may do moves with that.
    """
    registration = work.change(REGISTRATION, command.ref, "answer")
    registration.phone = command.phone
    finish_stage(work, registration, command.stage, is_changed=work.differs(registration))
    if command.email != registration.address:
        ask_address_change(work, registration.person_id, command.email)
    elif MOVE_ELSEWHERE.allows(work.actor, registration):
        end_address_changes(work, registration.person_id)
    return registration


@dataclass(frozen=True, kw_only=True)
class MoveAddress:
    """The link in the letter to a new address came back."""

    change: str
    token: str


def move_address(work: Work, command: MoveAddress) -> None:
    """Give a person, and whom they keep, the new address: everything moves, links in older letters end, the old address is told.

    Raises ChangeIsOver, AddressTaken; then nothing has moved.
    """
    asked = address_change(work.database, command.change)
    person_id = asked.person_id if asked else -1
    old = mailbox_of(work.database, person_id)
    moving = moves_with(work.database, person_id)
    theirs = work.change_each(REGISTRATION, Registration.person_id.in_(moving), "move")
    may_share = not has_any_role(work.database, person_id)
    move_mailbox(work, command.change, command.token, may_share=may_share)
    for registration in theirs:
        registration.link_number += 1
        close_links(work, registration.ref)
        work.record(RegistrationMoved(about=registration.ref, mailbox=old.ref if old else ""))


@dataclass(frozen=True, kw_only=True)
class ForgetBrowser:
    """The digest of the secret of a browser that shall hold nothing any more."""

    browser: str


def forget_browser(work: Work, command: ForgetBrowser) -> None:
    """Take what was begun and not sent out of this browser's reach, and what was sent and is not proven out of its sight."""
    held = work.change_each(REGISTRATION, Registration.held_by == command.browser, "forget browser")
    for registration in held:
        registration.held_by = None
        work.record(BrowserForgotten(about=registration.ref))
