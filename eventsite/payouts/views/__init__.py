"""Saying how to be paid, putting claims together, and what happens to a batch."""
