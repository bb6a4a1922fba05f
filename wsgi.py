"""What a WSGI server imports: `gunicorn wsgi:app`."""

from eventsite.app import create_app, settle

app = create_app()
settle()
