"""The table of controls: each promise, the roles' tasks and the code that keep it, and the tests that prove it.

`docs/controls.yml` has a sentence for each control. A task keeps one by the tag `control_<id>`, other code by the
comment "Keeps control_<id>.", and a test proves one by `@pytest.mark.control("<id>")`. `python
molecule/policy/controls.py` writes `docs/controls.md` from the three; the policy tests fail when it is out of date or
when a promise lacks code or proof.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from repository import ROOT, load, role_tasks, roles, tree

SENTENCES = ROOT / "docs/controls.yml"
TABLE = ROOT / "docs/controls.md"
TAG = "control_"
COMMENT = re.compile(r"Keeps control_([a-z0-9_]+)\.")
CODE = ("app/src/", "images/", "roles/", "bin/")
HEAD = """# Controls

Each promise of Chancery, where it is kept, and the test that proves it on running code. Written by
`python molecule/policy/controls.py` from `docs/controls.yml`, the tags of the roles' tasks and the marks of the tests.

| control | promise | kept by | proved by |
|---|---|---|---|
"""


@dataclass
class Control:
    """What was found of one control: where it is kept, which standards its tasks name, and its tests."""

    kept: list[str] = field(default_factory=list)
    standards: set[str] = field(default_factory=set)
    proved: list[str] = field(default_factory=list)


def link(path: Path, words: str) -> str:
    """Return a Markdown link from the table to a file of the tree."""
    return f"[{words}](../{path.relative_to(ROOT)})"


def standard(tag: str) -> str:
    """Return how the publisher writes what a tag names: `nist_ac_7` is NIST AC-7, `cis_docker_2.14` CIS Docker 2.14."""
    publisher, _, number = tag.partition("_")
    if publisher == "nist":
        return f"NIST {number.upper().replace('_', '-')}"
    return f"CIS {number.replace('docker_', 'Docker ')}"


def kept_by_tasks() -> Iterator[tuple[str, str, set[str]]]:
    """Yield the id of a control, the task that keeps it, and the ids of outside standards that the task names."""
    for role in roles():
        for path, task in role_tasks(role):
            tags = task.get("tags", [])
            tags = tags if isinstance(tags, list) else [tags]
            standards = {standard(tag) for tag in tags if tag.startswith(("nist_", "cis_"))}
            for tag in tags:
                if tag.startswith(TAG):
                    name = str(task.get("name", "")).split(" | ")[-1]
                    yield tag.removeprefix(TAG), link(path, f"{role.name}: {name}"), standards


def kept_by_code() -> Iterator[tuple[str, str]]:
    """Yield the id of a control and the file that says in a comment that it keeps it."""
    for path in tree():
        name = str(path.relative_to(ROOT))
        if name.startswith(CODE) and "/tests/" not in name:
            for found in COMMENT.findall(path.read_text(errors="replace")):
                yield found, link(path, name.removeprefix("app/src/"))


def marks(tree_: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield the id of a control and the name of the test function or class that is marked with it."""
    for node in ast.walk(tree_):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            for mark in node.decorator_list:
                if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.control":
                    for argument in mark.args:
                        yield ast.literal_eval(argument), node.name


def proved_by_tests() -> Iterator[tuple[str, str]]:
    """Yield the id of a control and the test that proves it; a whole file does by its `pytestmark`."""
    for path in tree():
        if path.suffix == ".py" and path.name.startswith("test_"):
            parsed = ast.parse(path.read_text())
            for name, test in marks(parsed):
                yield name, link(path, test.removeprefix("test_").replace("_", " "))
            for node in parsed.body:
                if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark":
                    for name in re.findall(r"pytest\.mark\.control\('(\w+)'\)", ast.unparse(node.value)):
                        yield name, link(path, str(path.relative_to(ROOT)))


def sentences() -> dict[str, str]:
    """Return the promise of each control by its id."""
    return dict(sorted(load(SENTENCES).items()))


def controls() -> dict[str, Control]:
    """Return what the tree holds of each control, also of those that have no sentence."""
    found: dict[str, Control] = defaultdict(Control)
    for name, place, standards in kept_by_tasks():
        found[name].kept.append(place)
        found[name].standards |= standards
    for name, place in kept_by_code():
        found[name].kept.append(place)
    for name, test in proved_by_tests():
        found[name].proved.append(test)
    return found


def updated() -> str:
    """Return the table as it should be."""
    found = controls()
    rows = []
    for name, promise in sentences().items():
        control = found.get(name, Control())
        standards = f"<br>{', '.join(sorted(control.standards))}" if control.standards else ""
        kept, proved = ("<br>".join(dict.fromkeys(places)) for places in (control.kept, control.proved))
        rows.append(f"| `{name}`{standards} | {promise} | {kept} | {proved} |")
    return HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    TABLE.write_text(updated())
    sys.exit(0)
