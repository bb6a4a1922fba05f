"""Feeds: calendars for everybody, for a room, for one session, and a person's own behind a secret address."""
