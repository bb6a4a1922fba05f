"""Starting an event in six questions, describing it later, growing its team."""

from flask import Blueprint, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from eventsite.events import permissions, queries
from eventsite.events.commands import describing, lifecycle
from eventsite.events.commands import team as teaming
from eventsite.events.forms import DESCRIBING, STARTING, InviteForm, WhatForm
from eventsite.events.models import Event
from eventsite.events.values import Role
from eventsite.events.views.marks import team
from eventsite.kernel.i18n import _
from eventsite.kernel.permissions import require
from eventsite.kernel.refusals import Refusal
from eventsite.organisations.queries import hosting_organisations, my_organisations, stewards
from eventsite.people import browser_session
from eventsite.web.access import signed_in
from eventsite.web.current import actor, perform, reading
from eventsite.web.pages import are_you_sure

blueprint = Blueprint("events", __name__)
Page = str | Response | tuple[str, int]


@blueprint.get("/team/")
@signed_in
def mine() -> Page:
    """List the events whose team somebody is in."""
    return render_template(
        "events/mine.html", events=queries.my_events(reading(), actor()),
        organisations=my_organisations(reading(), actor()), is_steward=actor().is_steward,
    )


@blueprint.route("/team/new", methods=["GET", "POST"])
@signed_in
def new() -> Page:
    """Question 1: what. Answering it writes the draft down, so nothing after it can be lost."""
    hosts = hosting_organisations(reading(), actor())
    if not hosts:
        return render_template("events/no_organisation.html", stewards=stewards(reading()))
    form = WhatForm.showing(hosts)
    if form.is_posted_well():
        host = form.organisation.data if form.organisation else hosts[0].ref
        command = describing.StartEvent(organisation=host, name=form.name.data, ref=form.new_ref.data)
        event = perform(describing.start_event, command)
        return redirect(url_for("events.start", slug=event.slug, question=STARTING[0]))
    return render_template("events/start.html", form=form, number=1, back=url_for("events.mine")), form.status


@blueprint.route("/team/<slug>/start/<question>", methods=["GET", "POST"])
@team(permissions.EDIT_EVENT)
def start(event: Event, question: str) -> Page:
    """Questions 2 to 6."""
    if question not in STARTING:
        abort(404)
    place = STARTING.index(question)
    following = STARTING[place + 1 : place + 2]
    then = url_for("events.start", slug=event.slug, question=following[0]) if following else url_for("team.home", slug=event.slug)
    back = url_for("events.start", slug=event.slug, question=STARTING[place - 1]) if place else url_for("events.mine")
    return _describe(event, question, then=then, back=back, template="events/start.html", number=place + 2)


@blueprint.route("/team/<slug>/settings/<question>", methods=["GET", "POST"])
@team(permissions.EDIT_EVENT)
def describe(event: Event, question: str) -> Page:
    """Change one answer later."""
    if question not in DESCRIBING:
        abort(404)
    home = url_for("team.home", slug=event.slug)
    return _describe(event, question, then=home, back=home, template="events/describe.html", number=0)


def _describe(event: Event, question: str, *, then: str, back: str, template: str, number: int) -> Page:
    form = DESCRIBING[question].showing(event)
    if form.is_posted_well():
        command = describing.DescribeEvent(event=event.ref, changes=form.changes(), version=form.version.data, is_sure=form.is_sure)
        try:
            perform(describing.describe_event, command)
        except Refusal as refusal:
            form.take(refusal)
        else:
            return redirect(then)
    return render_template(template, form=form, event=event, number=number, back=back), form.status


@blueprint.route("/team/<slug>/team", methods=["GET", "POST"])
@team(permissions.SEE_TEAM_PAGES)
def members(event: Event) -> Page:
    """Show the team, and invite somebody."""
    form = InviteForm()
    if form.is_submitted():
        require(actor(), permissions.INVITE_MEMBER, event)  # everybody in the team may look
    if form.is_posted_well():
        command = teaming.InviteMember(
            event=event.ref, email=form.email.data, name=form.name.data, role=Role(form.role.data)
        )
        perform(teaming.invite_member, command)
        browser_session.flash(_("%(name)s is in the team. We have sent them an email.") % {"name": form.name.data})
        return redirect(url_for("events.members", slug=event.slug))
    page = render_template(
        "events/members.html", form=form, event=event, members=queries.team(reading(), event),
        may_invite=permissions.INVITE_MEMBER
    )
    return page, form.status


@blueprint.post("/team/<slug>/team/<int:person_id>/<role>/remove")
@team(permissions.INVITE_MEMBER)
def remove_member(event: Event, person_id: int, role: str) -> Page:
    """Take a role away."""
    if role not in set(Role):
        abort(404)
    try:
        perform(teaming.remove_member, teaming.RemoveMember(event=event.ref, person_id=person_id, role=Role(role)))
    except Refusal as refusal:
        browser_session.flash(refusal.sentence)
    return redirect(url_for("events.members", slug=event.slug))


@blueprint.get("/team/<slug>/team/<int:person_id>/<role>/remove")
@team(permissions.INVITE_MEMBER)
def sure_to_remove(event: Event, person_id: int, role: str) -> Page:
    """Say what somebody can no longer do before a role is taken away."""
    members = {member.person_id: member for member in queries.team(reading(), event)}
    if person_id not in members or role not in members[person_id].roles:
        abort(404)
    name, stays = members[person_id].name, len(members[person_id].roles) > 1
    words = {"name": name, "role": Role(role).label}
    sentences = [
        _("They keep their other roles in the team.") if stays else _("They no longer see anything of this gathering here."),
        _("What they did stays. You can invite them again."),
    ]
    return are_you_sure(
        _("%(role)s: take that away from %(name)s?") % words, sentences, _("Take it away"), caption=event.name,
        back=url_for("events.members", slug=event.slug),
    )


@blueprint.post("/team/<slug>/open")
@team(permissions.OPEN_EVENT)
def open_event(event: Event) -> Page:
    """Make the event public."""
    try:
        perform(lifecycle.open_event, lifecycle.OpenEvent(event=event.ref))
    except Refusal as refusal:
        browser_session.flash(refusal.sentence)
    else:
        browser_session.flash(_("%(name)s is public now. People can read about it and register.") % {"name": event.name})
    return redirect(url_for("team.home", slug=event.slug))
