"""docs/language.md: which parts of the interview language are there, which differ and why, from what the code holds.

Keys are found by reading a sample of each kind of block and noting what its parser asks for, so a key that is added to
a parser is on the page without anybody's thinking of it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ..language import absent
from ..language.assembly import FORMATS
from ..language.blocks import features
from ..language.blocks import fields as field_blocks
from ..language.blocks import parse as block_parsers
from ..language.blocks.attachments import KEYS as DOCUMENT_KEYS
from ..language.blocks.attachments import OPTIONS as DOCUMENT_OPTIONS
from ..language.blocks.common import common_keys
from ..language.blocks.reader import Context, Keys
from ..language.blocks.settings import SETTINGS
from ..language.builtins import ALWAYS
from ..language.compile.jinja_filters import FILTERS, TESTS
from ..language.compile.policy import INSTEAD
from ..language.engine import field_choices as served_fields
from ..language.engine.builtin import KINDS as FUNCTIONS
from ..language.engine.uploads import UPLOADS
from ..language.modules import MODULES
from ..language.objects.base import KINDS as CLASSES
from ..language.refusals import REASONS, instead
from ..language.source import parse

_SAMPLES = {
    "question": (
        "question: x",
        "question: x\nfields:\n  - A: a",
        "question: x\nfield: a\nchoices:\n  - A",
        "question: x\nreview:\n  - note: A",
    ),
    "code": ("code: a = 1",),
    "template": ("template: a\ncontent: x",),
    "table": ("table: a\nrows: b\ncolumns:\n  - x: row_item",),
    "data": ("variable name: a\ndata: x",),
    "data from code": ("variable name: a\ndata from code: b",),
    "objects": ("objects:\n  - a: DAObject",),
    "objects from file": ("objects from file:\n  - a: a.yml",),
    "event": ("event: a\nresponse: x", "event: a\nresponse filename: x"),
    "attachment": ("attachment:\n  name: x\n  content: x\n  variable name: a",),
}
# What a sample alone cannot have: the file that it names.
_ELSEWHERE = {"template": ("content file",)}
# Python's own modules that are here whole: what they hold differs from one Python to the next.
_WHOLE = {"math": "all that Python has"}
# What styles and scripts of interviews find on the page of a question, in docassemble's words.
MARKS = {
    ".dabody": "the page's body, which is `.question-` and the question's `id` too: small letters, and hyphens for "
    "all that is no letter or figure",
    "#daMainQuestion": "the question, within `.da-page-header`",
    ".da-subquestion": "the `subquestion`",
    "#daform": "the form",
    ".da-field-container": "a field with its label, which is `.da-field-container-datatype-` and the `datatype`, and "
    "`.da-field-container-inputtype-` and how it is asked; or `.da-field-container-note`, `-html`",
    ".da-field-buttons": "the buttons below the fields, and `.da-button-set` buttons that are the answer",
    "#da-continue-button": "Continue",
    "#dabackbutton": "the form of Back",
    ".da-review": "an item of a review",
}
SCRIPTS = (
    "val", "getField", "getFields", "setField", "flash", "action_call", "action_perform", "action_perform_with_next",
    "url_action", "url_action_call", "url_action_perform", "get_interview_variables", "da_val", "da_flash",
    "da_action_call", "da_action_perform", "da_get_interview_variables", "da_url_action", "daGetField", "daGetFields",
    "daSetField", "daShowSpinner", "daHideSpinner",
)  # fmt: skip
# Names that the compiler puts there; no author can write them.
_INTERNAL = ("_", "str.")
_HEAD = """# The language

