"""How a screen becomes a page: one test for each thing that a person, or a screen reader, must find."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import msgspec
import pytest

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"}


class Page(HTMLParser):
    """The elements of a page, and whether every one of them is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), (tag, names)
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, tag
        assert self.open.pop() == tag

    def all(self, tag: str, **attributes: str) -> list[dict[str, str]]:
        return [a for t, a in self.elements if t == tag and all(a.get(k) == v for k, v in attributes.items())]

    def one(self, tag: str, **attributes: str) -> dict[str, str]:
        found = self.all(tag, **attributes)
        assert len(found) == 1, (tag, attributes, found)
        return found[0]


KINDS = [
    "text", "dates", "choices", "grouped", "yes_no", "nameless", "nameless_group", "notes", "grid", "furnished",
    "review", "sectioned", "across", "ruled", "embedded", "wrong", "uploads", "signature", "collected", "documents",
    "final", "right_to_left", "long",
]  # fmt: skip


def test_every_kind_is_listed_here(gallery):
    assert sorted(gallery.ALL) == sorted(KINDS)


def test_a_field_stands_in_the_text(gallery, draw):
    page = draw(gallery.EMBEDDED)
    begin = page.index('<div class="c-text da-subquestion">')
    text = page[begin : page.index("</div>", begin)]
    words = re.sub(r"<[^>]+>", " ", re.sub(r"<(label|option|select)[^>]*>[^<]*", "", text))
    assert " ".join(words.split()) == "I pay Error: Please write a number. $ Optional . That is by now."
    assert [a.get("name") for t, a in Page(page).elements if t in ("input", "select")][-4:] == [
        "field0", "field1", "field2", "field3"
    ]  # fmt: skip
    assert Page(text).one("input", name="field0")["value"] == "much"
    assert Page(text).one("input", name="field0")["aria-describedby"] == "e-field0"
    assert Page(text).one("label", **{"for": "f-field1"})
    assert Page(text).one("input", name="field2")["aria-labelledby"] == "daMainQuestion"
    assert "field1" in Page(text).one("span", **{"data-key": "field2"})["data-rules"]


@pytest.mark.parametrize("kind", KINDS)
def test_page_is_well_formed_and_every_control_has_a_name(gallery, draw, kind):
    page = Page(draw(gallery.ALL[kind]))
    assert page.open == []
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    labelled = {attributes["for"] for attributes in page.all("label")}
    for tag in ("input", "select", "textarea"):
        for control in page.all(tag):
            assert control.get("type") == "hidden" or control["id"] in labelled or control["aria-labelledby"] in ids
    for _, attributes in page.elements:
        for name in ("aria-describedby", "aria-labelledby", "for", "popovertarget", "list"):
            assert set(attributes.get(name, "").split()) <= set(ids), (name, attributes)
    assert len(page.all("h1")) == 1
    assert len(page.all("main")) == 1
    assert page.one("html")["lang"] == gallery.ALL[kind].language


def test_text_fields_say_what_they_want(gallery, draw):
    page = Page(draw(gallery.TEXT))
    assert page.one("input", name="field0")["placeholder"] == "As in your passport"
    assert page.one("input", name="field1")["inputmode"] == "numeric"
    assert page.one("input", name="field1")["aria-describedby"] == "o-field1"
    assert "required" not in page.one("input", name="field1")
    assert page.one("input", name="field2")["inputmode"] == "decimal"
    assert page.one("input", name="field3")["type"] == "email"
    assert page.one("input", name="field4")["type"] == "password"
    assert page.one("textarea", name="field5")["rows"] == "4"


def test_choices_are_grouped_under_a_legend(gallery, draw):
    text = draw(gallery.CHOICES)
    page = Page(text)
    assert page.one("fieldset", id="f-field0")["role"] == "radiogroup"
    assert "<legend>Favourite fruit</legend>" in text
    assert [radio["value"] for radio in page.all("input", name="field0")] == ["c0", "c1", "c2"]
    assert "data-exclusive" in page.one("input", name="field1", value="none")
    assert page.one("input", name="field5")["type"] == "checkbox"


def test_yes_and_no_are_buttons(gallery, draw):
    page = Page(draw(gallery.YES_NO))
    assert [b["value"] for b in page.all("button", name="field0", type="submit")] == ["yes", "no"]


def test_question_names_a_field_without_a_label(gallery, draw):
    assert Page(draw(gallery.NAMELESS)).one("input", name="field0")["aria-labelledby"] == "daMainQuestion"
    assert Page(draw(gallery.NAMELESS_GROUP)).one("fieldset")["aria-labelledby"] == "daMainQuestion"


def test_errors_are_summarised_linked_and_tied_to_their_fields(gallery, draw):
    text = draw(gallery.WRONG)
    page = Page(text)
    assert "<title>Error: A letter</title>" in text
    assert [link["href"] for link in page.all("a") if link["href"].startswith("#f-")] == ["#f-field0", "#f-field1-c0"]
    box = page.one("input", name="field0")
    assert box["aria-invalid"] == "true"
    assert box["aria-describedby"] == "e-field0"
    assert box["value"] == "<b>Ann"
    assert "checked" in page.one("input", name="field1", value="c1")
    assert "The two do not go together." in text


