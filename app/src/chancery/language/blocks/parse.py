"""Documents into blocks, and into the settings that hold for the whole interview."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from ..compile import Expression, Template, compile_template, parse_definitions
from ..errors import AuthorError
from ..source import Document, Map, Seq
from .attachments import parse_attachments
from .common import common_keys
from .images import Image, parse_images
from .model import AttachmentsBlock, Block, CodeBlock, DataBlock, LaterBlock, ObjectsBlock, TextBlock
from .question import LATER as LATER_IN_QUESTIONS
from .question import parse_question
from .reader import Context, Keys, Reader, no_files
from .tables import parse_table
from .terms import parse_terms

# Blocks that this version loads but does not run, by the key that tells them.
LATER = (
    "objects from file", "attachment", "attachments", "attachment code",
    "translations", "template with content file",
)  # fmt: skip
# Keys that hold for the whole interview, and what becomes of several of them.
_SETTINGS = (
    "metadata",
    "features",
    "default screen parts",
    "default validation messages",
    "imports",
    "modules",
    "sections",
    "interview help",
    "terms",
    "auto terms",
    "image sets",
    "images",
    "default role",
    "default language",
    "order",
    "words",
    "reset",
    "machine learning storage",
    "progressive",
    "auto open",
    "on change",
    "use objects",
    "translations",
    "def",
    "mako",
    "comment",
    "include",
    "usedefs",
)
SHOWN = 60


@dataclass(slots=True)
class Settings:
    """What blocks say about the interview as a whole."""

    metadata: dict[str, Any] = field(default_factory=dict)
    features: dict[str, Any] = field(default_factory=dict)
    screen_parts: dict[str, Template] = field(default_factory=dict)
    messages: dict[str, Template] = field(default_factory=dict)
    terms: dict[str, Template] = field(default_factory=dict)
    # Terms that are explained wherever they stand.
    auto_terms: dict[str, Template] = field(default_factory=dict)
    imports: list[tuple[str, str, int]] = field(default_factory=list)  # module, file, line
    modules: list[tuple[str, str, int]] = field(default_factory=list)
    order: list[tuple[str, ...]] = field(default_factory=list)
    on_change: list[tuple[str, CodeBlock]] = field(default_factory=list)
    # The sections by language ("*" for any), their texts as templates.
    sections: dict[str, list[Any]] = field(default_factory=dict)
    # Whether a section can be gone to only once it was shown.
    progressive: bool = True
    # Pictures by the names that `:name:` and `decoration` call them by.
    images: dict[str, Image] = field(default_factory=dict)
    help: list[tuple[Template | None, Template]] = field(default_factory=list)
    language: str = ""


class BlockParser:
    """Turns the documents of one interview, in order, into blocks and settings."""

    def __init__(self, read: Reader = no_files) -> None:
        self.context = Context(read)
        self.settings = Settings()
        self.blocks: list[Block] = []
        # Blocks that stand inside a choice, by id: they run only when the choice was made.
        self.embedded: dict[str, Block] = {}

    def parse(self, document: Document) -> None:
        """Take in one document.

        Raises:
            AuthorError: the document is not a block.
        """
        data = document.data
        definitions = self._definitions(data, document.file)
        keys = Keys(data, document.file, self.context, definitions)
        called = _called(document.text)
        try:
            self._settings(keys)
            block = self._block(keys, f"{document.file.rpartition('/')[2]}#{document.number}", called)
        except AuthorError as error:
            raise error.at(document.file, document.line, called) from None
        if block is not None:
            self.blocks.append(block)

    def _definitions(self, data: Map, file: str) -> list[Any]:
        found: list[Any] = []
        wanted = data.get("usedefs", [])
        for name in wanted if isinstance(wanted, list) else [wanted]:
            if name not in self.context.definitions:
                raise AuthorError(
                    f"`usedefs` names “{name}”, which no earlier `def` block defines.", file=file,
                    line=data.line_of("usedefs"), fix="Put the `def` block before this one.",
                )  # fmt: skip
            found += self.context.definitions[name]
        return found

    # -- blocks ---------------------------------------------------------------------------------------------

    def _block(self, keys: Keys, id_: str, called: str) -> Block | None:
        """The block of `keys`, if it is one."""
        kind = _kind(keys.data)
        if kind is None:
            keys.remark_unknown("this block", _SETTINGS)
            return None
        block = {
            "id": keys.word("id") or id_, "file": keys.file, "line": keys.line, "number": next(self.context.numbers),
            "called": called, **common_keys(keys),
        }  # fmt: skip
        return self._of_kind(kind, keys, block)

    def _of_kind(self, kind: str, keys: Keys, block: dict[str, Any]) -> Block:
        if kind == "question":
            return self._question(keys, block)
        if kind == "code":
            code = keys.code("code")
            if code is None:
                raise keys.error("code", "The `code` of this block is empty.", "Write `code: |` and the code below it.")
            limited = "only sets" in keys or "event" in keys
            if "default role" in keys:
                block["initial"] = True  # who is who is found out anew for each screen
            scanned = code.assigns if keys.flag("scan for variables", True) and not limited else ()
            block["sets"] = tuple(dict.fromkeys((*block["sets"], *scanned)))
            keys.remark_unknown("a code block", ())
            return CodeBlock(**block, code=code)
        if kind == "template":
            return self._template(keys, block)
        if kind == "table":
            return parse_table(keys, block)
        if kind in ("data", "data from code"):
            variable = keys.variable("variable name")
            block["sets"] = (variable,)
            value = _data(keys, keys.take(kind), keys.data.line_of(kind), code=kind == "data from code")
            wanted = keys.take("use objects")
            return DataBlock(
                **block, variable=variable, value=value, objects=wanted in (True, "objects"), lists=wanted is True,
                gathered=keys.flag("gathered", True),
            )  # fmt: skip
        if kind == "objects":
            objects = _objects(keys)
            block["sets"] = tuple(name for name, _ in objects)
            return ObjectsBlock(**block, objects=objects)
        attachments = parse_attachments(keys) if kind in ("attachment", "attachments", "attachment code") else None
        if attachments is not None:
            named = (attachments.variable, *(item.variable for item in attachments.items))
            block["sets"] = tuple(dict.fromkeys((*block["sets"], *(name for name in named if name))))
            keys.remark_unknown("a document’s block", ())
            return AttachmentsBlock(**block, attachments=attachments)
        block["sets"] = (*block["sets"], *_later_variables(keys, kind))
        return LaterBlock(**block, kind=kind)

    def _question(self, keys: Keys, block: dict[str, Any]) -> Block:
        inside: list[Block] = []

        def embed(data: Map) -> str:
            inner = self._block(keys.below(data), f"{block['id']}/{len(inside)}", block["called"])
            if inner is None:
                raise AuthorError("The block inside this choice is not one.", file=keys.file, line=data.line,
                                  fix="Give it `code` or `question`.")  # fmt: skip
            inside.append(inner)
            self.embedded[inner.id] = inner
            return inner.id

        question = parse_question(keys, block, embed)
        # The whole question can define what the blocks inside its choices define.
        sets = dict.fromkeys([*question.sets, *(name for inner in inside for name in inner.sets)])
        question = replace(question, sets=tuple(sets))
        for key in LATER_IN_QUESTIONS:
            keys.take(key)
        keys.remark_unknown("a question", ())
        return question

    def _template(self, keys: Keys, block: dict[str, Any]) -> Block:
        variable = keys.variable("template")
        block["sets"] = (variable,)
        block["target"] = keys.word("target")
        named = keys.data.get("content file")
        if "content" not in keys and isinstance(named, Map) and "code" in named:
            keys.take("content file")
            code = keys.expression_of(named["code"], named.line_of("code"))
            empty = keys.template_of("", keys.line)
            return TextBlock(
                **block, variable=variable, content=empty, content_file=code, subject=keys.template("subject")
            )
        content = keys.template("content") or self._content_file(keys)
        if content is None:
            raise keys.error("template", "The template has no `content`.", "Write `content: |` and the text below it.")
        return TextBlock(**block, variable=variable, content=content, subject=keys.template("subject"))

    def _content_file(self, keys: Keys) -> Template | None:
        """The template in the file that `content file` names, if it names one and not code that does."""
        value = keys.take("content file")
        if not isinstance(value, str):
            return None
        content = self.context.read(value, keys.file)
        if content is None:
            raise keys.error("content file", f"The file “{value}” does not exist.", "Put it into data/templates.")
        return compile_template(content, value, 1, keys.definitions)

    # -- settings -------------------------------------------------------------------------------------------

    def _settings(self, keys: Keys) -> None:
        settings = self.settings
        settings.metadata.update(_mapping(keys, "metadata"))
        settings.features.update(_mapping(keys, "features"))
        settings.screen_parts.update(_templates(keys, "default screen parts"))
        settings.messages.update(_templates(keys, "default validation messages"))
        if _kind(keys.data) != "question":
            settings.terms.update(parse_terms(keys))
            settings.auto_terms.update(parse_terms(keys, "auto terms"))
        for key, modules in (("imports", settings.imports), ("modules", settings.modules)):
            modules += [(str(name), keys.file, line) for name, line in keys.items(key)]
        settings.on_change += self._on_change(keys)
        if "order" in keys:
            settings.order.append(keys.words("order"))
        if "sections" in keys:
            value = _data(keys, keys.take("sections") or [], keys.data.line_of("sections"), code=False)
            language = keys.word("language", self.context.language)
            settings.sections[language] = value if isinstance(value, list) else [value]
        settings.images.update(parse_images(keys))
        if "progressive" in keys:
            settings.progressive = keys.flag("progressive", True)
        self._interview_help(keys)
        if "default language" in keys:
            settings.language = settings.language or keys.word("default language")
            self.context.language = keys.word("default language")
        if "def" in keys:
            body = keys.word("mako")
            found = parse_definitions(body, keys.file, keys.data.line_of("mako"))
            self.context.definitions[keys.word("def")] = found
        for key in _SETTINGS:
            keys.take(key)

    def _interview_help(self, keys: Keys) -> None:
        value = keys.take("interview help")
        if isinstance(value, Map):
            below = keys.below(value)
            content = below.template("content")
            if content is not None:
                self.settings.help.append((below.template("heading") or below.template("label"), content))
        elif value is not None:
            self.settings.help.append((None, keys.template_of(value, keys.data.line_of("interview help"))))

    def _on_change(self, keys: Keys) -> list[tuple[str, CodeBlock]]:
        value = keys.take("on change")
        if value is None:
            return []
        if not isinstance(value, Map):
            raise keys.error("on change", "`on change` must be a mapping.", "Write `variable: |` and code below it.")
        found = []
        for name in value:
            below = keys.below(value)
            code = below.code(name)
            if code is not None:
                block = CodeBlock(
                    id=f"on change {name}",
                    file=keys.file,
                    line=value.line_of(name),
                    called=f"on change {name}",
                    number=next(self.context.numbers),
                    code=code,
                )
                found.append((keys.variable_of(name, value.line_of(name)), block))
        return found


def _kind(data: Map) -> str | None:
    """Which kind of block a mapping is."""
    if "question" in data:
        return "question"
    for kind in ("template", "table", "code", "data", "data from code", "objects"):
        if kind in data:
            return kind
    return next((kind for kind in LATER if kind in data), "event" if "event" in data else None)


def _called(text: str) -> str:
    """How an error speaks of a block: its first words."""
    first = next((line for line in text.splitlines() if line.strip() and not line.startswith("#")), "")
    words = " ".join(text[text.find(first) :].split())
    return words if len(words) <= SHOWN else words[: SHOWN - 1] + "…"


def _mapping(keys: Keys, key: str) -> Map:
    value = keys.take(key)
    if value is None:
        return Map(keys.line)
    if not isinstance(value, Map):
        raise keys.error(key, f"`{key}` must be a mapping.", "Write `name: value` lines below it.")
    return value


def _templates(keys: Keys, key: str) -> dict[str, Template]:
    pairs = _mapping(keys, key)
    return {
        name: keys.template_of(text, pairs.line_of(name))
        for name, text in pairs.items()
        if text is not None and not isinstance(text, dict | list | bool)
    }


def _data(keys: Keys, value: Any, line: int, *, code: bool) -> Any:
    """The value of a `data` block: its texts are templates, or expressions in `data from code`."""
    if isinstance(value, Map):
        # What says of which class an object is stays as it is written.
        told = ("object", "module") if "object" in value and ("item" in value or "items" in value) else ()
        return {
            name: item if name in told else _data(keys, item, value.line_of(name), code=code)
            for name, item in value.items()
        }
    if isinstance(value, Seq):
        return [_data(keys, item, line, code=code) for item, line in zip(value, value.lines, strict=True)]
    if not isinstance(value, str):
        return value
    return keys.expression_of(value, line) if code else keys.template_of(value, line)


def _objects(keys: Keys) -> tuple[tuple[str, Expression], ...]:
    """The variables of an `objects` block and the expressions for their classes."""
    found = []
    for item, line in keys.items("objects"):
        if not isinstance(item, Map):
            raise keys.error(
                "objects", "`objects` must be a list of variables and classes.", "Write `- user: Individual`."
            )
        for name, kind in item.items():
            found.append((keys.variable_of(name, line), keys.expression_of(kind, item.line_of(name))))
    return tuple(found)


def _later_variables(keys: Keys, kind: str) -> tuple[str, ...]:
    """The variables that a block of a later part of the language would define, as far as it names them."""
    value = keys.take(kind)
    found: list[str] = []
    for key in ("variable name", "template", "table"):
        found += [keys.variable(key)] if key in keys and not isinstance(keys.data[key], dict | list) else []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict) and isinstance(item.get("variable name"), str):
            found.append(item["variable name"])
    return tuple(dict.fromkeys(found))
