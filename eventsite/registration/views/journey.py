"""Registering, one thing per page: start, questions, check answers, done."""

from collections.abc import Sequence
from typing import cast

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from eventsite.events.models import Event
from eventsite.events.queries import public_event
from eventsite.events.rules import standing_of
from eventsite.events.values import Standing
from eventsite.kernel.refusals import Refusal
from eventsite.people import browser_session
from eventsite.people.forms import ConfirmForm
from eventsite.people.rules import letters_to
from eventsite.registration import queries, rules
from eventsite.registration.commands import answering
from eventsite.registration.forms import CodeForm, StartForm
from eventsite.registration.models import Registration
from eventsite.registration.queries import Draft, JourneyEvent
from eventsite.registration.values import RegistrationState
from eventsite.registration.views.stage import Stage, Visit
from eventsite.registration.views.steps import step_of
from eventsite.registration.views.ticket import ticket_of
from eventsite.web.access import by_link, public
from eventsite.web.current import actor, perform, reading, rooms, services
from eventsite.web.forms import Form
from eventsite.web.limits import limited_by, slowed_by_network

blueprint = Blueprint("registration", __name__)
Page = str | Response | tuple[str, int]


def stages() -> Sequence[Stage]:
    """Return the stages of the journey, in their order, whichever room's they are."""
    return cast("Sequence[Stage]", rooms().stages)


def stage_called(slug: str) -> Stage:
    """Return a stage by the last word of its address. Raises NotFound."""
    found = next((stage for stage in stages() if stage.slug == slug), None)
    if found is None:
        raise NotFound
    return found


def visit_of(event: Event | JourneyEvent, registration: Registration | Draft) -> Visit:
    """Return what a stage may look at."""
    return Visit(event, registration, reading(), services().database.cipher)


def _begun(slug: str) -> tuple[JourneyEvent, Draft | None]:
    return queries.begun(services().database.engine, actor(), slug, browser_session.drafts().get(slug))


@blueprint.route("/events/<slug>/register/", methods=["GET", "POST"])
@public
@slowed_by_network()
def start(slug: str) -> Page:
    """Say what will be asked and what people get, before any question."""
    event, draft = _begun(slug)
    browser_session.known_browser()  # before the first press, so that a second one comes from the same browser
    form = StartForm()
    if form.is_posted_well():
        try:
            begun = _draft_of(event, draft, form)
        except Refusal as refusal:
            form.take(refusal)
        else:
            browser_session.keep_draft(slug, begun)
            return redirect(_where_stopped(event, draft))
    return render_template(
        "registration/start.html", event=event, form=form, draft=draft, standing=standing_now(event), standings=Standing,
        is_full=queries.is_full(reading(), event),
    ), form.status


def _draft_of(event: JourneyEvent, draft: Draft | None, form: StartForm) -> str:
    if draft is not None:
        rules.refuse_unless_open(standing_now(event))
        return draft.ref
    new = answering.StartRegistration(event=event.ref, browser=browser_session.known_browser(), ref=form.new_ref.data)
    return perform(answering.start_registration, new).ref


def _where_stopped(event: JourneyEvent, draft: Draft | None) -> str:
    """Return the first question that nobody answered yet; where all are, the page that shows the answers."""
    first = first_open(visit_of(event, draft)) if draft is not None else stages()[0]
    if first is None:
        return url_for("registration.check", slug=event.slug)
    return url_for("registration.question", slug=event.slug, stage=first.slug)


def standing_now(event: Event | JourneyEvent) -> Standing:
    """Return whether an event takes registrations now, and if not, why."""
    return standing_of(event, services().database.clock.now())


@blueprint.route("/events/<slug>/register/<stage>", methods=["GET", "POST"])
@by_link
def question(slug: str, stage: str) -> Page:
    """Ask one thing, write the answer down, go on to the next."""
    event, registration = _begun(slug)
    if registration is None:
        return redirect(url_for("registration.start", slug=slug))
    asked, visit = stage_called(stage), visit_of(event, registration)
    form = asked.form(visit)
    if standing_now(event) is not Standing.OPEN and not form.is_submitted():
        return redirect(url_for("registration.start", slug=slug))
    if form.is_posted_well() and (changed := _saved(asked, visit, form)) is not None:
        return redirect(_after(asked, visit_of(event, changed)))
    back = url_for("registration.check", slug=slug) if _from_check() else _before(asked, visit)
    step = step_of(asked, visit, stages())
    return render_template(asked.template, form=form, event=event, stage=asked, back=back, changing=False, step=step), form.status


def _saved(asked: Stage, visit: Visit, form: Form) -> Registration | None:
    try:
        rules.refuse_unless_open(standing_now(visit.event))
        return perform(*asked.command(visit, form))
    except Refusal as refusal:
        form.take(refusal)
        return None


