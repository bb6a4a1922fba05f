"""Pure decisions about a programme: what deserves a second look, and what a release changes."""
