"""Countries, states, and the short lists that forms need."""

from __future__ import annotations

import re
from typing import Any

from .. import current
from ..geography import CALLING_CODES, COUNTRIES, OTHER_CODES, STATES, SUBDIVISIONS
from ..text import Typed, plain, string
from .phrases import word
from .tongue_names import NAMES as TONGUES


def _code(value: Any) -> str:
    return plain(string(value)).strip().upper()


def countries_list(**_options: Any) -> list[dict[str, str]]:
    """The countries by name, as choices: each a dictionary of one code and its name."""
    return [{code: name} for code, name in sorted(COUNTRIES.items(), key=lambda entry: _sorting(entry[1]))]


def _sorting(name: str) -> str:
    return name.translate(str.maketrans("ÅåÇçÉéÔôÜü", "AaCcEeOoUu")).lower()


def country_name(code: Any, **_options: Any) -> str:
    """The name of the country with this code; another code is itself."""
    return COUNTRIES.get(_code(code)) or string(code)


def language_name(code: Any) -> str:
    """The name of the language with this code (ISO 639-1); another code is itself."""
    named = TONGUES.get(plain(string(code)).strip().lower())
    return word(named) if named else string(code)


def iso_country(country: Any, part: str = "alpha_2") -> str:
    """A country's `alpha_2`, `alpha_3` or `numeric` code or its `name` (or `official_name`), given by any of these.

    Raises:
        ValueError: there is no such country, or no such part.
    """
    wanted = _code(country)
    for code, name in COUNTRIES.items():
        known = dict(zip(("alpha_2", "alpha_3", "numeric", "name"), (code, *OTHER_CODES[code], name), strict=True))
        if wanted in map(str.upper, known.values()):
            known["official_name"] = name  # the names here are the short ones; there are no others
            if part not in known:
                raise ValueError(f"a part of a country is one of {', '.join(known)}")
            return known[part]
    raise ValueError("there is no country of that code or name; write a code such as US")


def _home(country: Any) -> str:
    """The code of a country, or of that of the run where none is given."""
    return _code(country) if country else current.country()


def states_list(
    country_code: Any = None, abbreviate: bool = False, country: Any = None, **_options: Any
) -> dict[str, str]:
    """The states of a country: code and name, or code and code with `abbreviate`. Empty for a country not listed."""
    states = STATES.get(_home(country_code or country), {})
    return {code: code if abbreviate else name for code, name in states.items()}


def state_name(code: Any, country_code: Any = None, country: Any = None, **_options: Any) -> str:
    """The name of the state with this code; another code is itself."""
    return STATES.get(_home(country_code or country), {}).get(_code(code)) or string(code)


def subdivision_type(country_code: Any, **_options: Any) -> str | None:
    """What most parts of a country are called: State, Province ...; None where there is nothing to say."""
    return SUBDIVISIONS.get(_code(country_code))


def name_suffix() -> list[str]:
    """The usual suffixes of names."""
    return ["Jr", "Sr", "II", "III", "IV", "V", "VI"]


_PERIODS = {12: "Per Month", 1: "Per Year", 52: "Per Week", 24: "Twice Per Month", 26: "Every Two Weeks"}


def period_list() -> list[list[Any]]:
    """How often something is paid, as choices: times a year, and words."""
    return [[times, word(words)] for times, words in _PERIODS.items()]


_NORTH_AMERICAN = re.compile(r"(?:\+?1)?([2-9]\d{2})([2-9]\d{2})(\d{4})")
# Parts of a number, by the group of the pattern that holds them.
_PARTS: dict[Any, int] = {0: 1, 1: 2, 2: 3, "area": 1, "prefix": 2, "line": 3}
_INTERNATIONAL = re.compile(r"\+[1-9]\d{6,14}")


def _digits(number: Any) -> str:
    return re.sub(r"[\s().\-/]", "", plain(string(number)))


def phone_number_is_valid(number: Any, country: Any = "US") -> bool:
    """Whether a telephone number has the form that its country wants (checked for +1; E.164 for others)."""
    digits = _digits(number)
    if _code(country or "US") in ("US", "CA") and not (digits.startswith("+") and not digits.startswith("+1")):
        return _NORTH_AMERICAN.fullmatch(digits) is not None
    return re.fullmatch(r"\+?\d{5,15}", digits) is not None


def phone_number_formatted(number: Any, country: Any = "US") -> str | None:
    """A telephone number as its country writes it; None if it is none."""
    if not phone_number_is_valid(number, country):
        return None
    digits = _digits(number)
    match = _NORTH_AMERICAN.fullmatch(digits)
    return Typed(f"({match[1]}) {match[2]}-{match[3]}" if match else digits)


def phone_number_part(number: Any, part: Any, country: Any = "US") -> str | None:
    """The area code (0), the next three digits (1) or the last four (2) of a number of North America.

    None if it is no such number.

    Raises:
        ValueError: there is no such part.
    """
    if part not in _PARTS:
        raise ValueError("a part of a number is 0, 1 or 2")
    known = phone_number_is_valid(number, country)
    match = _NORTH_AMERICAN.fullmatch(_digits(number)) if known else None
    return Typed(match[_PARTS[part]]) if match else None


def phone_number_in_e164(number: Any, country: Any = "US") -> str | None:
    """A telephone number as +15551234567; None if it is none, or its country's code is not known here."""
    digits, home = _digits(number), _code(country or "US")
    match = _NORTH_AMERICAN.fullmatch(digits) if CALLING_CODES.get(home) == "1" else None
    if match:
        return Typed(f"+1{match[1]}{match[2]}{match[3]}")
    if not digits.startswith("+") and digits.isdecimal() and CALLING_CODES.get(home, "1") != "1":
        # The 0 before a number within the country is no part of it, but in Italy.
        digits = f"+{CALLING_CODES[home]}{digits if home == 'IT' else digits.removeprefix('0')}"
    return Typed(digits) if _INTERNATIONAL.fullmatch(digits) else None


NAMESPACE: dict[str, Any] = {
    function.__name__: function
    for function in (countries_list, country_name, iso_country, language_name, states_list, state_name,
                     subdivision_type, name_suffix,
                     period_list, phone_number_is_valid, phone_number_formatted, phone_number_in_e164,
                     phone_number_part)
}  # fmt: skip
