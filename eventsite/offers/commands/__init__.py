"""Offers' verbs, by whose they are: the team's on terms, one person's on their own offer."""
