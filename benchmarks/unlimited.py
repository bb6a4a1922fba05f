"""Our application with its rate limits off, so that one machine may register many people."""

from eventsite.app import create_app, freeze_gc
from eventsite.web.limits import limiter

app = create_app()
limiter.enabled = False
freeze_gc()
