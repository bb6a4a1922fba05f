"""The public pages, and in a demo the mailbox."""

from eventsite.records.rooms import Manifest
from eventsite.site.views import event, look, mailbox, pages

MANIFEST = Manifest(name="site", blueprints=(event.blueprint, pages.blueprint, look.blueprint), setup=(mailbox.init,))
