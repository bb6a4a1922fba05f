"""Icons, drawn inside the page: no request of their own, in the colour of the words beside them."""

import json
from functools import cache

from markupsafe import Markup

from eventsite.kernel.paths import STATIC
from eventsite.web.assets import NotBuilt


@cache
def drawings() -> dict[str, str]:
    """Return name -> what is inside its SVG, on a ground of 24 x 24. Raises NotBuilt where the front end was never built.

    Source: Lucide (ISC), the icons that frontend/icons.txt names.
    """
    try:
        return dict(json.loads((STATIC / "icons.json").read_text()))
    except FileNotFoundError:
        raise NotBuilt("The icons are not built yet. Run: python3 dev.py assets") from None


@cache
def icon(name: str) -> Markup:
    """Return an icon that says nothing by itself: a word always stands beside it. Raises KeyError for one that is not built in."""
    return Markup(f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{drawings()[name]}</svg>')  # noqa: S704 - our own files
