"""Names of variables, as an answer, a block or a function of the interview writes them: `child[0].name['first']`.

A name is parsed here, strictly, and then walked; it is never evaluated as code. What is written with an iterator
(`child[i].name`) or about any object of a class (`x.name`) is a pattern, which `matches` fits to a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from .rewrites import settable

ITERATORS = ("i", "j", "k", "l", "m", "n")
_FIRST = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_NEXT = re.compile(
    r"""\.(?P<attribute>[A-Za-z][A-Za-z0-9_]*)
    | \[(?P<number>-?[0-9]{1,9})\]
    | \[(?P<quote>['"])(?P<text>[^'"\\\x00-\x1f]{0,200})(?P=quote)\]
    | \[(?P<iterator>[ijklmn])\]""",
    re.VERBOSE,
)
LONGEST = 1000
# Attributes without an underscore that lead from a value to the interpreter's inside.
DENIED = frozenset(
    {
        "mro",
        "with_traceback",
        "add_note",
        "tb_frame",
        "tb_next",
        "tb_lasti",
        "f_back",
        "f_builtins",
        "f_code",
        "f_globals",
        "f_locals",
        "f_generator",
        "gi_frame",
        "gi_code",
        "gi_yieldfrom",
        "cr_frame",
        "cr_code",
        "cr_await",
        "cr_origin",
        "ag_frame",
        "ag_code",
        "ag_await",
        "func_globals",
        "func_code",
        "co_code",
        "co_consts",
        # Of a time zone: they read files, and change what all time zones share.
        "no_cache",
        "from_file",
        "clear_cache",
    }
)


@dataclass(frozen=True, slots=True)
class Attribute:
    """One `.name` of a path."""

    name: str

    def __str__(self) -> str:
        return f".{self.name}"


@dataclass(frozen=True, slots=True)
class Index:
    """One `[key]` of a path; an iterator's key is its letter, with `iterator` set."""

    key: int | str
    iterator: bool = False

    def __str__(self) -> str:
        return f"[{self.key}]" if self.iterator or isinstance(self.key, int) else f"['{self.key}']"


@dataclass(frozen=True, slots=True)
class Path:
    """A variable's name in parts: the first name and what follows it."""

    first: str
    rest: tuple[Attribute | Index, ...] = ()

    def __str__(self) -> str:
        return self.first + "".join(map(str, self.rest))

    @property
    def has_iterator(self) -> bool:
        """Whether an index stands for any index."""
        return any(isinstance(part, Index) and part.iterator for part in self.rest)

    @property
    def parent(self) -> Path:
        """The path without its last part."""
        return Path(self.first, self.rest[:-1])


class BadName(ValueError):
    """Text that is not the name of a variable."""


@lru_cache(maxsize=4096)
def parse(text: str) -> Path:
    """The path that `text` writes.

    Raises:
        BadName: it is not a name, or one with a leading underscore, a call or an expression in it.
    """
    first = _FIRST.match(text)
    if first is None or len(text) > LONGEST:
        raise BadName(text)
    rest: list[Attribute | Index] = []
    position = first.end()
    while position < len(text):
        part = _NEXT.match(text, position)
        if part is None or part["attribute"] in DENIED:
            raise BadName(text)
        rest.append(_part(part))
        position = part.end()
    return Path(first[0], tuple(rest))


def _part(match: re.Match[str]) -> Attribute | Index:
    if match["attribute"] is not None:
        return Attribute(match["attribute"])
    if match["number"] is not None:
        return Index(int(match["number"]))
    if match["iterator"] is not None:
        return Index(match["iterator"], iterator=True)
    return Index(match["text"])


def is_name(text: str) -> bool:
    """Whether `text` is the name of a variable."""
    try:
        parse(text)
    except BadName:
        return False
    return True


def canonical(text: str) -> str:
    """`text` with its quotes and spaces as everywhere else here.

    Raises:
        BadName: it is not a name.
    """
    return str(parse(text.strip()))


def get(variables: Mapping[str, Any], path: Path) -> Any:
    """The value at `path`.

    Raises:
        KeyError, IndexError, AttributeError, TypeError: there is none; what the objects on the way raise.
    """
    value = variables[path.first]
    for part in path.rest:
        value = _attribute(value, part.name) if isinstance(part, Attribute) else value[_key(part, variables)]
    return value


def look(variables: Mapping[str, Any], path: Path) -> Any:
    """As `get`, but a list or dictionary of the interview makes no item because it was looked at."""
    value = variables[path.first]
    for part in path.rest:
        if isinstance(part, Attribute):
            value = _attribute(value, part.name)
        else:
            value = getattr(value, "__dict__", {}).get("elements", value)[_key(part, variables)]
    return value


def _attribute(owner: Any, name: str) -> Any:
    """The attribute. A text has none here: its methods would go round what the compiler makes of calls of them."""
    if isinstance(owner, str | bytes):
        raise TypeError("a text has no attributes")
    return getattr(owner, name)


def put(variables: dict[str, Any], path: Path, value: Any) -> None:
    """Set the value at `path`, whose parent must exist.

    Raises:
        KeyError, IndexError, AttributeError, TypeError: the parent does not exist or cannot hold it.
    """
    if not path.rest:
        variables[path.first] = value
        return
    holder, last = get(variables, path.parent), path.rest[-1]
    if isinstance(last, Attribute):
        setattr(settable(holder), last.name, value)
    else:
        key = _key(last, variables)
        if isinstance(holder, list) and key == len(holder):
            holder.append(value)
        else:
            holder[key] = value


def forget(variables: dict[str, Any], path: Path) -> bool:
    """Delete the value at `path`; whether there was one."""
    try:
        if not path.rest:
            del variables[path.first]
        else:
            holder, last = get(variables, path.parent), path.rest[-1]
            if isinstance(last, Attribute):
                delattr(settable(holder), last.name)
            else:
                del holder[_key(last, variables)]
    except (KeyError, IndexError, AttributeError, TypeError, NameError):
        return False
    return True


def _key(part: Index, variables: Mapping[str, Any]) -> Any:
    return variables[str(part.key)] if part.iterator else part.key


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way in which a block may write a wanted name, with what its iterators and `x` then stand for."""

    name: str
    iterators: tuple[tuple[str, int | str], ...] = ()
    generic: str = ""


def patterns(wanted: Path) -> Iterator[Pattern]:
    """The ways to write `wanted`, the most specific first: itself, with iterators, about any object `x`, and both."""
    yield from _with_iterators(wanted, "")
    for cut in range(len(wanted.rest) - 1, -1, -1):
        generic = Path(wanted.first, wanted.rest[:cut])
        yield from _with_iterators(Path("x", wanted.rest[cut:]), str(generic))


def _with_iterators(path: Path, generic: str) -> Iterator[Pattern]:
    places = [number for number, part in enumerate(path.rest) if isinstance(part, Index)][: len(ITERATORS)]
    # Every subset of the indexes may be written with iterators; the fewer, the more specific.
    subsets = sorted(range(1 << len(places)), key=lambda bits: (bits.bit_count(), -bits))
    for bits in subsets:
        rest, found = list(path.rest), []
        for number, place in enumerate(place for n, place in enumerate(places) if bits >> n & 1):
            part = rest[place]
            if isinstance(part, Index):
                found.append((ITERATORS[number], part.key))
                rest[place] = Index(ITERATORS[number], iterator=True)
        yield Pattern(str(Path(path.first, tuple(rest))), tuple(found), generic)
