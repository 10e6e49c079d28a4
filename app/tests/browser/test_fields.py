"""Fields that need a script, in the whole application: choices of an event, a logarithmic slider, `js show if`."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

NAME = "web.tests:data/questions/fields.yml"


@pytest.fixture
def page(site, context):
    page = context.new_page()
    page.goto(f"{site}/interview?i={NAME}")
    return page


def offered(page, count: int) -> list[str]:
    options = page.locator("#f-field_0 + datalist option")
    expect(options).to_have_count(count)
    return [option.get_attribute("value") for option in options.all()]


def test_an_event_gives_what_can_be_picked_while_a_person_types(page, violations):
    word = page.get_by_label("Word")
    asked = []
    page.on("request", lambda request: request.url.endswith("/event") and asked.append(request.post_data))
    word.fill("A")
    word.fill("Ap")
    assert offered(page, 2) == ["Apple", "Apricot"]
    # One character is too few to ask for.
    assert len(asked) == 1
    assert violations(page) == []
    word.fill("Ap")
    page.get_by_role("button", name="Continue").click()
    assert page.locator(".c-error").first.inner_text().endswith("Choose one of the options that are offered.")
    page.get_by_label("Word").fill("Apricot")
    page.get_by_role("button", name="Continue").click()
    assert page.get_by_role("heading", level=1).inner_text() == "It is f2, 11.0 and None"
    # What was chosen shows by its label.
    page.get_by_role("link", name="Once more").click()
    expect(page.get_by_label("Word")).to_have_value("Apricot")
    page.get_by_role("button", name="Continue").click()
    assert page.get_by_role("heading", level=1).inner_text() == "It is f2, 11.0 and None"


def test_a_logarithmic_slider_sends_what_it_tells(page):
    weight = page.get_by_label("Weight")
    told = page.locator("output")
    assert told.inner_text() == "11"
    weight.fill("1000")
    assert told.inner_text() == "10000"
    weight.fill("500")
    # The square root, at the nearest step.
    assert told.inner_text() == "101"
    assert weight.get_attribute("aria-valuetext") == "101"
    page.get_by_label("Word").fill("Plum")
    page.get_by_role("button", name="Continue").click()
    assert page.get_by_role("heading", level=1).inner_text() == "It is f3, 101.0 and None"


def test_a_field_that_a_script_shows_may_be_left_empty(page):
    reason = page.get_by_label("Reason")
    assert not reason.is_visible()
    page.get_by_label("Red").check()
    assert reason.is_visible()
    page.get_by_label("Sweet").check()
    assert not reason.is_visible()
    page.get_by_label("Sweet").uncheck()
    page.get_by_label("Word").fill("Plum")
    page.get_by_role("button", name="Continue").click()
    assert page.get_by_role("heading", level=1).inner_text() == "It is f3, 11.0 and ''"
