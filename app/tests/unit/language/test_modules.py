import pytest

from chancery.language import AuthorError
from chancery.language.modules import MODULES

END = "---\nmandatory: True\nquestion: End\nsubquestion: |\n  "


@pytest.mark.parametrize("name", sorted(MODULES))
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


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("from docassemble.base.util import today, Individual\nx = today(format='yyyy')", "2026"),
        ("from docassemble.base.util import nice_number as words\nx = words(3)", "three"),
        ("from docassemble.base.legal import *\nx = 1", "1"),
        ("import urllib.parse\nx = urllib.parse.quote('a b')", "a%20b"),
        ("import urllib.parse as p\nx = p.urlencode({'a': 'b c'})", "a=b+c"),
        ("from collections import OrderedDict, Counter\nx = OrderedDict(a=Counter('aab')['a'])", "{'a': 2}"),
        ("import itertools\nx = list(itertools.chain([1], [2]))", "[1, 2]"),
        ("import functools, operator\nx = functools.reduce(operator.add, [1, 2, 3])", "6"),
        ("import copy\nx = copy.deepcopy([1, [2]])", "[1, [2]]"),
        ("import statistics\nx = statistics.median([3, 1, 2])", "2"),
        ("import calendar\nx = [calendar.month_name[2], calendar.monthrange(2024, 2)[1]]", "['February', 29]"),
        ("import textwrap\nx = textwrap.shorten('a b c d', 5, placeholder='')", "a b c"),
        ("import base64\nx = base64.b64encode(b'a').decode()", "YQ=="),
        ("import hashlib\nx = hashlib.sha256(b'').hexdigest()[:6]", "e3b0c4"),
        ("import html\nx = html.unescape('&amp;')", "&"),
        ("import uuid\nx = len(str(uuid.uuid4()))", "36"),
        (
            "from dateutil.relativedelta import relativedelta as r\nx = (as_datetime('2024-01-31') + r(months=1)).day",
            "29",
        ),
        ("import dateutil.parser\nx = dateutil.parser.parse('April 3, 2026').date().isoformat()", "2026-04-03"),
        ("from docassemble.base.logger import logmessage\nlogmessage('a')\nx = 1", "1"),
        (
            "from docassemble.base.error import DAError\ntry:\n  raise DAError('a')\nexcept DAError:\n  x = 'a'",
            "a",
        ),
        ("try:\n  x = 1 / 0\nexcept (OSError, DAWebError):\n  x = 1\nexcept Exception:\n  x = 2", "2"),
        ("import decimal\nx = decimal.Decimal('1.5').quantize(1, decimal.ROUND_CEILING)", "2"),
    ],
)
def test_tools_of_the_standard_library(talk, source: str, shown: str):
    code = source.replace("\n", "\n  ")
    assert talk(f"mandatory: True\ncode: |\n  {code}\n" + END + "${ x }").text == f"End {shown}"


def test_what_modules_make_is_kept_in_the_state(talk):
    source = (
        "mandatory: True\ncode: |\n  from collections import Counter, defaultdict, deque\n  c = Counter('aab')\n"
        "  d = defaultdict(list)\n  d['x'].append(1)\n  q = deque([1, 2])\n---\n"
        "mandatory: True\nquestion: Between\nfield: seen\n" + END
        + "${ c.most_common(1) } ${ d['y'] } ${ d['x'] } ${ q.pop() }"
    )  # fmt: skip
    assert talk(source).answer().text == "End [('a', 2)] [] [1] 2"


def test_a_defaultdict_of_anything_is_not_kept(talk):
    with pytest.raises(AuthorError, match="defaultdict is kept only with"):
        talk("mandatory: True\ncode: |\n  from collections import defaultdict\n  d = defaultdict(lambda: 1)\n" + END)


@pytest.mark.parametrize(
    "expression",
    [
        "html.unescape(name)", "html.escape(name)[4:]", "textwrap.fill(name)", "textwrap.wrap(name)[0]",
        "textwrap.indent(name, ' ')", "urllib.parse.unquote(name)", "string.capwords(name)",
        "base64.b64decode(base64.b64encode(name.encode())).decode()", "copy.deepcopy([name])[0]",
        "functools.reduce(operator.add, ['x', name])", "operator.mod('%s', name)", "operator.itemgetter(0)([name])",
        "functools.partial('{}'.format, name)()", "''.join(itertools.chain(name, 'x'))",
        "collections.Counter([name]).most_common(1)[0][0]", "urllib.parse.parse_qs('a=' + name)['a'][0]",
        "statistics.mode([name])", "urllib.parse.urljoin('https://a.example/', name)",
        "[name, all_variables()][1]['name']",
        "split(name, 2, 0)", "split(name, 9, 0)",
    ],
)  # fmt: skip
def test_what_tools_make_of_typed_text_is_typed(talk, expression: str):
    modules = ("html", "textwrap", "urllib.parse", "string", "base64", "copy", "functools", "operator", "itertools",
               "collections", "statistics")  # fmt: skip
    source = (
        "imports:\n" + "".join(f"  - {name}\n" for name in modules)
        + "---\nquestion: Name\nfields:\n  - name: name\n" + END + "${ " + expression + " }"
    )  # fmt: skip
    shown = talk(source).answer(name="<i>*b*").result.screen.subquestion
    assert "<i>" not in shown
    assert "<em>" not in shown


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


