"""The stages about access: which areas matter to somebody, and what exactly would help."""


from eventsite.access.commands import SayNeeds, ask_for_needs, say_needs
from eventsite.access.forms import AreasForm, details_form
from eventsite.access.queries import own_needs
from eventsite.access.values import items, vocabulary
from eventsite.kernel.i18n import _
from eventsite.records.work import Work
from eventsite.registration.commands.answering import Answer, answer
from eventsite.registration.models import Registration
from eventsite.registration.values import RegistrationState
from eventsite.registration.views.stage import Row, Visit
from eventsite.web.forms import Form


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
            say_needs(work, SayNeeds(event_id=visit.event.id, registration_ref=visit.registration.ref, codes=kept, words=words))
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
            registration_ref=visit.registration.ref,
            codes=[code for area in areas for code in form[area].data],
            words={area: form[f"{area}_words"].data for area in areas},
        )
        say_needs(work, said)
        changed = answer(work, Answer(ref=visit.registration.ref, stage=self.slug))
        if changed.state is RegistrationState.CONFIRMED:
            ask_for_needs(work, changed.ref)
        return changed

    def rows(self, visit: Visit) -> list[Row]:
        known = own_needs(visit.database, visit.cipher, visit.registration.ref)
        said = [items()[code].need for code in known.codes] + list(known.words.values())
        return [Row(_("What would help"), said or [_("Nothing for now")])]
