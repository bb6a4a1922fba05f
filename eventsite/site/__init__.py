"""The public site: home, events, and the pages that say how we work."""
