"""Sentences of templates: in the language in force, with what is put into them escaped."""

import pytest
from markupsafe import Markup

from eventsite.kernel import i18n
from eventsite.kernel.i18n import use_locale
from eventsite.web import filters


class Shouting:
    """A catalogue that says everything louder."""

    def gettext(self, message: str) -> str:
        """Say it in capitals."""
        return message.upper()


def test_what_is_put_into_a_sentence_is_escaped_and_the_sentence_is_not() -> None:
    said = filters.translated("<b>%(name)s</b> pays 5%%", name="<i>")
    assert said == Markup("<b>&lt;i&gt;</b> pays 5%")


def test_a_sentence_kept_in_one_language_is_not_said_in_another(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = i18n._catalogue
    monkeypatch.setattr(i18n, "_catalogue", lambda locale: Shouting() if locale == "xx" else plain(locale))
    assert filters.translated("Good day to a test") == "Good day to a test"
    with use_locale("xx"):
        assert filters.translated("Good day to a test") == "GOOD DAY TO A TEST"
    assert filters.translated("Good day to a test") == "Good day to a test"
