"""The programme: rooms, sessions, formats, and the releases that make them public."""

from eventsite.kernel.panels import TaskList
from eventsite.programme import facts, panels, permissions
from eventsite.programme.models.plan import Room, Session
from eventsite.programme.models.releases import Release
from eventsite.programme.views import caching, plan, releases
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
    belongings=(Release, Session, Room),
    setup=(caching.init, releases.init),
)
