"""Desk: the organiser's overview across rooms. Reads other rooms; has no tables of its own."""
