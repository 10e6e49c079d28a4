"""What a person typed stays what was typed, whatever an author does with it."""

import copy
import datetime
import operator
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.language import markdown, text
from chancery.language.hidden import _open_directions, reveal
from chancery.language.objects import DADict
from chancery.language.rewrites import BUILTINS, METHODS
from chancery.language.text import Mixed, Typed

MARKS = [
    "<b>x</b>",
    "**x**",
    "_x_",
    "[a](javascript:alert(1))",
    "${7*191}",
    "{{7*191}}",
    "<% x %>",
    "% if x:",
    "[FILE x]",
    "[BR]",
    ":user:",
    "{term}",
    "# x",
    "1. x",
    "- x",
    "> x",
    "    x",
    "| a | b |",
    "`x`",
    "~~~\nx\n~~~",
    "&lt;",
    "\\*",
    "http://a.example",
    "<http://a.example>",
    "a@b.example",
    "![i](x)",
    "<!-- x -->",
    "x  \ny",
    "a\nb",
    "a\n\nb",
    "---",
    "=1+1",
    '"><img src=x onerror=alert(1)>',
    "\u202eabc",
    "\u3000x\u3000",
    "'",
    "<script>alert(1)</script>",
    "a\r\nb",
]
TYPED_TEXT = st.one_of(
    st.sampled_from(MARKS),
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Co"), include_characters="\n\t"), max_size=60),
    st.text("*_`~#<>&[](){}|\\!:$%-+=. \n1a\"'", max_size=30),
)
AUTHOR = st.sampled_from(["", "a", "<b>", "**", "%", "{}", " ", "\n", "* "])


