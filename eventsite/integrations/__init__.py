"""The only rooms' neighbours that talk to the outside: mail and files."""
