"""Plurals and singulars in the language of the run. Where there are no rules for a language, a noun stays as it is."""

from __future__ import annotations

from .. import current
from ..text import plain
from . import english

_VOWELS = "aeiouáéó"
# By language, the endings of singular and plural, the first that fits counting; "" fits all.
_RULES: dict[str, tuple[tuple[str, str], ...]] = {
    "es": (("mes", "meses"), ("bre", "bres"), ("dre", "dres"), ("z", "ces"), ("ión", "iones"), ("és", "eses"),
           ("d", "des"), ("l", "les"),
           ("r", "res"), ("n", "nes"), *((v, f"{v}s") for v in _VOWELS), ("s", "s"), ("", "es")),
    "pt": (("ão", "ões"), ("m", "ns"), ("al", "ais"), ("el", "éis"), ("ol", "óis"), ("r", "res"), ("z", "zes"),
           *((v, f"{v}s") for v in _VOWELS), ("s", "s"), ("", "s")),
    "fr": (("eau", "eaux"), ("al", "aux"), ("ss", "ss"), ("x", "x"), ("z", "z"), ("s", "s"), ("", "s")),
}  # fmt: skip


def plural(noun: str) -> str:
    """The plural of a noun."""
    return _changed(noun, 0)


def singular(noun: str) -> str:
    """The singular of a noun."""
    return _changed(noun, 1)


def _changed(noun: str, given: int) -> str:
    """`noun` with the ending `given` (0 singular, 1 plural) of a rule made the other one."""
    language, bare = current.language(), plain(noun)
    if language == "en":
        return (english.singular if given else english.plural)(bare)
    rules = _RULES.get(language, ())
    for rule in (rule for rule in rules if not given or rule[0] != rule[1]):
        if bare.endswith(rule[given]):
            return bare[: len(bare) - len(rule[given])] + rule[1 - given]
    return bare
