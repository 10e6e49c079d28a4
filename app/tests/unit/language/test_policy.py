"""Wall 2 of DESIGN §4: what the language refuses. Each payload tries to reach something outside the interview."""

import pytest

from chancery.language import AuthorError
from chancery.language.builtins import ALWAYS
from chancery.language.compile import compile_code, compile_expression, compile_template, policy

# Statements that must not compile.
REFUSED = {
    "import": "import os",
    "from import": "from os import system",
    "import inside": "if True:\n  import os",
    "def": "def f(): pass",
    "async def": "async def f(): pass",
    "class": "class A: pass",
    "class keyword": "class A(metaclass=type): pass",
    "with": "with x: pass",
    "return": "return 1",
    "global": "global x",
    "nonlocal": "nonlocal x",
    "yield": "yield 1",
    "yield in a lambda": "f = lambda: (yield)",
    "await": "await x",
    "match": "match x:\n  case 1: pass",
    "match of a class": "match x:\n  case str(__class__=c): pass",
    "except*": "try:\n  pass\nexcept* ValueError:\n  pass",
    "async comprehension": "x = [a async for a in b]",
    "type alias": "type A = int",
    "class attribute": "x = ''.__class__",
    "subclasses": "x = ().__class__.__bases__[0].__subclasses__()",
    "globals of a function": "x = (lambda: 0).__globals__",
    "code of a function": "x = (lambda: 0).__code__.co_consts",
    "builtins": "x = __builtins__",
    "import function": "x = __import__('os')",
    "dunder name": "__x = 1",
    "single underscore": "_x = 1",
    "helper by name": "_call_join = 1",
    "underscore attribute": "x = a._b",
    "underscore attribute set": "a._b = 1",
    "underscore attribute deleted": "del a._b",
    "underscore argument": "f = lambda _x: 1",
    "dunder keyword": "f(__x=1)",
    "underscore walrus": "(_x := 1)",
    "underscore loop": "for _x in y: pass",
    "underscore in a comprehension": "x = [_a for _a in b]",
    "underscore exception": "try:\n  pass\nexcept ValueError as _e:\n  pass",
    "fullwidth letters": "x = a.__\uff43lass__",
    "fullwidth underscores": "x = a.\uff3f\uff3fclass\uff3f\uff3f",
    "fullwidth name": "x = \uff3f\uff3fimport\uff3f\uff3f",
    "generator frame": "x = (a for a in b).gi_frame",
    "generator code": "x = (a for a in b).gi_code",
    "frame back": "x = f.f_back.f_globals",
    "traceback": "x = e.tb_frame",
    "with_traceback": "e.with_traceback(None)",
    "mro": "x = int.mro()",
    "f-string attribute": "x = f'{a.__class__}'",
    "f-string nested": "x = f'{a:{b.__class__}}'",
    "f-string lambda": "x = f'{(lambda: b._c)()}'",
    "decorator": "@exec\ndef f(): pass",
    "lambda default": "f = lambda x=__import__: x",
    "star import": "from os import *",
    "NUL": "x = 1\0",
}


@pytest.mark.parametrize("source", REFUSED.values(), ids=REFUSED)
def test_statements_are_refused(source: str):
    with pytest.raises(AuthorError) as caught:
        compile_code(source, "file.yml", 5)
    assert caught.value.file == "file.yml"
    assert caught.value.line >= 5


