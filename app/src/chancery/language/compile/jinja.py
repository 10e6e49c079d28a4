"""Jinja2 templates, parsed by Jinja2 and compiled to the same allowed Python as code blocks.

DOCX templates are written in it. Only its parser is used: nothing of Jinja2 runs when a template is rendered, so its
environment, its attribute access and its filters cannot be reached from one. What stands for a name, an attribute or a
call goes through the policy as if it stood in a code block.

What is understood: `{{ }}` with filters and tests, `{% if %}`, `{% for %}` with `loop`, `{% set %}`, `{% with %}`,
`{% macro %}`, `{% filter %}` and comments. `{% include %}`, `{% import %}`, `{% extends %}` and `{% block %}` reach for
other files and are refused.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import CodeType, FunctionType
from typing import Any

from jinja2 import Environment, TemplateSyntaxError, meta, nodes

from ..errors import AuthorError
from . import policy
from .code import to_bytecode
from .jinja_filters import FILTERS, TESTS
from .mako_parser import template_function
from .rewrite import rewrite

_COMPARISONS: dict[str, type[ast.cmpop]] = {
    "eq": ast.Eq, "ne": ast.NotEq, "lt": ast.Lt, "lteq": ast.LtE, "gt": ast.Gt, "gteq": ast.GtE, "in": ast.In,
    "notin": ast.NotIn,
}  # fmt: skip
_BINARY: dict[type[nodes.Expr], type[ast.operator]] = {
    nodes.Add: ast.Add, nodes.Sub: ast.Sub, nodes.Mul: ast.Mult, nodes.Div: ast.Div, nodes.FloorDiv: ast.FloorDiv,
    nodes.Mod: ast.Mod, nodes.Pow: ast.Pow,
}  # fmt: skip
# Jinja2's own names for what Python calls otherwise.
_GLOBALS = {"true": "True", "false": "False", "none": "None"}
_parser = Environment(autoescape=False)  # noqa: S701  # it parses, and never renders


@dataclass(frozen=True, slots=True)
class JinjaTemplate:
    """A compiled template."""

    compiled: CodeType

    def render(
        self, namespace: dict[str, Any], show: Callable[[object], str], join: Callable[[Iterable[str]], str]
    ) -> Any:
        """The template over the interview's variables; `show` writes a value, `join` puts the parts together."""
        return FunctionType(self.compiled, namespace)(show, join)


def names_in(source: str) -> set[str]:
    """The names that a template uses and does not define itself; none of one that cannot be parsed."""
    try:
        return set(meta.find_undeclared_variables(_parser.parse(source)))
    except TemplateSyntaxError:
        return set()


def compile_jinja(source: str, file: str) -> JinjaTemplate:
    """Compile a template of the file `file`.

    Raises:
        AuthorError: it is wrong, or holds what is not allowed.
    """
    try:
        tree = _parser.parse(source)
        body = _Compiler(file).statements(tree.body)
    except TemplateSyntaxError as error:
        raise AuthorError(
            f"This is not Jinja2: {error.message}", file=file,
            fix="Check {{ }}, {% %} and quotes; each `if` and `for` needs its end.",
        ) from None  # fmt: skip
    except RecursionError:
        raise AuthorError("The template is nested too deeply.", file=file, fix="Split it.") from None
    function = template_function("template", ["_show", "_join"], body)
    module = ast.fix_missing_locations(ast.Module(body=[function], type_ignores=[]))
    code = next(const for const in to_bytecode(rewrite(module), file).co_consts if isinstance(const, CodeType))
    return JinjaTemplate(code)


