"""What no file of the repository may hold, and what every exception must say."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from repository import ROOT, tree

# Text that people wrote; a lock file, a picture or a font is none.
TEXT = {
    ".py",
    ".yml",
    ".yaml",
    ".md",
    ".j2",
    ".sh",
    ".cfg",
    ".toml",
    ".ini",
    ".conf",
    ".html",
    ".css",
    ".js",
    ".json",
    ".service",
    "",
}
# Joined here, so that this file does not hold what it looks for.
HOSTS = [
    ".".join(parts.split())
    for parts in (
        "pypi org",
        "pythonhosted org",
        "deb debian org",
        "security debian org",
        "registry npmjs org",
        "docker io/",
        "index docker io",
        "quay io",
        "ghcr io",
        "gcr io",
        "galaxy ansible com",
    )
]
WORKPLACE = ["/".join(("", "work", part)) for part in ("main", "shared")]
# American spellings of words that our own sentences use.
SPELLINGS = re.compile(
    r"\b(behavior|favorite|honor(ed|s)?|colored|centered|defense|gray|label(ed|ing)|cancel(ed|ing)|fulfill|catalog|artifact"
    r"|(normal|recogn|summar|organ|initial|serial|minim|optim|author|general|capital)iz(e|ed|es|ing|ation)|analyz(e|ed|es))\b",
    re.IGNORECASE,
)
# Pages that list names of docassemble's, which are spelt as they are; everywhere else quoted words are ours as well.
NAMING = {Path("docs/language.md"), Path("docs/compatibility.md")}
# An interview, as those in directories of that name: names of docassemble's stand on most of its lines.
BASE = Path("app/src/chancery/language/base")


def lines(suffixes: set[str]) -> list[tuple[Path, int, str]]:
    """Return the lines of the files with such endings, with path and number."""
    found = []
    for path in tree():
        if path.suffix in suffixes and path != Path(__file__) and "static" not in path.parts:
            text = path.read_bytes()
            if b"\0" not in text:
                found += [
                    (path.relative_to(ROOT), number, line) for number, line in enumerate(text.decode().splitlines(), 1)
                ]
    return found


def show(found: list[tuple[Path, int, str]]) -> list[str]:
    """Return hits as `path:line: text`."""
    return [f"{path}:{number}: {line.strip()[:120]}" for path, number, line in found]


def test_no_registry_host_stands_in_the_tree() -> None:
    hits = [hit for hit in lines(TEXT | {".txt"}) if any(host in hit[2] for host in HOSTS)]
    assert not show(hits)


def test_no_path_of_anybodys_workplace_stands_in_the_tree() -> None:
    hits = [hit for hit in lines(TEXT | {".txt"}) if any(path in hit[2] for path in WORKPLACE)]
    assert not show(hits)


def test_spelling_is_british() -> None:
    prose = [
        hit
        for hit in lines({".md", ".yml", ".j2"})
        if not {"interviews", "tests"} & set(hit[0].parts) and not hit[0].is_relative_to(BASE)
    ]
    assert not show(
        [
            (path, number, line)
            for path, number, line in prose
            if SPELLINGS.search(re.sub(r"`[^`]*`", "", line) if path in NAMING else line)
        ]
    )


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param(r"\|\| true\b", id="or-true"),
        pytest.param(r"# type: ignore(\[[a-z-]+(, ?[a-z-]+)*\])?\s*$", id="type-ignore"),
        pytest.param(r"# noqa(: ?[A-Za-z0-9-]+(\[[a-z]+\])?(, ?[A-Z0-9]+)*)?\s*$", id="noqa"),
        pytest.param(r"@pytest\.mark\.skip\s*$|@pytest\.mark\.skip\(\)|pytest\.skip\(\)", id="skip"),
        pytest.param(r"hadolint ignore=[A-Z0-9,]+\s*$|shellcheck disable=[A-Z0-9,]+\s*$", id="linters"),
    ],
)
def test_no_rule_is_bent_without_a_reason_beside_it(pattern: str) -> None:
    every = lines(TEXT)
    bare = [
        hit for before, hit in pairwise(every) if re.search(pattern, hit[2]) and not re.match(r"\s*(#|//)", before[2])
    ]
    assert not show(bare)


def test_the_linter_skips_nothing() -> None:
    text = (ROOT / ".config/ansible-lint.yml").read_text()
    assert "profile: production" in text
    assert "skip_list: []" in text
    assert "warn_list: []" in text
    assert not (ROOT / ".ansible-lint-ignore").exists()
    assert not (ROOT / ".config/ansible-lint-ignore.txt").exists()
