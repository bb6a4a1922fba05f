"""People: who somebody is, how they prove it, and what their browser remembers."""
