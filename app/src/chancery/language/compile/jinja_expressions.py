"""Jinja2's expressions as Python's, each name and attribute of them checked by the policy."""

from __future__ import annotations

import ast

from jinja2 import nodes

from ..errors import AuthorError
from . import policy
from .jinja_filters import FILTERS, TESTS

_COMPARISONS: dict[str, type[ast.cmpop]] = {
    "eq": ast.Eq, "ne": ast.NotEq, "lt": ast.Lt, "lteq": ast.LtE, "gt": ast.Gt, "gteq": ast.GtE, "in": ast.In,
    "notin": ast.NotIn,
}  # fmt: skip
_BINARY: dict[type[nodes.Expr], type[ast.operator]] = {
    nodes.Add: ast.Add, nodes.Sub: ast.Sub, nodes.Mul: ast.Mult, nodes.Div: ast.Div, nodes.FloorDiv: ast.FloorDiv,
    nodes.Mod: ast.Mod, nodes.Pow: ast.Pow,
}  # fmt: skip
# Jinja2's function that makes what `{% set it.name = … %}` changes.
NAMESPACE = "namespace"
# Jinja2's own names for what Python calls otherwise.
_GLOBALS = {"true": "True", "false": "False", "none": "None"}


class Expressions:
    """Turns expressions into Python's. Names that the template makes are renamed, so that they shadow nothing."""

    def __init__(self, file: str) -> None:
        self._file, self._scopes, self._made = file, [dict[str, str]()], 0
        # What each macro's parameters are called by, as written and as renamed.
        self._macros: dict[str, dict[str, str]] = {}

    def expression(self, node: nodes.Node) -> ast.expr:
        """What `node` means."""
        kind = type(node)
        if isinstance(node, nodes.Const):
            # A mark stands in XML, and of what XML writes otherwise docxtpl leaves this one.
            return ast.Constant(node.value.replace("&amp;", "&") if isinstance(node.value, str) else node.value)
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
            reads = ast.Lambda(parameters("_owner"), self._attribute(owner, node))
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
            arguments, keywords = self._arguments(node)
            known = self._macros.get(function.id, {}) if isinstance(function, ast.Name) else {}
            for keyword in keywords:
                keyword.arg = known.get(keyword.arg or "", keyword.arg)
            return ast.Call(function, arguments, keywords)
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
        if name == NAMESPACE:
            return name_of("_jinja_namespace")
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
        for pair in node.kwargs:
            # Its value is checked as it is read: by then the template's own names bear an underscore.
            self._checked(ast.keyword(str(pair.key), ast.Constant(0)))
        keywords = [ast.keyword(str(pair.key), self.expression(pair.value)) for pair in node.kwargs]
        return [self.expression(argument) for argument in node.args], keywords

    def _filtered(self, node: nodes.Filter, value: ast.expr) -> ast.expr:
        arguments, keywords = self._arguments(node)
        if node.name == "default" or node.name == "d":
            value = ast.Lambda(parameters(), value)
        if node.name in FILTERS:
            return ast.Call(name_of(f"_jinja_filter_{node.name}"), [value, *arguments], keywords)
        # Any function of the language, or of the interview, may be used as a filter.
        return ast.Call(self._variable(nodes.Name(node.name, "load")), [value, *arguments], keywords)

    def _test(self, node: nodes.Test) -> ast.expr:
        value, (arguments, keywords) = self.expression(node.node), self._arguments(node)
        if node.name in ("defined", "undefined"):
            known = self._helper("_jinja_defined", ast.Lambda(parameters(), value))
            return known if node.name == "defined" else ast.UnaryOp(ast.Not(), known)
        if node.name not in TESTS:
            raise self._error(f"The test `is {node.name}` is not known.")
        return ast.Call(name_of(f"_jinja_test_{node.name}"), [value, *arguments], keywords)

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
        return ast.Expr(ast.Call(ast.Attribute(name_of("_parts"), "append", ast.Load()), [value], []))

    def _helper(self, name: str, *arguments: ast.expr) -> ast.expr:
        return ast.Call(name_of(name), list(arguments), [])

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


def name_of(name: str) -> ast.Name:
    """A name that is read."""
    return ast.Name(name, ast.Load())


def parameters(*names: str) -> ast.arguments:
    """The parameters of a function, without defaults."""
    return ast.arguments(
        posonlyargs=[], args=[ast.arg(name) for name in names], kwonlyargs=[], kw_defaults=[], defaults=[]
    )


def as_load(target: ast.expr) -> ast.expr:
    """The names that a loop sets, read again."""
    if isinstance(target, ast.Tuple):
        return ast.Tuple([as_load(item) for item in target.elts], ast.Load())
    assert isinstance(target, ast.Name)  # noqa: S101  # a target is made of names
    return ast.Name(target.id, ast.Load())
