"""Lists in words, and the labels of numbered things."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Any

from ..text import build, string
from .phrases import separated, word


def _items(values: tuple[Any, ...]) -> list[Any]:
    """The items of what was given: each argument, and what is in those that hold others."""
    found: list[Any] = []
    for value in values:
        if isinstance(value, Iterable) and not isinstance(value, str):
            found.extend(value)
        else:
            found.append(value)
    return found


def comma_and_list(*values: Any, **options: Any) -> str:
    """The items as a sentence lists them: `a`, `a and b`, `a, b, and c`.

    Options, as docassemble names them: `oxford` (False leaves out the last comma), `and_string`, `comma_string`,
    `before_and`, `after_and`.
    """
    shown = [string(item) for item in _items(values)]
    conjunction = options.get("and_string", word("and"))
    before, after = options.get("before_and", " "), options.get("after_and", " ")
    comma = options.get("comma_string", ", ")
    if len(shown) < 2:
        return shown[0] if shown else ""
    if len(shown) == 2:
        return build([shown[0], before, conjunction, after, shown[1]])
    parts: list[str] = [shown[0]]
    for item in shown[1:-1]:
        parts += (comma, item)
    oxford = comma.rstrip() if options.get("oxford", True) else ""
    return build([*parts, oxford, before, conjunction, after, shown[-1]])


def comma_list(*values: Any, **options: Any) -> str:
    """The items with commas between them (`comma_string` to use something else)."""
    return separated([string(item) for item in _items(values)], options.get("comma_string", ", "))


def chain(*lists: Iterable[Any]) -> Iterator[Any]:
    """The items of several lists, one list after the other."""
    return itertools.chain(*lists)


def add_separators(items: Iterable[Any], **options: Any) -> list[str]:
    """The items, each with the mark that follows it when they are set out as a list: `a;`, `b; and`, `c.`."""
    shown = [string(item) for item in items]
    separator, end = options.get("separator", ";"), options.get("end_mark", ".")
    last = options.get("last_separator", build([separator, " ", word("and")]))
    marks = [separator] * (len(shown) - 2) + [last] * (len(shown) > 1) + [end]
    return [build(pair) for pair in zip(shown, marks, strict=False)]


def alpha(number: int, case: str = "upper") -> str:
    """The letters of item `number`, counted from 0: A, B, ..., Z, AA.

    Raises:
        ValueError: `case` is neither "upper" nor "lower".
    """
    letters = ""
    rest = int(number)
    while rest >= 0:
        rest, index = divmod(rest, 26)
        letters = chr(65 + index) + letters
        rest -= 1
    return _cased(letters, case)


_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
          (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip


def roman(number: int, case: str = "upper") -> str:
    """The Roman numeral of item `number`, counted from 0: I, II, III.

    Raises:
        ValueError: the numeral would be beyond 3999, or `case` is neither "upper" nor "lower".
    """
    rest = int(number) + 1
    if not 1 <= rest <= 3999:
        raise ValueError("a Roman numeral is for the items 0 to 3998")
    numeral = ""
    for value, letters in _ROMAN:
        numeral += letters * (rest // value)
        rest %= value
    return _cased(numeral, case)


def _cased(letters: str, case: str) -> str:
    if case not in ("upper", "lower"):
        raise ValueError("case is 'upper' or 'lower'")
    return letters if case == "upper" else letters.lower()


_LABELS = (
    lambda number: f"{roman(number)}.",
    lambda number: f"{alpha(number)}.",
    lambda number: f"{number + 1}.",
    lambda number: f"{alpha(number, 'lower')})",
    lambda number: f"({number + 1})",
    lambda number: f"({alpha(number, 'lower')})",
    lambda number: f"{roman(number, 'lower')})",
)


def item_label(number: int, level: int = 0, punctuation: bool = True) -> str:
    """The label of item `number`, counted from 0, in an outline: I., A., 1., a), (1), (a), i) by `level`."""
    label = _LABELS[int(level) % len(_LABELS)](int(number))
    return label if punctuation else label.strip("().")


NAMESPACE: dict[str, Any] = {
    function.__name__: function
    for function in (chain, comma_and_list, comma_list, add_separators, alpha, roman, item_label)
}