class Reader(HTMLParser):
    """The text of a page as a browser would copy it: a `<br>` is a line end."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.text += "\n" if tag == "br" else ""

    def handle_data(self, data):
        self.text += data


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    return reader


def as_typed(value: str) -> str:
    """What the page should show: line ends of one kind, and runs of the other direction ended."""
    lines = value.replace("\r\n", "\n").replace("\r", "\n")
    return lines + _open_directions(lines)


def typed_characters(value: str) -> list[str]:
    return [char for piece in text.pieces_of(value) if isinstance(piece, Typed) for char in text.plain(piece)]


@pytest.mark.control("answers_are_data")
@given(TYPED_TEXT)
def test_a_paragraph_shows_what_was_typed(value):
    page = read(markdown.to_html("Before " + text.interpolate(Typed(value)) + " after"))
    assert page.text.strip("\n") == "Before " + as_typed(value) + " after"
    assert {tag for tag, _ in page.tags} <= {"p", "br"}


@given(TYPED_TEXT.filter(lambda value: value != ""))
@pytest.mark.parametrize(
    ("before", "after", "tags"),
    [
        ("", "", {"p"}),
        ("# ", "", {"h1"}),
        ("* ", "", {"ul", "li"}),
        ("1. ", "", {"ol", "li"}),
        ("**", "**", {"p", "strong"}),
        ("> ", "", {"blockquote", "p"}),
        ("`", "`", {"p", "code"}),
        ("```\n", "\n```\n", {"pre", "code"}),
        ("    ", "\n", {"pre", "code"}),
        ("<div>", "</div>\n", {"div"}),
        ("*", "*", {"p", "em"}),
        ("|a|\n|-|\n|", "|", {"table", "thead", "tbody", "tr", "th", "td"}),
        ("<div class='row'>\n\n", "\n\n</div>", {"div", "p"}),
    ],
)
def test_every_kind_of_block_shows_what_was_typed(before, after, tags, value):
    page = read(markdown.to_html(before + text.interpolate(Typed(value)) + after))
    assert as_typed(value) in page.text
    assert {tag for tag, _ in page.tags} - {"br"} == tags


@given(TYPED_TEXT)
@pytest.mark.parametrize("quote", ['"', "'", ""])
def test_an_attribute_holds_what_was_typed_and_nothing_else(quote, value):
    source = f"<i>x</i> <a title={quote}{text.interpolate(Typed('v' + value))}{quote}>link</a>"
    page = read(markdown.to_html(source))
    ((tag, attributes),) = [found for found in page.tags if found[0] == "a"]
    assert (tag, attributes) == ("a", {"title": "v" + as_typed(value)})


@pytest.mark.parametrize("address", ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "vbscript:x", "data:text/html,x"])
def test_a_typed_address_is_checked_as_it_will_be_used(address):
    page = read(markdown.to_html(f"[press]({text.interpolate(Typed(address))})"))
    assert "a" not in {tag for tag, _ in page.tags}


def test_a_typed_address_works_as_a_link():
    page = read(markdown.to_html(f"[press]({text.interpolate(Typed('https://a.example/?q=1&b=(2)'))} 'title')"))
    assert page.tags == [("p", {}), ("a", {"href": "https://a.example/?q=1&b=(2)", "title": "title"})]


@given(TYPED_TEXT, AUTHOR, TYPED_TEXT, AUTHOR)
def test_plain_text_comes_back(first, second, third, fourth):
    value = text.build([Typed(first), second, Typed(third), fourth])
    assert reveal(text.interpolate(value)) == "".join(
        as_typed(piece) if isinstance(piece, Typed) else piece for piece in text.pieces_of(value)
    )


def test_the_authors_markup_around_typed_text_works():
    value = "**" + Typed("**<b>") + "**"
    assert isinstance(value, Mixed)
    assert markdown.to_html(text.interpolate(value)) == "<p><strong>**&lt;b&gt;</strong></p>\n"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "None"),
        (True, "True"),
        (3, "3"),
        (4.5, "4.5"),
        (Decimal("1.10"), "1.10"),
        (datetime.time(9, 5), "09:05:00"),
        ("*a*", "*a*"),
    ],
)
def test_other_values_show_as_python_shows_them(value, shown):
    assert text.interpolate(value) == shown


def test_a_list_of_answers_is_typed():
    assert isinstance(text.string([Typed("<b>")]), Typed)
    assert reveal(text.interpolate([Typed("<b>")])) == "['<b>']"


OPERATIONS = {
    "add": lambda v: v + "a",
    "radd": lambda v: "a" + v,
    "mul": lambda v: v * 2,
    "rmul": lambda v: 2 * v,
    "index": lambda v: v[0],
    "negative index": lambda v: v[-1],
    "slice": lambda v: v[1:3],
    "step": lambda v: v[::-1],
    "percent": lambda v: text.percent(v, ()),
    "rpercent": lambda v: operator.mod("a %s", v),
    "percent tuple": lambda v: text.percent("%s-%s", ("a", v)),
    "percent dict": lambda v: text.percent("%(x)s", {"x": v}),
    "percent repr": lambda v: text.percent("%r", v),
    "percent width": lambda v: text.percent("%9s|", v),
    "percent list": lambda v: text.percent("%s", [v]),
    "str": str,
    "String": BUILTINS["str"],
    "repr": BUILTINS["repr"],
    "format builtin": BUILTINS["format"],
    "format": lambda v: METHODS["format"]("a {} {x!r}", v, x=v),
    "format spec": lambda v: METHODS["format"]("{:>9}", v),
    "format typed": lambda v: v.format(),
    "format_map": lambda v: METHODS["format_map"]("{x}", {"x": v}),
    "format spec argument": lambda v: METHODS["format"]("{:{}}", 3, v),
    "fstring": lambda v: text.fstring(["a", v, 1]),
    "formatted": lambda v: text.formatted(v, "r", ">20"),
    "formatted list": lambda v: text.formatted([v], "s"),
    "join items": lambda v: METHODS["join"](", ", ["a", v]),
    "join typed": lambda v: v.join(["a", "b"]),
    "join method": lambda v: METHODS["join"](v, ["a", "b"]),
    "replace in": lambda v: METHODS["replace"]("name", "n", v),
    "replace": lambda v: v.replace("a", "b"),
    "replace nothing": lambda v: METHODS["replace"](v, "", "-"),
    "center": lambda v: METHODS["center"]("a", 9, v[0]),
    "translate": lambda v: METHODS["translate"]("a", {ord("a"): v}),
    "ljust": lambda v: METHODS["ljust"]("a", 9, v[0]),
    "upper": lambda v: v.upper(),
    "title": lambda v: v.title(),
    "zfill": lambda v: v.zfill(20),
    "split": lambda v: v.split("a")[0],
    "words": lambda v: v.split()[0],
    "lines": lambda v: v.splitlines()[0],
    "strip": lambda v: v.strip("<"),
    "partition": lambda v: v.partition("a")[0],
    "rsplit": lambda v: v.rsplit("a", 1)[-1],
    "list": lambda v: next(iter(v)),
    "reversed": lambda v: next(reversed(v)),
    "max": lambda v: max(v),
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "removeprefix": lambda v: v.removeprefix("x"),
    "decode": lambda v: METHODS["decode"](v.encode()),
    "str.upper": lambda v: BUILTINS["str"].upper(v),
    "strftime": lambda v: METHODS["strftime"](datetime.date(2026, 1, 1), v),
    "repr of a list": lambda v: BUILTINS["repr"]([v]),
    "repr of a dictionary": lambda v: BUILTINS["repr"](DADict("x", elements={v: True}, gathered=True)),
    "dictionary": lambda v: text.string(DADict("x", elements={v: True}, gathered=True)),
    "percent repr of a dictionary": lambda v: text.percent("%r", (DADict("x", elements={v: True}, gathered=True),)),
    "format dunder": lambda v: format(v, "<20"),
    "builtin repr": repr,
    "string of exception": lambda v: text.string(ValueError(v)),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_typed_text_stays_typed(name):
    marks = "<b>\n**a**<>"
    try:
        result = OPERATIONS[name](Typed(marks))
    except ValueError:  # the marks are no format
        assert name == "format spec argument"
        return
    assert isinstance(result, Typed)
    assert "<" in "".join(typed_characters(result)) or name in {"slice", "step", "max", "reversed", "negative index"}


@given(
    st.lists(st.tuples(st.booleans(), st.text("ab \n<*", max_size=6)), max_size=5),
    st.integers(-12, 12),
    st.integers(-12, 12),
)
def test_positions_keep_their_pieces(parts, start, stop):
    value = text.build([Typed(part) if typed else part for typed, part in parts])
    bare = text.plain(value)
    owners = "".join(("t" if isinstance(piece, Typed) else "a") * len(piece) for piece in text.pieces_of(value))

    def check(result, expected, expected_owners=None):
        assert text.plain(result) == expected
        got = "".join(("t" if isinstance(piece, Typed) else "a") * len(piece) for piece in text.pieces_of(result))
        assert expected_owners is None or got == expected_owners

    check(value[start:stop], bare[start:stop], owners[start:stop])
    check(value.strip(), bare.strip())
    for got, expected in [
        (value.split(), bare.split()),
        (value.split("a"), bare.split("a")),
        (value.rsplit(None, 1), bare.rsplit(None, 1)),
        (value.rsplit("b", 1), bare.rsplit("b", 1)),
        (value.splitlines(), bare.splitlines()),
        (value.splitlines(True), bare.splitlines(True)),
        (value.partition("a"), bare.partition("a")),
        (value.rpartition("a"), bare.rpartition("a")),
        (list(value), list(bare)),
    ]:
        assert [text.plain(part) for part in got] == list(expected)
    check(METHODS["replace"](value, "a", "xy"), bare.replace("a", "xy"))
    check(METHODS["join"](value, ["1", "2", "3"]), bare.join(["1", "2", "3"]))
    check(value * 2, bare * 2, owners * 2)
    assert value == bare
    assert hash(value) == hash(bare)
    assert str(value) is value


@given(st.text("ab<", max_size=5), st.text("cd*", max_size=5))
def test_replacing_puts_typed_text_into_the_authors(author, typed):
    value = METHODS["replace"](author + "NAME" + author, "NAME", Typed(typed))
    assert text.plain(value) == author + typed + author
    assert "".join(typed_characters(value)) == typed


@pytest.mark.parametrize("template", ["{0.__class__}", "{x.y}", "{0[0]}", "{__x}"])
def test_a_format_reaches_no_attribute(template):
    with pytest.raises(ValueError, match="by number or by name"):
        METHODS["format"](template, 1, x=1, __x=1)


@pytest.mark.parametrize(
    ("template", "values", "kind"),
    [("%s %s", ("a",), "fewer"), ("%s", ("a", "b"), "more"), ("%", (), "per cent"), ("%d", ("a",), "%d")],
)
def test_a_percent_format_that_does_not_fit_says_so(template, values, kind):
    with pytest.raises((TypeError, ValueError), match=kind):
        text.percent(template, values)


def test_percent_of_numbers_and_of_percent_signs():
    assert text.percent(7, 4) == 3
    assert text.percent("100%% of %.1f and %05d", (2.345, 42)) == "100% of 2.3 and 00042"


def test_joining_what_is_no_text_says_what_to_write():
    with pytest.raises(TypeError, match=r"str\(\.\.\.\)"):
        METHODS["join"](",", [1])


def test_methods_of_other_objects_are_their_own():
    assert METHODS["replace"](datetime.date(2026, 1, 2), year=2027) == datetime.date(2027, 1, 2)


def test_str_is_still_a_type_to_ask_for():
    assert isinstance("a", BUILTINS["str"])
    assert isinstance(Typed("a"), BUILTINS["str"])
    assert not isinstance(1, BUILTINS["str"])


@pytest.mark.parametrize(
    ("typed", "ends"),
    [
        ("a\u202eb", "\u202c"),
        ("\u2067a\u202eb", "\u202c\u2069"),
        ("\u202ea\u202c", ""),
        ("a\u200fb", ""),
        ("a\u202c", ""),
    ],
)
def test_a_run_of_the_other_direction_ends_with_the_answer(typed, ends):
    assert reveal(text.interpolate(Typed(typed))) == typed + ends


def test_str_cannot_be_changed():
    with pytest.raises(AttributeError, match="cannot be changed"):
        BUILTINS["str"].upper = None
