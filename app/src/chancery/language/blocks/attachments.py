"""`attachment`, `attachments` and `attachment code`: the documents of a question, or of a block of their own."""

from __future__ import annotations

import re
from typing import Any

from .. import absent
from ..assembly import FORMATS
from ..compile import Template, compile_template
from ..errors import AuthorError
from ..source import Map, Seq, parse_data
from .model import Attachment, Attachments, FileName, LetterText
from .reader import Keys, Remark
from .values import data_of

# Files of metadata, the ones after the others.
_METADATA_FILES = ("initial yaml", "additional yaml")
KEYS = (
    "name", "filename", "description", "content", "content file", "skip undefined", "initial yaml", "additional yaml",
    "template file", "rtf template file", "docx reference file", "docx template file", "pdf template file",
    "valid formats", "valid types", "metadata", "fields", "field code", "field variables", "raw field variables",
    "code", "checkbox export value", "editable", "variable name", "language", "redact", "pdf/a", "tagged pdf",
    "password", "owner password", "permissions", "hyperlink style", "usedefs", "update references", "raw", "manual",
    "manual code", "file", "decimal places", "rendering font", "always include editable files",
)  # fmt: skip
# What a question may say about its documents as a whole.
OPTIONS = ("allow downloading", "allow emailing", "always include editable files", "include attachment notice",
           "include download tab", "describe file types", "manual attachment list")  # fmt: skip
# Formats that have another name, or are given as one that says as much.
_ALIASES = {"rtf": "docx", "rtf to docx": "docx", "tex": "md", "text": "md", "markdown": "md"}
_DEFAULT = ("pdf", "docx")
_EXTENSION = re.compile(r"\.([A-Za-z0-9]{1,8})")


def parse_attachments(keys: Keys) -> Attachments | None:
    """The documents that a question or a block asks for; None if it asks for none."""
    items: list[Attachment] = []
    for key in ("attachment", "attachments"):
        for value, line in keys.items(key):
            items += _parse(keys, value, line)
    code = keys.expression("attachment code") or keys.expression("attachments code")
    letter = LetterText(
        subject=keys.template("email subject"), body=keys.template("email body"),
        template=keys.expression("email template"), address=keys.template("email address default"),
    )  # fmt: skip
    if not items and code is None:
        return None
    options = {key: keys.condition(key, True) for key in OPTIONS if key in keys}
    return Attachments(
        items=tuple(items), code=code, options=options, zip_name=keys.template("zip filename"),
        variable=keys.variable("variable name"), letter=letter,
    )  # fmt: skip


def take_options(keys: Keys) -> None:
    """Let `attachment options` hold for every document that is read after it.

    Raises:
        AuthorError: they are no mapping, or a file that they name is none.
    """
    for value, line in keys.items("attachment options"):
        if not isinstance(value, Map):
            raise AuthorError("`attachment options` must be a mapping.", file=keys.file, line=line,
                              fix="Write for instance `additional yaml: looks.yml` below it.")  # fmt: skip
        below = keys.below(value)
        keys.context.metadata.update(_metadata(below))
        below.remark_idle("`attachment options`", absent.DOCUMENTS)
        below.remark_unknown("`attachment options`", _METADATA_FILES)


def _metadata(keys: Keys) -> dict[str, Any]:
    """What the files of metadata that a document names say, and then its `metadata`."""
    found: dict[str, Any] = {}
    for key in _METADATA_FILES:
        for name, _ in keys.items(key):
            written = keys.context.read(str(name), keys.file)
            if written is None:
                keys.remark(key, f"The file “{name}” does not exist, and says nothing.", "Put it into data/templates.")
                continue
            given = parse_data(str(name), written.encode())
            if not isinstance(given, Map):
                raise keys.error(key, f"The file “{name}” holds no mapping.", "Write `fontsize: 12pt` and its like.")
            # What stands in such a file is Markdown, but no template of Mako's.
            found |= {
                part: Template(text, str(name), 1) if isinstance(text, str) else text
                for part, text in given.items() if not isinstance(text, dict | list)
            }  # fmt: skip
    return found | dict(_texts(keys, "metadata"))


def _parse(keys: Keys, value: Any, line: int) -> list[Attachment]:
    if isinstance(value, Seq):
        return [found for item, at in zip(value, value.lines, strict=True) for found in _parse(keys, item, at)]
    if isinstance(value, str):
        # A variable that holds a document.
        return [Attachment(line=line, value=keys.expression_of(value, line))]
    if not isinstance(value, Map):
        raise AuthorError("A document is a mapping.", file=keys.file, line=line, fix="Write `name: ` and `content: |`.")
    if set(value) == {"code"}:
        return [Attachment(line=line, value=keys.expression_of(value["code"], value.line_of("code")))]
    below = keys.below(value)
    found = _attachment(below)
    below.remark_idle("a document", absent.DOCUMENTS)
    for key in KEYS:
        below.take(key)
    below.remark_unknown("a document", KEYS)
    return [found]


