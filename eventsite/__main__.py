"""`python -m eventsite` is the `eventsite` command."""

from eventsite.cli import main

main()
