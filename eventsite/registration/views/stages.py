"""The stages that this room asks itself."""

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from zoneinfo import ZoneInfo

from eventsite.access.commands import SayNeeds, ask_for_needs, say_needs
from eventsite.access.forms import AreasForm, details_form
from eventsite.access.queries import own_needs
from eventsite.access.values import items, vocabulary
from eventsite.events.values import Meeting
from eventsite.kernel.words import _, current_locale, ngettext
from eventsite.programme.queries import latest_release
from eventsite.programme.values import Slot
from eventsite.records.work import Work
from eventsite.registration import queries
from eventsite.registration.commands.answering import Answer, answer, choose_sessions
from eventsite.registration.forms import ComingForm, ContactForm, NameForm, PerspectivesForm, SessionsForm, SupportForm
from eventsite.registration.models import Registration
from eventsite.registration.values import COMING_NAMES, PERSPECTIVES, Coming, RegistrationState
from eventsite.registration.views.stage import Row, Visit
from eventsite.web.filters import clock_time, short_day
from eventsite.web.forms import Form

ONE_QUESTION = "registration/stage.html"


class NameStage:
    """Ask what to call somebody."""

    slug, template = "name", ONE_QUESTION

    def applies(self, visit: Visit) -> bool:
        return True

    def form(self, visit: Visit) -> NameForm:
        return NameForm(obj=visit.registration)

    def save(self, work: Work, visit: Visit, form: Form) -> Registration:
        return answer(work, Answer(ref=visit.registration.ref, stage=self.slug, changes={"name": form["name"].data}))

    def rows(self, visit: Visit) -> list[Row]:
        return [Row(_("Name"), [visit.registration.name])]


class ContactStage:
    """Ask how to reach somebody."""

    slug, template = "contact", "registration/contact.html"

    def applies(self, visit: Visit) -> bool:
        return True

    def form(self, visit: Visit) -> ContactForm:
        return ContactForm(obj=visit.registration)

    def save(self, work: Work, visit: Visit, form: Form) -> Registration:
        changes = {"email": form["email"].data, "phone": form["phone"].data or ""}
        return answer(work, Answer(ref=visit.registration.ref, stage=self.slug, changes=changes))

    def rows(self, visit: Visit) -> list[Row]:
        found = visit.registration
        return [Row(_("How to reach you"), [part for part in (found.email, found.phone) if part])]


class ComingStage:
    """In the room or online? Only asked where there is a choice."""

    slug, template = "coming", ONE_QUESTION

    def applies(self, visit: Visit) -> bool:
        return visit.event.meeting is Meeting.BOTH

    def form(self, visit: Visit) -> ComingForm:
        known = visit.registration.coming if self.slug in visit.registration.answered else None
        return ComingForm(data={"coming": known})

    def save(self, work: Work, visit: Visit, form: Form) -> Registration:
        changes = {"coming": Coming(form["coming"].data)}
        return answer(work, Answer(ref=visit.registration.ref, stage=self.slug, changes=changes))

    def rows(self, visit: Visit) -> list[Row]:
        return [Row(_("How you will be there"), [str(COMING_NAMES[visit.registration.coming])])]


class PerspectivesStage:
    """Ask how somebody connects to the topic."""

    slug, template = "perspectives", ONE_QUESTION

    def applies(self, visit: Visit) -> bool:
        return True

    def form(self, visit: Visit) -> PerspectivesForm:
        return PerspectivesForm(obj=visit.registration)

    def save(self, work: Work, visit: Visit, form: Form) -> Registration:
        changes = {"perspectives": form["perspectives"].data}
        return answer(work, Answer(ref=visit.registration.ref, stage=self.slug, changes=changes))

    def rows(self, visit: Visit) -> list[Row]:
        said = [str(PERSPECTIVES[code]) for code in visit.registration.perspectives if code in PERSPECTIVES]
        return [Row(_("How you connect to it"), said or [_("You did not say, and that is fine")])]


class AreasStage:
    """Ask whether anything would help."""

    slug, template = "help", "registration/help.html"

    def applies(self, visit: Visit) -> bool:
        return True

    def form(self, visit: Visit) -> AreasForm:
        known = own_needs(visit.database, visit.cipher, visit.registration.ref)
        groups = {items()[code].group for code in known.codes} | set(known.words) | set(chosen_areas(visit))
        return AreasForm(data={"areas": sorted(groups)})

    def save(self, work: Work, visit: Visit, form: Form) -> Registration:
        areas = set(form["areas"].data)
        known = own_needs(work.database, work.cipher, visit.registration.ref)
        if known.codes or known.words:
            kept = [code for code in known.codes if items()[code].group in areas]
            words = {group: said for group, said in known.words.items() if group in areas}
            say_needs(work, SayNeeds(event_id=visit.event.id, holder=visit.registration.ref, codes=kept, words=words))
        changed = answer(work, Answer(ref=visit.registration.ref, stage=self.slug))
        changed.areas_sealed = work.cipher.seal(",".join(sorted(areas)), row=changed.ref, **AREAS)
        changed.answered = [stage for stage in changed.answered if stage != DetailsStage.slug]
        return changed

    def rows(self, visit: Visit) -> list[Row]:
        return []