def _attachment(keys: Keys) -> Attachment:
    definitions = keys.data.get("usedefs")
    for name in definitions if isinstance(definitions, list) else [definitions] if definitions else []:
        keys.definitions += keys.context.definitions.get(str(name), [])
    values = tuple(
        (name, template) for entry, line in keys.items("fields") for name, template in _fields(keys, entry, line)
    )
    extension = _raw_extension(keys)
    return Attachment(
        line=keys.line,
        name=keys.template("name"), filename=keys.template("filename"), description=keys.template("description"),
        content=_content(keys), word_template=_file(keys, "docx template file"), form=_file(keys, "pdf template file"),
        fields=values, field_code=_expressions(keys, "field code"),
        field_variables=(*keys.words("field variables"), *keys.words("raw field variables")),
        values=keys.expression("code"), metadata=tuple({**keys.context.metadata, **_metadata(keys)}.items()),
        formats=_formats(keys),
        variable=keys.variable("variable name"), language=keys.template("language"), checkbox=keys.template(
            "checkbox export value"), editable=keys.condition("editable", True), redact=keys.condition("redact", True),
        skip_undefined=keys.condition("skip undefined"), archival=keys.condition("pdf/a"),
        raw_extension=extension, raw=True if extension else keys.condition("raw"),
        decimals=keys.template("decimal places"), manual=_expressions(keys, "manual"),
        manual_code=keys.expression("manual code"), update_references=keys.condition("update references"),
    )  # fmt: skip


def _raw_extension(keys: Keys) -> str:
    """The extension that `raw` names (`.csv`); "" where it is a condition."""
    value = keys.data.get("raw")
    match = _EXTENSION.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        return ""
    keys.take("raw")
    return match[1].lower()


def _content(keys: Keys) -> tuple[Template | FileName, ...]:
    """What the document says: written here, or in files whose names stand here or are known at run time."""
    content = keys.template("content")
    if content is not None:
        return (content,)
    value = keys.take("content file")
    if value is None:
        return ()
    line = keys.data.line_of("content file")
    if isinstance(value, Map):
        return (FileName(code=keys.expression_of(value.get("code"), value.line_of("code"))),)
    found: list[Template | FileName] = []
    for name in value if isinstance(value, list) else [value]:
        written = keys.context.read(str(name), keys.file)
        if written is None:
            raise keys.error("content file", f"The file “{name}” does not exist.", "Put it into data/templates.")
        found.append(compile_template(written, str(name), 1, keys.definitions))
    if not found:
        raise AuthorError("`content file` names no file.", file=keys.file, line=line)
    return tuple(found)


def _file(keys: Keys, key: str) -> tuple[FileName, ...]:
    """The template's files: one, or several whose results are put together; each a name or code that gives one."""
    return tuple(
        FileName(code=keys.expression_of(value.get("code"), line)) if isinstance(value, Map)
        else FileName(name=keys.template_of(value, line))
        for value, line in keys.items(key)
    )  # fmt: skip


def _fields(keys: Keys, entry: Any, line: int) -> list[tuple[str, Any]]:
    """Names and their values: templates, or lists and mappings of such."""
    if not isinstance(entry, Map):
        raise AuthorError("`fields` of a document must be names and values.", file=keys.file, line=line,
                          fix="Write `- field: value` lines below it.")  # fmt: skip
    return [
        (name, data_of(keys, value, entry.line_of(name), code=False) if isinstance(value, dict | list)
         else keys.template_of(value, entry.line_of(name)))
        for name, value in entry.items()
    ]  # fmt: skip


def _expressions(keys: Keys, key: str) -> tuple[tuple[str, Any], ...]:
    return tuple(
        (name, keys.expression_of(code, entry.line_of(name)))
        for entry, _ in keys.items(key) if isinstance(entry, Map)
        for name, code in entry.items()
    )  # fmt: skip


def _texts(keys: Keys, key: str) -> tuple[tuple[str, Any], ...]:
    value = keys.take(key)
    if not isinstance(value, Map):
        return ()
    return tuple(
        (name, keys.template_of(text, value.line_of(name)) if isinstance(text, str) else text)
        for name, text in value.items()
        if not isinstance(text, dict | list)
    )


def _formats(keys: Keys) -> tuple[str, ...]:
    written = [*keys.items("valid formats"), *keys.items("valid types")]
    found: list[str] = []
    for value, line in written:
        name = str(value).strip().lower()
        known = _ALIASES.get(name, name)
        if known not in FORMATS:
            raise AuthorError(
                f"“{value}” is not a format of documents.", file=keys.file, line=line,
                fix=f"The formats are {', '.join(sorted((*FORMATS, *_ALIASES)))}.",
            )  # fmt: skip
        if name in ("rtf", "tex"):
            keys.context.remarks.append(
                Remark(keys.file, line, f"Documents are not made as {name.upper()}.", f"This one is made as {known}.")
            )
        found.append(known)
    return tuple(dict.fromkeys(found)) or _DEFAULT
