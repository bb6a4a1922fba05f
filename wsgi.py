"""What a WSGI server imports: `gunicorn wsgi:app`."""

from eventsite.app import create_app

app = create_app()
