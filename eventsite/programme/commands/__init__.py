"""Verbs of the programme: the plan (rooms, sessions, placing), releases, and schedules taken in from elsewhere."""
