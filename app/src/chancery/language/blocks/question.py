"""`question` blocks: everything about one screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..compile import Expression, Template, compile_template
from ..errors import AuthorError
from ..source import Map
from .attachments import parse_attachments
from .choices import Embed, parse_choices, parse_options
from .fields import parse_fields
from .model import ActionButton, Choice, ChoiceList, FieldSpec, HelpText, ListCollect, QuestionBlock
from .model.question import HIDDEN
from .reader import Keys
from .recordings import recordings
from .tables import parse_review
from .terms import parse_terms

TEXTS = (
    "subquestion", "under", "pre", "post", "right", "continue button label", "continue button color",
    "back button label", "css class", "help label", "table css class", "submit", "resume button label",
    "resume button color", "corner back button label", "pen color", "breadcrumb",
)  # fmt: skip
# Keys that belong to another kind of block: in a question they do nothing, unless it has what they go with.
OF_OTHER_BLOCKS = (
    "target", "not available label", "shuffle", "response", "binaryresponse", "content type", "response code",
    "null response", "redirect url", "require gathered", "gathered", "read only", "objects", "confirm", "filename",
    "datatype", "code", "docx template file", "pdf template file", "table", "content", "subject",
)  # fmt: skip
_YES_NO = {
    "yesno": (("Yes", True), ("No", False)),
    "noyes": (("Yes", False), ("No", True)),
    "yesnomaybe": (("Yes", True), ("No", False), ("I don’t know", None)),
    "noyesmaybe": (("Yes", False), ("No", True), ("I don’t know", None)),
}
_KINDS = ("buttons", "choices", "dropdown", "combobox")
_KEEPS_TYPE = ("boolean", "integer", "number", "currency", "float", "threestate")


def parse_question(keys: Keys, block: dict[str, Any], embed: Embed) -> QuestionBlock:
    """The question of one mapping.

    Args:
        keys: the block's mapping.
        block: what `common_keys` and its caller found already.
        embed: parses a block that stands inside a choice.
    """
    question = keys.template("question") or compile_template("", keys.file, keys.line)
    asks = _one_answer(keys, embed)
    attachments = parse_attachments(keys)
    fields = parse_fields(keys)
    if fields and "kind" in asks and asks["kind"] != "continue":
        raise keys.error("fields", "One question has both `fields` and buttons or choices.", "Use one of the two.")
    review = parse_review(keys) if "review" in keys else ()
    kind = "fields" if fields or "fields" in keys else asks.pop("kind", "deadend")
    if review:
        kind = "review"
    variable = keys.variable("continue button field") or asks.pop("variable", "")
    asks.pop("kind", None)
    documents = [item.variable for item in attachments.items] if attachments else []
    found = [variable, *_variables(fields), *documents, attachments.variable if attachments else ""]
    block["sets"] = tuple(dict.fromkeys([*(name for name in found if name), *block["sets"]]))
    return QuestionBlock(
        **block, question=question, kind=kind, variable=variable, fields=fields, texts=_texts(keys), help=_help(keys),
        terms=parse_terms(keys), auto_terms=parse_terms(keys, "auto terms"),
        roles=keys.words("role"), validation=keys.code("validation code"),
        prevent_going_back=keys.condition("prevent going back"),
        disable_continue=keys.condition("disable continue button"),
        back_button=keys.condition("back button") if "back button" in keys else None,
        hide_continue=keys.condition("hide continue button"),
        recordings=tuple(recordings(keys)), reload_after=_reload(keys), progress=_progress(keys),
        section=keys.template("section"),
        scan=keys.flag("scan for variables", True), review=review, skip_undefined=keys.flag("skip undefined", True),
        action_buttons=tuple(_action_buttons(keys)), scripts=_scripts(keys), check_in=keys.word("check in"),
        decoration=keys.template("decoration"), attachments=attachments, collect=_collect(keys), **asks,
    )  # fmt: skip


def _one_answer(keys: Keys, embed: Embed) -> dict[str, Any]:
    """What a question with one answer asks: its kind, its variable and its choices."""
    for kind, answers in _YES_NO.items():
        if kind in keys:
            items: tuple[Choice | Expression, ...] = tuple(
                _constant_choice(keys, label, value) for label, value in answers
            )  # fmt: skip
            return {"kind": "yesno", "variable": keys.variable(kind), "choices": ChoiceList(items=items)}
    if "signature" in keys:
        required = keys.condition("required", True)
        return {"kind": "signature", "variable": keys.variable("signature"), "required": required}
    variable = keys.variable("field")
    kind = next((kind for kind in _KINDS if kind in keys), "")
    if kind:
        datatype = keys.word("datatype")
        items = parse_choices(keys, kind, embed=None if variable else embed, numbers=datatype in _KEEPS_TYPE)
        return {
            "kind": kind, "variable": variable, "choices": parse_options(keys, items), "datatype": datatype,
            "required": keys.condition("required", True), "default": _default(keys),
        }  # fmt: skip
    if "field" in keys:
        return {"kind": "continue", "variable": variable}
    return {}


def _constant_choice(keys: Keys, label: str, value: Any) -> Choice:
    return Choice(label=Template(label, keys.file, keys.line), value=value)


def _default(keys: Keys) -> Any:
    value = keys.take("default")
    return keys.template_of(value, keys.data.line_of("default")) if isinstance(value, str) else value


def _variables(fields: tuple[FieldSpec, ...]) -> list[str]:
    """What the fields set; a choice of several objects also says that the list of them is whole."""
    lists = [field.variable for field in fields if field.datatype in ("object_checkboxes", "object_multiselect")]
    return [*(field.variable for field in fields), *(f"{variable}.gathered" for variable in lists)]


def _texts(keys: Keys) -> dict[str, Template]:
    """The question's texts; some may be written as a list or mapping by later parts of the language."""
    return {
        key: keys.template_of(value, keys.data.line_of(key))
        for key in TEXTS
        if (value := keys.take(key)) is not None and not isinstance(value, dict | list)
    }


