"""The stages that this room asks itself."""


from eventsite.events.values import Meeting
from eventsite.kernel.i18n import _, lazy_gettext
from eventsite.people.permissions import MOVE_ELSEWHERE
from eventsite.registration.commands.addressing import ChangeContact, change_contact
from eventsite.registration.commands.answering import Answer, answer
from eventsite.registration.forms import (
    AddressForm,
    AttendanceModeForm,
    ContactForm,
    NameForm,
    PerspectivesForm,
    SupportForm,
    ZoneForm,
)
from eventsite.registration.models import Registration
from eventsite.registration.values import AttendanceMode, Perspective
from eventsite.registration.views.stage import COMING_STAGE, Row, Saving, Visit
from eventsite.web.current import actor
from eventsite.web.forms import Form

ONE_QUESTION = "registration/stage.html"


class NameStage:
    """Ask what to call somebody."""

    slug, template = "name", ONE_QUESTION
    section, continues = lazy_gettext("About you"), ""

    def applies(self, visit: Visit) -> bool:
        return True

    def form(self, visit: Visit) -> NameForm:
        return NameForm(obj=visit.registration)

    def command(self, visit: Visit, form: Form) -> Saving:
        return answer, Answer(ref=visit.registration.ref, stage=self.slug, changes={"name": form["name"].data})

    def rows(self, visit: Visit) -> list[Row]:
        return [Row(_("Name"), [visit.registration.name])]


def may_move(registration: Registration) -> bool:
    """Whether whoever asks may take another address: signed in with the one they have. A link shows it and says how."""
    return MOVE_ELSEWHERE.allows(actor(), registration)


class ContactStage:
    """Ask how to reach somebody."""

    slug, template = "contact", "registration/contact.html"
    section, continues = lazy_gettext("About you"), ""

    def applies(self, visit: Visit) -> bool:
        return True

    def form(self, visit: Visit) -> ContactForm:
        found = visit.registration
        if found.person_id is not None:
            return AddressForm(data={"email": found.address, "phone": found.phone}, without=() if may_move(found) else ("email",))
        return ContactForm(obj=found)

    def command(self, visit: Visit, form: Form) -> Saving:
        ref, phone = visit.registration.ref, form["phone"].data or ""
        email = form["email"].data if "email" in form else visit.registration.address
        if visit.registration.person_id is not None:
            return change_contact, ChangeContact(ref=ref, email=email, phone=phone, stage=self.slug)
        changes = {"email": email, "phone": phone, "keeper_name": form["keeper_name"].data or ""}
        return answer, Answer(ref=ref, stage=self.slug, changes=changes)

    def rows(self, visit: Visit) -> list[Row]:
        found = visit.registration
        reach = Row(_("How to reach you"), [part for part in (found.address, found.phone) if part])
        return [reach, Row(_("Filled in by"), [found.keeper_name])] if found.keeper_name else [reach]


class AttendanceModeStage:
    """In the room or online? Only asked where there is a choice."""

    slug, template = COMING_STAGE, ONE_QUESTION
    section, continues = lazy_gettext("Being there"), ""

    def applies(self, visit: Visit) -> bool:
        return visit.event.meeting is Meeting.BOTH

    def form(self, visit: Visit) -> AttendanceModeForm:
        known = visit.registration.attendance_mode if self.slug in visit.registration.answered else None
        return AttendanceModeForm(data={"attendance_mode": known})

    def command(self, visit: Visit, form: Form) -> Saving:
        changes = {"attendance_mode": AttendanceMode(form["attendance_mode"].data)}
        return answer, Answer(ref=visit.registration.ref, stage=self.slug, changes=changes)

    def rows(self, visit: Visit) -> list[Row]:
        chosen = visit.how_there
        return [Row(_("How you will be there"), [str(chosen.label) if chosen else _("Not answered yet")])]


class ZoneStage:
    """Where will somebody be who comes online? Times are shown there as well."""

    slug, template = "time-zone", ONE_QUESTION
    section, continues = lazy_gettext("Being there"), COMING_STAGE

    def applies(self, visit: Visit) -> bool:
        return visit.how_there is AttendanceMode.ONLINE

    def form(self, visit: Visit) -> ZoneForm:
        return ZoneForm(data={"zone": visit.registration.zone or None})

    def command(self, visit: Visit, form: Form) -> Saving:
        return answer, Answer(ref=visit.registration.ref, stage=self.slug, changes={"zone": form["zone"].data or ""})

    def rows(self, visit: Visit) -> list[Row]:
        own = visit.registration.zone.replace("_", " ")
        return [Row(_("Your time zone"), [own or _("The same as the gathering's")])]


class PerspectivesStage:
    """Ask how somebody connects to the topic."""

    slug, template = "perspectives", ONE_QUESTION
    section, continues = lazy_gettext("Being there"), ""

    def applies(self, visit: Visit) -> bool:
        return True

    def form(self, visit: Visit) -> PerspectivesForm:
        return PerspectivesForm(obj=visit.registration)

    def command(self, visit: Visit, form: Form) -> Saving:
        changes = {"perspectives": form["perspectives"].data}
        return answer, Answer(ref=visit.registration.ref, stage=self.slug, changes=changes)

    def rows(self, visit: Visit) -> list[Row]:
        said = [str(known.label) for known in Perspective if known in visit.registration.perspectives]
        return [Row(_("Your link to this"), said or [_("You did not say, and that is fine")])]


class SupportStage:
    """Ask whether somebody comes along."""

    slug, template = "support", "registration/support.html"
    section, continues = lazy_gettext("What would help"), ""

    def applies(self, visit: Visit) -> bool:
        return True

    def form(self, visit: Visit) -> SupportForm:
        found = visit.registration
        return SupportForm(data={"brings": "yes" if found.brings_support else None, "support_name": found.support_name})

    def command(self, visit: Visit, form: Form) -> Saving:
        brings = form["brings"].is_yes
        changes = {"brings_support": brings, "support_name": (form["support_name"].data or "") if brings else ""}
        return answer, Answer(ref=visit.registration.ref, stage=self.slug, changes=changes)

    def rows(self, visit: Visit) -> list[Row]:
        found = visit.registration
        said = (found.support_name or _("Yes")) if found.brings_support else _("Nobody so far")
        return [Row(_("Somebody to support you"), [said])]
