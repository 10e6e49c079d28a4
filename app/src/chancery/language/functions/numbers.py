"""Numbers, amounts and nouns in words."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from .. import current
from ..text import Typed, build, plain, string
from . import english, plurals, tongues
from .phrases import capitalize as capitalized

_UNITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
          "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")  # fmt: skip
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
             "twelve": "twelfth"}  # fmt: skip
_HIGHEST_WORD = 10  # larger numbers are written in figures unless words are asked for
_PERSONS = {"1": "1sg", "1sg": "1sg", "2": "2sg", "2sg": "2sg", "3": "3sg", "3sg": "3sg", "pl": "pl", "plural": "pl",
            "1pl": "pl", "2pl": "pl", "3pl": "pl", "1sgp": "1sg", "2sgp": "2sg", "3sgp": "3sg", "1p": "pl", "2p": "pl",
            "3p": "pl", "1ppl": "pl", "2ppl": "pl", "3ppl": "pl", "ppl": "pl", "1gp": "1sg", "2gp": "2sg",
            "3gp": "3sg"}  # fmt: skip


def _number(value: Any) -> Any:
    """`value` as a number: text is read as one.

    Raises:
        ValueError, TypeError: it is none.
    """
    if isinstance(value, str):
        text = plain(value).replace(",", "").strip()
        return int(text) if text.lstrip("+-").isdigit() else float(text)
    if isinstance(value, (int, float, Decimal)):
        return value
    if hasattr(value, "__len__") and not hasattr(value, "__float__"):
        return len(value)
    return float(value)


def _highest(use_word: bool | None) -> int:
    """Up to which number there are words for in the language of the run; -1 for none."""
    if current.language() == "en":
        return 99 if use_word else _HIGHEST_WORD
    return len(tongues.of(current.language()).numbers) - 1


def _in_words(number: int) -> str:
    """A number from 0 to 99 (to 10 in another language than English) in words."""
    words = tongues.of(current.language()).numbers
    if words:
        return words[number]
    if number < 20:
        return _UNITS[number]
    tens, rest = divmod(number, 10)
    return _TENS[tens] + (f"-{_UNITS[rest]}" if rest else "")


def nice_number(number: Any, capitalize: bool = False, use_word: bool | None = None, **_options: Any) -> str:
    """Numbers to ten in words, others in figures with a comma for each thousand and at most two decimals."""
    value = _number(number)
    if isinstance(value, float | Decimal) and math.isfinite(value):
        value = int(value) if value == int(value) else round(value, 2)
    whole = isinstance(value, int)
    told = current.said("numbers", str(value)) if use_word is not False else None
    in_words = whole and use_word is not False and 0 <= value <= _highest(use_word)
    shown = string(told) if told is not None else _in_words(value) if in_words else f"{value:,}"
    return capitalized(shown) if capitalize else shown


def ordinal_number(number: Any, use_word: bool | None = None, capitalize: bool = False, **_options: Any) -> str:
    """1 as `first`, 11 as `11th`: words to ten, or as `use_word` says."""
    value = int(_number(number))
    words = use_word if use_word is not None else value <= _HIGHEST_WORD
    told = current.said("ordinals", str(value)) if words else None
    if told is not None:
        shown = string(told)
    elif current.language() != "en":
        tongue = tongues.of(current.language())
        named = words and 1 <= value <= len(tongue.ordinals)
        shown = tongue.ordinals[value - 1] if named else f"{value}{tongue.ordinal_mark}"
    elif words and 0 <= value <= 99:
        head, hyphen, last = _in_words(value).rpartition("-")
        shown = head + hyphen + (_ORDINALS.get(last) or (last[:-1] + "ieth" if last.endswith("y") else last + "th"))
    else:
        ending = "th" if value % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
        shown = f"{value}{ending}"
    return capitalized(shown) if capitalize else shown


def ordinal(index: Any, use_word: bool | None = None, capitalize: bool = False, **_options: Any) -> str:
    """The place of the item with this index, counted from 0: 0 is `first`. What is no number is itself."""
    try:
        place = int(_number(index)) + 1
    except (ValueError, TypeError):
        return string(index)
    return ordinal_number(place, use_word=use_word, capitalize=capitalize)


def _like(noun: Any, changed: str) -> str:
    """`changed`, typed if `noun` was."""
    return Typed(changed) if isinstance(noun, Typed) else changed


def noun_plural(noun: Any, number: Any = None, **_options: Any) -> str:
    """The plural of `noun`; with a `number` of 1 (or a list of one), its singular."""
    text = string(noun)
    if number is not None and _number(number) == 1:
        return _like(text, plurals.singular(text))
    return _like(text, plurals.plural(text))


def noun_singular(noun: Any, number: Any = None, **_options: Any) -> str:
    """The singular of `noun`; with a `number` other than 1, `noun` as it is."""
    text = string(noun)
    if number is not None and _number(number) != 1:
        return text
    return _like(text, plurals.singular(text))


def quantity_noun(number: Any, noun: Any, as_integer: bool = True, capitalize: bool = False, **_options: Any) -> str:
    """How many of what: `two apples`. `as_integer` rounds the number first."""
    value = _number(number)
    if as_integer:
        value = round(value)
    shown = build([nice_number(value), " ", noun_plural(noun, value)])
    return capitalized(shown) if capitalize else shown


def indefinite_article(noun: Any, capitalize: bool = False, **_options: Any) -> str:
    """`noun` with its `a` or `an`."""
    text = string(noun)
    # Elsewhere it depends on a gender that nobody has told.
    shown = build([english.article(text), " ", text]) if current.language() == "en" else text
    return capitalized(shown) if capitalize else shown


def _person(options: tuple[Any, ...]) -> str:
    for option in options:
        person = _PERSONS.get(str(option).lower())
        if person:
            return person
    return "3sg"


def verb_present(verb: Any, *options: Any, **_options: Any) -> str:
    """The present tense of `verb` (third person singular, or 1sg, 2sg, pl ...)."""
    if current.language() != "en":
        return string(verb)
    return _like(verb, english.present(string(verb), _person(options)))


def verb_past(verb: Any, *options: Any, **_options: Any) -> str:
    """The past tense of `verb`."""
    if current.language() != "en":
        return string(verb)
    return _like(verb, english.past(string(verb), _person(options)))


def currency_symbol(**_options: Any) -> str:
    """The sign of the currency: of `set_locale`, or else of this site."""
    return current.symbol() or "$"


def currency(value: Any, decimals: bool = True, symbol: str | None = None, **_options: Any) -> str:
    """An amount of money: $1,234.50, or $1,235 without `decimals`.

    Raises:
        ValueError, TypeError: `value` is no number.
    """
    amount = Decimal(str(_number(value)))
    if not amount.is_finite():
        raise ValueError("an amount of money is a finite number")
    rounded = amount.quantize(Decimal("0.01") if decimals else Decimal(1), ROUND_HALF_UP)
    sign = "-" if rounded < 0 else ""
    return build([sign, currency_symbol() if symbol is None else symbol, f"{abs(rounded):,}"])


NAMESPACE: dict[str, Any] = {
    function.__name__: function
    for function in (nice_number, ordinal_number, ordinal, noun_plural, noun_singular, quantity_noun,
                     indefinite_article, verb_present, verb_past, currency_symbol, currency)
}  # fmt: skip