def test_grid_becomes_columns(gallery, draw):
    page = Page(draw(gallery.GRID))
    columns = [a["class"] for a in page.all("div") if "col-" in a.get("class", "")]
    assert columns == ["col-md-8", "col-md-4", "col-sm-6 offset-sm-2", *["c-choice-row col-md-4"] * 3]
    assert len(page.all("div", **{"class": "row"})) == 2


@pytest.mark.parametrize("grid", ["wide", 0, 13, -1, None, {"width": "x"}, {"breakpoint": "sm"}, [4]])
def test_a_grid_that_is_none_is_left_out(gallery, draw, grid):
    text = draw(gallery.screen(gallery.Field(key="field0", variable="a", label="A", grid={"grid": grid})))
    assert "col-" not in text


def test_what_a_field_may_look_like(gallery, draw):
    fields = [
        gallery.Field(key="field1", variable="b", label="B", width=7),
        gallery.Field(key="field2", variable="c", label="C", input="combobox", asks="look_up", asks_at=3),
        gallery.Field(key="field3", variable="d", label="D", input="range", scale="logarithmic"),
        gallery.Field(key="field4", variable="e", label="E", input="multiselect", choices=gallery.choices("x"), rows=6),
        gallery.Field(key="field5", variable="f", label="F", condition={"show": [{"js": True}]}),
    ]
    page = Page(draw(gallery.screen(*fields)))
    assert page.one("input", id="f-field1")["size"] == "7"
    assert page.one("input", id="f-field2").items() >= {"data-asks": "look_up", "data-asks-at": "3"}.items()
    assert page.one("input", id="f-field3")["data-scale"] == "logarithmic"
    assert page.one("select", id="f-field4")["size"] == "6"
    # Without the page's script nothing says that the field was seen.
    assert "disabled" in page.one("input", name="seen_field5")


def test_everything_around_the_question_is_drawn(gallery, draw):
    text = draw(gallery.FURNISHED)
    for words in ("Before.", "After.", "Below.", "Beside.", "Saved.", "By the way.", "The footer part.", "Letter"):
        assert words in text
    page = Page(text)
    assert page.one("progress")["value"] == "40.0"
    assert page.one("th")["align"] == "right"
    assert [b["popovertargetaction"] for b in page.all("button", popovertarget="help")] == ["show", "hide"]


def test_words_above_the_buttons_are_left_out_where_nothing_can_be_sent(gallery, draw):
    parts = {"submit": "<p>By pressing you swear.</p>"}
    assert "you swear" in draw(gallery.screen(parts=parts))
    assert "you swear" not in draw(gallery.screen(parts=parts, buttons=[], final=True))


def test_typed_markup_stays_text(draw, gallery):
    title = "&lt;b&gt; ${7*191} &lt;script&gt;"
    text = draw(gallery.screen(title=title, subquestion=title))
    assert title in text
    assert "<b>" not in text


def test_only_scripts_of_the_page_itself(gallery, draw):
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)><a href='javascript:alert(1)'>x</a>"
    screen = gallery.screen(
        gallery.Field(key="field0", variable="x", label=evil, help=evil, under=evil, hint=evil, default=evil),
        title=evil,
        subquestion=evil,
        under=evil,
        notices=[('"><script>', evil)],
        parts={"title": evil, "footer": evil, "help label": evil},
        css_class='"><script>alert(1)</script>',
    )
    text = draw(screen)
    page = Page(text)
    assert [set(script) for script in page.all("script")] == [{"nonce", "src", "defer"}]
    assert not any(name.startswith("on") for _, attributes in page.elements for name in attributes)
    assert not re.search(r'href="\s*javascript', text)


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        ("fr", 'lang="fr" dir="ltr"'),
        ("ar", 'lang="ar" dir="rtl"'),
        ("he-IL", 'lang="he-IL" dir="rtl"'),
        ("*", 'lang="en" dir="ltr"'),
        ('"><script>', 'lang="en" dir="ltr"'),
    ],
)
def test_language_and_direction(gallery, draw, language, wanted):
    assert f"<html {wanted}>" in draw(gallery.screen(language=language))


def test_notices_have_a_kind_that_has_a_look(gallery, draw):
    text = draw(gallery.screen(notices=[("error", "A"), ("warning", "B"), ("own", "C")]))
    kinds = [a["class"] for a in Page(text).all("div", role="status")]
    assert kinds == ["alert alert-danger", "alert alert-warning", "alert alert-info"]


def test_items_of_a_list_are_groups_and_those_to_spare_are_closed(gallery, draw):
    page = Page(draw(gallery.COLLECTED))
    items = page.all("fieldset", **{"class": "c-item"})
    assert [("hidden" in item, "disabled" in item) for item in items] == [(False, False), (False, False), (True, True)]
    assert page.one("button", id="add-item")


def test_an_item_that_was_sent_stays_open_when_something_is_wrong(gallery, draw):
    sent = {"row_000": ["1"], "row_200": ["1"], "row_201": ["Rex"]}
    screen = msgspec.structs.replace(gallery.COLLECTED, errors={"row_202": "Choose one."}, typed=sent)
    items = Page(draw(screen)).all("fieldset", **{"class": "c-item"})
    assert ["hidden" in item for item in items] == [False, True, False]
