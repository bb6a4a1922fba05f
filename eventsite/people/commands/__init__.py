"""Verbs about people: signing in and out, and whose mailbox is whose."""
