"""The one place where HTML of an interview becomes markup that a page may hold.

A reply of the evaluator is text (DESIGN §4). Everything of it that is drawn as HTML passes `clean`; what goes into
an attribute or a title passes `plain`. What is typed by people was escaped by the language before it got here.

What authors keep: text markup, lists, tables, details, images of this site or inline, sounds and films of this site,
links, and every class name (interviews use Bootstrap's). What they lose: scripts, handlers, styles (the
Content-Security-Policy would refuse them anyway), frames and form controls, which belong to the question's own fields.
A button stays, for an author's script to listen to, but sends nothing by itself.
"""
# Keeps control_answers_are_data.

from __future__ import annotations

import html
import re

import nh3
from markupsafe import Markup

TAGS = set(
    """
    a abbr address article aside audio b bdi bdo blockquote br button caption cite code col colgroup dd del details dfn
    div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp section small
    span strong sub summary sup table tbody td tfoot th thead time tr u ul var video wbr
    """.split()  # noqa: SIM905 - a list of sixty quoted words is harder to read and to compare
)
# Removed with what they hold; of any other unknown element the text stays.
DROPPED_WHOLE = {"script", "style", "template", "iframe", "object", "noscript", "title", "svg", "math"}
ATTRIBUTES = {
    "*": {"class", "id", "title", "lang", "dir", "aria-label", "aria-hidden"},
    "a": {"href", "hreflang"},
    "img": {"src", "alt", "width", "height"},
    "audio": {"src", "controls", "preload"},
    "video": {"src", "controls", "preload", "width", "height"},
    "ol": {"start", "type", "reversed"},
    "li": {"value"},
    "td": {"colspan", "rowspan", "headers", "style"},
    "th": {"colspan", "rowspan", "scope", "abbr", "style"},
    "col": {"span"},
    "colgroup": {"span"},
    "details": {"open"},
    "time": {"datetime"},
}
ROLES = {"alert", "status", "note", "list", "listitem", "group", "presentation"}
VALUES = {"a": {"target": {"_blank"}}} | {tag: {"role": ROLES} for tag in ("div", "span", "p", "ul", "li")}
# Authors' ids cannot meet ours: every one of them gets this in front, and so do links to them.
ID_PREFIX = "x-"

_INLINE_IMAGE = re.compile(r"data:image/(png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/=\s]+\Z")
_CELL = r'(<t[dh](?: [a-z-]+="[^"]*")*?) style='
_ALIGNED = re.compile(_CELL + r'"text-align: ?(left|right|center|justify);?"')
_STYLED = re.compile(_CELL + r'"[^"]*"')
_ONE_PARAGRAPH = re.compile(r"\s*<p>((?:(?!<p[ >]).)*)</p>\s*\Z", re.DOTALL)


def _attribute(_tag: str, name: str, value: str) -> str | None:
    """Let inline pictures into images and keep other sites' out: a picture there would tell who reads this page."""
    if name == "src":
        return value if _INLINE_IMAGE.match(value) or _is_local(value) else None
    if name == "href" and value.strip().lower().startswith("data:"):
        return None
    return value


def _is_local(url: str) -> bool:
    return re.match(r"[a-z][a-z0-9+.-]*:|[/\\]{2}", url.strip(), re.IGNORECASE) is None


def _relative(url: str) -> str | None:
    if url.startswith("#"):
        return f"#{ID_PREFIX}{url[1:]}"
    return url if _is_local(url) else None


_cleaner = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags=DROPPED_WHOLE,
    attributes=ATTRIBUTES,
    tag_attribute_values=VALUES,
    attribute_filter=_attribute,
    filter_style_properties={"text-align"},
    set_tag_attribute_values={"button": {"type": "button"}},
    url_schemes={"http", "https", "mailto", "tel", "data"},
    url_relative=_relative,
    link_rel="noopener noreferrer",
    id_prefix=ID_PREFIX,
    strip_comments=True,
)
_stripper = nh3.Cleaner(tags=set(), clean_content_tags=DROPPED_WHOLE)


def clean(text: str) -> Markup:
    """The harmless part of `text` as markup. Text without `<` and `&` is itself, at no cost."""
    if "<" not in text and "&" not in text:
        return Markup(text)  # noqa: S704 - without these two there is no markup in it
    cleaned = _cleaner.clean(text)
    if " style=" in cleaned:
        # A table's alignment comes as a style, which the policy refuses; `align` says the same.
        cleaned = _STYLED.sub(r"\1", _ALIGNED.sub(r'\1 align="\2"', cleaned))
    return Markup(cleaned)  # noqa: S704 - this is the place that makes it safe


def inline(text: str) -> Markup:
    """`clean`, without the paragraph around a single line, for labels and buttons."""
    cleaned = clean(text)
    match = _ONE_PARAGRAPH.match(cleaned)
    return Markup(match[1]) if match else cleaned  # noqa: S704 - a part of what was just cleaned


def plain(text: str) -> str:
    """The words of `text` without any markup, for attributes and page titles. The template escapes them."""
    if "<" not in text and "&" not in text:
        return text.strip()
    return " ".join(html.unescape(_stripper.clean(text)).split())
