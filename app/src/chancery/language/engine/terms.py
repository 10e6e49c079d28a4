"""Terms: words in braces that the interview explains, `{creeper}` or `{creeper|creepers}`."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..compile import Template
from ..hidden import reveal

if TYPE_CHECKING:
    from .engine import Engine

_MARK = re.compile(r"\{(?P<term>[^{}|\n]{1,200})(?:\|(?P<shown>[^{}\n]{1,200}))?\}")


def mark_terms(engine: Engine, source: str, own: Mapping[str, Template]) -> str:
    """`source` with the terms that the interview or the question (`own`) explains as words with an explanation.

    What people typed is hidden from this as from Markdown: an answer in braces is never a term.
    """
    known = {**engine.interview.settings.terms, **own}
    if not known or "{" not in source:
        return source

    def explain(match: re.Match[str]) -> str:
        term = " ".join(match["term"].split())
        template = known.get(term.lower())
        if template is None:
            return match[0]
        meaning = " ".join(reveal(template.markdown(engine.namespace)).split())
        return f'<abbr title="{html.escape(meaning)}">{match["shown"] or term}</abbr>'

    return _MARK.sub(explain, source)
