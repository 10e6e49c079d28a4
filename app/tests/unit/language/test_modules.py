import pytest

from chancery.language import AuthorError
from chancery.language.modules import MODULES

END = "---\nmandatory: True\nquestion: End\nsubquestion: |\n  "


@pytest.mark.parametrize("name", ["datetime", "json", "re", "math", "random", "string", "decimal", "fractions"])
def test_a_module_is_a_closed_set_of_names(name: str):
    facade = MODULES[name]
    for inside in ("sys", "os", "codecs", "enum", "_os", "__loader__", "__builtins__", "functools", "Formatter"):
        assert inside not in list(facade)
        with pytest.raises(AttributeError):
            getattr(facade, inside if not inside.startswith("__") else inside + "x")
    with pytest.raises(AttributeError):
        facade.anything = 1


@pytest.mark.parametrize(
    "source",
    [
        "import os",
        "import re, sys",
        "from re import enum",
        "from os.path import join",
        "from . import x",
        "from re import *",
        "import re as _r",
        "import os.path",
        "from json import codecs",
        "from string import Formatter",
    ],
)
def test_other_modules_cannot_be_imported(talk, source: str):
    with pytest.raises(AuthorError) as caught:
        talk(f"mandatory: True\ncode: |\n  a = 1\n  {source}\n" + END + "x")
    assert caught.value.line == 4


def test_modules_are_imported_in_blocks_and_in_code(talk):
    source = (
        "imports:\n  - re\n---\nmodules:\n  - datetime\n---\nmandatory: True\ncode: |\n"
        "  import json as j\n  from math import floor\n"
        "  a = j.dumps({'b': floor(2.5)})\n  c = re.sub('[0-9]', '#', 'x1')\n  d = date(2026, 4, 30).isoformat()\n"
        + END
        + "${ a } ${ c } ${ d }"
    )
    assert talk(source).text == 'End {"b": 2} x# 2026-04-30'


def test_what_comes_of_typed_text_is_typed(talk):
    source = (
        "imports:\n  - re\n  - json\n---\nquestion: Name\nfields:\n  - name: name\n" + END
        + "${ re.sub('x', 'y', name) } ${ re.search('.*', name).group() } ${ re.findall('.+', name)[0] } "
        "${ json.dumps([name]) } ${ json.loads(json.dumps([name]))[0] } ${ re.sub('a', lambda m: name, 'a') } "
        "${ re.split(',', name)[0] } ${ re.escape(name) } ${ re.match('(?P<a>.*)', name).groupdict()['a'] }"
    )  # fmt: skip
    shown = talk(source).answer(name="<b>").result.screen.subquestion
    assert shown.count("&lt;b&gt;") == 9
    assert "<b>" not in shown


def test_a_random_number_is_the_same_when_the_screen_is_drawn_again(talk):
    person = talk(
        "imports:\n  - random\n---\nmandatory: True\nquestion: ${ random.random() } ${ random.randint(1, 9) }\n"
    )
    before = person.title
    assert person.again().title == before


def test_a_name_of_a_module_that_is_not_here_says_so(talk):
    with pytest.raises(AuthorError) as caught:
        talk("modules:\n  - .custom\n" + END + "${ own_function(1) }")
    assert ".custom (pkg:data/questions/test.yml:2)" in caught.value.fix


def test_functions_and_modules_are_not_kept(talk):
    source = "mandatory: True\ncode: |\n  import re\n  f = lambda x: x\n  a = 1\n" + END + "${ a }"
    person = talk(source)
    assert set(person.variables) == {"a", "_internal"}


def test_what_cannot_be_kept_is_named(talk):
    with pytest.raises(AuthorError, match="The variable a cannot be kept"):
        talk("mandatory: True\ncode: |\n  a = (b for b in [1])\n" + END + "x")
