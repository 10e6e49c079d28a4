"""Files on a slow line: how far they are, a way to stop, and what becomes of them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

UPLOADS = "/interview?i=chancery.kinds:data/questions/uploads.yml"
# Bytes, and bytes in a second: long enough to look at, short enough to wait for.
SIZE, SPEED = 300_000, 150_000
PARTLY = "() => [document.querySelector('.c-sending progress').value].some((sent) => 0 < sent && sent < 1)"


@pytest.fixture
def page(site, context) -> Page:
    """The screen that asks for files."""
    page = context.new_page()
    page.goto(site + UPLOADS)
    return page


@pytest.fixture
def slow_down(page) -> Callable[[int], None]:
    """Send no more than so many bytes in a second; -1 is as fast as can be."""
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")

    def limit(speed: int) -> None:
        rates = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": speed}
        line.send("Network.emulateNetworkConditions", rates)

    return limit


def choose(page: Page, *names: str) -> None:
    files = [{"name": name, "mimeType": "text/plain", "buffer": b"x" * SIZE} for name in names]
    page.get_by_label("Proof").set_input_files(files)


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Continue").click()


def stored(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("We have it.")


def test_a_bar_shows_how_much_is_sent(page, slow_down):
    assert not page.locator(".c-sending").is_visible()
    slow_down(SPEED)
    choose(page, "a.txt")
    go_on(page)
    expect(page.get_by_role("status").filter(has_text="Sending your files")).to_be_visible()
    expect(page.get_by_role("progressbar", name="Sending your files")).to_be_visible()
    page.wait_for_function(
        "() => (({ value }) => 0 < value && value < 1)(document.querySelector('.c-sending progress'))"
    )
    stored(page)
    expect(page.get_by_role("main")).to_contain_text(f"a.txt is text/plain of {SIZE} bytes")


def test_several_files_go_in_one_answer(page):
    choose(page, "a.txt", "b.txt")
    go_on(page)
    stored(page)
    expect(page.get_by_role("main")).to_contain_text("a.txt is")
    expect(page.get_by_role("main")).to_contain_text("b.txt is")


def test_sending_can_be_stopped_and_begun_again(page, slow_down):
    slow_down(SPEED // 20)
    choose(page, "a.txt")
    go_on(page)
    page.get_by_role("button", name="Stop sending").click()
    expect(page.get_by_role("status").filter(has_text="Stopped. Nothing was stored.")).to_be_visible()
    slow_down(-1)
    go_on(page)
    stored(page)


def test_a_line_that_breaks_leaves_the_page_and_its_files(page):
    choose(page, "a.txt")
    page.route("**/session/*", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.context.complaints.clear()
    go_on(page)
    expect(page.get_by_role("status").filter(has_text="The connection broke.")).to_be_visible()
    assert all("net::ERR_FAILED" in line for line in page.context.complaints)
    page.context.complaints.clear()
    page.unroute("**/session/*")
    go_on(page)
    stored(page)


def test_what_the_server_refuses_is_said_at_the_field_and_not_sent_twice(page, violations):
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    choose(page, "a.exe")
    page.context.complaints.clear()
    go_on(page)
    expect(page.get_by_role("alert").filter(has_text="Please check this")).to_be_focused()
    expect(page.locator(".c-field .c-error")).to_contain_text("Files of this kind are not taken.")
    expect(page.get_by_label("Proof")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("heading", level=1)).to_have_text("What do you have?")
    expect(page).to_have_title(re.compile("^Error: "))
    assert len(sent) == 1
    assert all("422" in line for line in page.context.complaints)
    page.context.complaints.clear()
    # Nothing that was chosen is lost, so that only what was wrong has to be changed.
    assert page.get_by_label("Proof").evaluate("(box) => box.files[0].name") == "a.exe"
    assert violations(page) == []
    choose(page, "a.txt")
    go_on(page)
    stored(page)
    assert len(sent) == 2


def test_errors_of_before_are_gone_with_the_next_ones(page):
    for name, said in (
        ("a.exe", "Files of this kind are not taken."),
        ("a.pdf", "This file is not what its name says."),
    ):
        choose(page, name)
        go_on(page)
        expect(page.locator(".c-field .c-error")).to_have_count(1)
        expect(page.locator(".c-field .c-error")).to_contain_text(said)
        expect(page.get_by_role("alert").filter(has_text="Please check this")).to_have_count(1)
    page.context.complaints.clear()


def test_files_that_are_too_large_together_are_not_even_sent(page):
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.evaluate("() => { document.querySelector('.c-sending').dataset.most = '1000'; }")
    choose(page, "a.txt")
    go_on(page)
    expect(page.get_by_role("status").filter(has_text="more than 104 MB together")).to_be_visible()
    assert sent == []


def test_a_refusal_that_is_about_no_field_is_said_beside_the_button(page):
    """What the server, or nginx before it, answers as a page of its own."""
    choose(page, "a.txt")
    refusal = "<!DOCTYPE html><main><h1>That is too large</h1><p>Choose a smaller file.</p></main>"

    def answer(route):
        if route.request.method == "POST":
            return route.fulfill(status=413, content_type="text/html", body=refusal)
        return route.continue_()

    page.route("**/session/*", answer)
    page.context.complaints.clear()
    go_on(page)
    expect(page.get_by_role("status").filter(has_text="That is too large. Choose a smaller file.")).to_be_visible()
    assert all("413" in line for line in page.context.complaints)
    page.context.complaints.clear()
    page.unroute("**/session/*")
    go_on(page)
    stored(page)


def test_an_answer_that_comes_too_late_leads_to_the_question_there_is(page, context):
    other = context.new_page()
    other.goto(page.url)
    choose(other, "a.txt")
    go_on(other)
    stored(other)
    page.context.complaints.clear()
    choose(page, "b.txt")
    go_on(page)
    expect(page.get_by_role("alert")).to_contain_text("That page was out of date.")
    stored(page)
    assert all("409" in line for line in page.context.complaints)
    page.context.complaints.clear()


def test_the_page_before_another_site_is_shown_after_files_too(site, context):
    page = context.new_page()
    page.goto(site + "/interview?i=web.tests:data/questions/leaving.yml")
    choose(page, "a.txt")
    go_on(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your answers are erased")
    expect(page.get_by_role("link", name="Go on to example.org")).to_have_attribute("href", "https://example.org/bye")


def test_a_refusal_is_said_when_a_script_sent_the_form(page):
    choose(page, "a.exe")
    page.evaluate("() => document.querySelector('.c-form').requestSubmit()")
    expect(page.get_by_role("alert")).to_contain_text("Please check this")


def test_the_bar_is_accessible(page, slow_down, violations):
    slow_down(SPEED // 20)
    choose(page, "a.txt")
    go_on(page)
    expect(page.get_by_role("button", name="Stop sending")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Stop sending").click()
