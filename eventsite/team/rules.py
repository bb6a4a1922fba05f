"""The task list: what is done, and what is not yet. Unfinished is never an error."""

from collections.abc import Mapping
from dataclasses import dataclass

from eventsite.access.permissions import EDIT_OFFER
from eventsite.claims.permissions import SET_TERMS
from eventsite.events.permissions import EDIT_EVENT, SEE_DESK
from eventsite.kernel.i18n import LazyString, _, lazy_gettext
from eventsite.kernel.permissions import Permission
from eventsite.programme.permissions import EDIT_PROGRAMME, PUBLISH_RELEASE

LETTERS: Mapping[str, LazyString] = {
    "people.send_link": lazy_gettext("A link to sign in"),
    "events.welcome_member": lazy_gettext("A welcome to somebody in the team"),
    "registration.confirm": lazy_gettext("Somebody's place, confirmed"),
    "registration.say_goodbye": lazy_gettext("A note that somebody is not coming any more"),
    "claims.make_ready": lazy_gettext("Making somebody's claim ready"),
    "claims.tell_ready": lazy_gettext("A note that a claim is ready"),
    "claims.tell_undone": lazy_gettext("A note that a claim was a mistake"),
    "claims.tell_received": lazy_gettext("A note that a claim has arrived"),
    "claims.tell_question": lazy_gettext("A question about a claim"),
    "claims.tell_decision": lazy_gettext("What was decided on a claim"),
    "attachments.delete_files": lazy_gettext("The deleting of files that nothing needs any more"),
    "claims.tell_failed": lazy_gettext("A note that a payment came back"),
    "claims.send_remittance": lazy_gettext("A note of what was paid"),
}
"""What each reaction does, for people to read when it could not be done."""


@dataclass(frozen=True, kw_only=True)
class Progress:
    """What is there so far, counted across rooms."""

    slug: str
    has_date: bool
    has_place: bool
    has_decided: bool
    has_powers: bool
    has_contact: bool
    team: int
    rooms: int
    sessions: int
    placed: int
    releases: int
    offer_checked: int
    offer_wanted: int
    has_payment: bool
    coming: int


@dataclass(frozen=True)
class Task:
    """One thing to do, where, who may do it, and whether it is done."""

    title: str
    hint: str
    path: str
    permission: Permission
    is_done: bool
    says: str = ""


def tasks(p: Progress) -> list[Task]:
    """Return the tasks in an order that helps; none blocks another."""
    base = f"/team/{p.slug}"
    return [
        Task(_("The place"), _("Address, how to find it, how many can come"), f"{base}/settings/venue", EDIT_EVENT, p.has_place),
        Task(_("The days"), _("A date makes everything else easier to plan"), f"{base}/settings/when", EDIT_EVENT, p.has_date),
        Task(_("A person to ask"), _("A name, an email address, a phone"), f"{base}/settings/contact", EDIT_EVENT, p.has_contact),
        Task(_("What is decided already"), _("Tell people before they come, not after"), f"{base}/settings/decided-already", EDIT_EVENT, p.has_decided),
        Task(_("Who holds which power"), _("Four answers make the honest label"), f"{base}/settings/powers", EDIT_EVENT, p.has_powers),
        Task(_("The team"), _("Nobody plans alone. Money needs two people"), f"{base}/team", SEE_DESK, p.team > 1, _("%(n)d so far") % {"n": p.team}),
        Task(
            _("What you offer on access"), _("People read it before they register"), f"{base}/access", EDIT_OFFER,
            p.offer_checked >= p.offer_wanted, _("%(n)d of %(all)d checked") % {"n": p.offer_checked, "all": p.offer_wanted},
        ),
        Task(_("What you pay"), _("People see it before any question"), f"{base}/payment", SET_TERMS, p.has_payment),
        Task(
            _("Rooms and sessions"), _("Start with time to get to know each other"), f"{base}/programme", EDIT_PROGRAMME,
            bool(p.rooms and p.sessions) and p.placed == p.sessions,
            _("%(placed)d of %(all)d have a time") % {"placed": p.placed, "all": p.sessions},
        ),
        Task(
            _("Publish the programme"), _("As often as you like"), f"{base}/programme/publish", PUBLISH_RELEASE, p.releases > 0,
            _("version %(n)d") % {"n": p.releases} if p.releases else "",
        ),
    ]
