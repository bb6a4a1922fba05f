"""Who is in an event's team, and what the others in it are told about that."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from eventsite.events.facts import EmailTriedAgain, MemberInvited, MemberLeft, OrganisersChanged
from eventsite.events.models import Event, TeamMember
from eventsite.events.permissions import EVENT
from eventsite.events.queries import organisers_of
from eventsite.events.values import OrganiserChange, Role
from eventsite.kernel.i18n import _
from eventsite.kernel.refusals import Refusal
from eventsite.people.commands.mailboxes import person_with
from eventsite.records.delivery import try_again
from eventsite.records.work import Work


class LastOrganiser(Refusal):
    """An event always has an organiser."""


@dataclass(frozen=True, kw_only=True)
class InviteMember:
    """Give a role in an event's team to whoever has this address."""

    event: str
    email: str
    name: str
    role: Role


def invite_member(work: Work, command: InviteMember) -> None:
    """Add the role; asking twice changes nothing. Raises NotAllowed."""
    _invite(work, work.change(EVENT, command.event, "invite"), command.email, command.name, command.role)


def _invite(work: Work, event: Event, email: str, known_as: str, role: Role) -> None:
    person = person_with(work, email, known_as)
    others = organisers_of(work.database, event)
    theirs = TeamMember.event_id == event.id, TeamMember.person_id == person.id, TeamMember.role == role
    if work.database.scalar(select(TeamMember.id).where(*theirs)) is not None:
        return
    giver = work.actor.person_id
    work.database.add(
        TeamMember(event_id=event.id, person_id=person.id, role=role, known_as=known_as, given_by_id=giver)
    )
    work.record(MemberInvited(about=event.ref, person_id=person.id, role=role.value))
    if role is Role.ORGANISER:
        _tell_others(work, event, others, person.id, OrganiserChange.CAME)


def _tell_others(work: Work, event: Event, organisers: Sequence[int], whom: int, change: OrganiserChange) -> None:
    """Write a letter down for each organiser but the one it is about and the one who did it, so that nobody is told twice."""
    for person_id in organisers:
        if person_id not in (whom, work.actor.person_id):
            work.record(OrganisersChanged(about=event.ref, person_id=person_id, whom=whom, change=change.value))


@dataclass(frozen=True, kw_only=True)
class AppointOrganiser:
    """Make whoever has this address an organiser of an event that the actor's organisation hosts."""

    event: str
    email: str
    name: str


def appoint_organiser(work: Work, command: AppointOrganiser) -> None:
    """Take over an event whose organisers have gone; twice changes nothing. Raises NotAllowed for all but owners."""
    event = work.change(EVENT, command.event, "appoint organiser")
    _invite(work, event, command.email, command.name, Role.ORGANISER)


@dataclass(frozen=True, kw_only=True)
class RemoveMember:
    """Take a role in an event's team away from a person."""

    event: str
    person_id: int
    role: Role


def remove_member(work: Work, command: RemoveMember) -> None:
    """Take the role away; fine when there is none. Raises LastOrganiser, NotAllowed."""
    event = work.change(EVENT, command.event, "remove member")
    theirs = TeamMember.event_id == event.id, TeamMember.role == command.role
    member = work.database.scalar(select(TeamMember).where(*theirs, TeamMember.person_id == command.person_id))
    if member is None:
        return
    organisers = organisers_of(work.database, event)
    if command.role is Role.ORGANISER and len(organisers) == 1:
        raise LastOrganiser(_("An event needs at least one organiser. Invite another one first."))
    work.database.delete(member)
    work.record(MemberLeft(about=event.ref, person_id=command.person_id, role=command.role.value))
    if command.role is Role.ORGANISER:
        _tell_others(work, event, organisers, command.person_id, OrganiserChange.LEFT)


@dataclass(frozen=True, kw_only=True)
class TryEmailAgain:
    """Put one of an event's parked messages back in the queue."""

    event: str
    message_id: int


def try_email_again(work: Work, command: TryEmailAgain) -> None:
    """Try it again; fine when it is not parked. Another event's is never touched. Raises NotAllowed."""
    event = work.read(EVENT, command.event, "describe")
    if try_again(work.database, event.id, command.message_id, work.clock.now()):
        work.record(EmailTriedAgain(about=event.ref, message_id=command.message_id))
