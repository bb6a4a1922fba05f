"""Payouts: how people want to be paid, sealed batches, payment files, and the word that money was sent."""
