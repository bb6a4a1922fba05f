"""Questions that nobody has answered yet look the same for everybody, so each is drawn once in each language and kept.

Drawing them took most of the time of a page with a form. What somebody answered, and what is wrong with it, is drawn anew
each time and never kept; so are questions whose own words may be about a person (see `Form.is_public`).
"""

from collections.abc import Callable, Hashable
from gettext import NullTranslations
from threading import Lock

from cachetools import LRUCache
from markupsafe import Markup

from eventsite.kernel.i18n import catalogue
from eventsite.web.fields import Field
from eventsite.web.forms import Form

MOST_KEPT = 512
"""More than there are questions on pages that many people open; a long list of sessions has 20 KiB."""
_kept: LRUCache[Hashable, Markup] = LRUCache(maxsize=MOST_KEPT)
_lock = Lock()


class SameForAll:
    """Parts of a site's pages that differ by language only, each drawn once. A test sees that they ask for nothing else."""

    def __init__(self) -> None:
        self._kept: dict[tuple[NullTranslations, str], Markup] = {}

    def __call__(self, part: str, *, caller: Callable[[], Markup]) -> Markup:
        """Return the part of that name as `caller` draws it, or as it was drawn before."""
        look = catalogue(), part
        kept = self._kept.get(look)
        if kept is None:
            kept = self._kept[look] = caller()
        return kept


def drawn_once(form: Form, question: Field, *, is_heading: bool, caller: Callable[[], Markup]) -> Markup:
    """Return the question as `caller` draws it, or as it was drawn before for somebody who had not answered it either."""
    if not form.is_public or not question.is_blank() or question.errors:
        return caller()
    look = (catalogue(), question.macro, is_heading, question.look(is_heading=is_heading))
    with _lock:
        kept = _kept.get(look)
    if kept is None:
        kept = caller()
        with _lock:
            _kept[look] = kept
    return kept
