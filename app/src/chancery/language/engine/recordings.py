"""The players of `audio` and `video`: above the question or the help, for sound and films of this site alone.

What lies elsewhere is linked to and not played in the page, since the other site would learn who reads it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..compile import Template
from ..hidden import reveal
from ..markdown import to_html
from ..markup import elsewhere, player
from ..text import plain
from .files import address
from .words import word

if TYPE_CHECKING:
    from .engine import Engine


def players(engine: Engine, recordings: Iterable[Template]) -> str:
    """The recordings of a question or of a help, as HTML; a text that comes out empty is none.

    Raises:
        NameError: a name of one needs a variable that has no value yet.
    """
    return "".join(_shown(engine, template) for template in recordings)


def _shown(engine: Engine, template: Template) -> str:
    written = template.markdown(engine.namespace).strip()
    if "[" in written:
        # An uploaded file, or a film of a service: what their marks show.
        return to_html(written)
    name = plain(reveal(written)).strip()
    if name.startswith(("http://", "https://")):
        return f"<p>{elsewhere(name, word('Open the recording'))}</p>"
    return f"<p>{player(address(engine, name))}</p>" if name else ""