AREAS = {"table": "registration", "field": "areas"}
"""Even the ticked areas say something about a person's health, so they are sealed like the needs themselves."""


def chosen_areas(visit: Visit) -> list[str]:
    """Return the areas of access that were ticked, in the order of the vocabulary."""
    sealed = visit.registration.areas_sealed
    ticked = visit.cipher.open(sealed, row=visit.registration.ref, **AREAS).split(",") if sealed else []
    return [group.id for group in vocabulary() if group.id in ticked]


class DetailsStage:
    """What exactly? Only the areas that were ticked."""

    slug, template = "help-details", "registration/help_details.html"

    def applies(self, visit: Visit) -> bool:
        return bool(chosen_areas(visit))

    def form(self, visit: Visit) -> Form:
        known = own_needs(visit.database, visit.cipher, visit.registration.ref)
        return details_form(chosen_areas(visit), known.codes, known.words)

    def save(self, work: Work, visit: Visit, form: Form) -> Registration:
        areas = chosen_areas(visit)
        said = SayNeeds(
            event_id=visit.event.id,
            holder=visit.registration.ref,
            codes=[code for area in areas for code in form[area].data],
            words={area: form[f"{area}_words"].data for area in areas},
        )
        say_needs(work, said)
        changed = answer(work, Answer(ref=visit.registration.ref, stage=self.slug))
        if changed.state is RegistrationState.COMING:
            ask_for_needs(work, changed.ref)
        return changed

    def rows(self, visit: Visit) -> list[Row]:
        known = own_needs(visit.database, visit.cipher, visit.registration.ref)
        said = [items()[code].need for code in known.codes] + list(known.words.values())
        return [Row(_("What would help"), said or [_("Nothing for now")])]


class SupportStage:
    """Ask whether somebody comes along."""

    slug, template = "support", "registration/support.html"

    def applies(self, visit: Visit) -> bool:
        return True

    def form(self, visit: Visit) -> SupportForm:
        found = visit.registration
        known = ("yes" if found.brings_support else "no") if self.slug in found.answered else None
        return SupportForm(data={"brings": known, "support_name": found.support_name})

    def save(self, work: Work, visit: Visit, form: Form) -> Registration:
        brings = form["brings"].is_yes
        changes = {"brings_support": brings, "support_name": (form["support_name"].data or "") if brings else ""}
        return answer(work, Answer(ref=visit.registration.ref, stage=self.slug, changes=changes))

    def rows(self, visit: Visit) -> list[Row]:
        found = visit.registration
        said = (found.support_name or _("Yes")) if found.brings_support else _("No")
        return [Row(_("Somebody to support you"), [said])]


class SessionsStage:
    """Ask which sessions."""

    slug, template = "sessions", "registration/sessions.html"

    def applies(self, visit: Visit) -> bool:
        return bool(queries.choosable(visit.ask(latest_release, visit.event.id)))

    def form(self, visit: Visit) -> SessionsForm:
        slots = queries.choosable(visit.ask(latest_release, visit.event.id))
        taken = queries.taken_places(visit.database, [slot.ref for slot in slots if slot.places is not None])
        form = SessionsForm(data={"sessions": visit.registration.chosen})
        form.sessions.choices = [
            (slot.ref, slot.title, f"{when(visit, slot)}{places_left(slot, taken)}") for slot in slots
        ]
        return form

    def save(self, work: Work, visit: Visit, form: Form) -> Registration:
        return choose_sessions(work, visit.registration.ref, form["sessions"].data)

    def rows(self, visit: Visit) -> list[Row]:
        slots = queries.choosable(visit.ask(latest_release, visit.event.id))
        chosen = [f"{s.title} ({when(visit, s)})" for s in slots if s.ref in visit.registration.chosen]
        return [Row(_("Sessions"), chosen or [_("None chosen yet. You can choose on the day.")])]


def when(visit: Visit, slot: Slot) -> str:
    """Say when a session is and where, with the day where there are several."""
    is_long = visit.event.starts_on != visit.event.ends_on
    time = _time_of(slot.start, slot.end, visit.event.zone, current_locale(), is_long=is_long)
    return f"{time}, {slot.room}" if slot.room else time


@lru_cache(maxsize=4096)
def _time_of(start: dt.datetime, end: dt.datetime, zone: str, _locale: str, *, is_long: bool) -> str:
    # Everybody who registers sees the same few hundred times.
    day = f"{short_day(start.astimezone(ZoneInfo(zone)).date())}, " if is_long else ""
    return f"{day}{clock_time(start, zone)}–{clock_time(end, zone)}"


def places_left(slot: Slot, taken: Mapping[str, int]) -> str:
    """Say how many places are left, or nothing where everybody fits."""
    if slot.places is None:
        return ""
    left = max(slot.places - taken.get(slot.ref, 0), 0)
    if left == 0:
        return ". " + _("Full at the moment")
    return ". " + ngettext("%(left)d place left", "%(left)d places left", left) % {"left": left}
