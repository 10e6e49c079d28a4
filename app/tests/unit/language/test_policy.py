"""Wall 2 of DESIGN §4: what the language refuses. Each payload tries to reach something outside the interview."""

import builtins
import html
import sys
from pathlib import Path

import pytest

from chancery.language import AuthorError
from chancery.language.builtins import ALWAYS
from chancery.language.compile import compile_code, compile_expression, compile_template, policy

# Not a test, and no package: found by its own name.
sys.path.insert(0, str(Path(__file__).parent))
from escapes import MAKO, REFUSED, RUNS_INTO_NOTHING  # found by the line above


@pytest.mark.parametrize("source", REFUSED.values(), ids=REFUSED)
def test_statements_are_refused(source: str):
    with pytest.raises(AuthorError) as caught:
        compile_code(source, "file.yml", 5)
    assert caught.value.file == "file.yml"
    assert caught.value.line >= 5


@pytest.mark.parametrize("source", RUNS_INTO_NOTHING.values(), ids=RUNS_INTO_NOTHING)
def test_what_compiles_reaches_nothing(talk, source: str):
    body = source.replace("\n", "\n  ")
    block = f"mandatory: True\ncode: |\n  a = 'text'\n  {body}\n---\nmandatory: True\nquestion: reached\n"
    with pytest.raises(AuthorError):
        talk(block)


def test_the_name_of_a_class_is_a_text_and_no_way_to_the_class(talk):
    source = """
objects:
  - party: PartyList.using(gathered=True)
---
question: Q
fields:
  - Typed: typed
---
mandatory: True
code: |
  found = [one.__class__.__name__ for one in (party, typed, 1, found_by_mistake.__class__.__name__)]
---
code: |
  found_by_mistake = None
---
mandatory: True
question: ${ comma_list(found) } ${ party.__class__.__name__.lower() }
"""
    assert talk(source).answer(typed="x").title == "PartyList, str, int, str partylist"


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        (
            "[type(typed) is str, type('a') == str, type(typed) is not str, type(1) is str]",
            "[True, True, False, False]",
        ),
        ("[type(party) is DAList, type(party) == DAObject, type(party) in (list, DAList)]", "[True, False, True]"),
        (
            "[type(1) == type(2), type(1) == type(True), str is type(typed), type({}) != dict]",
            "[True, False, True, False]",
        ),
        ("[type(x).__name__ for x in (party, typed, 1, None, len)]", "[&#39;DAList&#39;"),
        ("type(typed).__name__.upper()", "STR"),
        ("'yes' if type(party[0]) is DAObject else 'no'", "yes"),
    ],
)
def test_the_type_of_a_value_can_be_compared_and_named(talk, expression, shown):
    source = (
        "objects:\n  - party: DAList.using(object_type=DAObject, gathered=True)\n---\n"
        "question: Q\nfields:\n  - Typed: typed\n---\nmandatory: True\ncode: |\n  party.appendObject()\n---\n"
        "mandatory: True\nquestion: ${ typed } ${ " + expression + " }\n"
    )
    assert html.unescape(shown) in talk(source).answer(typed="x").title


def test_what_is_noted_beside_a_variable_is_no_variable(talk):
    person = talk(
        "mandatory: True\ncode: |\n  number: int = 1\n  number\n  town: str\n  town\n---\n"
        "question: Town\nfields:\n  - Town: town\n---\nmandatory: True\nquestion: ${ number } ${ town }\n"
    )
    assert person.title == "Town"
    assert person.answer(town="x").title == "1 x"
    assert set(person.variables) == {"_internal", "number", "town"}


def test_what_code_prints_is_shown_to_nobody(talk, capsys):
    person = talk(
        "mandatory: True\ncode: |\n  print('a secret', 1, sep=', ', end='', flush=True)\n---\n"
        "mandatory: True\nquestion: End\n"
    )
    assert person.title == "End"
    assert "secret" not in "".join(capsys.readouterr())


def test_the_names_that_code_finds_are_a_closed_list():
    dangerous = {
        "eval", "exec", "compile", "open", "vars", "dir", "globals", "locals", "type",
        "object", "super", "input", "breakpoint", "help", "exit", "quit", "memoryview", "classmethod", "staticmethod",
        "property", "BaseException", "SystemExit", "KeyboardInterrupt", "GeneratorExit", "__build_class__",
    }  # fmt: skip
    assert not dangerous & set(ALWAYS)
    # Of these an interview has its own, which know objects of the interview only (test_attributes).
    for name in ("getattr", "setattr", "hasattr", "delattr", "print"):
        assert ALWAYS[name] is not getattr(builtins, name)
    assert not [name for name, value in ALWAYS.items() if type(value).__name__ == "module"]


@pytest.mark.parametrize("name", ["os", "sys", "builtins", "subprocess", "importlib", "posix", "io", "ctypes"])
def test_the_import_that_python_itself_needs_gives_nothing_else(name: str):
    with pytest.raises(ImportError):
        ALWAYS["__import__"](name)


def test_a_weakened_policy_would_show(monkeypatch):
    monkeypatch.setattr(policy, "_problem", lambda _node: None)
    compile_code("x = ''.__class__", "file.yml", 1)


@pytest.mark.parametrize("source", MAKO.values(), ids=MAKO)
def test_templates_are_refused(source: str):
    with pytest.raises(AuthorError) as caught:
        compile_template(f"text\n{source}\n", "file.yml", 10)
    assert caught.value.line >= 11


@pytest.mark.parametrize("source", ["a + ", "a b", "x = 1", "import os", "lambda: (yield)", ")", "a)(b", "1)\n+ (2"])
def test_expressions_are_one_expression(source: str):
    with pytest.raises(AuthorError):
        compile_expression(source, "file.yml", 1)


@pytest.mark.parametrize(
    "source",
    ["-" * 50_000 + "1", "(" * 5_000 + ")" * 5_000, "a" + ".b" * 50_000, "[" * 150 + "]" * 150, "x + " * 5_000 + "x",
     "1 if a else " * 5_000 + "2", "x = '" + "a" * 200_000 + "'"],
    ids=["minus", "brackets", "attributes", "lists", "sum", "conditions", "long"],
)  # fmt: skip
def test_deep_and_long_code_is_refused(source: str):
    with pytest.raises(AuthorError):
        compile_code(source, "file.yml", 1)


def test_the_error_names_the_line_and_what_to_write():
    with pytest.raises(AuthorError) as caught:
        compile_code("a = 1\nb = 2\nimport os\n", "file.yml", 10)
    assert (caught.value.file, caught.value.line) == ("file.yml", 12)
    assert "datetime" in caught.value.fix


def test_ordinary_code_is_allowed():
    source = """
a, *b = [1, 2, 3]
c = {k: v for k, v in zip("ab", b) if v > 1} or {1, 2}
d: int = 3 if a < 2 <= 3 and not c else -4 ** 2
for x in range(3):
    while d:
        d -= 1
        continue
    else:
        pass
try:
    e = sorted(b, key=lambda y: -y)[0:2]
    assert e, "no"
except (ValueError, TypeError) as error:
    raise ValueError("x") from error
finally:
    del e
f = f"{a!r:>5}" + "%s" % a + ", ".join(["x"]) + "{}".format(a)
f %= ()
g = (h := 5)
"""
    compile_code(source, "file.yml", 1)
