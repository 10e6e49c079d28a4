"""Interview files as YAML documents that remember their lines.

A file is split into its documents first, so that what is broken in one is reported with its own line. Values are plain
Python; mappings and sequences know the line of each thing in them. Everything that makes a parser work for an attacker
is refused: big files, deep nesting, aliases that multiply, tags that make objects.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Any

import yaml

from .errors import AuthorError

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 40
# Values in one document, aliases followed.
MAX_VALUES = 100_000
_SEPARATOR = re.compile(r"^---[ \t]*(?:#.*)?$", re.MULTILINE)
_END = re.compile(r"^\.\.\.[ \t]*$", re.MULTILINE)
_TAG = "tag:yaml.org,2002:"
_TRUE = frozenset({"true", "yes", "on"})
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Map(dict[str, Any]):
    """A YAML mapping; `lines` holds the line on which each key's value begins, `line` its own."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}

    def line_of(self, key: str) -> int:
        """The line on which the value of `key` begins, or the mapping itself."""
        return self.lines.get(key, self.line)

    def only(self, key: str) -> Map:
        """A mapping that holds `key` alone."""
        found = Map(self.line_of(key))
        found[key], found.lines[key] = self[key], self.line_of(key)
        return found


class Seq(list[Any]):
    """A YAML sequence; `lines` holds the line of each item, `line` its own."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: list[int] = []


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a file: a mapping, with its number in the file and the line where it begins."""

    file: str
    number: int
    line: int
    data: Map
    # The document as it is written, for errors and for those who look at the source.
    text: str


def parse(file: str, content: bytes) -> list[Document]:
    """The documents of an interview file, empty ones left out.

    Raises:
        AuthorError: the file is not an interview that a careful server reads; it says where and what to change.
    """
    if len(content) > MAX_BYTES:
        raise AuthorError(
            f"The file has {len(content):,} bytes; an interview file may have {MAX_BYTES:,}.",
            file=file, fix="Split it, and put the parts together with `include`.",
        )  # fmt: skip
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise AuthorError("The file is not UTF-8 text.", file=file, line=line, fix="Save it as UTF-8.") from None
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "  ")
    documents: list[Document] = []
    position = 0
    for match in [*_SEPARATOR.finditer(text), None]:
        part = text[position : match.start() if match else len(text)]
        line = text.count("\n", 0, position)
        part = _END.sub("", part)
        data = _Reader(file, line).read(part)
        if data is not None:
            first = line + 1 + len(part) - len(part.lstrip("\n"))
            documents.append(Document(file, len(documents), first, data, part.strip("\n")))
        position = match.end() if match else len(text)
    return documents


def parse_data(file: str, content: bytes) -> Any:
    """The value of a data file: of its only document, or the list of its documents' values. Dates in it are dates.

    Raises:
        AuthorError: as `parse`.
    """
    if len(content) > MAX_BYTES:
        raise AuthorError(f"The file has {len(content):,} bytes; a data file may have {MAX_BYTES:,}.", file=file)
    text = content.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    values = [_Reader(file, 0, dates=True).read(part, any_kind=True) for part in _SEPARATOR.split(text) if part.strip()]
    return values[0] if len(values) == 1 else values


