"""Reads a Mako template and gives the Python statements that it means; `mako` makes a function of them."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Container
from dataclasses import dataclass, field
from typing import Any

from ..errors import AuthorError
from .code import parse_expression, parse_statements

_TOKEN = re.compile(
    r"""(?P<expression>\$\{)
    | (?P<doc><%doc>(?P<_doc>.*?)</%doc>\n?)
    | <%def\s+name=(?P<quote>["'])(?P<def>(?:(?!(?P=quote)).)*)(?P=quote)\s*>
    | (?P<enddef></%def>)
    | (?P<python><%(?![!\w])(?P<source>.*?)%>)
    | (?P<refused></?%[!\w.:]*)
    | (?P<joined>\\\n)
    | (?P<comment>^[ \t]*\#\#(?!\#)[^\n]*(?:\n|\Z))
    | (?P<percent>^[ \t]*%(?=%))
    | (?P<control>^[ \t]*%(?P<statement>(?:[^\n\\]|\\\n|\\.)*)(?:\n|\Z))""",
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
_CONTROL = re.compile(r"(?P<word>if|elif|else|for|while|try|except|finally)\b")
_END = re.compile(r"end(?P<word>if|for|while|try)\s*:?\s*(?:#.*)?\Z")
_CONTINUES = {"elif": ("if",), "else": ("if", "for", "while", "try"), "except": ("try",), "finally": ("try",)}


def template_function(name: str, parameters: list[str], body: list[ast.stmt]) -> ast.FunctionDef:
    """A function that runs `body`, which appends to `_parts`, and gives the parts put together."""
    start = ast.parse("_parts = []").body
    end = ast.Return(ast.Call(_name("_join"), [_name("_parts")], []))
    function = ast.parse(f"def {name}({', '.join(parameters)}): pass").body[0]
    assert isinstance(function, ast.FunctionDef)  # noqa: S101  # what `def` gives
    function.body = [*start, *body, end]
    return function


class _Ends(ast.NodeTransformer):
    """Makes each `return` give the parts that there are by then."""

    def visit_Return(self, node: ast.Return) -> ast.Return:
        return ast.copy_location(ast.Return(ast.Call(_name("_join"), [_name("_parts")], [])), node)


def _name(name: str) -> ast.Name:
    return ast.Name(id=name, ctx=ast.Load())


@dataclass(slots=True)
class _Clause:
    """One line of a control structure (`if x:`, `else:`) and the statements below it."""

    header: str
    line: int
    body: list[ast.stmt] = field(default_factory=list)


@dataclass(slots=True)
class _Open:
    """A control structure, or a definition, that is not closed yet."""

    word: str
    clauses: list[_Clause]
    function: ast.FunctionDef | None = None


class Parser:
    """Turns one template into statements that append to `_parts`."""

    def __init__(self, source: str, file: str, line: int, filters: Container[str]) -> None:
        self.source, self.file, self.start, self.filters = source, file, line, filters
        self.position = 0
        self.statements: list[ast.stmt] = []
        self.stack: list[_Open] = []

    def parse(self) -> list[ast.stmt]:
        """The statements of the template.

        Raises:
            AuthorError: a mark is wrong, or something is not allowed; it says on which line.
        """
        while self.position < len(self.source):
            match = _TOKEN.search(self.source, self.position)
            self._text(self.source[self.position : match.start() if match else len(self.source)])
            if match is None:
                break
            self.position = match.end()
            self._token(match)
        if self.stack:
            last = self.stack[-1]
            closing = "</%def>" if last.word == "def" else f"% end{last.word}"
            raise self._error(f"`{last.word}` is never closed.", f"Add a line `{closing}`.", last.clauses[0].line)
        return self.statements

    def _token(self, match: re.Match[str]) -> None:
        line = self._line(match.start())
        if match["expression"]:
            self._expression(line)
        elif match["def"] is not None:
            self._define(match["def"], line)
        elif match["enddef"]:
            self._close("def", line)
        elif match["python"]:
            tree = parse_statements(_dedent(match["source"]), self.file, line, ends=True)
            self._body().extend(_Ends().visit(tree).body)
        elif match["refused"]:
            raise self._error(f"`{match['refused']}` is not allowed in a template.", "Leave it out.", line)
        elif match["control"]:
            self._control(match["statement"].replace("\\\n", " ").strip(), line)

    def _body(self) -> list[ast.stmt]:
        return self.stack[-1].clauses[-1].body if self.stack else self.statements

    def _line(self, position: int) -> int:
        return self.start + self.source.count("\n", 0, position)

    def _error(self, message: str, fix: str, line: int) -> AuthorError:
        return AuthorError(message, file=self.file, line=line, fix=fix)

    def _text(self, piece: str) -> None:
        if piece:
            self._append(ast.Constant(piece), self._line(self.position))

    def _append(self, value: ast.expr, line: int) -> None:
        add = ast.Attribute(_name("_parts"), "append", ast.Load())
        statement = ast.Expr(ast.Call(add, [value], []))
        for node in (statement, statement.value, add, value):
            node.lineno = node.end_lineno = line
            node.col_offset = node.end_col_offset = 0
        self._body().append(statement)

    def _expression(self, line: int) -> None:
        end, filters = _scan(self.source, self.position)
        if end < 0:
            raise self._error("`${` is never closed.", "Add the `}`.", line)
        stop = filters if filters >= 0 else end
        tree = parse_expression(self.source[self.position : stop], self.file, line).body
        for name in self.source[filters + 1 : end].split(",") if filters >= 0 else ():
            if name.strip() not in self.filters:
                raise self._error(f"The filter {name.strip()!r} is not known.", "Use `h`, `u`, `trim` or none.", line)
            tree = ast.Call(_name(f"_filter_{name.strip()}"), [tree], [])
        self.position = end + 1
        self._append(ast.Call(_name("_show"), [tree], []), line)

    def _define(self, signature: str, line: int) -> None:
        call = parse_expression(signature if "(" in signature else signature + "()", self.file, line).body
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
            raise self._error("A definition needs a name.", 'Write it as <%def name="greeting(person)">.', line)
        parameters = [argument.id for argument in call.args if isinstance(argument, ast.Name)]
        defaults = [keyword for keyword in call.keywords if keyword.arg]
        if len(parameters) + len(defaults) != len(call.args) + len(call.keywords):
            raise self._error("A definition's parameters are names.", 'For instance name="f(a, b=1)".', line)
        function = template_function(call.func.id, [*parameters, *(f"{keyword.arg}=None" for keyword in defaults)], [])
        function.args.defaults = [keyword.value for keyword in defaults]
        self.stack.append(_Open("def", [_Clause(signature, line)], function))

    def _control(self, statement: str, line: int) -> None:
        end = _END.match(statement)
        if end:
            self._close(end["word"], line)
            return
        control = _CONTROL.match(statement)
        if control is None:
            raise self._error(
                f"`% {statement.split(' ')[0]}` is not a control line.",
                "Write `% if`, `% for` or `% while`; begin a line of text that starts with a per cent sign with `%%`.",
                line,
            )
        word = control["word"]
        if word not in _CONTINUES:
            self.stack.append(_Open(word, [_Clause(statement, line)]))
        elif self.stack and self.stack[-1].word in _CONTINUES[word]:
            self.stack[-1].clauses.append(_Clause(statement, line))
        else:
            raise self._error(
                f"`% {word}` follows no `% {_CONTINUES[word][0]}`.", "Check the order of the lines.", line
            )

    def _close(self, word: str, line: int) -> None:
        if not self.stack or self.stack[-1].word != word:
            ending = "</%def>" if word == "def" else f"% end{word}"
            raise self._error(f"`{ending}` closes nothing.", "Check the order of the lines.", line)
        opened = self.stack.pop()
        if opened.function:
            opened.function.body[1:-1] = opened.clauses[0].body
            self._body().append(opened.function)
        else:
            self._body().append(self._structure(opened.clauses))

    def _structure(self, clauses: list[_Clause]) -> ast.stmt:
        """The statement that `clauses` make: parsed as it is written, with empty bodies, which are then filled."""
        skeleton = "".join(f"{clause.header}\n  pass\n" for clause in clauses)
        try:
            tree = parse_statements(skeleton, self.file, 1)
        except AuthorError as error:
            error.line = clauses[min((error.line - 1) // 2, len(clauses) - 1)].line
            raise
        for node in ast.walk(tree):
            if isinstance(node, ast.stmt | ast.expr | ast.ExceptHandler):
                node.lineno = node.end_lineno = clauses[(node.lineno - 1) // 2].line
        for place, clause in zip(_bodies(tree.body[0]), clauses, strict=True):
            place[:] = clause.body or place
        statement = tree.body[0]
        return _with_loop(statement) if isinstance(statement, ast.For) else statement


def _bodies(node: Any) -> list[list[ast.stmt]]:
    """The bodies of a control structure, in the order in which they are written."""
    found = [node.body, *(handler.body for handler in getattr(node, "handlers", ()))]
    orelse = getattr(node, "orelse", [])
    if isinstance(node, ast.If) and orelse and isinstance(orelse[0], ast.If):
        found += _bodies(orelse[0])
    elif orelse:
        found.append(orelse)
    if getattr(node, "finalbody", []):
        found.append(node.finalbody)
    return found


def _with_loop(statement: ast.For) -> ast.For:
    """A `for` that also sets `loop`, if what is in it speaks of `loop`."""
    if any(isinstance(node, ast.Name) and node.id == "loop" for body in statement.body for node in ast.walk(body)):
        statement.iter = ast.Call(_name("_loop"), [statement.iter], [])
        statement.target = ast.Tuple([ast.Name("loop", ast.Store()), statement.target], ast.Store())
    return statement


def _dedent(source: str) -> str:
    """The statements of a `<% %>` block at the left margin; the first line may stand beside the mark."""
    first, newline, rest = source.partition("\n")
    return first.strip() + newline + textwrap.dedent(rest.rstrip())


def _scan(source: str, position: int) -> tuple[int, int]:
    """Where the expression that begins at `position` ends (its `}`), and where its filters begin (their `|`), or -1."""
    depth, filters, quote = 0, -1, ""
    while position < len(source):
        if quote:
            if source[position] == "\\":
                position += 1
            elif source.startswith(quote, position):
                position += len(quote) - 1
                quote = ""
        elif source[position] in "\"'":
            quote = source[position] * (3 if source.startswith(source[position] * 3, position) else 1)
            position += len(quote) - 1
        elif source[position] in "([{":
            depth += 1
        elif source[position] in ")]}":
            if depth == 0:
                return position, filters
            depth -= 1
        elif source[position] == "|" and depth == 0 and filters < 0:
            filters = position
        position += 1
    return -1, -1
