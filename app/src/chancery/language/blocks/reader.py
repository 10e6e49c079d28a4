"""Reading the keys of a block's mapping, one by one, with errors that say which key and which line."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .. import absent, names
from ..compile import Code, Expression, Template, compile_code, compile_expression, compile_template
from ..errors import AuthorError, did_you_mean
from ..source import Map, Seq


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that an author should look at although the interview runs."""

    file: str
    line: int
    message: str
    fix: str = ""


# Reads a template of a package: the file's name, and the interview that names it; None if there is none.
Reader = Callable[[str, str], str | None]


def no_files(_name: str, _within: str) -> str | None:
    """The reader of an interview that stands alone."""
    return None


@dataclass(slots=True)
class Context:
    """What the parsers of one interview share."""

    read: Reader = no_files
    definitions: dict[str, list[ast.stmt]] = field(default_factory=dict)  # of `def` blocks
    remarks: list[Remark] = field(default_factory=list)
    # What every document's metadata begins with (`attachment options`): names, and templates or plain values.
    metadata: dict[str, Any] = field(default_factory=dict)
    language: str = "*"  # `default language`, for the blocks after it
    # Translations of texts, by the text without the space around it: languages and what it is in them.
    translations: dict[str, dict[str, str]] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(1_000_000)))


class Keys:
    """The keys of one mapping. What was never asked for can be told at the end (`rest`)."""

    def __init__(self, data: Map, file: str, context: Context, definitions: Iterable[ast.stmt] = ()) -> None:
        self.data, self.file, self.context = data, file, context
        self.definitions = list(definitions)
        self.line = data.line
        self._seen: set[str] = set()

    def below(self, data: Map) -> Keys:
        """The keys of a mapping inside this one."""
        return Keys(data, self.file, self.context, self.definitions)

    def __contains__(self, key: str) -> bool:
        return key in self.data

    def take(self, key: str, default: Any = None) -> Any:
        """The plain value of `key`."""
        self._seen.add(key)
        return self.data.get(key, default)

    def rest(self) -> list[str]:
        """The keys that nobody has asked for."""
        return [key for key in self.data if key not in self._seen]

    def remark_idle(self, what: str, reasons: Mapping[str, str]) -> None:
        """Note the keys that do nothing here, each with its reason; they are known."""
        for key in self.data.keys() & reasons.keys():
            self._seen.add(key)
            if not absent.is_so_anyway(key, self.data[key]):
                self.remark(key, f"The key “{key}” of {what} does nothing here.", reasons[key])

    def remark(self, key: str, message: str, fix: str = "") -> None:
        """Note something about `key` that an author should look at."""
        self.context.remarks.append(Remark(self.file, self.data.line_of(key), message, fix))

    def remark_unknown(self, what: str, known: Iterable[str]) -> None:
        """Note the keys that nobody has asked for: they do nothing."""
        for key in self.rest():
            message = f"The key “{key}” of {what} is not known, and does nothing."
            self.remark(key, message, did_you_mean(key, [*known, *self._seen]))

    def error(self, key: str, message: str, fix: str = "") -> AuthorError:
        """An error on the line of `key`."""
        return AuthorError(message, file=self.file, line=self.data.line_of(key), fix=fix)

    # -- kinds of values ----------------------------------------------------------------------------------

    def template_of(self, value: Any, line: int) -> Template:
        """The template that a plain YAML value writes."""
        if isinstance(value, dict | list):
            raise AuthorError("Text is expected here, not a structure.", file=self.file, line=line,
                              fix="Put quotes around text that holds a colon or begins with a dash.")  # fmt: skip
        written = "" if value is None else value if isinstance(value, str) else str(value)
        made = compile_template(written, self.file, line, self.definitions)
        known = self.context.translations.get(written.strip())
        return self._translated(made, known) if known else made

    def _translated(self, made: Template, known: dict[str, str]) -> Template:
        """A template with its translations. A translation keeps the line breaks around the text."""
        end = made.source[len(made.source.rstrip()) :]
        return replace(
            made,
            translations=tuple(
                (language, compile_template(f"{words.strip()}{end}", self.file, made.line, self.definitions))
                for language, words in known.items()
            ),
        )

    def template(self, key: str) -> Template | None:
        """The template of `key`, if it is there."""
        value = self.take(key)
        return None if value is None else self.template_of(value, self.data.line_of(key))

    def templates(self, keys: Iterable[str]) -> dict[str, Template]:
        """Those of `keys` that are there, as templates."""
        found = {key: self.template(key) for key in keys}
        return {key: template for key, template in found.items() if template is not None}

    def expression(self, key: str) -> Expression | None:
        """The Python expression of `key`, if it is there."""
        value = self.take(key)
        return None if value is None else self.expression_of(value, self.data.line_of(key))

    def expression_of(self, value: Any, line: int) -> Expression:
        """The Python expression that a plain YAML value writes."""
        if isinstance(value, dict | list):
            raise AuthorError("A Python expression is expected here.", file=self.file, line=line,
                              fix="Write it as text after the colon.")  # fmt: skip
        return compile_expression(str(value), self.file, line)

    def expressions(self, key: str) -> tuple[Expression, ...]:
        """The expressions of `key`: one, or a list."""
        return tuple(self.expression_of(value, line) for value, line in self.items(key))

    def code(self, key: str) -> Code | None:
        """The statements of `key`, if it is there."""
        value = self.take(key)
        if value is None:
            return None
        if isinstance(value, dict | list):
            raise self.error(key, f"`{key}` must be Python code.", f"Write `{key}: |` and the code below it.")
        return compile_code(str(value), self.file, self.data.line_of(key))

    def condition(self, key: str, default: bool = False) -> bool | Expression:
        """The yes or no of `key`, or the expression that decides it."""
        value = self.take(key)
        return default if value is None else self.condition_of(value, self.data.line_of(key))

    def condition_of(self, value: Any, line: int) -> bool | Expression:
        """A plain yes or no, or the expression that decides it (as text, or below `code`)."""
        if isinstance(value, bool):
            return value
        if isinstance(value, Map) and set(value) == {"code"}:
            return self.expression_of(value["code"], value.line_of("code"))
        return self.expression_of(value, line)

    def flag(self, key: str, default: bool = False) -> bool:
        """The plain yes or no of `key`."""
        value = self.take(key, default)
        if not isinstance(value, bool):
            raise self.error(key, f"`{key}` must be True or False.")
        return value

    def words(self, key: str) -> tuple[str, ...]:
        """The plain texts of `key`: one, or a list."""
        return tuple(str(value) for value, _ in self.items(key))

    def word(self, key: str, default: str = "") -> str:
        """The plain text of `key`."""
        value = self.take(key)
        if isinstance(value, dict | list):
            raise self.error(key, f"`{key}` must be text.")
        return default if value is None else str(value)

    def variables(self, key: str) -> tuple[str, ...]:
        """The names of variables of `key`: one, or a list."""
        return tuple(self.variable_of(value, line) for value, line in self.items(key))

    def variable(self, key: str) -> str:
        """The name of a variable that `key` gives, or ""."""
        value = self.take(key)
        return "" if value is None else self.variable_of(value, self.data.line_of(key))

    def variable_of(self, value: Any, line: int) -> str:
        """The variable's name that a plain YAML value writes."""
        try:
            return names.canonical(str(value))
        except names.BadName:
            raise AuthorError(
                f"“{value}” is not the name of a variable.", file=self.file, line=line,
                fix="A name is letters, digits and underscores, with .attributes and [indexes]; the label comes first.",
            ) from None  # fmt: skip

    def items(self, key: str) -> Iterator[tuple[Any, int]]:
        """The values of `key` with their lines, whether it is one value or a list of them."""
        value = self.take(key)
        if isinstance(value, Seq):
            yield from zip(value, value.lines, strict=True)
        elif value is not None:
            yield value, self.data.line_of(key)
