"""Events: the gathering, its team and roles, and its way to being public."""

from eventsite.events import facts, handlers, panels, permissions
from eventsite.events.commands.forgetting import forget_contacts, forget_teams
from eventsite.events.models import Event, TeamMember
from eventsite.events.rules import ACCOUNTS_KEPT, REMEMBER_FOR
from eventsite.events.views import asking, describe, hosting
from eventsite.kernel.i18n import lazy_gettext
from eventsite.kernel.panels import Panel, TaskList, TeamPage
from eventsite.records.retention import Personal, RetentionRule, Topic, of
from eventsite.records.rooms import Manifest

MANIFEST = Manifest(
    name="events",
    blueprints=(describe.blueprint, hosting.blueprint),
    permissions=(
        permissions.START_EVENT, permissions.SEE_TEAM_PAGES, permissions.EDIT_EVENT, permissions.INVITE_MEMBER, permissions.OPEN_EVENT,
        permissions.STOP_EVENT, permissions.END_EVENT, permissions.APPOINT_ORGANISER,
    ),
    facts=(
        facts.EventStarted, facts.EventDescribed, facts.EventMoved, facts.EventOpened, facts.EventUnpublished, facts.EventClosed,
        facts.EventReopened, facts.EventCancelled, facts.EventArchived, facts.EventDeleted, facts.StewardStepped,
        facts.MemberInvited, facts.MemberLeft, facts.OrganisersChanged, facts.EmailTriedAgain, facts.ContactForgotten,
        facts.TeamForgotten,
    ),
    handlers={
        facts.MemberInvited: (handlers.welcome_member,),
        facts.OrganisersChanged: (handlers.tell_organiser,),
        facts.StewardStepped: (handlers.tell_of_steward,),
    },
    emails={
        "welcome_member": lazy_gettext("A welcome to somebody in the team"),
        "tell_organiser": lazy_gettext("A note that the organisers have changed"),
        "tell_of_steward": lazy_gettext("A note that somebody who looks after the site stepped in"),
    },
    belongings=(TeamMember,),
    personal=(
        Personal(
            topic=Topic.TEAM, what=lazy_gettext("That you are in the team of a gathering, for what, and what you are called there"),
            stored=of(TeamMember, "person_id role known_as given_by_id"),
            sooner=lazy_gettext("It goes at once when you leave the team."),
        ),
        Personal(
            topic=Topic.PUBLIC, what=lazy_gettext("The name, address and phone number of the person to ask about a gathering"),
            stored=of(Event, "contact_name contact_email contact_phone"),
        ),
    ),
    not_personal=of(
        Event,
        "slug name why who_with when_roughly starts_on ends_on zone locale currency meeting where address directions host who_decides"
        " decided_already question_held_by agenda_held_by money_held_by result_held_by capacity state created_at opened_at cancelled_at"
        " cancellation_note steward_note",
    ),
    retention=(
        RetentionRule(
            forget=forget_contacts, empties=of(Event, "contact_name contact_email contact_phone"), after=REMEMBER_FOR, since=[Event.ends_on],
            what=lazy_gettext("contact persons of gatherings"), when=lazy_gettext("%(time)s after the gathering"),
        ),
        RetentionRule(
            forget=forget_teams, empties=[TeamMember], after=ACCOUNTS_KEPT, since=[Event.ends_on],
            what=lazy_gettext("parts in the team of a gathering"), when=lazy_gettext("%(time)s after the gathering"),
        ),
    ),
    tasks=(TaskList(tasks=panels.tasks, position=10),),
    team_pages=(
        TeamPage(path="team", name=lazy_gettext("The team"), permission=permissions.SEE_TEAM_PAGES, position=60),
        TeamPage(path="settings/name", name=lazy_gettext("Settings"), permission=permissions.EDIT_EVENT, position=70),
    ),
    team_panels=(Panel(template="events/panels/public.html", find=panels.public_page, position=20),),
    setup=(asking.init,),
)
