"""Registration: somebody comes, says what would help, chooses sessions, and was there."""

from eventsite.access.facts import NeedsRead
from eventsite.events.models import Event
from eventsite.events.rules import FORGET_AFTER
from eventsite.kernel.i18n import lazy_gettext
from eventsite.kernel.panels import Opening, Panel
from eventsite.records.rooms import Manifest, RetentionRule
from eventsite.registration import facts, handlers, panels, permissions
from eventsite.registration.commands.forgetting import forget_areas
from eventsite.registration.models import Registration
from eventsite.registration.views import access_stages, attendees, journey, own, session_stage, stages

MANIFEST = Manifest(
    name="registration",
    blueprints=(journey.blueprint, own.blueprint, attendees.blueprint),
    permissions=(permissions.START_REGISTRATION, permissions.CHANGE_REGISTRATION, permissions.SEE_REGISTRATIONS, permissions.RECORD_ATTENDANCE),
    facts=(
        facts.RegistrationStarted, facts.RegistrationSubmitted, facts.RegistrationChanged, facts.RegistrationCancelled,
        facts.PlaceTaken, facts.PlaceGivenUp, facts.AreasForgotten, facts.DraftsForgotten, facts.AttendanceRecorded,
        facts.AttendanceTakenBack,
    ),
    handlers={
        facts.RegistrationSubmitted: (handlers.confirm,),
        facts.RegistrationCancelled: (handlers.say_goodbye,),
    },
    emails={
        "confirm": lazy_gettext("Somebody's place, confirmed"),
        "say_goodbye": lazy_gettext("A note that somebody is not coming any more"),
    },
    stages=(
        stages.NameStage(), stages.ContactStage(), stages.AttendanceModeStage(), stages.PerspectivesStage(),
        access_stages.AreasStage(), access_stages.DetailsStage(), stages.SupportStage(), session_stage.SessionsStage(),
    ),
    team_panels=(Panel(template="registration/panels/people.html", find=panels.people, position=10),),
    personal_panels=(Panel(template="registration/panels/own.html", find=panels.own, position=10),),
    openings=(Opening(fact=NeedsRead, what=lazy_gettext("What would help you"), own=panels.own_refs),),
    retention=(
        RetentionRule(
            forget=forget_areas, empties=[Registration.areas_sealed], after=FORGET_AFTER, since=[Event.ends_on],
            what=lazy_gettext("lists of areas that matter to somebody, 30 days after the gathering"),
        ),
    ),
)
