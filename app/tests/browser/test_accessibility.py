"""Every kind of page, light and dark, narrow and wide: no violation of WCAG 2.2 AA, and nothing to scroll sideways."""

from __future__ import annotations

import pytest

WIDTHS = {"narrow": 320, "wide": 1200}
KINDS = [
    "text", "dates", "choices", "grouped", "yes_no", "nameless", "nameless_group", "notes", "grid", "furnished",
    "review", "sectioned", "across", "ruled", "wrong", "final", "right_to_left", "long",
    "uploads", "signature", "collected", "documents", "embedded",
]  # fmt: skip


def overflow(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def test_a_fault_would_be_found(show, gallery, violations):
    page = show(gallery.TEXT)
    page.evaluate(
        "document.querySelector('label[for=f-field0]').remove();"
        "document.querySelector('#f-field0').removeAttribute('placeholder')"
    )
    assert any(line.startswith("label:") for line in violations(page))
    page.evaluate("document.querySelector('h1').style.width = '2000px'")
    assert overflow(page) > 0


def test_the_gallery_is_whole(gallery):
    assert sorted(gallery.ALL) == sorted(KINDS)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", KINDS)
def test_screen(show, gallery, kind, scheme, width, violations):
    page = show(gallery.ALL[kind])
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": WIDTHS[width], "height": 900})
    assert violations(page) == []
    assert overflow(page) == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/farewell", "/nowhere"])
def test_other_page(shelf, context, path, scheme, violations):
    page = context.new_page()
    page.emulate_media(color_scheme=scheme)
    page.goto(shelf[1] + path)
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_open_help(show, gallery, scheme, violations):
    page = show(gallery.FURNISHED)
    page.emulate_media(color_scheme=scheme)
    page.get_by_role("button", name="Help", exact=True).click()
    assert page.get_by_text("Two and two is four.").is_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Back to question").click()
    assert not page.get_by_text("Two and two is four.").is_visible()
    assert page.evaluate("document.activeElement.textContent") == "Help"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_open_menu(show, gallery, scheme, violations):
    page = show(gallery.SECTIONED)
    page.emulate_media(color_scheme=scheme)
    page.get_by_text("Menu", exact=True).click()
    assert page.get_by_role("link", name="Look it over").is_visible()
    assert violations(page) == []