def test_regular_expressions_need_no_import(talk):
    assert talk("mandatory: True\nquestion: ${ re.sub('a+', 'o', 'caab') }\n").title == "cob"


@pytest.mark.parametrize(
    ("call", "shown"),
    [
        ("her('turtle')", "her turtle"),
        ("his('turtle', capitalize=True)", "His turtle"),
        ("a_in_the_b('cat', 'hat')", "cat in the hat"),
        ("do_you('smoke')", "do you smoke"),
        ("does_a_b('Fred', 'smoke')", "does Fred smoke"),
        ("in_the('house')", "in the house"),
        ("of_the('world')", "of the world"),
        ("possessify('Fred', 'cat')", "Fred’s cat"),
        ("possessify_long('Fred', 'cat')", "the cat of Fred"),
        ("the('apple')", "the apple"),
    ],
)
def test_phrases_can_be_imported(talk, call, shown):
    name = call.partition("(")[0]
    source = f"mandatory: True\ncode: |\n  from docassemble.base.util import {name}\n  shown = {call}\n"
    assert talk(source + "---\nmandatory: True\nquestion: ${ shown }\n").title == shown


def test_phrases_are_not_there_by_themselves_and_take_another_name(talk):
    asked = "---\nquestion: Who is his?\nfields:\n  - His: his\n---\nmandatory: True\nquestion: ${ his } ${ shown }\n"
    source = (
        "mandatory: True\ncode: |\n  from docassemble.base.functions import his as of_him\n  shown = of_him('cat')\n"
    )
    assert talk(source + asked).answer(his="Bob").title == "Bob his cat"


def test_a_phrase_keeps_what_was_typed_apart_and_counts_its_arguments(talk):
    source = (
        "mandatory: True\ncode: |\n  from docassemble.base.util import the\n  shown = the(pet)\n---\n"
        "question: Pet?\nfields:\n  - Pet: pet\n---\nmandatory: True\nquestion: Q\nsubquestion: ${ shown }\n"
    )
    assert "<strong>" not in talk(source).answer(pet="**cat**").result.screen.subquestion
    with pytest.raises(AuthorError, match="TypeError"):
        talk(source.replace("the(pet)", "the(pet, pet)")).answer(pet="cat")


SAID = """
mandatory: True
code: |
  {}
---
mandatory: True
question: ${{ shown }}
field: seen
---
mandatory: True
question: ${{ word('Yes') }} ${{ nice_number(3) }} ${{ ordinal(0) }}
"""


@pytest.mark.parametrize(
    ("code", "shown", "later"),
    [
        ("import docassemble.base.util\nshown = docassemble.base.util.word('Yes')", "Yes", "Yes three first"),
        ("import docassemble.base.functions as f, math\nshown = f.get_uid() + str(math.floor(1.5))", "session1",
         "Yes three first"),
        ("from docassemble.base import util\nutil.update_word_collection('en', {'Yes': 'Aye'})\nshown = word('Yes')",
         "Aye", "Aye three first"),
        ("from docassemble.base.util import update_nice_numbers as say\nsay('*', {3: 'tre', '12': 'dodici'})\n"
         "shown = nice_number(12) + ' ' + nice_number(3, use_word=False)", "dodici 3", "Yes tre first"),
        ("import docassemble.base.util as da\nda.update_ordinal_numbers('en', {'1': 'foremost'})\n"
         "da.update_ordinal_function()\nshown = ordinal(0) + ' ' + ordinal(0, use_word=False)", "foremost 1st",
         "Yes three foremost"),
        ("import docassemble.base.util\ndocassemble.base.util.update_word_collection('fr', {'Yes': 'Oui'})\nshown = 1",
         "1", "Yes three first"),
        ("import docassemble.base.util as u\nshown = u.underscore_to_space('a_b') + u.today(format='yyyy')", "a b2026",
         "Yes three first"),
    ],
)  # fmt: skip
def test_docassembles_modules_have_the_names_of_the_language(talk, code, shown, later):
    person = talk(SAID.format(code.replace("\n", "\n  ")))
    assert person.title == shown
    assert person.answer().title == later