# What compiles because it is harmless to write, and must fail or yield nothing when it runs.
RUNS_INTO_NOTHING = {
    "format walks attributes": "x = '{0.__class__}'.format(a)",
    "format walks indexes": "x = '{0[0]}'.format(a)",
    "format by a variable": "f = '{0.__class__}'\nx = f.format(a)",
    "format taken off": "f = '{0.__class__}'.format\nx = f(a)",
    "format of str": "x = str.format('{0.__class__}', a)",
    "format_map": "x = '{a.__class__}'.format_map({'a': a})",
    "format in map": "x = list(map('{0.__class__}'.format, [a]))",
    "eval": "x = eval('1')",
    "exec": "exec('y = 1')",
    "compile": "x = compile('1', 'a', 'eval')",
    "open": "x = open('/etc/passwd').read()",
    "getattr": "x = getattr(a, '__class__')",
    "setattr": "setattr(a, 'b', 1)",
    "delattr": "delattr(a, 'b')",
    "hasattr": "x = hasattr(a, '__class__')",
    "vars": "x = vars()",
    "dir": "x = dir(a)",
    "globals": "x = globals()",
    "locals": "x = locals()",
    "type of one": "x = type(a)",
    "type of three": "x = type('A', (), {})",
    "super": "x = super()",
    "object": "x = object()",
    "memoryview": "x = memoryview(b'')",
    "breakpoint": "breakpoint()",
    "help": "help()",
    "input": "x = input()",
    "print to a file": "print('a', file=a)",
    "exit": "exit()",
    "SystemExit": "raise SystemExit",
    "KeyboardInterrupt": "raise KeyboardInterrupt",
    "BaseException": "raise BaseException",
    "property": "x = property()",
    "classmethod": "x = classmethod(a)",
    "license": "license()",
    "value of a dunder": "x = value('a.__class__')",
    "value of a call": "x = value('a.upper()')",
    "value of a frame": "g = (b for b in a)\nx = value('g.gi_frame')",
    "defined of code": "x = defined('[].append(1)')",
    "define of an underscore": "define('_internal', 1)",
    "define of builtins": "define('__builtins__', {})",
    "undefine of builtins": "undefine('__builtins__')",
}


@pytest.mark.parametrize("source", RUNS_INTO_NOTHING.values(), ids=RUNS_INTO_NOTHING)
def test_what_compiles_reaches_nothing(talk, source: str):
    body = source.replace("\n", "\n  ")
    block = f"mandatory: True\ncode: |\n  a = 'text'\n  {body}\n---\nmandatory: True\nquestion: reached\n"
    with pytest.raises(AuthorError):
        talk(block)


def test_the_names_that_code_finds_are_a_closed_list():
    dangerous = {
        "eval", "exec", "compile", "open", "getattr", "setattr", "delattr", "vars", "dir", "globals", "locals", "type",
        "object", "super", "input", "breakpoint", "help", "exit", "quit", "memoryview", "classmethod", "staticmethod",
        "property", "print", "BaseException", "SystemExit", "KeyboardInterrupt", "GeneratorExit", "__build_class__",
    }  # fmt: skip
    assert not dangerous & set(ALWAYS)
    assert not [name for name, value in ALWAYS.items() if type(value).__name__ == "module"]


@pytest.mark.parametrize("name", ["os", "sys", "builtins", "subprocess", "importlib", "posix", "io", "ctypes"])
def test_the_import_that_python_itself_needs_gives_nothing_else(name: str):
    with pytest.raises(ImportError):
        ALWAYS["__import__"](name)


def test_a_weakened_policy_would_show(monkeypatch):
    monkeypatch.setattr(policy, "_problem", lambda _node: None)
    compile_code("x = ''.__class__", "file.yml", 1)


MAKO = {
    "module block": "<%! import os %>",
    "include": "<%include file='/etc/passwd'/>",
    "include traversal": '<%include file="//../../etc/passwd"/>',
    "namespace": "<%namespace name='a' module='os'/>",
    "inherit": "<%inherit file='a'/>",
    "page": "<%page args='a'/>",
    "block": "<%block name='a'>b</%block>",
    "call": "<%call expr='a()'>b</%call>",
    "namespace call": "<%self:a/>",
    "text": "<%text>a</%text>",
    "python import": "<% import os %>",
    "python attribute": "<% x = ''.__class__ %>",
    "expression": "${ ''.__class__.__mro__ }",
    "self": "${ self.module.__loader__ }",
    "statement in an expression": "${ x = 1 }",
    "walrus of an underscore": "${ (_x := 1) }",
    "control": "% if a.__class__:\nb\n% endif",
    "for": "% for _x in y:\nb\n% endfor",
    "import line": "% import os",
    "with line": "% with a:\n% endwith",
    "filter": "${ a | decode.utf8 }",
    "unknown filter": "${ a | os.system }",
    "def with a default": '<%def name="f(x=a.__class__)">b</%def>',
    "def of an underscore": '<%def name="_f()">b</%def>',
    "def of code": '<%def name="f(); import os">b</%def>',
    "unclosed": "${ a",
    "unclosed if": "% if a:\nb",
    "unclosed def": '<%def name="f()">b',
    "unopened end": "% endif",
    "else without if": "% else:\n",
    "header of two lines": "% if a: b = 1\n% endif",
}


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
