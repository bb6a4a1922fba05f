"""The world's countries, currencies, languages and time zones as choices, named in the reader's language. Source: Unicode CLDR."""

from collections.abc import Sequence
from zoneinfo import available_timezones

from babel import Locale, localedata
from babel.numbers import get_currency_name, get_territory_currencies

from eventsite.kernel.i18n import SOURCE_LOCALE, catalogues, current_locale
from eventsite.kernel.text import name_key

Choices = Sequence[tuple[str, str]]
CODE = 2
"""Letters of a country; CLDR's territories also have whole continents, in digits."""
CONTINENTS = frozenset(
    {"Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
)
"""The first words of zones that people know; the others are abbreviations and old names kept for machines."""


def _by_name(named: dict[str, str]) -> Choices:
    return sorted(named.items(), key=lambda choice: name_key(choice[1]))


def country_choices() -> Choices:
    """Return ISO 3166-1 codes and names of the countries that have a currency."""
    names = Locale.parse(current_locale()).territories
    return _by_name({code: name for code, name in names.items() if len(code) == CODE and get_territory_currencies(code)})


def currency_choices() -> Choices:
    """Return ISO 4217 codes and names of the currencies that some country pays with today."""
    codes = {currency for country, _name in country_choices() for currency in get_territory_currencies(country)}
    return _by_name({code: f"{get_currency_name(code, locale=current_locale())} ({code})" for code in codes})


def locale_choices() -> Choices:
    """Return the languages that the pages speak, each once for every country that writes dates and numbers its own way."""
    spoken = {locale.partition("_")[0] for locale in (SOURCE_LOCALE, *catalogues())}
    reader, named = Locale.parse(current_locale()), {}
    for identifier in localedata.locale_identifiers():
        language, _line, country = identifier.partition("_")
        if language in spoken and len(country) == CODE and country in reader.territories:
            named[identifier] = f"{reader.languages[language]}, {reader.territories[country]}"
    return _by_name(named)


def zone_choices() -> Choices:
    """Return IANA names of time zones, by continent and place."""
    places = (name for name in sorted(available_timezones()) if name.partition("/")[0] in CONTINENTS)
    return [(name, name.replace("_", " ")) for name in places]
