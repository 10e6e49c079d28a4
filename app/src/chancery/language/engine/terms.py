"""Terms: words in braces that the interview explains, `{creeper}` or `{creeper|creepers}`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from .. import text
from ..compile import Template
from ..markdown import to_html

if TYPE_CHECKING:
    from .engine import Engine

_MARK = re.compile(r"\{(?P<term>[^{}|\n]{1,200})(?:\|(?P<shown>[^{}\n]{1,200}))?\}")


def updated(engine: Engine) -> dict[str, Template]:
    """The terms that `update_terms` said anew."""
    return {text.plain(word): Template(text.interpolate(words), "", 0) for word, words in engine.notes.terms.items()}


def mark_terms(engine: Engine, source: str, own: Mapping[str, Template], automatic_own: Mapping[str, Template]) -> str:
    """`source` with the terms that the interview or the question (`own`) explains as links to the explanations.

    Args:
        engine: the session; it learns which terms were marked.
        source: a text as Markdown.
        own: the terms of the question that are marked by braces.
        automatic_own: its terms that are found wherever they stand.

    What people typed is hidden from this as from Markdown: an answer in braces is never a term.
    """
    settings, explained = engine.interview.settings, engine.explained
    always = settings.auto_terms_in(engine.language)
    told = updated(engine)
    known = {**settings.terms_in(engine.language), **always, **own, **automatic_own, **told}
    if not known:
        return source

    def explain(match: re.Match[str]) -> str:
        term = " ".join(match["term"].split())
        template = known.get(term.lower())
        if template is None:
            return match[0]
        return link(term.lower(), match["shown"] or term, template)

    def link(key: str, shown: str, template: Template) -> str:
        explained.setdefault(key, (key, to_html(template.markdown(engine.namespace))))
        return f'<a href="#term-{list(explained).index(key)}" class="c-term">{shown}</a>'

    source = _MARK.sub(explain, source)
    automatic = {**always, **automatic_own, **{word: told[word] for word in engine.notes.auto_terms if word in told}}
    if not automatic:
        return source
    words = "|".join(re.escape(word) for word in sorted(automatic, key=len, reverse=True))
    # What is a link, a tag, code or the address of a link already is left alone.
    apart = re.compile(
        rf"<a\b.*?</a>|<[^>]*>|`[^`]*`|\[[^\]]*\](?:\([^)]*\))?|(?P<word>\b(?:{words})\b)", re.IGNORECASE | re.DOTALL
    )

    def explain_word(match: re.Match[str]) -> str:
        word = match["word"]
        return match[0] if word is None else link(word.lower(), word, automatic[word.lower()])

    return apart.sub(explain_word, source)
