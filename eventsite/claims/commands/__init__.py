"""Verbs of claims: opening, claiming, checking, what paying does, undoing."""
