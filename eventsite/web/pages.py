"""Long lists in pages."""

from flask import request

MOST_PAGES = 10_000


def page_number() -> int:
    """Return which page of a list the address asks for; the first where it says nothing that makes sense."""
    wanted = request.args.get("page", "1")
    is_number = wanted.isascii() and wanted.isdecimal() and len(wanted) <= len(str(MOST_PAGES))
    return max(1, min(int(wanted), MOST_PAGES)) if is_number else 1
