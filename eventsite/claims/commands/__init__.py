"""Verbs of claims: offering (policy, offers, opening claims), claiming, checking."""
