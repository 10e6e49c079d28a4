"""What the HTML of an interview may hold on a page."""

from __future__ import annotations

import pytest

from chancery.web.clean import clean, inline, plain

KEPT = [
    '<p class="lead">One <strong>two</strong></p>',
    '<div class="row"><div class="col-md-6">a</div></div>',
    '<div class="alert alert-info" role="alert">a</div>',
    '<ul><li>a</li></ul>',
    '<img src="/static/x.png" alt="A roof">',
    '<img src="data:image/png;base64,iVBORw0KGgo=" alt="">',
    '<audio controls="" src="/package/a/b.mp3"></audio>',
    '<video controls="" src="/session/a/file/b"></video>',
    '<p>1 &lt; 2 &amp; ${7*191} style="text-align:left"</p>',
]  # fmt: skip
CHANGED = [
    ("<p onclick='x()'>a</p>", "<p>a</p>"),
    ("<script>alert(1)</script>a", "a"),
    ("<style>p{}</style>a", "a"),
    ("<p style='color:red'>a</p>", "<p>a</p>"),
    ("<svg onload=alert(1)><a>x</a></svg>a", "a"),
    ("<iframe src='https://evil.example'></iframe>a", "a"),
    ("<form action='https://evil.example'><input name=a><button type=submit>go</button></form>",
     '<button type="button">go</button>'),
    ("<a href='javascript:alert(1)'>a</a>", '<a rel="noopener noreferrer">a</a>'),
    ("<a href=' jAvAsCrIpT:alert(1)'>a</a>", '<a rel="noopener noreferrer">a</a>'),
    ("<a href='data:text/html,a'>a</a>", '<a rel="noopener noreferrer">a</a>'),
    ("<a href='//evil.example'>a</a>", '<a rel="noopener noreferrer">a</a>'),
    ("<a href='/\\evil.example'>a</a>", '<a rel="noopener noreferrer">a</a>'),
    ("<a href='/interview?i=x'>a</a>", '<a href="/interview?i=x" rel="noopener noreferrer">a</a>'),
    ("<a href='mailto:a@b.example'>a</a>", '<a href="mailto:a@b.example" rel="noopener noreferrer">a</a>'),
    ("<a href='#part'>a</a><h2 id='part'>b</h2>",
     '<a href="#x-part" rel="noopener noreferrer">a</a><h2 id="x-part">b</h2>'),
    ("<img src='https://evil.example/pixel.png' alt='A roof'>", '<img alt="A roof">'),
    ("<img src='data:text/html;base64,aa'>", "<img>"),
    ("<audio src='https://evil.example/a.mp3' autoplay>a</audio>", "<audio>a</audio>"),
    ("<video src='//evil.example/a' poster='/x.png'><source src='/b'></video>", "<video></video>"),
    ("<p id='question'>a</p>", '<p id="x-question">a</p>'),
    ("<details><summary>a</summary>b</details>", "<details><summary>a</summary>b</details>"),
    ("<table><tr><td style='text-align:right'>1</td></tr></table>",
     '<table><tbody><tr><td align="right">1</td></tr></tbody></table>'),
    ("<table><tr><td class='a' style='position:fixed'>1</td></tr></table>",
     '<table><tbody><tr><td class="a">1</td></tr></tbody></table>'),
    ("a & b", "a &amp; b"),
    ("<p>a", "<p>a</p>"),
    ("</div></form><p>a</p>", "<p>a</p>"),
]  # fmt: skip


@pytest.mark.parametrize("text", KEPT)
def test_harmless_markup_stays(text):
    assert clean(text) == text


@pytest.mark.parametrize(("text", "wanted"), CHANGED)
def test_what_could_harm_goes(text, wanted):
    assert clean(text) == wanted


def test_text_without_markup_is_itself():
    assert clean('Tom\'s "letter"') == 'Tom\'s "letter"'


def test_inline_takes_one_paragraph_off_and_no_more():
    assert inline("<p>a <b>b</b></p>\n") == "a <b>b</b>"
    assert inline("<p>a</p><p>b</p>") == "<p>a</p><p>b</p>"


def test_plain_is_text_for_an_attribute():
    assert plain("<p>Tom &amp; <b>Ann</b></p>\n<script>x</script>") == "Tom & Ann"
    assert plain("  a ") == "a"
