"""What all blocks have, and those that are no screen: code, text, data, objects and answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...compile import Code, Expression, Template

# Text that was written as a template, a condition that was written as code or as a plain yes or no.
Condition = bool | Expression
ANY_LANGUAGE = "*"


@dataclass(frozen=True, kw_only=True)
class Block:
    """What all blocks have: who they are, when they count, and which variables they can define."""

    id: str  # sessions remember a block by it
    file: str
    line: int
    number: int  # the later one of two blocks wins
    called: str  # how an error message speaks of it
    language: str = ANY_LANGUAGE
    mandatory: Condition = False
    initial: Condition = False
    conditions: tuple[Expression, ...] = ()
    sets: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    generic: str = ""
    need: tuple[Expression, ...] = ()
    need_after: tuple[Expression, ...] = ()
    undefine: tuple[str, ...] = ()
    reconsider: tuple[str, ...] = ()
    # `reconsider: True`: what the block defines is forgotten before every screen.
    always_reconsider: bool = False
    depends_on: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CodeBlock(Block):
    """`code`: statements that define variables."""

    code: Code


@dataclass(frozen=True, kw_only=True)
class TextBlock(Block):
    """`template`: text, with an optional subject, kept in a variable."""

    variable: str
    content: Template
    subject: Template | None = None
    # Instead of the content: code that names a file of the package's templates that has it.
    content_file: Expression | None = None
    # The place `[TARGET name]` of the page that it goes to, when an event of the page makes it.
    target: str = ""


@dataclass(frozen=True, kw_only=True)
class DataBlock(Block):
    """`data` and `data from code`: a variable's value as YAML, its text as templates or its items as code."""

    variable: str
    value: Any  # plain values, Template and Expression, in lists and dicts
    # `use objects`: whether mappings with `object` and `items` become objects, and whether lists and dicts do too.
    objects: bool = False
    lists: bool = False
    gathered: bool = True


@dataclass(frozen=True, kw_only=True)
class ObjectsBlock(Block):
    """`objects`: variables and the classes of the objects that they hold."""

    objects: tuple[tuple[str, Expression], ...]


@dataclass(frozen=True, kw_only=True)
class ResponseBlock(Block):
    """`response` and its like: an event that answers the request itself, with something else than a screen."""

    text: Template | None = None
    binary: Expression | None = None
    # A file of a package, by its name.
    filename: Template | None = None
    redirect: Template | None = None
    # All variables as JSON, or nothing at all.
    variables: bool = False
    nothing: bool = False
    content_type: Template | None = None
    status: int = 200


@dataclass(frozen=True, kw_only=True)
class BareBlock(Block):
    """A block that names something and says nothing of it; wanting one of its variables is an error."""

    kind: str
