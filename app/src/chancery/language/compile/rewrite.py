"""Rewrites an author's code so that text knows who wrote it.

A `str` cannot tell that an argument of its method, a value of its `%` or a part of an f-string was typed by a person.
So these are sent to `language.text`. The helpers' names begin with an underscore, which the policy refuses to authors.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any, TypeVar

from .. import rewrites, text
from ..modules import BUILT_IN, MODULES
from ..modules.phrases import IMPORTED as PHRASES
from .assigned import written
from .policy import class_name_of, typed_by

_Tree = TypeVar("_Tree", bound=ast.AST)
_CONVERSIONS = {-1: "", 115: "s", 114: "r", 97: "a"}


def _attribute(name: str) -> Callable[[Any], Any]:
    """What `value.name` is without being called, for a name in `rewrites.METHODS`."""
    method = rewrites.METHODS[name]

    def get(value: Any) -> Any:
        if isinstance(value, str | bytes):
            return lambda *args, **kwargs: method(value, *args, **kwargs)
        return getattr(value, name)

    return get


def _class_name(value: Any) -> str:
    """The name of the value's class, as the author knows it."""
    return "str" if isinstance(value, str) else type(value).__name__


def _class_of(value: Any) -> type:
    """The value's class, as the author knows it: to be compared at once, it is given to nobody."""
    return rewrites.String if isinstance(value, str) else type(value)


HELPERS: dict[str, Any] = {
    "_class_of": _class_of,
    "_class_name": _class_name,
    "_module": MODULES.__getitem__,
    "_phrase": PHRASES.__getitem__,
    "_fstring": text.fstring,
    "_formatted": text.formatted,
    "_percent": text.percent,
    "_settable": rewrites.settable,
    "_told": rewrites.told,
    **{f"_call_{name}": method for name, method in rewrites.METHODS.items()},
    **{f"_get_{name}": _attribute(name) for name in rewrites.METHODS},
}


def rewrite(tree: _Tree) -> _Tree:
    """`tree`, which the policy has passed, with text operations sent to `HELPERS`."""
    result: _Tree = _Rewriter().visit(tree)
    return ast.fix_missing_locations(result)


def _call(name: str, *args: ast.expr, at: ast.AST) -> ast.Call:
    node = ast.Call(func=ast.Name(id=name, ctx=ast.Load()), args=list(args), keywords=[])
    return ast.copy_location(node, at)


def _assign(name: str, value: ast.expr, at: ast.AST) -> ast.stmt:
    return ast.copy_location(ast.Assign(targets=[ast.Name(id=name, ctx=ast.Store())], value=value), at)


def _import(alias: ast.alias, at: ast.stmt) -> ast.stmt:
    """`import a`, `import a as b`; without a name of its own `import a.b` gives the name `a`."""
    module = alias.name if alias.asname else alias.name.partition(".")[0]
    return _assign(alias.asname or module, _call("_module", ast.Constant(module), at=at), at)


def _built_in(name: str, at: ast.AST) -> ast.expr:
    """A name of docassemble's: every interview has it, but for phrases, which only importing gives."""
    if name in PHRASES:
        return _call("_phrase", ast.Constant(name), at=at)
    return ast.copy_location(ast.Name(name, ast.Load()), at)


