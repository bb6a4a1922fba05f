"""Verbs of registering: answering (drafts, sending, changing, cancelling), places, attendance."""
