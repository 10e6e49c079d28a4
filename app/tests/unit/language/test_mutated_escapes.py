"""The escapes of `escapes.py` in other clothes, and proof that a weaker policy would let some of them through."""

import ast
import sys
import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.language import AuthorError
from chancery.language.compile import compile_code, compile_template, policy

# Not a test, and no package: found by its own name.
sys.path.insert(0, str(Path(__file__).parent))
from escapes import MAKO, REFUSED, RUNS_INTO_NOTHING  # found by the line above

# What does not change what the payload does, if Python takes it at all.
AROUND = (
    "{0}",
    "a = 1\n{0}\nb = 2",
    "if True:\n{1}",
    "for q in [1]:\n{1}",
    "while True:\n{1}\n  break",
    "try:\n{1}\nexcept ValueError:\n  pass",
    "try:\n  raise ValueError\nexcept ValueError:\n{1}",
    "if False:\n  pass\nelse:\n{1}",
)
AROUND_TEXT = ("{0}", "before\n{0}\nafter", "% if True:\n{0}\n% endif", "% for q in [1]:\n{0}\n% endfor")

# The rest of the corpus is only unbalanced, and can be balanced by what is put around it.
HARMFUL = sorted(name for name in MAKO if not name.startswith(("unclosed", "unopened", "else ")))


def widened(source: str, places: list[int]) -> str:
    """`source` with letters and underscores in their full width, which Python reads as the usual ones."""
    characters = list(source)
    for place in places:
        at = place % len(characters)
        if characters[at].isascii() and (characters[at].isalpha() or characters[at] == "_"):
            characters[at] = chr(ord(characters[at]) + 0xFEE0)
    return "".join(characters)


def is_refused(source: str) -> bool:
    try:
        compile_code(source, "file.yml", 1)
    except AuthorError:
        return True
    return False


def test_the_corpus_is_as_large_as_promised():
    assert len(REFUSED) + len(RUNS_INTO_NOTHING) + len(MAKO) >= 120


@given(
    st.sampled_from(sorted(REFUSED)),
    st.lists(st.sampled_from(AROUND), max_size=4),
    st.lists(st.integers(0, 500), max_size=6),
)
def test_no_clothes_get_an_escape_past_the_policy(name, layers, places):
    source = widened(REFUSED[name], places)
    for layer in layers:
        source = layer.format(source, textwrap.indent(source, "  "))
    assert is_refused(source)


@given(st.sampled_from(HARMFUL), st.lists(st.sampled_from(AROUND_TEXT), max_size=3))
def test_no_clothes_get_a_template_past_the_policy(name, layers):
    source = f"text\n{MAKO[name]}\n"
    for layer in layers:
        source = layer.format(source)
    with pytest.raises(AuthorError):
        compile_template(source, "file.yml", 1)


class _Everything(dict):
    """Contains whatever is asked for."""

    def __contains__(self, key: object) -> bool:
        return True

    def __missing__(self, key: str) -> "_Everything":
        return self


EVERY_NODE = frozenset(kind for kind in vars(ast).values() if isinstance(kind, type) and issubclass(kind, ast.AST))
WEAKER = {
    "every piece of syntax": ("_ALLOWED", EVERY_NODE),
    "every name": ("_identifiers", lambda _node: ()),
    "every attribute": ("DENIED", frozenset()),
    "every module": ("_import_problem", lambda _node: None),
    "everything": ("_problem", lambda _node: None),
}


@pytest.mark.parametrize(("part", "weaker"), WEAKER.values(), ids=WEAKER)
def test_the_corpus_turns_red_when_a_rule_is_taken_away(part, weaker, monkeypatch):
    assert all(is_refused(source) for source in REFUSED.values())
    monkeypatch.setattr(policy, part, weaker)
    let_through = []
    for name, source in REFUSED.items():
        try:
            policy.check(ast.parse(source), file="file.yml")
        except (AuthorError, SyntaxError):
            continue
        let_through.append(name)
    assert let_through
