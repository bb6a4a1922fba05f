"""Mine: what I am coming to, my claims, my feeds, who saw my data. Reads other rooms; has no tables of its own."""
