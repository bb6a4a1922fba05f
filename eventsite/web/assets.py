"""Built files by their logical names; each real name carries its content's digest and may be cached for ever."""

import json
from functools import cache

from eventsite.kernel.paths import STATIC


class NotBuilt(Exception):  # noqa: N818
    """The assets were not built yet."""


@cache
def manifest() -> dict[str, str]:
    """Return logical name -> path under /static/. Raises NotBuilt where the front end was never built."""
    try:
        return dict(json.loads((STATIC / "manifest.json").read_text()))
    except FileNotFoundError:
        raise NotBuilt("The style sheet is not built yet. Run: python3 dev.py assets") from None


def asset(name: str) -> str:
    """Return the address of a built file."""
    return f"/static/{manifest()[name]}"
