"""Offers: what an event pays, what each person was offered, and what they answered in private."""
