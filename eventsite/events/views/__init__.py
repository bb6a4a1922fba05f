"""Pages on which a team starts and describes its event."""
