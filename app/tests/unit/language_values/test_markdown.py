"""Markdown as authors of interviews write it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chancery.language.markdown import _ONE_LINE, _PARSER, to_html, to_inline_html
from chancery.language.text import Typed, build


@pytest.mark.parametrize(
    ("source", "page"),
    [
        ("# Title", "<h1>Title</h1>\n"),
        ("a\nb", "<p>a\nb</p>\n"),
        ("a  \nb", "<p>a<br />\nb</p>\n"),
        ("* a\n* b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ('It\'s "so" -- or --- well...', "<p>It’s “so” – or — well…</p>\n"),
        ("`it's --`", "<p><code>it's --</code></p>\n"),
        ("(c) a +- b", "<p>(c) a +- b</p>\n"),
        ("[a](https://b.example)", '<p><a href="https://b.example">a</a></p>\n'),
        ("[a](javascript:b)", "<p>[a](javascript:b)</p>\n"),
        ("~~a~~", "<p><s>a</s></p>\n"),
        ('<div class="row">\n\n**a**\n\n</div>\n', '<div class="row">\n<p><strong>a</strong></p>\n</div>\n'),
        ("a <small>b</small>", "<p>a <small>b</small></p>\n"),
        ("", ""),
    ],
)
def test_markdown_becomes_html(source, page):
    assert to_html(source) == page


def test_a_table():
    page = to_html("Fruit | Price\n------|-----:\nApple | 1")
    assert "<table>" in page
    assert '<td style="text-align:right">1</td>' in page


@pytest.mark.parametrize(
    ("source", "page"),
    [("a *b*", "a <em>b</em>"), ("a\n\nb", "<p>a</p>\n<p>b</p>\n"), ("* a", "<ul>\n<li>a</li>\n</ul>\n"), ("", "")],
)
def test_a_single_paragraph_is_a_line(source, page):
    assert to_inline_html(source) == page


def test_quotes_around_typed_text_are_typographic_and_those_within_are_not():
    assert to_html(build(['"', Typed("it's"), '"'])) == "<p>“it&#x27;s”</p>\n"
    assert to_html(build(['"', Typed(""), '"'])) == "<p>“”</p>\n"
    assert to_html(build([Typed("Bob."), "'s"])) == "<p>Bob.’s</p>\n"


def test_a_huge_or_deep_source_is_cut_off_or_survived():
    assert len(to_html("a" * 1_000_000)) < 250_000
    assert to_html(">" * 5_000 + "a")
    assert to_html("[" * 20_000)
    assert to_html("*a" * 20_000)


@pytest.mark.parametrize(
    ("source", "page"),
    [
        ("a[BR]b", "<p>a<br>b</p>\n"),
        ("a[NEWPAR]b", "<p>a</p>\n<p>b</p>\n"),
        ("a[EMDASH]b[HYPHEN]c[NBSP]d", "<p>a—b-c\u00a0d</p>\n"),
        ("[CENTER] a **b**\n\nc", '<div class="text-center">\n<p>a <strong>b</strong></p>\n</div>\n<p>c</p>\n'),
        (
            "[BOLDCENTER] Title\n[FLUSHRIGHT] x",
            '<div class="text-center fw-bold">\n<p>Title</p>\n</div>\n<div class="text-end">\n<p>x</p>\n</div>\n',
        ),
        ("[INDENTBY 1in] a", '<div class="ms-5">\n<p>a</p>\n</div>\n'),
        ("Page [PAGENUM][SINGLESPACING]", "<p>Page</p>\n"),
        ("[BLANK]", "<p>____________________</p>\n"),
        ("[FILE a.png] [UNKNOWN]", "<p>[FILE a.png] [UNKNOWN]</p>\n"),
        (
            "[BEGIN_TWOCOL] *l*\n[BREAK]\nr\n[END_TWOCOL]",
            '<div class="row">\n<div class="col-6">\n<p><em>l</em></p>\n</div>\n'
            '<div class="col-6">\n<p>r</p>\n</div>\n</div>\n',
        ),
    ],
)
def test_marks_in_square_brackets(source, page):
    assert to_html(source) == page


@pytest.mark.parametrize("mark", ["[BR]", "[CENTER] x", "[BEGIN_TWOCOL]a[BREAK]b[END_TWOCOL]"])
def test_marks_that_were_typed_stay_as_typed(mark):
    assert to_html(Typed(mark)) == f"<p>{mark}</p>\n"


def test_marks_without_an_end_take_no_long_time():
    assert to_html("[BEGIN_TWOCOL]" * 2_000)
    assert to_html("[CENTER] a\n" * 1_000)
    assert to_html("[" * 50_000)


@given(st.text("aZé1 ,;:?!()%/._*-\n’", max_size=14))
@example("What is your name?")
@example("a ")
@example("a. ")
def test_a_plain_line_comes_out_as_the_parser_has_it(source):
    if _ONE_LINE.fullmatch(source):
        assert to_html(source) == _PARSER.render(source)


def test_most_labels_need_no_parser():
    assert _ONE_LINE.fullmatch("Do you rent your home?")
    assert not _ONE_LINE.fullmatch("Your *name*")


@pytest.mark.parametrize(
    ("source", "page"),
    [
        (
            '[Go](https://a.example){: .btn .btn-primary target="_blank"} now',
            '<p><a href="https://a.example" class="btn btn-primary" target="_blank">Go</a> now</p>\n',
        ),
        ("**bold**{:.x #y}", '<p><strong class="x" id="y">bold</strong></p>\n'),
        ("![a](b.png){: width=20 }", '<p><img src="b.png" alt="a" width="20" /></p>\n'),
        ("Words\n{: .lead}", '<p class="lead">Words</p>\n'),
        ("Title {: .lead}\n=====", '<h1 class="lead">Title</h1>\n'),
        ("{: .lead}", "<p>{: .lead}</p>\n"),
        ("a {: not a list }", "<p>a {: not a list }</p>\n"),
        ("`code`{: .x}", "<p><code>code</code>{: .x}</p>\n"),
        ("{:.2f} and {term}", "<p>{:.2f} and {term}</p>\n"),
    ],
)
def test_attribute_lists(source, page):
    assert to_html(source) == page


def test_an_attribute_list_that_was_typed_stays_as_typed():
    assert to_html(build(["**b**", Typed("{: .x}")])) == "<p><strong>b</strong>{: .x}</p>\n"
    assert to_html("a" + "{: .x" * 20_000)


@pytest.mark.parametrize(
    ("source", "page"),
    [
        ('<div class="a" markdown="1">**b**</div>', '<div class="a">\n<p><strong>b</strong></p>\n</div>\n'),
        ("<div markdown='1' id=x>\n* b\n</div>\nc", "<div id=x>\n<ul>\n<li>b</li>\n</ul>\n</div>\n<p>c</p>\n"),
        ("a <span markdown=1>*b*</span>", "<p>a <span><em>b</em></span></p>\n"),
        ('<p class="a" markdown="span">*b*</p>', '<div class="a">\n<p><em>b</em></p>\n</div>\n'),
        (
            '<div markdown="1"><div>*a*</div>\n\n*b*</div>',
            "<div>\n<div>*a*</div>\n<p><em>b</em></p>\n</div>\n",
        ),
        (
            '<div markdown="1"><section markdown="block">*a*</section></div>',
            "<div>\n<section>\n<p><em>a</em></p>\n</section>\n</div>\n",
        ),
        ('<div markdown="0">*a*</div>', "<div>*a*</div>"),
        ("<div>*a*</div> markdown", "<div>*a*</div> markdown"),
        ('<div markdown="1">*a*', "<div>\n<p><em>a</em></p>\n"),
        ('</div> markdown="1"', '</div> markdown="1"'),
    ],
)
def test_markdown_in_html(source, page):
    assert to_html(source) == page


def test_markdown_in_html_takes_no_long_time():
    assert to_html('<div markdown="1">' * 5_000)
    assert to_html("</div>" * 20_000 + "markdown")
    assert to_html("<div " * 20_000 + "markdown")
