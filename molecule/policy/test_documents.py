"""What the pages for people lead to is there, and SECURITY.md names what shows each of its promises."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import MISSING, fields
from pathlib import Path

import pytest
from controls import sentences
from readme import options
from repository import ROOT, roles, tree

from chancery.settings import Settings

PAGES = sorted(path for path in tree() if path.suffix == ".md")
LINK = re.compile(r"\]\(([^)\s]+)\)")
QUOTED = re.compile(r"`([\w./-]+/[\w./-]*)`")
# What a command makes: the local state of a checkout, and the inventory that an example names.
MADE = (".local/", ".cache/", ".venv/", "inventories/answers-1")
SECURITY = ROOT / "SECURITY.md"
# Names of docassemble's, and records of what was decided, whose names may be of their day.
APART = (ROOT / "docs/compatibility.md", ROOT / "docs/language.md", ROOT / "docs/decisions")


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page: its headings in small letters, without marks, with dashes for spaces."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def astray(page: Path, text: str) -> Iterator[str]:
    """Yield the links of a page's text, and the paths that it names, which lead nowhere."""
    # A link that is quoted is an example.
    for target in LINK.findall(re.sub(r"`[^`\n]*`", "", text)):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        there = (page.parent / name) if name else page
        if not there.exists() or (anchor and anchor not in anchors(there)):
            yield target
    tops = {path.name for path in ROOT.iterdir()}
    for name in QUOTED.findall(text):
        if name.split("/")[0] in tops and not name.startswith(MADE) and not (ROOT / name).exists():
            yield name


def unknown(text: str) -> set[str]:
    """Return the variables of roles that a text names and no role has, and the targets of make that are not there."""
    known = {name for role in roles() for name in options(role)} | set(sentences())
    named = re.findall(rf"`((?:{'|'.join(role.name for role in roles())})_[a-z0-9_]+)`", text)
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    made = re.findall(r"`make ([a-z-]+)", text)
    return {name for name in named if name not in known} | {f"make {name}" for name in made if name not in targets}


def section(text: str, heading: str) -> str:
    """Return what stands under a heading of the second level."""
    return text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def promises(text: str) -> list[str]:
    """Return the numbered promises of SECURITY.md."""
    return re.split(r"^\d+\. ", section(text, "What is promised"), flags=re.MULTILINE)[1:]


def threats(text: str) -> dict[str, str]:
    """Return what shows that each threat of SECURITY.md is met."""
    rows = [line.strip("| ").split(" | ") for line in section(text, "Threats and what meets them").splitlines()[3:]]
    return {row[0]: row[2] for row in rows if len(row) == 3}


def shown(cell: str) -> bool:
    """Whether a text names a directory with tests, or a file of tests, that is there."""
    named = [ROOT / name for name in QUOTED.findall(cell)]
    return any(path.name.startswith("test_") or list(path.rglob("test_*.py")) for path in named if path.exists())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_and_path_leads_somewhere(page: Path) -> None:
    assert not list(astray(page, page.read_text()))


def test_links_that_lead_nowhere_are_noticed() -> None:
    text = (
        "[a](docs/none.md) [b](README.md#none) [c](#start) `[d](?x=1)` `roles/none/` `roles/edge` [e](https://e.test)"
    )
    assert list(astray(ROOT / "README.md", text)) == ["docs/none.md", "README.md#none", "roles/none/"]


@pytest.mark.parametrize(
    "promise", promises(SECURITY.read_text()), ids=lambda promise: promise.strip("*").split(".")[0]
)
def test_a_promise_names_the_controls_that_are_tested(promise: str) -> None:
    named = re.findall(r"`(\w+)`", promise)
    assert named, "name a control of docs/controls.yml"
    assert set(named) <= set(sentences())


@pytest.mark.parametrize(("threat", "cell"), threats(SECURITY.read_text()).items())
def test_a_threat_names_what_shows_that_it_is_met(threat: str, cell: str) -> None:
    assert shown(cell), f"name a path with tests for: {threat}"


def test_the_page_is_read_as_it_is_written() -> None:
    text = SECURITY.read_text()
    assert len(promises(text)) == 6
    assert len(threats(text)) == section(text, "Threats and what meets them").count("\n| ") - 1
    assert not shown("a statistical test")
    assert not shown("`molecule/none`")


def settings_of_operators() -> set[str]:
    """Return the settings that the application reads and the role app does not set by itself."""
    sources = [(ROOT / f"app/src/chancery/{name}.py").read_text() for name in ("settings", "cli")]
    read = re.findall(r"read\.(?:text|whole|parsed)\(\s*\"(\w+)\"", sources[0])
    read += re.findall(r'envvar="CHANCERY_(\w+)"', sources[1])
    owned = set(re.findall(r"CHANCERY_(\w+):", (ROOT / "roles/app/vars/main.yml").read_text()))
    return {name for name in read if name not in owned}


def test_every_setting_that_an_operator_may_make_is_listed_with_its_default() -> None:
    told = section((ROOT / "docs/operations.md").read_text(), "Settings of the application")
    rows = dict(re.findall(r"^\| `CHANCERY_(\w+)` \| `?([^`|]*)`? \|", told, re.MULTILINE))
    assert set(rows) == settings_of_operators()
    defaults = {field.name.upper(): field.default for field in fields(Settings) if field.default is not MISSING}
    assert {name: str(defaults[name]) for name in rows if name in defaults} == {
        name: f"{float(value)}" if name == "EVALUATOR_TIMEOUT_S" else value
        for name, value in rows.items()
        if name in defaults
    }