class _Rewriter(ast.NodeTransformer):
    def __init__(self) -> None:
        # Names that this code gives to modules of docassemble's.
        self.modules: set[str] = set(BUILT_IN)

    def visit_Import(self, node: ast.Import) -> list[ast.stmt]:
        self.modules |= {alias.asname for alias in node.names if alias.name in BUILT_IN and alias.asname}
        found = [_import(alias, node) for alias in node.names if alias.name not in BUILT_IN]
        return found or [ast.copy_location(ast.Pass(), node)]

    def visit_ImportFrom(self, node: ast.ImportFrom) -> list[ast.stmt]:
        inner = [alias for alias in node.names if f"{node.module}.{alias.name}" in BUILT_IN]
        if inner:
            self.modules |= {alias.asname or alias.name for alias in inner}
            return [ast.copy_location(ast.Pass(), node)]
        if node.module in BUILT_IN:
            return [
                _assign(alias.asname or alias.name, _built_in(alias.name, node), node)
                for alias in node.names
                if alias.name in PHRASES or (alias.asname and alias.asname != alias.name)
            ] or [ast.copy_location(ast.Pass(), node)]
        module = _call("_module", ast.Constant(node.module), at=node)
        return [
            _assign(alias.asname or alias.name, ast.Attribute(module, alias.name, ast.Load()), node)
            for alias in node.names
        ]

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.expr:
        self.generic_visit(node)
        return _call("_fstring", ast.List(elts=node.values, ctx=ast.Load()), at=node)

    def visit_FormattedValue(self, node: ast.FormattedValue) -> ast.expr:
        self.generic_visit(node)
        conversion = ast.Constant(_CONVERSIONS.get(node.conversion, ""))
        return _call("_formatted", node.value, conversion, node.format_spec or ast.Constant(""), at=node)

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        return _call("_percent", node.left, node.right, at=node) if isinstance(node.op, ast.Mod) else node

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        """`type(a) is str`, `type(a) == type(b)`, `type(a) in (int, float)`."""
        node.left, node.comparators = self._side(node.left), [self._side(side) for side in node.comparators]
        return node

    def _side(self, side: ast.expr) -> ast.expr:
        value = typed_by(side)
        return self.visit(side) if value is None else _call("_class_of", self.visit(value), at=side)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.stmt:
        """`a: int = 1` is `a = 1`: what is noted beside it would be a variable of its own, and one of classes."""
        if node.value is None:
            return ast.copy_location(ast.Pass(), node)
        return self.visit(ast.copy_location(ast.Assign(targets=[node.target], value=node.value), node))  # type: ignore[no-any-return]  # what `visit` gives for it

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.stmt:
        self.generic_visit(node)
        if not isinstance(node.op, ast.Mod):
            return node
        value = _call("_percent", _as_load(node.target), node.value, at=node)
        return ast.copy_location(ast.Assign(targets=[node.target], value=value), node)

    def visit_Call(self, node: ast.Call) -> ast.expr:
        if isinstance(node.func, ast.Attribute) and node.func.attr in rewrites.METHODS:
            owner = ast.copy_location(ast.Name(id=f"_call_{node.func.attr}", ctx=ast.Load()), node.func)
            node = ast.copy_location(
                ast.Call(func=owner, args=[node.func.value, *node.args], keywords=node.keywords), node
            )
        self.generic_visit(node)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        owner = class_name_of(node)
        if owner is not None:
            return _call("_class_name", self.visit(owner), at=node)
        if isinstance(node.ctx, ast.Load) and written(node.value) in self.modules:
            return _built_in(node.attr, node)
        self.generic_visit(node)
        if node.attr in rewrites.METHODS and isinstance(node.ctx, ast.Load):
            return _call(f"_get_{node.attr}", node.value, at=node)
        if node.attr == "instanceName" and isinstance(node.ctx, ast.Load):
            return _call("_told", node, at=node)
        if isinstance(node.ctx, ast.Store | ast.Del):
            node.value = _call("_settable", node.value, at=node.value)
        return node


def _as_load(target: ast.expr) -> ast.expr:
    """The target of an assignment as the expression that reads it."""
    if isinstance(target, ast.Name):
        return ast.copy_location(ast.Name(id=target.id, ctx=ast.Load()), target)
    if isinstance(target, ast.Attribute):
        return ast.copy_location(ast.Attribute(value=target.value, attr=target.attr, ctx=ast.Load()), target)
    if isinstance(target, ast.Subscript):
        return ast.copy_location(ast.Subscript(value=target.value, slice=target.slice, ctx=ast.Load()), target)
    return target
