"""An event's pages for its team; other rooms show their panels and tasks here."""

from eventsite.records.rooms import Manifest
from eventsite.team.views import blueprint

MANIFEST = Manifest(name="team", blueprints=(blueprint,))
