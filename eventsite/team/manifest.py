"""An event's pages for its team; other rooms show their panels and tasks here."""

from eventsite.records.rooms import Manifest
from eventsite.team import navigation
from eventsite.team.views import gatherings, overview, publishing, states

MANIFEST = Manifest(
    name="team", blueprints=(overview.blueprint, states.blueprint, gatherings.blueprint, publishing.blueprint), setup=(navigation.init,)
)
