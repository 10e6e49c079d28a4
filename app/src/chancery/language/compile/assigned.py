"""Which variables a code block can define: the targets of its assignments, found without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..names import ITERATORS


def assigned_names(tree: ast.AST) -> tuple[str, ...]:
    """The names that `tree` assigns to, each once, in order: `a`, `a.b`, `a[0]`, `a['b']`, `a[i]`.

    Targets that cannot be written as a variable's name (`a[f(x)]`, `f().b`) are left out.
    """
    found: dict[str, None] = {}
    for node in ast.walk(tree):
        for target in _targets(node):
            for name in _names(target):
                found.setdefault(name)
    return tuple(found)


def _targets(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Assign):
        return node.targets
    if isinstance(node, ast.AnnAssign) and node.value is None:
        return []
    if isinstance(node, ast.AugAssign | ast.AnnAssign | ast.NamedExpr | ast.For):
        return [node.target]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "define" and node.args:
        name = node.args[0]
        if isinstance(name, ast.Constant) and isinstance(name.value, str):
            try:
                return [ast.parse(name.value.strip(), mode="eval").body]
            except SyntaxError:
                return []
    return []


def _names(target: ast.expr) -> Iterator[str]:
    if isinstance(target, ast.Tuple | ast.List):
        for item in target.elts:
            yield from _names(item)
    elif isinstance(target, ast.Starred):
        yield from _names(target.value)
    else:
        name = written(target)
        if name:
            yield name


def written(node: ast.expr) -> str:
    """The variable's name that `node` writes, or "" if it is something else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        owner = written(node.value)
        return f"{owner}.{node.attr}" if owner else ""
    if isinstance(node, ast.Subscript):
        owner, key = written(node.value), _key(node.slice)
        return f"{owner}[{key}]" if owner and key else ""
    return ""


def _key(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, int) and not isinstance(node.value, bool):
        return str(node.value)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return f"'{node.value}'"
    if isinstance(node, ast.Name) and node.id in ITERATORS:
        return node.id
    return ""
