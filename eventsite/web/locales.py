"""Which language an answer is in: the one that the browser likes best, of those there are catalogues for."""

from collections.abc import Sequence

from flask import Flask, g, request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from eventsite.kernel.i18n import SOURCE_LOCALE, catalogues, use_locale


class Locales:
    """The locales of a site: that of the sources, and `translated`."""

    def __init__(self, translated: Sequence[str]) -> None:
        self._known = {locale.replace("_", "-"): locale for locale in (SOURCE_LOCALE, *translated)}

    @property
    def is_choice(self) -> bool:
        """Whether there is more than one."""
        return len(self._known) > 1

    def best(self, accepted: str) -> str:
        """Return the best locale for an Accept-Language header; "" stands for none."""
        if not self.is_choice:
            return SOURCE_LOCALE
        best = parse_accept_header(accepted, LanguageAccept).best_match(self._known)
        return self._known[best] if best else SOURCE_LOCALE


def init(app: Flask) -> Locales:
    """Answer every request in the language that its browser likes best; return what there is to choose from."""
    locales = Locales(catalogues())
    if not locales.is_choice:
        return locales

    @app.before_request
    def activate_locale() -> None:
        g.use_locale = use_locale(locales.best(request.headers.get("Accept-Language", "")))
        g.use_locale.__enter__()

    @app.teardown_request
    def deactivate_locale(_trouble: BaseException | None) -> None:
        if "use_locale" in g:
            g.use_locale.__exit__(None, None, None)

    return locales
