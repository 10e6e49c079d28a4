"""The language, country and currency of the run, as an interview asks for them and changes them."""

from __future__ import annotations

from typing import Any

from .. import current
from ..text import plain, string

# The sign of the currency by country, for `update_locale`.
_EURO = ("AT", "BE", "CY", "DE", "EE", "ES", "FI", "FR", "GR", "HR", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PT",
         "SI", "SK")  # fmt: skip
_SIGNS = {
    **dict.fromkeys(_EURO, "€"), **dict.fromkeys(("US", "CA", "AU", "NZ", "MX"), "$"), "GB": "£", "JP": "¥", "CN": "¥",
    "IN": "₹", "BR": "R$", "CH": "CHF", "KR": "₩", "IL": "₪", "PL": "zł",
}  # fmt: skip


def get_language() -> str:
    """The language of the run."""
    return current.language()


def set_language(code: Any, dialect: Any = None, **_options: Any) -> None:
    """Change the language for the rest of the run."""
    current.set_language(plain(string(code)), None if dialect is None else plain(string(dialect)))


def get_dialect() -> str | None:
    """The dialect that `set_language` was told."""
    return current.dialect()


def get_voice() -> None:
    """The voice that reads aloud: nothing does."""
    return


def language_from_browser(*offered: str) -> str | None:
    """The language that the browser asks for; None if it is none of those `offered`."""
    wanted = current.context().language
    return wanted if not offered or wanted in offered else None


def get_country() -> str:
    """The country of the run, as two letters."""
    return current.country()


def set_country(code: Any) -> None:
    """Change the country for the rest of the run."""
    current.set_country(plain(string(code)))


def get_locale(part: str | None = None) -> str | None:
    """What `set_locale` said: the place, or with 'currency_symbol' the sign of the currency (None for none)."""
    return (current.symbol() or None) if part == "currency_symbol" else current.locale()


def set_locale(place: Any = None, currency_symbol: Any = None, **_options: Any) -> None:
    """Say of which place the run is ('FR.utf8'), and with which sign amounts of money are written."""
    name = None if place is None else plain(string(place))
    current.set_locale(name, None if currency_symbol is None else plain(string(currency_symbol)))


def update_locale() -> None:
    """Write amounts of money as in the place that `set_locale` named."""
    country = current.locale().partition(".")[0].rpartition("_")[2].upper()
    current.set_locale(None, _SIGNS.get(country, ""))


NAMESPACE: dict[str, Any] = {
    function.__name__: function
    for function in (get_language, set_language, get_dialect, get_voice, language_from_browser, get_country,
                     set_country, get_locale, set_locale, update_locale)
}  # fmt: skip
