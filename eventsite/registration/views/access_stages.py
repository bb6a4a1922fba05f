"""The stages about access: which areas matter to somebody, and what exactly would help."""


from eventsite.access.forms import AreasForm, DetailsForm
from eventsite.access.queries import OwnNeeds, own_needs
from eventsite.access.values import vocabulary
from eventsite.kernel.i18n import _, lazy_gettext
from eventsite.registration.commands.answering import ChooseAreas, DescribeNeeds, choose_areas, describe_needs
from eventsite.registration.rules import open_areas
from eventsite.registration.views.stage import Row, Saving, Visit
from eventsite.web.forms import Form, takes_what_was_typed


class AreasStage:
    """Ask whether anything would help."""

    slug, template = "help", "registration/help.html"
    section, continues = lazy_gettext("What would help"), ""

    def applies(self, visit: Visit) -> bool:
        return True

    def form(self, visit: Visit) -> AreasForm:
        if takes_what_was_typed():
            return AreasForm()
        return AreasForm(data={"areas": sorted(known_needs(visit).groups | set(chosen_areas(visit)))})

    def command(self, visit: Visit, form: Form) -> Saving:
        areas = frozenset(form["areas"].data)
        ref = visit.registration.ref
        return choose_areas, ChooseAreas(ref=ref, areas=areas, stage=self.slug, details_stage=DetailsStage.slug)

    def rows(self, visit: Visit) -> list[Row]:
        """The areas, also where more was said of each: from here one gets to another one."""
        areas = [group.name for group in vocabulary() if group.id in known_needs(visit).groups | set(chosen_areas(visit))]
        return [Row(_("What would help"), areas or [_("Nothing for now")])]


def chosen_areas(visit: Visit) -> list[str]:
    """Return the areas of access that were ticked, in the order of the vocabulary."""
    found = visit.registration
    ticked = visit.once(open_areas, lambda: open_areas(visit.cipher, found.ref, found.areas_sealed))
    return [group.id for group in vocabulary() if group.id in ticked]


def known_needs(visit: Visit) -> OwnNeeds:
    """Return what was said before, asked once per visit."""
    return visit.once(own_needs, lambda: own_needs(visit.database, visit.cipher, visit.registration.ref))


class DetailsStage:
    """What exactly? Only the areas that were ticked."""

    slug, template = "help-details", "registration/help_details.html"
    section, continues = lazy_gettext("What would help"), AreasStage.slug

    def applies(self, visit: Visit) -> bool:
        return bool(chosen_areas(visit))

    def form(self, visit: Visit) -> DetailsForm:
        if takes_what_was_typed():
            return DetailsForm.showing(chosen_areas(visit), [], {})
        known = known_needs(visit)
        return DetailsForm.showing(chosen_areas(visit), known.codes, known.words)

    def command(self, visit: Visit, form: Form) -> Saving:
        areas = chosen_areas(visit)
        codes = [code for area in areas for code in form[area].data]
        words = {area: form[f"{area}_words"].data for area in areas}
        return describe_needs, DescribeNeeds(ref=visit.registration.ref, codes=codes, words=words, stage=self.slug)

    def rows(self, visit: Visit) -> list[Row]:
        said = [answer.need for answer in known_needs(visit).answers]
        return [Row(_("What exactly"), said)] if said else []
