import pytest

from chancery.language import AuthorError
from chancery.language.compile import HELPERS, compile_template, parse_definitions
from chancery.language.text import Mixed, Typed


def render(source: str, definitions: str = "", **variables: object) -> str:
    names = {"__builtins__": {**HELPERS, "range": range, "ZeroDivisionError": ZeroDivisionError}, **variables}
    found = parse_definitions(definitions, "defs.yml", 1) if definitions else ()
    return compile_template(source, "file.yml", 1, found).data(names)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("plain text", "plain text"),
        ("a ${ 1 + 1 } b", "a 2 b"),
        ("${ {'a': '}'}['a'] }", "}"),
        ("""${ "|" } ${ '''}''' } ${ "\\"}" }""", '| } "}'),
        ("${ (1 |\n 2) }", "3"),
        ("${ ' x ' | trim }", "x"),
        ("${ 'a b' | u }", "a+b"),
        ("${ 1 | n,str }", "1"),
        ("one\\\ntwo", "onetwo"),
        ("## gone\nstays\n  ## gone too", "stays\n"),
        ("### A heading\nstays", "### A heading\nstays"),
        ("a <%doc>gone ${ b } % if</%doc>b", "a b"),
        ("%% of all\n", "% of all\n"),
        ("  %% of all\n", "% of all\n"),
        ("50% if they come\n", "50% if they come\n"),
        ("$5 and $x {y}", "$5 and $x {y}"),
        ("% if True:\nyes\n% else:\nno\n% endif\n", "yes\n"),
        ("% if False:\nno\n% elif 1 == 2:\nno\n% elif 1 == 1:\nyes\n% else:\nno\n% endif\n", "yes\n"),
        ("% if True:\n% endif\nempty", "empty"),
        ("  % if True: # why\n  a\n  % endif # end\nb", "  a\nb"),
        ("% for x in range(3):\n${ x }\\\n% endfor\n", "012"),
        ("% for x in []:\n${ x }\n% else:\nnone\n% endfor\n", "none\n"),
        (
            "% for x in 'ab':\n${ loop.index }${ x }${ loop.first }${ loop.last } \\\n% endfor\n",
            "0aTrueFalse 1bFalseTrue ",
        ),
        ("% for x in range(2):\n% for y in range(2):\n${ x }${ y } \\\n% endfor\n% endfor\n", "00 01 10 11 "),
        (
            "% for x in range(9):\n% if x == 1:\n<% continue %>\\\n% endif\n"
            "% if x == 3:\n<% break %>\\\n% endif\n${ x }\\\n"
            "% endfor\n",
            "02",
        ),
        ("<% n = 0 %>\\\n% while n < 3:\n${ n }\\\n<% n += 1 %>\\\n% endwhile\n", "012"),
        ("% try:\n${ 1 / 0 }\n% except ZeroDivisionError:\ncaught\n% endtry\n", "caught\n"),
        ("<%\n  a = 1\n  if a:\n    b = 2\n%>${ a + b }", "3"),
        ("<%def name=\"f(a, b='x')\">[${ a }${ b }]</%def>${ f(1) }${ f(2, b='y') }", "[1x][2y]"),
        ("% if 1 \\\n and 2:\nyes\n% endif\n", "yes\n"),
        ("a\n<% return STOP_RENDERING %>\nb", "a\n"),
        ("a\n% if True:\n<% return %>\n% endif\nb", "a\n"),
        ('<%def name="f()">x<% return %>y</%def>${ f() }z', "xz"),
    ],
)
def test_templates_show(source: str, expected: str):
    assert render(source) == expected


@pytest.mark.parametrize("statement", ["return 1", "return STOP_RENDERING.x", "return open", "f = lambda: (yield)"])
def test_a_template_returns_nothing_else(statement: str):
    with pytest.raises(AuthorError, match="not allowed"):
        render(f"a <% {statement} %> b")


def test_definitions_of_another_block_can_be_used():
    defined = '<%def name="greet(who)">Dear ${ who },</%def>\nignored text'
    assert render("${ greet(name) }", defined, name="Ann") == "Dear Ann,"


def test_as_data_a_template_knows_what_was_typed():
    shown = render("**${ name }**", name=Typed("<b>"))
    assert isinstance(shown, Mixed)
    assert shown.pieces == ("**", Typed("<b>"), "**")


def test_as_markdown_what_was_typed_is_hidden_from_the_parser():
    names = {"__builtins__": HELPERS, "name": Typed("*x* ${ 7*191 } <%doc>")}
    shown = compile_template("**${ name }**", "file.yml", 1).markdown(names)
    assert shown.startswith("**")
    assert not set("*<>${}%") & set(shown[2:-2])


def test_an_undefined_name_is_named_with_its_line():
    template = compile_template("a\nb ${\n  missing\n}\n", "file.yml", 10)
    with pytest.raises(NameError) as caught:
        template.markdown({"__builtins__": HELPERS})
    assert caught.value.name == "missing"
    traceback = caught.value.__traceback__
    while traceback and traceback.tb_next:
        traceback = traceback.tb_next
    assert traceback is not None
    assert (traceback.tb_frame.f_code.co_filename, traceback.tb_lineno) == ("file.yml", 12)


def test_what_is_typed_is_never_a_template():
    assert render("${ name }", name=Typed("${ 7*191 } % if x:")) == "${ 7*191 } % if x:"