def _from_check() -> bool:
    return request.args.get("from") == "check"


def first_open(visit: Visit) -> Stage | None:
    """Return the first stage that applies and that the person has not been through; its detail page may be one."""
    order = (stage for stage in stages() if stage.slug not in visit.registration.answered)
    return next((stage for stage in order if stage.applies(visit)), None)


def _after(asked: Stage, visit: Visit) -> str:
    slug, order = visit.event.slug, list(stages())
    # Asking whether a stage applies costs queries, so it stops at the first that does.
    following = (stage for stage in order[order.index(asked) + 1 :] if stage.applies(visit))
    found = first_open(visit) if _from_check() else next(following, None)
    if found is None:
        return url_for("registration.check", slug=slug)
    again = "?from=check" if _from_check() else ""
    return url_for("registration.question", slug=slug, stage=found.slug) + again


def _before(asked: Stage, visit: Visit) -> str:
    order = list(stages())
    earlier = reversed(order[: order.index(asked)])
    found = next((stage for stage in earlier if stage.applies(visit)), None)
    if found is None:
        return url_for("registration.start", slug=visit.event.slug)
    return url_for("registration.question", slug=visit.event.slug, stage=found.slug)


def _typed() -> str:
    """What letters are counted by that go to an address because somebody typed it; "" for one's own."""
    if "typed" not in g:
        _event, draft = _begun(str((request.view_args or {})["slug"]))
        is_strange = draft is not None and draft.email and draft.email != actor().email
        g.typed = letters_to(services().database.cipher, draft.email) if draft is not None and is_strange else ""
    return str(g.typed)


@blueprint.route("/events/<slug>/register/check", methods=["GET", "POST"])
@by_link
@slowed_by_network()
@limited_by(_typed, rules.LETTERS_TO_STRANGERS)
def check(slug: str) -> Page:
    """Show every answer, and send it."""
    event, registration = _begun(slug)
    if registration is None:
        return redirect(url_for("registration.done", slug=slug))
    form, ref, visit, unclear = ConfirmForm(), registration.ref, visit_of(event, registration), None
    if standing_now(event) is not Standing.OPEN and not form.is_submitted():
        return redirect(url_for("registration.start", slug=slug))
    if form.is_posted_well():
        if (missing := first_open(visit)) is not None:
            return redirect(url_for("registration.question", slug=slug, stage=missing.slug) + "?from=check")
        try:
            is_other, same_as = "is_other" in request.form, request.form.get("same_as", "")
            sent = answering.SubmitRegistration(ref=ref, is_other=is_other, same_as=same_as)
            perform(answering.submit_registration, sent)
        except rules.AlreadyComing as refusal:
            form.take(refusal)
            unclear = refusal
        except Refusal as refusal:
            form.take(refusal, _choosing_again(event, refusal))
        else:
            browser_session.drop_draft(slug)
            return redirect(url_for("registration.done", slug=slug))
    page = render_template(
        "registration/check.html", form=form, event=event, rows=_rows(visit), unclear=unclear, name=registration.name
    )
    return page, form.status


def _choosing_again(event: JourneyEvent, refusal: Refusal) -> str:
    """Return where another session is chosen instead of one that is full; "" where something else is the matter."""
    if not isinstance(refusal, rules.Full) or refusal.subject == event.ref:
        return ""
    return url_for("registration.question", slug=event.slug, stage="sessions") + "?from=check"


def _rows(visit: Visit) -> list[dict[str, object]]:
    return [
        {
            "key": row.key,
            "value": row.value,
            "change": url_for("registration.question", slug=visit.event.slug, stage=stage.slug) + "?from=check",
        }
        for stage in stages()
        if stage.applies(visit)
        for row in stage.rows(visit)
    ]


@blueprint.get("/events/<slug>/register/done")
@by_link
def done(slug: str) -> Page:
    """Say that it worked, and what happens now: first of all, that the letter is to be opened."""
    begun, _draft = _begun(slug)
    waiting = queries.held_registration(reading(), actor(), begun.id)
    if waiting is not None:
        return render_template("registration/waiting.html", event=begun, registration=waiting, form=CodeForm())
    event = public_event(reading(), slug)
    own = [
        r
        for r in queries.own_registrations(reading(), actor())
        if r.event_id == event.id and r.state is RegistrationState.CONFIRMED
    ]
    if not own:
        return redirect(url_for("registration.start", slug=slug))
    if rules.is_settled(standing_now(event)):
        return redirect(url_for("own_registration.show", ref=own[0].ref))
    ticket = ticket_of(visit_of(event, own[0]), event, own[0])
    return render_template("registration/done.html", event=event, registration=own[0], ticket=ticket)