class _Reader:
    """Reads one document whose first line is line `offset` + 1 of `file`."""

    def __init__(self, file: str, offset: int, *, dates: bool = False) -> None:
        self.file, self.offset, self.dates = file, offset, dates
        self.values = 0

    def read(self, text: str, *, any_kind: bool = False) -> Any:
        if not text.strip():
            return None
        try:
            self._check_events(text)
            loader = _Loader(text)
            try:
                node = loader.get_single_node()
            finally:
                loader.dispose()
        except yaml.MarkedYAMLError as error:
            raise self._broken(error) from None
        except yaml.YAMLError:
            raise AuthorError(
                "The file holds a character that YAML does not allow.", file=self.file, line=self.offset + 1,
                fix="Remove control characters; they are invisible in most editors.",
            ) from None  # fmt: skip
        if node is None:
            return None
        data = self._value(node, 0)
        if data is None:
            return None
        if not isinstance(data, Map) and not any_kind:
            raise self._error(node, "A block must be a mapping of keys to values.", "Write it as `key: value` lines.")
        return data

    def _check_events(self, text: str) -> None:
        """Refuse deep nesting before anything recurses over it."""
        depth = 0
        for event in yaml.parse(text, Loader=_Loader):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > MAX_DEPTH:
                    raise self._error(
                        event, f"The YAML is nested more than {MAX_DEPTH} levels deep.", "Flatten the structure."
                    )
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1

    def _value(self, node: Any, depth: int) -> Any:
        self.values += 1
        if self.values > MAX_VALUES or depth > MAX_DEPTH:
            raise self._error(
                node, "The block's aliases (`*name`) multiply into too much data, or it holds itself.",
                "Write the values out, or put them into `data` files.",
            )  # fmt: skip
        if not node.tag.startswith(_TAG) or ":" in node.tag[len(_TAG) :]:
            raise self._error(node, f"The YAML tag {node.tag!r} is not allowed.", "Remove the `!` tag.")
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        if isinstance(node, yaml.SequenceNode):
            items = Seq(self._line(node))
            for item in node.value:
                items.append(self._value(item, depth + 1))
                items.lines.append(self._line(item))
            return items
        return self._mapping(node, depth)

    def _mapping(self, node: Any, depth: int) -> Map:
        pairs = Map(self._line(node))
        for key, value in node.value:
            if key.tag == _TAG + "merge":
                merged = self._value(value, depth + 1)
                for source in merged if isinstance(merged, list) else [merged]:
                    if isinstance(source, Map):
                        pairs.update({name: item for name, item in source.items() if name not in pairs})
                continue
            if not isinstance(key, yaml.ScalarNode):
                raise self._error(key, "A key must be plain text.", "Put quotes around it.")
            # The text as it is written: `Yes:` is a label, not the value True.
            name = str(key.value)
            if name in pairs and name in pairs.lines:
                raise self._error(key, f"The key “{name}” stands twice in one mapping.", "Remove one of the two.")
            pairs[name] = self._value(value, depth + 1)
            pairs.lines[name] = self._line(value)
        return pairs

    def _scalar(self, node: Any) -> Any:
        kind, text = node.tag[len(_TAG) :], node.value
        if kind == "null":
            return None
        if kind == "bool":
            return text.lower() in _TRUE
        if kind in ("int", "float"):
            return _number(kind, text)
        return _moment(node) if kind == "timestamp" and self.dates else text

    def _line(self, node: Any) -> int:
        # A block scalar's text begins on the line after its `|` or `>`.
        below = 1 if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">") else 0
        return self.offset + int(node.start_mark.line) + 1 + below

    def _error(self, node: Any, message: str, fix: str) -> AuthorError:
        return AuthorError(message, file=self.file, line=self.offset + int(node.start_mark.line) + 1, fix=fix)

    def _broken(self, error: yaml.MarkedYAMLError) -> AuthorError:
        mark = error.problem_mark or error.context_mark
        line = self.offset + (mark.line + 1 if mark else 1)
        problem = error.problem or error.context or "it cannot be read"
        return AuthorError(
            f"The YAML is broken: {problem}.",
            file=self.file,
            line=line,
            fix="Check the indentation, and put quotes around text that holds a colon or a special character.",
        )


def _moment(node: Any) -> datetime.date | str:
    """A YAML date, or date and time; one that is in no calendar (`2026-02-30`) stays text."""
    try:
        found: datetime.date = yaml.constructor.SafeConstructor().construct_yaml_timestamp(node)
    except ValueError:
        return str(node.value)
    return found


def _number(kind: str, text: str) -> int | float | str:
    """A YAML number; what only looks like one in YAML 1.1 (`12:30`, `010`) stays text."""
    plain = text.replace("_", "")
    try:
        return int(plain) if kind == "int" and not re.match(r"[-+]?0\d", plain) else _float(plain)
    except ValueError:
        return text


def _float(text: str) -> float:
    lowered = text.lower().lstrip("+-")
    if lowered in (".inf", ".nan"):
        return float(text.lower().replace(".", ""))
    if re.match(r"0\d", lowered):
        raise ValueError(text)
    return float(text)
