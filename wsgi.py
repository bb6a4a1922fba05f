"""What a WSGI server imports: `gunicorn wsgi:app`."""

from eventsite.app import create_app, freeze_gc

app = create_app()
freeze_gc()
