"""Where things are written down: the unit of work, audit entries, the outbox and its delivery."""
