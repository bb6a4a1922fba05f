"""The programme: rooms, sessions, formats, and the releases that make them public."""

from eventsite.kernel.i18n import lazy_gettext
from eventsite.kernel.panels import TaskList, TeamPage
from eventsite.programme import facts, panels, permissions
from eventsite.programme.models.plan import Facilitator, Room, Session
from eventsite.programme.models.releases import Release
from eventsite.programme.views import caching, plan, releases
from eventsite.records.retention import Personal, Topic, of
from eventsite.records.rooms import Manifest

MANIFEST = Manifest(
    name="programme",
    blueprints=(plan.blueprint,),
    permissions=(permissions.EDIT_PROGRAMME, permissions.PUBLISH_RELEASE),
    facts=(
        facts.RoomSaved, facts.RoomRemoved, facts.SessionSaved, facts.SessionPlaced, facts.SessionCancelled,
        facts.SessionConfirmed, facts.ProgrammeReleased, facts.ScheduleImported,
    ),
    tasks=(TaskList(tasks=panels.tasks, position=40),),
    team_pages=(TeamPage(path="programme", name=lazy_gettext("Programme"), permission=permissions.EDIT_PROGRAMME, position=30),),
    personal=(
        Personal(
            topic=Topic.PUBLIC, what=lazy_gettext("That you lead a session, under the name the team put there"),
            stored=[*of(Facilitator, "name position"), *of(Session, "imported"), *of(Release, "content changes")],
            until=lazy_gettext("As long as the programme is shown. What was published is kept as it was."),
        ),
    ),
    not_personal=[
        *of(Room, "name capacity step_free note is_quiet position"),
        *of(Session, "kind state title summary format sharing_focus content_note places minutes starts_at external_id"),
        *of(Release, "number note published_at schema"),
    ],
    belongings=(Release, Session, Room),
    setup=(caching.init, releases.init),
)
