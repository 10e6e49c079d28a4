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
from .code import to_bytecode
from .jinja_expressions import NAMESPACE, Expressions, as_load, name_of
from .mako_parser import template_function
from .rewrite import rewrite

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
        return set(meta.find_undeclared_variables(_parser.parse(source))) - {NAMESPACE}
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


class _Compiler(Expressions):
    """Turns Jinja2's statements into Python's."""

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
                as_load(filtered), [ast.comprehension(filtered, items, [self.expression(node.test)], 0)]
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
        if isinstance(node.target, nodes.NSRef):
            return [self._put(node.target, value)]
        return [ast.Assign([self._target(node.target, again=True)], value)]

    def _assignblock(self, node: nodes.AssignBlock) -> list[ast.stmt]:
        body, value = self._captured(node.body)
        if node.filter is not None:
            value = self._filtered(node.filter, value)
        if isinstance(node.target, nodes.NSRef):
            return [*body, self._put(node.target, value)]
        return [*body, ast.Assign([self._target(node.target, again=True)], value)]

    def _put(self, target: nodes.NSRef, value: ast.expr) -> ast.stmt:
        """`{% set total.sum = value %}`: a name of a `namespace()`, which a loop shares with what is around it."""
        self._attribute(ast.Constant(0), nodes.Getattr(target, target.attr, "load"))
        owner = self._variable(nodes.Name(target.name, "load"))
        return ast.Expr(self._helper("_jinja_put", owner, ast.Constant(target.attr), value))

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
        self._macros[name] = {argument.name: made for argument, made in zip(node.args, parameters, strict=True)}
        function = template_function(name, parameters, self.statements(node.body))
        self._scopes.pop()
        function.args.defaults = [self.expression(value) for value in node.defaults]
        _join = function.body[-1]
        assert isinstance(_join, ast.Return)  # noqa: S101  # what `template_function` ends with
        _join.value = self._helper("_jinja_made", name_of("_parts"))
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
        last.value = self._helper("_jinja_made", name_of("_parts"))
        return [function], ast.Call(name_of(name), [], [])
