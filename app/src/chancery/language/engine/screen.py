"""Draws up a question as a screen: texts become HTML, fields and choices become what the browser is sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from ...protocol import Button, Field, Form, HelpSection, Screen
from .. import text
from ..blocks import QuestionBlock
from ..compile import Template
from ..hidden import reveal
from ..markdown import to_html, to_inline_html
from . import progress
from .attachments import build_documents
from .buttons import action_buttons, menu
from .choices import words_of
from .collect import build_rows, collected, described, fixed
from .embedding import embed
from .fields import build_fields
from .files import credits_of, decoration, mark_pictures
from .navigation import sections, visit
from .one_answer import build_one_answer, continue_field
from .recordings import players
from .review import build_review
from .scripts import build_scripts
from .terms import mark_terms
from .words import word

if TYPE_CHECKING:
    from .engine import Engine

# The parts of a screen that an interview may set for all of its screens, in docassemble's words.
SCREEN_PARTS = (
    "title", "short title", "tab title", "subtitle", "logo", "short logo", "title url", "exit link", "exit label",
    "exit url", "pre", "submit", "post", "under", "right", "footer", "navigation bar html", "help label",
    "continue button label", "continue button color", "resume button label", "resume button color", "back button label",
    "corner back button label", "css class", "table css class", "date format", "time format", "datetime format",
)  # fmt: skip
# Seconds between two check-ins, and the fewest that an interview may want.
CHECK_IN_S = 6
FEWEST_CHECK_IN_S = 4
# Parts that are not shown as Markdown.
_PLAIN_PARTS = ("exit link", "exit url", "title url", "css class", "table css class", "tab title", "date format",
                "time format", "datetime format", "continue button color", "resume button color")  # fmt: skip


# Parts that the page has words for, which it gets in the language of the screen.
_OWN_WORDS = {
    "menu label": "Menu", "help label": "Help", "exit label": "Exit", "exit more label": "and erase my answers",
    "back button label": "Back", "terms label": "Words explained", "optional label": "Optional",
    "error label": "Please check this", "errors label": "Please check these", "sign label": "Or type your name",
    "clear label": "Clear", "question label": "Back to question", "close label": "Close",
}  # fmt: skip


def build_screen(engine: Engine, block: QuestionBlock, wanted: str) -> Screen:
    """The screen of `block`, which is asked because of the variable `wanted` ("" if for its own sake).

    Raises:
        NameError: a text or a choice needs a variable that has no value yet.
    """
    marked = partial(_marked, engine, block)
    engine.shows = block.id
    # Of an earlier question, which turned out to need something first.
    engine.explained.clear()
    engine.pictures.clear()
    if block.section:
        visit(engine, text.plain(block.section.data(engine.namespace)).strip())
    # Texts come in the order in which they are read: that decides what is asked first.
    title = to_inline_html(marked(block.question).strip())
    _leave_crumb(engine, block)
    texts = {name: marked(template) for name, template in block.texts.items()}
    fields = _fields(engine, block, marked)
    if "subquestion" in texts:
        texts["subquestion"] = embed(engine, texts["subquestion"], fields)
    parts = screen_parts(engine)
    _label_help(engine, block, parts)
    documents = build_documents(engine, block.attachments)
    gathering, features = collected(engine, block), engine.interview.info.features
    return Screen(
        form=Form(block.id, fields, _private(engine, block, wanted, gathering[0] if gathering else "")),
        title=title,
        subquestion=_html(texts, "subquestion"),
        under=_html(texts, "under") or parts.get("under", ""),
        pre=players(engine, block.recordings) + (_html(texts, "pre") or parts.get("pre", "")),
        post=_html(texts, "post") or parts.get("post", ""),
        right=_html(texts, "right") or parts.get("right", ""),
        css_class=reveal(texts.get("css class", "")).strip() or parts.get("css class", ""),
        help=_help(engine, block, marked),
        buttons=[*action_buttons(engine, block), *_buttons(engine, block, fields, texts, parts)],
        back_label=_inline(texts, "back button label") or parts.get("back button label", ""),
        can_go_back=not engine.forbid_back and _offers_back(engine, block),
        progress=progress.shown(engine.notes, engine.interview.bar, block.progress),
        section=engine.notes.section,
        sections=sections(engine),
        sections_place="top" if features.get("navigation") == "horizontal" else "side",
        menu=menu(engine),
        parts=parts,
        language=engine.language,
        notices=[(kind, to_inline_html(words)) for kind, words in engine.notices],
        reload_after=_seconds(block.reload_after.markdown(engine.namespace)) if block.reload_after else None,
        decoration=decoration(engine, block),
        credits=credits_of(engine),
        terms=list(engine.explained.values()),
        final=not fields and block.kind == "deadend",
        scripts=build_scripts(engine, block, fields),
        check_in=block.check_in if _check_in_seconds(features) else "",
        check_in_every=_check_in_seconds(features),
        documents=documents,
        collect=described(engine, block, gathering[0]) if gathering else None,
    )


def _marked(engine: Engine, block: QuestionBlock, template: Template) -> str:
    """A text of the question as Markdown, with its terms and pictures."""
    written = template.markdown(engine.namespace)
    return mark_pictures(engine, mark_terms(engine, written, block.terms, block.auto_terms))


def _private(engine: Engine, block: QuestionBlock, wanted: str, collects: str) -> dict[str, object]:
    """What is needed to judge the answer and no browser learns; `collects` is the list that is asked for whole."""
    private: dict[str, object] = {"wanted": wanted} if wanted else {}
    if engine.language != engine.interview.info.language:
        private["language"] = engine.language  # in which the answer is judged
    if collects and block.collect:
        final = engine.holds(block.collect.final)
        private |= {"collects": collects, "final": final, "fixed": fixed(engine, block, collects)}
    return private


def _leave_crumb(engine: Engine, block: QuestionBlock) -> None:
    """Note the question's `breadcrumb`: where a link is being followed, after those of the screens that led here."""
    template = block.texts.get("breadcrumb")
    crumb = text.plain(reveal(template.markdown(engine.namespace))).strip() if template else ""
    trail = engine.notes.crumbs if engine.notes.queue else []
    if crumb in trail:
        trail = trail[: trail.index(crumb)]
    engine.notes.crumbs = [*trail, crumb] if crumb else trail


