"""A person's own pages, across events; other rooms show their panels here."""

from eventsite.personal.views import blueprint
from eventsite.records.rooms import Manifest

MANIFEST = Manifest(name="personal", blueprints=(blueprint,))
