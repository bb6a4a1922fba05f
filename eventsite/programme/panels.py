"""What this room puts on the team's list of tasks."""

from sqlalchemy.orm import Session

from eventsite.events.models import Event
from eventsite.kernel.i18n import _
from eventsite.kernel.panels import Task
from eventsite.programme.permissions import EDIT_PROGRAMME, PUBLISH_RELEASE
from eventsite.programme.queries.plan import rooms_of, sessions_of
from eventsite.programme.queries.releases import releases_of


def tasks(database: Session, event: Event) -> list[Task]:
    """Return the tasks of planning the programme and of publishing it."""
    base, sessions = f"/team/{event.slug}/programme", sessions_of(database, event.id)
    placed, releases = sum(s.starts_at is not None for s in sessions), len(releases_of(database, event.id))
    return [
        Task(
            _("Rooms and sessions"), _("Start with time to get to know each other"), base, EDIT_PROGRAMME,
            bool(sessions and rooms_of(database, event.id)) and placed == len(sessions),
            _("%(placed)d of %(all)d have a time") % {"placed": placed, "all": len(sessions)},
        ),
        Task(
            _("Publish the programme"), _("As often as you like"), f"{base}/publish", PUBLISH_RELEASE, releases > 0,
            _("version %(n)d") % {"n": releases} if releases else "",
        ),
    ]
