"""Handing out an organisation, describing it, growing it; naming who looks after the site."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from eventsite.kernel.i18n import _
from eventsite.kernel.references import new_reference
from eventsite.kernel.refusals import NotAllowed, Refusal
from eventsite.organisations.facts import (
    OrganisationDescribed,
    OrganisationFounded,
    OrganisationMemberInvited,
    OrganisationMemberLeft,
    SiteEmailTriedAgain,
    StewardAppointed,
)
from eventsite.organisations.models import Organisation, OrganisationMember, Steward
from eventsite.organisations.permissions import ACT_AS_STEWARD, ORGANISATION, STEWARD
from eventsite.organisations.values import OrganisationRole
from eventsite.people.commands.mailboxes import person_with
from eventsite.records.delivery import try_again
from eventsite.records.models import OutboxMessage
from eventsite.records.work import Work


class NameTaken(Refusal):
    """Two organisations of one name could not be told apart."""


class LastOwner(Refusal):
    """An organisation always has an owner."""


DESCRIBABLE = frozenset({"name", "country", "zone", "locale", "currency", "who_is_paid", "working_days"})
"""What `describe_organisation` may change."""


@dataclass(frozen=True, kw_only=True)
class FoundOrganisation:
    """A name, and the address of who owns it; `ref` is the one its form carried, so that two presses make one."""

    name: str
    owner: str
    known_as: str = ""
    ref: str = field(default_factory=new_reference)


def found_organisation(work: Work, command: FoundOrganisation) -> Organisation:
    """Hand out an organisation and name its owner. Raises NameTaken, NotAllowed."""
    _refuse_taken(work, command.name, command.ref)

    def new() -> Organisation:
        return Organisation(name=command.name, created_at=work.clock.now(), version=1)

    organisation = work.make(ORGANISATION, command.ref, "found", new)
    organisation.name = command.name
    if work.differs(organisation):
        work.record(OrganisationFounded(about=organisation.ref))
    _give_role(work, organisation, command.owner, command.known_as, OrganisationRole.OWNER)
    return organisation


def _refuse_taken(work: Work, name: str, ref: str) -> None:
    same = select(Organisation.id).where(func.lower(Organisation.name) == name.lower(), Organisation.ref != ref)
    if work.database.scalar(select(same.exists())):
        raise NameTaken(_("There is an organisation of that name already. Add a word that tells them apart."), field="name")


@dataclass(frozen=True, kw_only=True)
class DescribeOrganisation:
    """New values for some of an organisation's fields, and the version the person saw."""

    organisation: str
    changes: dict[str, Any]
    version: int | None = None


def describe_organisation(work: Work, command: DescribeOrganisation) -> Organisation:
    """Change its name, or what its gatherings start from. Raises NameTaken, ChangedMeanwhile, NotAllowed."""
    unknown = set(command.changes) - DESCRIBABLE
    if unknown:
        message = f"not describable: {sorted(unknown)}"
        raise ValueError(message)
    organisation = work.change(ORGANISATION, command.organisation, "describe", command.version)
    _refuse_taken(work, command.changes.get("name", organisation.name), organisation.ref)
    for name, value in command.changes.items():
        setattr(organisation, name, value)
    if work.differs(organisation):
        work.record(OrganisationDescribed(about=organisation.ref, fields=sorted(command.changes)))
    return organisation


@dataclass(frozen=True, kw_only=True)
class InviteToOrganisation:
    """Give a role in an organisation to whoever has this address; `known_as` is what the inviter calls them."""

    organisation: str
    email: str
    known_as: str
    role: OrganisationRole


def invite_to_organisation(work: Work, command: InviteToOrganisation) -> None:
    """Add the role; asking twice changes nothing. Raises NotAllowed."""
    organisation = work.change(ORGANISATION, command.organisation, "invite")
    _give_role(work, organisation, command.email, command.known_as, command.role)


def _give_role(work: Work, organisation: Organisation, email: str, known_as: str, role: OrganisationRole) -> None:
    person = person_with(work, email)
    theirs = OrganisationMember.organisation_id == organisation.id, OrganisationMember.person_id == person.id
    if work.database.scalar(select(OrganisationMember.id).where(*theirs, OrganisationMember.role == role)) is None:
        work.database.add(
            OrganisationMember(
                organisation_id=organisation.id, person_id=person.id, role=role, known_as=known_as,
                given_by_id=work.actor.person_id,
            )
        )
        work.record(OrganisationMemberInvited(about=organisation.ref, person_id=person.id, role=role.value))


@dataclass(frozen=True, kw_only=True)
class RemoveFromOrganisation:
    """Take a role in an organisation away from a person."""

    organisation: str
    person_id: int
    role: OrganisationRole


def remove_from_organisation(work: Work, command: RemoveFromOrganisation) -> None:
    """Take the role away; fine when there is none. Raises LastOwner, NotAllowed."""
    organisation = work.change(ORGANISATION, command.organisation, "remove member")
    of_role = OrganisationMember.organisation_id == organisation.id, OrganisationMember.role == command.role
    member = work.database.scalar(
        select(OrganisationMember).where(*of_role, OrganisationMember.person_id == command.person_id)
    )
    if member is None:
        return
    having_it = work.database.scalars(select(func.count()).select_from(OrganisationMember).where(*of_role)).one()
    if command.role is OrganisationRole.OWNER and having_it == 1:
        raise LastOwner(_("An organisation needs at least one owner. Invite another one first."))
    work.database.delete(member)
    work.record(
        OrganisationMemberLeft(about=organisation.ref, person_id=command.person_id, role=command.role.value)
    )


@dataclass(frozen=True, kw_only=True)
class AppointSteward:
    """Let whoever has this address look after the whole site."""

    email: str


def appoint_steward(work: Work, command: AppointSteward) -> None:
    """Appoint a steward; twice changes nothing. Raises NotAllowed."""
    person = person_with(work, command.email)
    if work.database.scalar(select(Steward.id).where(Steward.person_id == person.id)) is None:
        steward = work.add(STEWARD, Steward(person_id=person.id, appointed_at=work.clock.now()), "appoint")
        work.record(StewardAppointed(about=steward.ref))


@dataclass(frozen=True, kw_only=True)
class TrySiteEmailAgain:
    """Put a parked message, of whichever event, back in the queue."""

    message_id: int


def try_site_email_again(work: Work, command: TrySiteEmailAgain) -> None:
    """Try it again; fine when it is not parked. Raises NotAllowed for everybody but a steward."""
    acting = work.read_each(STEWARD, Steward.person_id == work.actor.person_id, "act")
    if not acting:
        raise NotAllowed(ACT_AS_STEWARD.name)
    event_id = work.database.scalar(select(OutboxMessage.event_id).where(OutboxMessage.id == command.message_id))
    if try_again(work.database, event_id, command.message_id, work.clock.now()):
        work.record(SiteEmailTriedAgain(about=acting[0].ref, message_id=command.message_id))
