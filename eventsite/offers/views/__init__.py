"""Offers' pages: the team's on terms, and the stages of the journey on which somebody answers."""
