"""Who wrote a piece of text: the person who answers, or the author of the interview.

An answer is data. Put into a template it must look on the page exactly as it was typed, whatever it holds, while the
author's own text keeps its Markdown and HTML. So what a person typed is a `Typed`, a `str` whose operators and methods
give `Typed` again, and `interpolate` hides it from the Markdown parser.

Text made of both is a `Mixed`: it remembers its pieces, so `"**" + name + "**"` is bold and still cannot be broken out
of. Only what works by position keeps pieces (adding, joining, formatting, slicing, stripping, splitting, replacing);
anything else (`upper`, `title`, ...) forgets them and makes the whole text `Typed`, the safe side. Keeping pieces costs
a tuple and makes one mechanism serve strings in code, templates inside templates, and the saved state.

A method of a plain `str` cannot know that its argument was typed (`"Dear X".replace("X", name)`), so the compiler sends
f-strings (`fstring`, `formatted`), `%` (`percent`) and calls of some methods and builtins (`rewrites`) here.
"""

from .formatting import format_text, formatted, fstring, interpolate, join, percent, replace, string
from .typed import Mixed, Shown, Typed, build, is_author, pieces_of, plain

__all__ = [
    "Mixed",
    "Shown",
    "Typed",
    "build",
    "format_text",
    "formatted",
    "fstring",
    "interpolate",
    "is_author",
    "join",
    "percent",
    "pieces_of",
    "plain",
    "replace",
    "string",
]
