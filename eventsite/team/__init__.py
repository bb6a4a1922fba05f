"""The team's pages of an event, across rooms. Reads other rooms; has no tables of its own."""