def _fields(engine: Engine, block: QuestionBlock, marked: Callable[[Template], str]) -> list[Field]:
    if block.kind in ("fields", "deadend"):
        gathering = collected(engine, block)
        made = (
            build_rows(engine, block, *gathering, lambda: build_fields(engine, block)) if gathering
            else build_fields(engine, block)
        )  # fmt: skip
        return [*made, continue_field(engine.concrete(block.variable))] if block.variable else made
    if block.kind != "review":
        return build_one_answer(engine, block)
    items = build_review(engine, block, marked)
    return [*items, continue_field(engine.concrete(block.variable))] if block.variable else items


def message_screen(engine: Engine, title: str, subquestion: str, buttons: list[tuple[str, str, str]]) -> Screen:
    """The screen of `message`: its words and buttons, and nothing to answer."""
    choices = [words_of(number, label, command, url) for number, (command, label, url) in enumerate(buttons)]
    fields = [Field(key="field_0", input="buttons", label_position="none", choices=choices)] if choices else []
    return Screen(
        form=Form("message", fields), title=to_inline_html(text.interpolate(title)),
        subquestion=to_html(text.interpolate(subquestion)), parts=screen_parts(engine), language=engine.language,
        final=True,
    )  # fmt: skip


def screen_parts(engine: Engine) -> dict[str, str]:
    """The interview's own parts of the screen: of its metadata, of `default screen parts`, of `set_parts`."""
    parts: dict[str, str] = {}
    for name in SCREEN_PARTS:
        source: object = engine.notes.parts.get(name)
        if source is None:
            source = engine.interview.screen_parts.get(name)
        if source is None:
            continue
        written = source.markdown(engine.namespace) if isinstance(source, Template) else text.interpolate(source)
        block_like = name in ("pre", "submit", "post", "under", "right", "footer", "navigation bar html")
        shown = (
            reveal(written).strip() if name in _PLAIN_PARTS else (to_html if block_like else to_inline_html)(written)
        )
        parts[name] = shown.strip()
    for name, words in _OWN_WORDS.items():
        translated = word(words)
        if translated != words:
            parts.setdefault(name, to_inline_html(translated))
    return parts


def _html(texts: dict[str, str], name: str) -> str:
    return to_html(texts[name]) if name in texts else ""


def _inline(texts: dict[str, str], name: str) -> str:
    return to_inline_html(texts[name].strip()) if name in texts else ""


def _offers_back(engine: Engine, block: QuestionBlock) -> bool:
    """Whether Back is shown: as the question says, or else the interview."""
    features = engine.interview.info.features
    if block.back_button is None:
        return features.get("navigation back button") is not False or bool(features.get("question back button"))
    return engine.holds(block.back_button)


def _check_in_seconds(features: Mapping[str, Any]) -> int:
    """The seconds between two check-ins: what `checkin interval` says in milliseconds; 0 for none at all."""
    wanted = features.get("checkin interval")
    if isinstance(wanted, bool) or not isinstance(wanted, int | float):
        return CHECK_IN_S
    return max(round(wanted / 1000), FEWEST_CHECK_IN_S) if wanted > 0 else 0


def _seconds(written: str) -> int | None:
    try:
        return max(int(float(written)), 4)
    except ValueError:
        return None


def _help(engine: Engine, block: QuestionBlock, marked: Callable[[Template], str]) -> list[HelpSection]:
    found = []
    for entry in (*block.help, *engine.interview.settings.help_in(engine.language)):
        titled = entry.heading or entry.label
        title = reveal(titled.markdown(engine.namespace)).strip() if titled else word("Help")
        found.append(HelpSection(title, players(engine, entry.recordings) + to_html(marked(entry.content))))
    return found


def _label_help(engine: Engine, block: QuestionBlock, parts: dict[str, str]) -> None:
    """Let what leads to the help be called as the question's help says, or else the interview's."""
    for entry in (*block.help, *engine.interview.settings.help_in(engine.language)):
        if entry.label:
            parts["help label"] = to_inline_html(entry.label.markdown(engine.namespace).strip())
            return


def _buttons(
    engine: Engine, block: QuestionBlock, fields: list[Field], texts: dict[str, str], parts: dict[str, str]
) -> list[Button]:
    """The continue button, unless each choice is a button of its own or there is nothing to continue with."""
    if (block.kind == "deadend" and not fields) or any(field.input == "buttons" for field in fields):
        return []
    kind = "resume" if block.kind == "review" and not block.variable else "continue"
    label = _inline(texts, f"{kind} button label") or parts.get(f"{kind} button label", "")
    label = label or to_inline_html(word("Resume" if kind == "resume" else "Continue"))
    colored = texts.get(f"{kind} button color") or texts.get("continue button color", "")
    color = reveal(colored).strip() or parts.get(f"{kind} button color", "")
    closed, hidden = engine.holds(block.disable_continue), engine.holds(block.hide_continue)
    return [Button("continue", label, color=color or "primary", disabled=closed, hidden=hidden)]
