"""Organisations: who hosts gatherings, their members and what they start from; stewards, who look after the whole site."""
