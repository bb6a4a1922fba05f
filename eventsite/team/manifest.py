"""An event's pages for its team; other rooms show their panels and tasks here, and put their pages into its navigation."""

from eventsite.events.permissions import SEE_TEAM_PAGES
from eventsite.kernel.i18n import lazy_gettext
from eventsite.kernel.panels import TeamPage
from eventsite.records.rooms import Manifest
from eventsite.team import navigation
from eventsite.team.queries import parked_count
from eventsite.team.views import gatherings, overview, publishing, states

MANIFEST = Manifest(
    name="team",
    blueprints=(overview.blueprint, states.blueprint, gatherings.blueprint, publishing.blueprint),
    setup=(navigation.init,),
    team_pages=(TeamPage(path="", name=lazy_gettext("Overview"), permission=SEE_TEAM_PAGES, position=10, waits=parked_count),),
)
