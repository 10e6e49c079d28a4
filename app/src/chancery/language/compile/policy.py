"""Which Python an interview may be written in: a list of what is allowed, checked when the interview is loaded.

This is the second of four walls (DESIGN §4), and the one that gives an author a sentence instead of a killed process.
Whatever is not on the list is refused, so syntax of a later Python is refused until someone has thought about it.
"""

from __future__ import annotations

import ast
import keyword

from ..errors import AuthorError
from ..modules import BUILT_IN, MODULES
from ..names import DENIED

MAX_SOURCE = 100_000
MAX_DEPTH = 60
# What a template returns to end early, in docassemble's words.
STOP = "STOP_RENDERING"

_ALLOWED: frozenset[type[ast.AST]] = frozenset({
    # statements
    ast.Module, ast.Expression, ast.Expr, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Delete, ast.Pass,
    ast.Import, ast.ImportFrom, ast.alias,
    ast.If, ast.For, ast.While, ast.Break, ast.Continue, ast.Try, ast.ExceptHandler, ast.Raise, ast.Assert,
    # expressions
    ast.Name, ast.Constant, ast.Attribute, ast.Subscript, ast.Slice, ast.Starred, ast.Call, ast.keyword,
    ast.List, ast.Tuple, ast.Dict, ast.Set, ast.JoinedStr, ast.FormattedValue,
    ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.comprehension,
    ast.BoolOp, ast.BinOp, ast.UnaryOp, ast.Compare, ast.IfExp, ast.NamedExpr, ast.Lambda, ast.arguments, ast.arg,
    # contexts and operators
    ast.Load, ast.Store, ast.Del, ast.And, ast.Or, ast.Not, ast.Invert, ast.UAdd, ast.USub,
    ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.LShift, ast.RShift,
    ast.BitOr, ast.BitXor, ast.BitAnd,
    ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Is, ast.IsNot, ast.In, ast.NotIn,
})  # fmt: skip

# What each refused piece of syntax is called, and what to write instead.
INSTEAD: dict[str, tuple[str, str]] = {
    "FunctionDef": ("`def`", "Write a template with `<%def>`, a lambda, or put the function into a module."),
    "ClassDef": ("`class`", "Put the class into a module, and list it in a `modules` block."),
    "With": ("`with`", "Files and locks do not exist here; leave it out."),
    "Global": ("`global`", "Every variable of an interview is global already; leave it out."),
    "Return": ("`return`", "Use `if` and `else`; a code block has nothing to return to."),
    "Match": ("`match`", "Use `if` and `elif`."),
    "Await": ("`await`", "Leave it out; nothing here waits."),
    "Yield": ("`yield`", "Build a list."),
}


def check(tree: ast.AST, *, file: str, ends: bool = False) -> None:
    """Refuse `tree` unless all of it is allowed.

    Args:
        tree: the syntax tree.
        file: what an error names.
        ends: whether `return` may end what is written, without a value or with `STOP_RENDERING`: in templates.

    Raises:
        AuthorError: something in it is not; `line` is the tree's own line number.
    """
    pending: list[tuple[ast.AST, int, int]] = [(tree, 0, 0)]
    while pending:
        node, depth, line = pending.pop()
        line = getattr(node, "lineno", line)
        if ends and _ends(node):
            continue
        if (owner := class_name_of(node)) is not None:
            pending.append((owner, depth + 1, line))
            continue
        problem = _problem(node) if depth <= MAX_DEPTH else ("The code is nested too deeply.", "Split it into steps.")
        if problem:
            raise AuthorError(problem[0], file=file, line=line, fix=problem[1])
        pending.extend((child, depth + 1, line) for child in ast.iter_child_nodes(node))


def class_name_of(node: ast.AST) -> ast.expr | None:
    """Whose class `node` asks the name of, if it is `value.__class__.__name__`: a text, and no way to the class.

    `type(value).__name__` is the same.
    """
    if not (isinstance(node, ast.Attribute) and node.attr == "__name__" and isinstance(node.ctx, ast.Load)):
        return None
    kind = node.value
    return kind.value if isinstance(kind, ast.Attribute) and kind.attr == "__class__" else typed_by(kind)


def typed_by(node: ast.expr) -> ast.expr | None:
    """What `type` is called of, if `node` is `type(value)`. It is understood where classes are compared or named."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "type"):
        return None
    alone = len(node.args) == 1 and not node.keywords and not isinstance(node.args[0], ast.Starred)
    return node.args[0] if alone else None


def _ends(node: ast.AST) -> bool:
    """Whether this ends a template early."""
    value = node.value if isinstance(node, ast.Return) else node
    return value is None or (isinstance(node, ast.Return) and isinstance(value, ast.Name) and value.id == STOP)


def _problem(node: ast.AST) -> tuple[str, str] | None:
    kind = type(node)
    if kind not in _ALLOWED:
        name, fix = INSTEAD.get(kind.__name__.removeprefix("Async"), (f"`{kind.__name__}`", "Write it another way."))
        return f"{name} is not allowed in an interview's code.", fix
    if isinstance(node, ast.Import | ast.ImportFrom):
        return _import_problem(node)
    if isinstance(node, ast.comprehension) and node.is_async:
        return "`async for` is not allowed in an interview's code.", "Write `for`."
    if isinstance(node, ast.Attribute) and node.attr in DENIED:
        return f"The attribute `{node.attr}` is not allowed.", "Leave it out."
    for name in _identifiers(node):
        # Written in wide letters a keyword is a name to Python: harmless, and meant by nobody.
        if keyword.iskeyword(name):
            return f"The name `{name}` is a word of Python itself.", "Choose another name."
        # The language itself has arguments that begin with one underscore (`_external=True`).
        if name.startswith("__" if isinstance(node, ast.keyword) else "_"):
            return f"The name `{name}` begins with an underscore.", "Choose a name that does not."
    return None


def _import_problem(node: ast.Import | ast.ImportFrom) -> tuple[str, str] | None:
    modules = [node.module] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.level == 0 and is_built_in(node):
        return None  # every interview has these names anyway
    for module in modules:
        if isinstance(node, ast.Import) and module in BUILT_IN:
            continue
        if module not in MODULES or (isinstance(node, ast.ImportFrom) and node.level):
            return f"The module `{module or '.'}` cannot be imported.", f"The modules are {', '.join(sorted(MODULES))}."
    if isinstance(node, ast.ImportFrom):
        for alias in node.names:
            if alias.name not in MODULES[node.module or ""]:
                return f"The module `{node.module}` has no `{alias.name}` here.", "Name what you want of it."
    return None


def is_built_in(node: ast.ImportFrom) -> bool:
    """Whether it imports names of docassemble's modules, or such modules themselves."""
    return node.module in BUILT_IN or all(f"{node.module}.{alias.name}" in BUILT_IN for alias in node.names)


def _identifiers(node: ast.AST) -> tuple[str, ...]:
    """The names that `node` itself writes, as Python reads them (NFKC)."""
    if isinstance(node, ast.Name):
        return (node.id,)
    if isinstance(node, ast.Attribute):
        return (node.attr,)
    if isinstance(node, ast.arg | ast.keyword) and node.arg:
        return (node.arg,)
    if isinstance(node, ast.ExceptHandler) and node.name:
        return (node.name,)
    if isinstance(node, ast.alias) and node.asname:
        return (node.asname,)
    return ()