def _scripts(keys: Keys) -> tuple[tuple[str, Template], ...]:
    """The question's own `script` and `css`."""
    found = [(kind, keys.template(kind)) for kind in ("css", "script")]
    return tuple((kind, template) for kind, template in found if template is not None)


def _action_buttons(keys: Keys) -> Iterator[ActionButton | Expression]:
    """The items of `action buttons`, and code that gives such."""
    for item, line in keys.items("action buttons"):
        if not isinstance(item, Map):
            raise keys.error("action buttons", "An action button must be a mapping.", "Write `- label:` and `action:`.")
        below = keys.below(item)
        if "code" in item:
            yield below.expression_of(item["code"], item.line_of("code"))
            continue
        label, action = below.template("label"), below.template("action")
        if label is None or action is None:
            raise AuthorError("An action button needs `label` and `action`.", file=keys.file, line=line,
                              fix="Write `- label: Edit` and below it `action: name_of_an_event`.")  # fmt: skip
        yield ActionButton(
            label=label, action=action, arguments=_arguments(below), color=below.template("color"),
            icon=below.template("icon"), css_class=below.word("css class"), placement=below.word("placement", "after"),
            new_window=below.take("new window") not in (None, False), show_if=below.condition("show if", True),
        )  # fmt: skip


def _arguments(keys: Keys) -> Any:
    """The `arguments` of a button: a mapping of plain values and templates, or code that gives one."""
    value = keys.take("arguments")
    if not isinstance(value, Map):
        return None if value is None else keys.expression_of(value, keys.data.line_of("arguments"))
    if set(value) == {"code"}:
        return keys.expression_of(value["code"], value.line_of("code"))
    return {
        name: keys.template_of(item, value.line_of(name)) if isinstance(item, str) else item
        for name, item in value.items()
    }


def _help(keys: Keys) -> tuple[HelpText, ...]:
    value = keys.take("help")
    if value is None:
        return ()
    if isinstance(value, Map):
        below = keys.below(value)
        content = below.template("content")
        label, heading = below.template("label"), below.template("heading")
        sounds = tuple(recordings(below))
        return (HelpText(label=label, heading=heading, content=content, recordings=sounds),) if content else ()
    return (HelpText(label=keys.template("help label"), content=keys.template_of(value, keys.data.line_of("help"))),)


def _collect(keys: Keys) -> ListCollect | None:
    """`list collect`: yes or no, the code that decides it, or a mapping of options."""
    value = keys.take("list collect")
    if value is None or value is False:
        return None
    if not isinstance(value, Map) or set(value) == {"code"}:
        return ListCollect(enable=keys.condition_of(value, keys.data.line_of("list collect")))
    below = keys.below(value)
    found = ListCollect(
        enable=below.condition("enable", True), final=below.condition("is final", True),
        append=below.condition("allow append", True), delete=below.condition("allow delete", True),
        add_label=below.template("add another label"), label=below.template("label"),
    )  # fmt: skip
    below.remark_unknown("`list collect`", ())
    return found


def _reload(keys: Keys) -> Template | None:
    value = keys.take("reload")
    if value is True:
        value = 10
    return None if value in (None, False) else keys.template_of(value, keys.data.line_of("reload"))


def _progress(keys: Keys) -> float | None:
    """Where the progress bar is to stand; `HIDDEN` for nowhere (`progress: null`), None where nothing is said."""
    value = keys.take("progress")
    if value is None:
        return HIDDEN if "progress" in keys else None
    try:
        return float(value)
    except (TypeError, ValueError):
        raise keys.error("progress", "`progress` must be a number from 0 to 100.") from None
