"""Verbs of the programme: plan (rooms, sessions, placing), publish (releases), take_in (imported schedules)."""