class _Compiler:
    """Turns Jinja2's tree into Python's. Names that the template makes are renamed, so that they shadow nothing."""

    def __init__(self, file: str) -> None:
        self._file, self._scopes, self._made = file, [dict[str, str]()], 0

    def statements(self, body: list[nodes.Node]) -> list[ast.stmt]:
        """What `body` means."""
        found: list[ast.stmt] = []
        for node in body:
            method = getattr(self, f"_{type(node).__name__.lower()}", None)
            if method is None:
                raise self._error(f"`{{% {type(node).__name__.lower()} %}}` is not allowed in a template.")
            found += method(node)
        return found or [ast.Pass()]

    # -- statements -----------------------------------------------------------------------------------------

    def _output(self, node: nodes.Output) -> list[ast.stmt]:
        return [
            self._append(ast.Constant(part.data) if isinstance(part, nodes.TemplateData) else
                         self._helper("_show", self.expression(part)))
            for part in node.nodes
        ]  # fmt: skip

    def _if(self, node: nodes.If) -> list[ast.stmt]:
        rest = self.statements(node.else_) if node.else_ else []
        for other in reversed(node.elif_):
            rest = [ast.If(self.expression(other.test), self.statements(other.body), rest)]
        return [ast.If(self.expression(node.test), self.statements(node.body), rest)]

    def _for(self, node: nodes.For) -> list[ast.stmt]:
        if node.recursive:
            raise self._error("`recursive` loops are not allowed in a template.")
        items = self.expression(node.iter)
        self._scopes.append({})
        if node.test is not None:
            filtered = self._target(node.target)
            items = ast.ListComp(
                _as_load(filtered), [ast.comprehension(filtered, items, [self.expression(node.test)], 0)]
            )
        loop = self._new("loop")
        target = ast.Tuple([ast.Name(loop, ast.Store()), self._target(node.target)], ast.Store())
        body = self.statements(node.body)
        self._scopes.pop()
        start = ast.Assign([ast.Name(f"{loop}_all", ast.Store())], self._helper("_jinja_loop", items))
        found: list[ast.stmt] = [start, ast.For(target, ast.Name(f"{loop}_all", ast.Load()), body, [])]
        if node.else_:
            empty = ast.UnaryOp(ast.Not(), ast.Attribute(ast.Name(f"{loop}_all", ast.Load()), "length", ast.Load()))
            found.append(ast.If(empty, self.statements(node.else_), []))
        return found

    def _assign(self, node: nodes.Assign) -> list[ast.stmt]:
        value = self.expression(node.node)
        return [ast.Assign([self._target(node.target, again=True)], value)]

    def _assignblock(self, node: nodes.AssignBlock) -> list[ast.stmt]:
        body, value = self._captured(node.body)
        if node.filter is not None:
            value = self._filtered(node.filter, value)
        return [*body, ast.Assign([self._target(node.target, again=True)], value)]

    def _with(self, node: nodes.With) -> list[ast.stmt]:
        values = [self.expression(value) for value in node.values]
        self._scopes.append({})
        targets = [self._target(target) for target in node.targets]
        found: list[ast.stmt] = [ast.Assign([target], value) for target, value in zip(targets, values, strict=True)]
        found += self.statements(node.body)
        self._scopes.pop()
        return found

    def _macro(self, node: nodes.Macro) -> list[ast.stmt]:
        name = self._new(node.name)
        self._scopes.append({})
        parameters = [self._new(argument.name) for argument in node.args]
        function = template_function(name, parameters, self.statements(node.body))
        self._scopes.pop()
        function.args.defaults = [self.expression(value) for value in node.defaults]
        _join = function.body[-1]
        assert isinstance(_join, ast.Return)  # noqa: S101  # what `template_function` ends with
        _join.value = self._helper("_jinja_made", _name("_parts"))
        return [function]

    def _filterblock(self, node: nodes.FilterBlock) -> list[ast.stmt]:
        body, value = self._captured(node.body)
        return [*body, self._append(self._helper("_show", self._filtered(node.filter, value)))]

    def _exprstmt(self, node: nodes.ExprStmt) -> list[ast.stmt]:
        return [ast.Expr(self.expression(node.node))]

    def _scope(self, node: nodes.Scope) -> list[ast.stmt]:
        return self.statements(node.body)

    def _captured(self, body: list[nodes.Node]) -> tuple[list[ast.stmt], ast.expr]:
        """Statements that write `body` aside, and what they wrote."""
        name = self._new("captured")
        function = template_function(name, [], self.statements(body))
        last = function.body[-1]
        assert isinstance(last, ast.Return)  # noqa: S101  # what `template_function` ends with
        last.value = self._helper("_jinja_made", _name("_parts"))
        return [function], ast.Call(_name(name), [], [])

    # -- expressions ----------------------------------------------------------------------------------------

    def expression(self, node: nodes.Node) -> ast.expr:
        """What `node` means."""
        kind = type(node)
        if isinstance(node, nodes.Const):
            return ast.Constant(node.value)
        if isinstance(node, nodes.Name):
            return self._variable(node)
        if isinstance(node, nodes.BinExpr) and kind in _BINARY:
            return ast.BinOp(self.expression(node.left), _BINARY[kind](), self.expression(node.right))
        if isinstance(node, nodes.And | nodes.Or):
            operator = ast.And() if kind is nodes.And else ast.Or()
            return ast.BoolOp(operator, [self.expression(node.left), self.expression(node.right)])
        if isinstance(node, nodes.Not | nodes.Neg | nodes.Pos):
            sign = {nodes.Not: ast.Not, nodes.Neg: ast.USub, nodes.Pos: ast.UAdd}[type(node)]()
            return ast.UnaryOp(sign, self.expression(node.node))
        if isinstance(node, nodes.Compare):
            operators = [_COMPARISONS[operand.op]() for operand in node.ops]
            return ast.Compare(self.expression(node.expr), operators, [self.expression(o.expr) for o in node.ops])
        if isinstance(node, nodes.CondExpr):
            other = self.expression(node.expr2) if node.expr2 is not None else ast.Constant("")
            return ast.IfExp(self.expression(node.test), self.expression(node.expr1), other)
        if isinstance(node, nodes.List | nodes.Tuple):
            made = ast.List if kind is nodes.List else ast.Tuple
            return made([self.expression(item) for item in node.items], ast.Load())
        if isinstance(node, nodes.Dict):
            pairs = [(self.expression(pair.key), self.expression(pair.value)) for pair in node.items]
            return ast.Dict([key for key, _ in pairs], [value for _, value in pairs])
        if isinstance(node, nodes.Concat):
            return self._helper("_jinja_concat", ast.List([self.expression(item) for item in node.nodes], ast.Load()))
        return self._reaching(node)

    def _reaching(self, node: nodes.Node) -> ast.expr:
        """An attribute, an item, a call, a filter or a test."""
        if isinstance(node, nodes.Getattr):
            owner = ast.Name("_owner", ast.Load())
            reads = ast.Lambda(_parameters("_owner"), self._attribute(owner, node))
            return self._helper("_jinja_attribute", self.expression(node.node), ast.Constant(node.attr), reads)
        if isinstance(node, nodes.Getitem):
            return ast.Subscript(self.expression(node.node), self._index(node.arg), ast.Load())
        if isinstance(node, nodes.Call):
            called = node.node
            function = (
                self._attribute(self.expression(called.node), called)
                if isinstance(called, nodes.Getattr)
                else self.expression(called)
            )
            return ast.Call(function, *self._arguments(node))
        if isinstance(node, nodes.Filter) and node.node is not None:
            return self._filtered(node, self.expression(node.node))
        if isinstance(node, nodes.Test):
            return self._test(node)
        raise self._error(f"`{type(node).__name__}` is not allowed in a template.")

    def _variable(self, node: nodes.Name) -> ast.expr:
        name = _GLOBALS.get(node.name, node.name)
        if name in ("True", "False", "None"):
            return ast.Constant({"True": True, "False": False, "None": None}[name])
        for scope in reversed(self._scopes):
            if name in scope:
                return ast.Name(scope[name], ast.Load())
        return self._checked(ast.Name(name, ast.Load()))

    def _attribute(self, owner: ast.expr, node: nodes.Getattr) -> ast.expr:
        self._checked(ast.Attribute(ast.Constant(0), node.attr, ast.Load()))
        return ast.Attribute(owner, node.attr, ast.Load())

    def _index(self, node: nodes.Node) -> ast.expr:
        if not isinstance(node, nodes.Slice):
            return self.expression(node)
        parts = [self.expression(part) if part is not None else None for part in (node.start, node.stop, node.step)]
        return ast.Slice(*parts)

    def _arguments(self, node: nodes.Call | nodes.Filter | nodes.Test) -> tuple[list[ast.expr], list[ast.keyword]]:
        if node.dyn_args is not None or node.dyn_kwargs is not None:
            raise self._error("`*` and `**` are not allowed in a template.")
        keywords = [ast.keyword(str(pair.key), self.expression(pair.value)) for pair in node.kwargs]
        for keyword in keywords:
            self._checked(keyword)
        return [self.expression(argument) for argument in node.args], keywords

    def _filtered(self, node: nodes.Filter, value: ast.expr) -> ast.expr:
        arguments, keywords = self._arguments(node)
        if node.name == "default" or node.name == "d":
            value = ast.Lambda(_parameters(), value)
        if node.name in FILTERS:
            return ast.Call(_name(f"_jinja_filter_{node.name}"), [value, *arguments], keywords)
        # Any function of the language, or of the interview, may be used as a filter.
        return ast.Call(self._variable(nodes.Name(node.name, "load")), [value, *arguments], keywords)

    def _test(self, node: nodes.Test) -> ast.expr:
        value, (arguments, keywords) = self.expression(node.node), self._arguments(node)
        if node.name in ("defined", "undefined"):
            known = self._helper("_jinja_defined", ast.Lambda(_parameters(), value))
            return known if node.name == "defined" else ast.UnaryOp(ast.Not(), known)
        if node.name not in TESTS:
            raise self._error(f"The test `is {node.name}` is not known.")
        return ast.Call(_name(f"_jinja_test_{node.name}"), [value, *arguments], keywords)

    # -- parts ----------------------------------------------------------------------------------------------

    def _target(self, node: nodes.Node, *, again: bool = False) -> ast.expr:
        if isinstance(node, nodes.Tuple):
            return ast.Tuple([self._target(item, again=again) for item in node.items], ast.Store())
        if not isinstance(node, nodes.Name):
            raise self._error("A template can only set names of its own.")
        scope = self._scopes[-1]
        known = scope.get(node.name, "") if again else ""
        return ast.Name(known or self._new(node.name), ast.Store())

    def _new(self, name: str) -> str:
        self._made += 1
        made = f"_own_{name}_{self._made}"
        self._checked(ast.Name(name, ast.Load()))
        self._scopes[-1][name] = made
        return made

    def _append(self, value: ast.expr) -> ast.stmt:
        return ast.Expr(ast.Call(ast.Attribute(_name("_parts"), "append", ast.Load()), [value], []))

    def _helper(self, name: str, *arguments: ast.expr) -> ast.expr:
        return ast.Call(_name(name), list(arguments), [])

    def _checked(self, tree: ast.expr | ast.keyword) -> ast.expr:
        """`tree`, which the policy has passed."""
        try:
            policy.check(tree, file=self._file)
        except AuthorError as error:
            error.line = 0
            raise
        return tree  # type: ignore[return-value]  # a keyword is only checked

    def _error(self, message: str) -> AuthorError:
        return AuthorError(message, file=self._file, fix="Write it another way, or compute it in a code block.")


def _name(name: str) -> ast.Name:
    return ast.Name(name, ast.Load())


def _parameters(*names: str) -> ast.arguments:
    return ast.arguments(
        posonlyargs=[], args=[ast.arg(name) for name in names], kwonlyargs=[], kw_defaults=[], defaults=[]
    )


def _as_load(target: ast.expr) -> ast.expr:
    if isinstance(target, ast.Tuple):
        return ast.Tuple([_as_load(item) for item in target.elts], ast.Load())
    assert isinstance(target, ast.Name)  # noqa: S101  # a target is made of names
    return ast.Name(target.id, ast.Load())