Interviews are written in docassemble's language. This page says which parts of it are there, which differ and why.
It is written by `chancery language` from the code itself; a test fails when it is out of date. `chancery check` says
the same of an interview, with file and line. More on [documents](documents.md), on [letters](letters.md), and on
[recorded interviews that do not pass](compatibility.md).
"""


def page() -> str:
    """The whole page, as Markdown."""
    sections = [
        _HEAD,
        "## Blocks\n",
        "Every block may have " + _listed(sorted(_common())) + ". Beside these:\n",
        _table(("block", "keys"), ((f"`{kind}`", _listed(keys)) for kind, keys in blocks().items())),
        "For the whole interview: " + _listed(_settings()) + ".\n",
        "`features`: " + _listed(features.ACTIVE) + ".\n",
        "`include: - basic-questions.yml` is there for every interview, in Chancery's own words: the people and papers "
        "of a case (`client`, `spouse`, `advocate`, `case`, `court`, `pleading`), who is answering (`user`, `role`), "
        "and questions about any `Individual`, `Organization`, `Address`, `Document` and list.\n",
        "## Fields\n",
        "Datatypes: " + _listed(_datatypes()) + ".\n",
        "`input type`: " + _listed(served_fields.INPUT_TYPES) + ".\n",
        "Keys of a field: " + _listed(_without(field_blocks.KNOWN, absent.FIELDS)) + ".\n",
        "## Documents\n",
        "Formats: " + _listed(FORMATS) + ". Keys: " + _listed(_without(DOCUMENT_KEYS, absent.DOCUMENTS))
        + ". Of the question: " + _listed(DOCUMENT_OPTIONS) + ".\n",
        "Filters of DOCX templates: " + _listed(FILTERS) + ". Tests: " + _listed(TESTS) + ".\n",
        "## What is taken and does nothing\n",
        "These are known, and change nothing; `chancery check` says so wherever one asks for what is not so anyway.\n",
        _table(("key or name", "why"), _idle()),
        "## Styles and scripts\n",
        "`css`, `script` and the files of `features` find these on the page of a question, beside the `css class`es "
        "that an interview gives:\n",
        _table(("selector", "what it is"), ((f"`{name}`", what) for name, what in MARKS.items())),
        "Scripts may call " + _listed(SCRIPTS) + "; each page sends `daPageLoad` to the document. What "
        "the third argument of `action_perform_with_next` names (an event, `{action, arguments}`, a list of them) is "
        "done after the action. A table has the classes of `table css class`, and its head those after a comma.\n",
        "## Code\n",
        "Code blocks, conditions, Mako and marks of DOCX templates are compiled to one list of allowed syntax when the "
        "interview is loaded. Names that begin with an underscore, and attributes that lead out of it, are refused. "
        "`type(x)` can be compared (`type(x) is DADict`) and named (`type(x).__name__`). "
        "Of Python's syntax these are refused:\n",
        _table(("syntax", "instead"), INSTEAD.values()),
        "Modules that may be imported, each with the names that it has here:\n",
        _table(("module", "names"), ((f"`{name}`", _module(name)) for name in sorted(MODULES))),
        "## Functions\n",
        _table(("function", "what it does"), functions()),
        "## Classes\n",
        _table(("class", "what it is"), ((f"`{name}`", _said(CLASSES[name])) for name in sorted(CLASSES))),
        "## Names that are refused\n",
        "An interview may name these; whoever uses one is told why it is not there, with file and line.\n",
        _table(
            ("name", "why", "instead"),
            ((f"`{name}`", REASONS[name], instead(name)) for name in sorted(REASONS, key=str.lower)),
        ),
    ]  # fmt: skip
    return "\n".join(sections)


def available() -> dict[str, Any]:
    """The functions, classes and values that every interview finds, by name."""
    bound = {name: value for kind in FUNCTIONS for name, value in vars(kind).items()}
    found = {**ALWAYS, **bound}
    return {name: value for name, value in found.items() if not name.startswith(_INTERNAL)}


class _Watching(Keys):
    """Keys that note which ones a parser asks for."""

    def __init__(self, sample: str) -> None:
        super().__init__(parse("sample", sample.encode())[0].data, "sample", Context())
        self.asked: set[str] = set()

    def __contains__(self, key: str) -> bool:
        self.asked.add(key)
        return super().__contains__(key)

    def take(self, key: str, default: Any = None) -> Any:
        """See `Keys`."""
        self.asked.add(key)
        return super().take(key, default)


def _common() -> set[str]:
    keys = _Watching("code: a = 1")
    common_keys(keys)
    return {*keys.asked, "id"}


def blocks() -> dict[str, list[str]]:
    """The keys of each kind of block, without those that every one has and those that do nothing."""
    found = {}
    for kind, samples in _SAMPLES.items():
        asked = set(_ELSEWHERE.get(kind, ()))
        for sample in samples:
            keys = _Watching(sample)
            block_parsers.BlockParser().block(keys, "sample", "sample")
            asked |= keys.asked
        found[kind] = sorted(asked - _common())
    return found


def _settings() -> list[str]:
    return sorted(SETTINGS)


# Where keys that do nothing stand, each place with what they are and why.
IDLE: dict[str, dict[str, str]] = {
    "a question": absent.KEYS, "a field": absent.FIELDS, "a document": absent.DOCUMENTS, "a table": absent.TABLES,
    "`features`": absent.FEATURES, "`metadata`": absent.METADATA,
}  # fmt: skip


def _idle() -> Iterator[tuple[str, str]]:
    for place, reasons in IDLE.items():
        yield from ((f"`{key}` of {place}", reasons[key]) for key in sorted(reasons))


def _without(names: Iterable[str], others: Iterable[str]) -> list[str]:
    return [name for name in names if name not in set(others)]


def _datatypes() -> list[str]:
    return sorted({"text", "raw", *served_fields.INPUTS, *served_fields.WORDED, *UPLOADS, "signature"})


def functions() -> Iterator[tuple[str, str]]:
    """Each function, and what it says of itself."""
    for name, value in sorted(available().items(), key=lambda item: item[0].lower()):
        if callable(value) and name not in CLASSES and name not in REASONS:
            yield f"`{name}`", _said(value)


def _said(value: Callable[..., Any]) -> str:
    """The first sentence of what our own code says of itself; Python's builtins are known."""
    module = getattr(value, "__module__", "") or ""
    lines = (inspect.getdoc(value) or "").partition("\n\n")[0].split()
    return " ".join(lines) if module.startswith("chancery") and lines else "as in Python"


def _module(name: str) -> str:
    return _WHOLE.get(name) or _listed(sorted(MODULES[name]))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    for first, *rest in rows:
        cells = " | ".join((first, *(cell.replace("|", "\\|") for cell in rest)))
        lines.append(f"| {cells} |")
    return "\n".join(lines) + "\n"
