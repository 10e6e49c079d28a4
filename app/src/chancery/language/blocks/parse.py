"""Documents into blocks, and into the settings that hold for the whole interview."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from .. import absent
from ..compile import Expression, Template, compile_template
from ..errors import AuthorError
from ..source import Document, Map
from .attachments import parse_attachments, take_options
from .common import common_keys
from .model import AttachmentsBlock, BareBlock, Block, CodeBlock, DataBlock, ObjectsBlock, ResponseBlock, TextBlock
from .question import OF_OTHER_BLOCKS, parse_question
from .reader import Context, Keys, Reader, no_files
from .settings import SETTINGS, Settings, read_settings
from .tables import parse_table
from .values import data_of

# Blocks that may turn out to say nothing, by the key that tells them.
_BARE = ("attachment", "attachments", "attachment code", "attachments code")
# What tells a block that answers a request itself.
_RESPONSES = (
    "response", "binaryresponse", "response filename", "redirect url", "null response", "all_variables",
)  # fmt: skip
SHOWN = 60


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
            take_options(keys)
            read_settings(self.settings, keys, is_question=_kind(keys.data) == "question")
            block = self.block(keys, f"{document.file.rpartition('/')[2]}#{document.number}", called)
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

    def block(self, keys: Keys, id_: str, called: str) -> Block | None:
        """The block of `keys`, if it is one."""
        kind = _kind(keys.data)
        if kind is None:
            keys.remark_unknown("this block", SETTINGS)
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
            value = data_of(keys, keys.take(kind), keys.data.line_of(kind), code=kind == "data from code")
            wanted = keys.take("use objects")
            return DataBlock(
                **block, variable=variable, value=value, objects=wanted in (True, "objects"), lists=wanted is True,
                gathered=keys.flag("gathered", True),
            )  # fmt: skip
        if kind in _RESPONSES:
            return _response(keys, block)
        if kind in ("objects", "objects from file"):
            objects = _objects(keys) if kind == "objects" else _file_objects(keys)
            block["sets"] = tuple(name for name, _ in objects)
            return ObjectsBlock(**block, objects=objects)
        attachments = parse_attachments(keys) if kind in _BARE else None
        if attachments is not None:
            named = (attachments.variable, *(item.variable for item in attachments.items))
            block["sets"] = tuple(dict.fromkeys((*block["sets"], *(name for name in named if name))))
            keys.remark_unknown("a document’s block", ())
            return AttachmentsBlock(**block, attachments=attachments)
        block["sets"] = (*block["sets"], *_bare_variables(keys, kind))
        return BareBlock(**block, kind=kind)

    def _question(self, keys: Keys, block: dict[str, Any]) -> Block:
        inside: list[Block] = []

        def embed(data: Map) -> str:
            inner = self.block(keys.below(data), f"{block['id']}/{len(inside)}", block["called"])
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
        keys.remark_idle("a question", absent.KEYS)
        for key in keys.rest():
            if key in OF_OTHER_BLOCKS:
                keys.take(key)
                keys.remark(key, f"The key “{key}” does nothing in a question.", "It belongs to another kind of block.")
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


def _kind(data: Map) -> str | None:
    """Which kind of block a mapping is."""
    if "question" in data:
        return "question"
    for kind in ("template", "table", "code", "data", "data from code", "objects", "objects from file", *_RESPONSES):
        if kind in data:
            return kind
    return next((kind for kind in _BARE if kind in data), "event" if "event" in data else None)


def _called(text: str) -> str:
    """How an error speaks of a block: its first words."""
    first = next((line for line in text.splitlines() if line.strip() and not line.startswith("#")), "")
    words = " ".join(text[text.find(first) :].split())
    return words if len(words) <= SHOWN else words[: SHOWN - 1] + "…"


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


def _file_objects(keys: Keys) -> tuple[tuple[str, Expression], ...]:
    """The variables of an `objects from file` block, and what reads their files."""
    lists = keys.take("use objects") in (True, "objects")
    gathered = keys.flag("gathered", True)
    found = []
    for item, line in keys.items("objects from file"):
        if not isinstance(item, Map):
            raise keys.error("objects from file", "`objects from file` must be a list of variables and files.",
                             "Write `- people: people.yml`.")  # fmt: skip
        for name, file in item.items():
            call = f"objects_from_file({str(file)!r}, gathered={gathered}, use_objects={lists})"
            found.append((keys.variable_of(name, line), keys.expression_of(call, item.line_of(name))))
    return tuple(found)


def _response(keys: Keys, block: dict[str, Any]) -> ResponseBlock:
    status = keys.take("response code", 200)
    if not isinstance(status, int) or not 200 <= status <= 599:
        raise keys.error("response code", "`response code` must be a number of HTTP.", "Write for instance 200 or 404.")
    found = ResponseBlock(
        **block, text=keys.template("response"), binary=keys.expression("binaryresponse"),
        filename=keys.template("response filename"), redirect=keys.template("redirect url"),
        variables=keys.flag("all_variables"), nothing=keys.flag("null response"),
        content_type=keys.template("content type"), status=status,
    )  # fmt: skip
    keys.remark_unknown("a response", ())
    return found


def _bare_variables(keys: Keys, kind: str) -> tuple[str, ...]:
    """The variables that a block without content names."""
    value = keys.take(kind)
    found: list[str] = []
    for key in ("variable name", "template", "table"):
        found += [keys.variable(key)] if key in keys and not isinstance(keys.data[key], dict | list) else []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict) and isinstance(item.get("variable name"), str):
            found.append(item["variable name"])
    return tuple(dict.fromkeys(found))
