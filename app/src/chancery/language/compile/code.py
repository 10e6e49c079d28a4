"""Code blocks and expressions, compiled once when the interview is loaded."""

from __future__ import annotations

import ast
import textwrap
import warnings
from dataclasses import dataclass
from types import CodeType
from typing import Any

from ..errors import AuthorError
from . import policy
from .assigned import assigned_names, written
from .rewrite import rewrite


@dataclass(frozen=True, slots=True)
class Expression:
    """One expression of the author's, to be evaluated over the interview's variables."""

    source: str
    file: str
    line: int
    compiled: CodeType
    # The name, where the expression is nothing but a variable's name.
    variable: str = ""

    def evaluate(self, namespace: dict[str, Any]) -> Any:
        """Its value now; raises whatever the author's code raises."""
        return eval(self.compiled, namespace)  # noqa: S307  # the product's purpose; the policy has passed it


@dataclass(frozen=True, slots=True)
class Code:
    """Statements of the author's, and the variables that they assign to."""

    source: str
    file: str
    line: int
    compiled: CodeType
    assigns: tuple[str, ...]

    def execute(self, namespace: dict[str, Any]) -> None:
        """Run it over the interview's variables; raises whatever the author's code raises."""
        exec(self.compiled, namespace)  # noqa: S102  # the product's purpose; the policy has passed it


def compile_code(source: str, file: str, line: int) -> Code:
    """Compile statements that begin on `line` of `file`.

    Raises:
        AuthorError: they are not Python, or not the Python that is allowed.
    """
    tree = parse_statements(source, file, line)
    names = assigned_names(tree)
    return Code(source, file, line, to_bytecode(rewrite(tree), file), names)


def compile_expression(source: str, file: str, line: int) -> Expression:
    """Compile one expression that begins on `line` of `file`.

    Raises:
        AuthorError: it is not a Python expression, or not one that is allowed.
    """
    tree = parse_expression(source, file, line)
    name = written(tree.body)
    return Expression(source.strip(), file, line, to_bytecode(rewrite(tree), file), name)


def parse_statements(source: str, file: str, line: int, *, ends: bool = False) -> ast.Module:
    """The checked syntax tree of statements, with the file's own line numbers; `ends` lets `return` in."""
    tree = _parse(textwrap.dedent(source), "exec", file, line, ends=ends)
    assert isinstance(tree, ast.Module)  # noqa: S101  # what mode "exec" gives
    return tree


def parse_expression(source: str, file: str, line: int) -> ast.Expression:
    """The checked syntax tree of an expression, with the file's own line numbers."""
    leading = len(source) - len(source.lstrip())
    line += source.count("\n", 0, leading)
    # Within parentheses an expression may go over several lines.
    tree = _parse(f"({source.strip()}\n)", "eval", file, line)
    assert isinstance(tree, ast.Expression)  # noqa: S101  # what mode "eval" gives
    if tree.body.col_offset == 0 and not isinstance(tree.body, ast.Tuple | ast.GeneratorExp):
        raise AuthorError("The brackets do not match.", file=file, line=line, fix="Check brackets and quotes.")
    return tree


def _parse(source: str, mode: str, file: str, line: int, *, ends: bool = False) -> ast.AST:
    if len(source) > policy.MAX_SOURCE:
        raise AuthorError("The code is too long.", file=file, line=line, fix="Split it into several blocks.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # doubtful escapes in a string are the author's business
            tree = ast.parse(source, mode=mode)
    except SyntaxError as error:
        at = line + max((error.lineno or 1) - 1, 0)
        raise AuthorError(
            f"This is not Python: {error.msg}.", file=file, line=at, fix="Check brackets, quotes and indentation."
        ) from None
    except (ValueError, MemoryError, RecursionError):
        raise AuthorError(
            "The code holds a NUL character or is nested too deeply.", file=file, line=line, fix="Split it into steps."
        ) from None
    ast.increment_lineno(tree, line - 1)
    policy.check(tree, file=file, ends=ends)
    return tree


def to_bytecode(tree: ast.Module | ast.Expression, file: str) -> CodeType:
    """What Python runs for `tree`; tracebacks name `file` and its lines."""
    mode = "eval" if isinstance(tree, ast.Expression) else "exec"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return compile(tree, file, mode, dont_inherit=True)
    except SyntaxError as error:  # a `break` outside of a loop, and the like
        raise AuthorError(f"This is not Python: {error.msg}.", file=file, line=error.lineno or 0) from None
