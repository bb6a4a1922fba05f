"""Publishing the programme: first what it changes, and for how many people; then the press."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from eventsite.events.models import Event
from eventsite.events.views.marks import team
from eventsite.kernel.i18n import _, ngettext
from eventsite.kernel.refusals import Refusal
from eventsite.people import browser_session
from eventsite.programme import permissions, wording
from eventsite.programme.commands.releases import publish_release
from eventsite.programme.forms import ReleaseForm
from eventsite.programme.queries.plan import plan_of, sessions_of
from eventsite.programme.queries.releases import NextRelease, changes_of, coming_release
from eventsite.programme.rules.warnings import in_the_open, warnings
from eventsite.programme.values import TOLD_BY_LETTER, SessionState
from eventsite.registration.queries import holder_count, holders_by_subject
from eventsite.web.current import perform, reading, services

blueprint = Blueprint("publishing", __name__)
SHOWN_WARNINGS = 6
Page = str | Response | tuple[str, int]


@blueprint.route("/team/<slug>/programme/publish", methods=["GET", "POST"])
@team(permissions.PUBLISH_RELEASE)
def publish(event: Event) -> Page:
    """Look at what changes for people, then publish."""
    coming = coming_release(reading(), event.id, services().database.clock.now())
    form = ReleaseForm(data={"version": coming.number})
    if form.is_posted_well():
        try:
            released = perform(publish_release, form.to_command(event))
        except Refusal as refusal:
            form.take(refusal)
        else:
            browser_session.flash(_said(event, released.number))
            return redirect(url_for("programme.plan", slug=event.slug))
    found = plan_of(reading(), event.id)
    refs = _told(coming)
    return render_template(
        "team/publish.html", form=form, event=event, coming=coming,
        ideas=[s.title for s in sessions_of(reading(), event.id) if s.state is SessionState.IDEA],
        chosen_by=holders_by_subject(reading(), refs), touched=holder_count(reading(), refs),
        warnings=in_the_open(warnings(found.slots, found.unplaced, found.rooms, event.zone, (event.starts_on, event.ends_on)), SHOWN_WARNINGS),
        sentence=wording.sentence,
    ), form.status


def _told(coming: NextRelease) -> list[str]:
    return [one.slot.ref for one in coming.changes if one.change in TOLD_BY_LETTER]


def _said(event: Event, number: int) -> str:
    refs = [one.slot.ref for one in changes_of(reading(), event.id, number) if one.change in TOLD_BY_LETTER]
    told, words = holder_count(reading(), refs), {"number": number}
    if not told:
        return _("Published. This is version %(number)d of the programme.") % words
    return ngettext(
        "Published. This is version %(number)d of the programme. We write to %(num)d person.",
        "Published. This is version %(number)d of the programme. We write to %(num)d people.", told,
    ) % (words | {"num": told})
