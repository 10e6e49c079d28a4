"""Which blocks can define a variable, the first to try first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from .. import names
from ..blocks import Block
from ..blocks.model import ANY_LANGUAGE
from ..names import Pattern


class Index:
    """The blocks of an interview by the names that they can define.

    Of two blocks for one name the later wins, unless an `order` block lists them or one `supersedes` the other. A block
    that names the variable itself wins over one with iterators, and that over one about any object of a class.
    """

    def __init__(self, blocks: Sequence[Block], orders: Sequence[tuple[str, ...]]) -> None:
        self._by_name: dict[str, list[Block]] = {}
        for block in sorted(blocks, key=lambda block: -block.number):
            for name in dict.fromkeys((*block.sets, *block.events)):
                self._by_name.setdefault(name, []).append(block)
        for found in self._by_name.values():
            for order in orders:
                _reorder(found, order)
            for block in list(found):
                _reorder(found, (block.id, *block.supersedes))

    def names(self) -> Iterable[str]:
        """Every name that some block can define."""
        return self._by_name.keys()

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def candidates(self, variable: str, language: str) -> Iterator[tuple[Block, Pattern]]:
        """The blocks that can define `variable`, with what their iterators and `x` then stand for."""
        for pattern in _patterns(variable):
            found = [
                block for block in self._by_name.get(pattern.name, ()) if bool(pattern.generic) == bool(block.generic)
            ]
            for wanted in (language, ANY_LANGUAGE):
                for block in found:
                    if block.language == wanted:
                        yield block, pattern


def _patterns(variable: str) -> Iterable[Pattern]:
    try:
        path = names.parse(variable)
    except names.BadName:
        return ()
    return names.patterns(path) if path.rest else (Pattern(variable),)


def _reorder(found: list[Block], ids: Sequence[str]) -> None:
    """Put the blocks of `found` that `ids` names into the order of `ids`, at the places that they hold."""
    places = [number for number, block in enumerate(found) if block.id in ids]
    if len(places) > 1:
        ranked = sorted((found[place] for place in places), key=lambda block: ids.index(block.id))
        for place, block in zip(places, ranked, strict=True):
            found[place] = block