def test_the_name_of_a_module_works_in_texts(talk):
    source = (
        "imports:\n  - docassemble.base.util\n---\nmandatory: True\nquestion: |\n  ${ docassemble.base.util.word('Q') }"
    )
    assert talk(source).title == "Q"


def test_words_that_were_typed_stay_typed(talk):
    ask = "question: Said?\nfields:\n  - Said: said\n---\n"
    code = "from docassemble.base.util import update_word_collection\n  update_word_collection('en', {'Yes': said})"
    source = (
        f"{ask}mandatory: True\ncode: |\n  {code}\n---\nmandatory: True\nquestion: Q\nsubquestion: ${{ word('Yes') }}\n"
    )
    assert "<strong>" not in talk(source).answer(said="**a**").result.screen.subquestion


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("import docassemble.webapp.server", "cannot be imported"),
        ("from docassemble.base import util, other", "cannot be imported"),
        ("import docassemble.base.util\nx = docassemble.base.util._private", "begins with an underscore"),
        (
            "import docassemble.base.util\ndocassemble.base.util.word = 1",
            "No block can define the variable “docassemble”",
        ),
        ("import docassemble.base.util\nx = docassemble.base.util.gone", "No block can define the variable “gone”"),
        (
            "from docassemble.base.util import update_language_function as u\nu('*', 'her', 1)",
            "keeps words, and no func",
        ),
        ("import docassemble.base.util as u\nu.update_ordinal_function('en', lambda n: 'x')", "takes no function"),
        ("import docassemble.base.util as u\nu.update_nice_numbers('en', 'x')", "TypeError"),
    ],
)
def test_what_docassembles_modules_do_not_have_here(talk, code, message):
    with pytest.raises(AuthorError, match=message):
        talk(SAID.format(code.replace("\n", "\n  ") + "\n  shown = 1"))


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ("format_date(day + relativedelta(day=31), 'y-MM-dd')", "2026-04-30"),
        ("format_date(day + relativedelta(months=-2, day=31), 'y-MM-dd')", "2026-02-28"),
        ("format_date(day - relativedelta(years=1, days=1), 'y-MM-dd')", "2025-04-14"),
        ("format_date(day + relativedelta(weekday=FR), 'y-MM-dd')", "2026-04-17"),
        ("format_date(day + relativedelta(day=31, weekday=FR(-1)), 'y-MM-dd')", "2026-04-24"),
        ("format_date(day + relativedelta(day=1, weekday=MO(3)), 'y-MM-dd')", "2026-04-20"),
        ("format_date(day + relativedelta(weekday=2), 'y-MM-dd')", "2026-04-15"),
        ("format_date(day + relativedelta(month=1, year=2024, day=31), 'y-MM-dd')", "2024-01-31"),
        ("format_date(day + 2 * relativedelta(weeks=1), 'y-MM-dd')", "2026-04-29"),
        ("format_date(day + (relativedelta(days=1) + relativedelta(days=2, hour=3)), 'y-MM-dd')", "2026-04-18"),
        ("format_date(day + (relativedelta(days=4) - relativedelta(days=1)), 'y-MM-dd')", "2026-04-18"),
        ("relativedelta(day, as_datetime('2000-07-20')).years", "25"),
        ("relativedelta(as_datetime('2000-07-20'), day).years", "-25"),
        ("relativedelta(day, date(2026, 2, 28)).months", "1"),
        ("relativedelta(day, date(2026, 2, 28)).days", "18"),
        ("relativedelta(day, date(2026, 2, 28))", "1 months and 18 days"),
        ("relativedelta(months=14).months", "2"),
        ("relativedelta(days=15).weeks", "2"),
        ("relativedelta(hours=49).days", "2"),
        ("relativedelta(day=3).day", "3"),
        ("relativedelta(months=12) == relativedelta(years=1)", "True"),
        ("relativedelta(day, day) == relativedelta()", "True"),
    ],
)
def test_relativedelta(talk, expression: str, shown: str):
    source = (
        "modules:\n  - dateutil.relativedelta\n  - datetime\n---\nmandatory: True\ncode: |\n"
        "  day = as_datetime('2026-04-15')\n  kept = relativedelta(day=1, weekday=MO(2))\n" + END
    )
    assert talk(source + "${ " + expression + " }").text == f"End {shown}"


@pytest.mark.parametrize("wrong", ["relativedelta(moons=1)", "relativedelta(day)", "FR(0)"])
def test_what_no_relativedelta_is(talk, wrong: str):
    source = (
        "modules:\n  - dateutil.relativedelta\n---\nmandatory: True\ncode: |\n  day = today()\n  " + wrong + "\n" + END
    )
    with pytest.raises(AuthorError, match=r"TypeError|ValueError"):
        talk(source)
