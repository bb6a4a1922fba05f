"""Registration: somebody comes, says what would help, chooses sessions, and was there."""

from eventsite.access.facts import NeedMoved, NeedsRead, PromiseEnded
from eventsite.events.facts import EventCancelled, EventMoved
from eventsite.events.models import Event
from eventsite.events.rules import FORGET_AFTER
from eventsite.kernel.i18n import lazy_gettext
from eventsite.kernel.panels import Opening, Panel, TeamPage
from eventsite.programme.facts import ProgrammeReleased
from eventsite.records.retention import Personal, RetentionRule, Topic, of
from eventsite.records.rooms import Manifest
from eventsite.registration import facts, handlers, panels, permissions
from eventsite.registration.commands.addressing import ForgetBrowser, forget_browser
from eventsite.registration.commands.forgetting import forget_areas
from eventsite.registration.models import Place, PlaceCount, Registration
from eventsite.registration.views import access_stages, attendees, journey, letters, needs, own, session_stage, stages

MANIFEST = Manifest(
    name="registration",
    blueprints=(journey.blueprint, own.blueprint, letters.blueprint, attendees.blueprint, needs.blueprint),
    permissions=(permissions.START_REGISTRATION, permissions.CHANGE_REGISTRATION, permissions.SEE_REGISTRATIONS,
        permissions.RECORD_ATTENDANCE, permissions.SUBMIT_REGISTRATION, permissions.USE_LETTER, permissions.VOUCH, permissions.LAPSE,
        permissions.TELL_OF_CANCELLATION, permissions.TELL_OF_CHANGES,
    ),
    facts=(
        facts.RegistrationStarted, facts.RegistrationSubmitted, facts.RegistrationChanged, facts.RegistrationCancelled,
        facts.CancellationTold, facts.ChangesTold, facts.DaysTold, facts.PlaceTaken, facts.PlaceGivenUp, facts.AreasForgotten,
        facts.DraftsForgotten,
        facts.RegistrationsForgotten, facts.AttendanceRecorded, facts.AttendanceTakenBack, facts.RegistrationProven, facts.RegistrationCodeTried,
        facts.RegistrationDisowned, facts.RegistrationVouchedFor, facts.RegistrationLapsed, facts.ProofDue, facts.ProofOverdue,
        facts.LinkRenewed, facts.RegistrationMoved, facts.BrowserForgotten,
    ),
    handlers={
        facts.RegistrationSubmitted: (handlers.confirm,),
        facts.RegistrationCancelled: (handlers.say_goodbye,),
        facts.ProofDue: (handlers.remind,),
        facts.ProofOverdue: (handlers.lapse,),
        facts.LinkRenewed: (handlers.send_link,),
        facts.RegistrationMoved: (handlers.send_link, handlers.tell_old_address),
        NeedMoved: (handlers.tell_of_need,),
        PromiseEnded: (handlers.tell_of_ended_promise,),
        EventCancelled: (handlers.tell_everybody,),
        facts.CancellationTold: (handlers.tell_of_cancellation,),
        ProgrammeReleased: (handlers.tell_of_release,),
        EventMoved: (handlers.tell_of_move,),
        facts.DaysTold: (handlers.tell_of_days,),
        facts.ChangesTold: (handlers.tell_of_changes,),
    },
    emails={
        "confirm": lazy_gettext("Somebody's place, confirmed"),
        "remind": lazy_gettext("A second letter about somebody's place"),
        "lapse": lazy_gettext("Giving back a place for which nobody opened a letter"),
        "send_link": lazy_gettext("A new link to somebody's registration"),
        "tell_old_address": lazy_gettext("A note that letters go to a new address"),
        "say_goodbye": lazy_gettext("A note that somebody is not coming any more"),
        "tell_of_need": lazy_gettext("A note to somebody about what would help them"),
        "tell_of_ended_promise": lazy_gettext("A note to the team that something promised is not asked for any more"),
        "tell_of_release": lazy_gettext("Telling everybody whose session has changed"),
        "tell_of_move": lazy_gettext("Telling everybody that the gathering has other days"),
        "tell_of_days": lazy_gettext("A note to somebody that the gathering has other days"),
        "tell_of_changes": lazy_gettext("A note to somebody that a session they chose has changed"),
        "tell_everybody": lazy_gettext("Telling everybody that the gathering is cancelled"),
        "tell_of_cancellation": lazy_gettext("A note to somebody that the gathering is cancelled"),
    },
    stages=(
        stages.NameStage(), stages.ContactStage(), stages.AttendanceModeStage(), stages.ZoneStage(), stages.PerspectivesStage(),
        access_stages.AreasStage(), access_stages.DetailsStage(), stages.SupportStage(), session_stage.SessionsStage(),
    ),
    team_pages=(
        TeamPage(path="registrations", name=lazy_gettext("People"), permission=permissions.SEE_REGISTRATIONS, position=20),
    ),
    team_panels=(Panel(template="registration/panels/people.html", find=panels.people, position=10),),
    personal_panels=(Panel(template="registration/panels/own.html", find=panels.own, position=10),),
    openings=(Opening(fact=NeedsRead, what=lazy_gettext("What would help you"), own=panels.own_refs),),
    farewells=((forget_browser, ForgetBrowser),),
    belongings=(Registration,),
    personal=(
        Personal(
            topic=Topic.REACH, what=lazy_gettext("Your name, address and phone number, and who filled it in for you"),
            stored=of(
                Registration,
                "person_id name email keeper_name phone state answered created_at sent_at held_by link_number wrong_codes vouched_at",
            ),
            sooner=lazy_gettext("If nobody opens our letters, it goes after three days, unless an organiser keeps your place."),
        ),
        Personal(
            topic=Topic.REACH, what=lazy_gettext("How you come, what you come as, whom you bring, what you chose, and that you were there"),
            stored=[
                *of(Registration, "attendance_mode zone perspectives brings_support support_name chosen attended_at"),
                *of(Place, "subject party state taken_at"),
            ],
            left=lazy_gettext("How many places were taken."),
        ),
        Personal(
            topic=Topic.HELP, what=lazy_gettext("The areas in which something would help you"), stored=[Registration.areas_sealed],
        ),
    ),
    not_personal=of(PlaceCount, "capacity taken"),
    retention=(
        RetentionRule(
            forget=forget_areas, empties=[Registration.areas_sealed], after=FORGET_AFTER, since=[Event.ends_on],
            what=lazy_gettext("lists of areas that matter to somebody"), when=lazy_gettext("%(time)s after the gathering"),
        ),
    ),
)
