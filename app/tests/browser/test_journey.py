"""A person goes through a whole interview, with the real evaluator and a real database, in several ways."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

JOURNEY = "/interview?i=web.tests:data/questions/journey.yml"
EXAMPLES = ["repair_letter"]


def answer_name(page: Page, name: str = "Ann O’Nym") -> None:
    page.get_by_label("Full name").fill(name)
    page.get_by_label("Age").fill("44")
    page.get_by_role("button", name="Continue").click()


def answer_the_rest(page: Page) -> None:
    page.get_by_role("button", name="Yes", exact=True).click()
    page.get_by_role("group", name="Fruit", exact=True).get_by_text("Plum").click()
    page.get_by_role("radiogroup", name="Best of all").get_by_text("Pear").click()
    page.get_by_label("Country").select_option("Spain")
    page.get_by_label("Since").fill("2020-02-29")
    page.get_by_role("button", name="Continue").click()
    page.get_by_text("On foot").click()
    page.get_by_role("button", name="Continue").click()


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_from_the_list_to_the_farewell(site, browser, script):
    context = browser.new_context(java_script_enabled=script)
    page = context.new_page()
    page.goto(site)
    page.get_by_role("link", name="A journey", exact=True).click()
    heading(page, "What is your name?")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("Please check these")
    assert page.title() == "Error: A journey"
    answer_name(page)
    heading(page, "Do you rent your home?")
    answer_the_rest(page)
    heading(page, "Thank you, Ann O’Nym.")
    expect(page.get_by_role("main")).to_contain_text("above all Pear, and go On foot")
    page.get_by_role("link", name="Exit and erase my answers").click()
    page.get_by_role("button", name="Erase my answers and exit").click()
    heading(page, "Your answers are erased")
    assert context.cookies() == []
    context.close()


def test_keyboard_alone(site, context):
    page = context.new_page()
    page.goto(site + JOURNEY)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the main content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Ann")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("44")
    page.keyboard.press("Enter")
    heading(page, "Do you rent your home?")
    page.get_by_role("button", name="No", exact=True).focus()
    page.keyboard.press("Space")
    heading(page, "Which fruit do you like?")
    page.get_by_role("checkbox", name="Apple").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.get_by_role("radio", name="Apple").focus()
    page.keyboard.press("ArrowDown")
    assert page.get_by_role("radio", name="Pear").is_checked()
    page.get_by_label("Country").focus()
    page.keyboard.press("F")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Continue").focus()
    page.keyboard.press("Enter")
    heading(page, "How do you travel?")


def test_back_and_reload(site, context):
    page = context.new_page()
    page.goto(site + JOURNEY)
    answer_name(page)
    # A page that is still on its way cannot be loaded again.
    heading(page, "Do you rent your home?")
    page.reload()
    heading(page, "Do you rent your home?")
    page.get_by_role("button", name="Back", exact=True).click()
    heading(page, "What is your name?")
    answer_name(page, "Bea")
    page.get_by_role("button", name="Yes", exact=True).click()
    heading(page, "Which fruit do you like?")
    page.go_back()
    page.go_forward()
    heading(page, "Which fruit do you like?")


def test_two_tabs(site, context):
    first, second = context.new_page(), context.new_page()
    first.goto(site + JOURNEY)
    second.goto(site + JOURNEY)
    assert first.url == second.url
    answer_name(first)
    answer_name(second, "Bea")
    expect(second.get_by_role("alert")).to_contain_text("That page was out of date.")
    heading(second, "Do you rent your home?")
    answer_the_rest(second)
    heading(second, "Thank you, Ann O’Nym.")


def test_resume_after_the_browser_was_closed(site, browser, context):
    page = context.new_page()
    page.goto(site + JOURNEY)
    answer_name(page)
    later = browser.new_context(storage_state=context.storage_state())
    again = later.new_page()
    again.goto(site)
    again.get_by_role("region", name="Go on where you left off").get_by_role(
        "link", name="A journey", exact=True
    ).click()
    heading(again, "Do you rent your home?")
    stranger = browser.new_context().new_page()
    assert stranger.goto(page.url).status == 404
    heading(stranger, "This interview is not open here")
    later.close()
    stranger.context.close()


def test_typed_markup_shows_as_typed(site, context):
    page = context.new_page()
    page.goto(site + JOURNEY)
    typed = "<b>x</b> **y** ${7*191} <img src=x>"
    answer_name(page, typed)
    answer_the_rest(page)
    heading(page, f"Thank you, {typed}.")


def test_author_of_a_faulty_interview_is_told(site, browser, violations):
    page = browser.new_page()
    page.goto(site + "/interview?i=web.tests:data/questions/faulty.yml")
    page.get_by_label("Full name").fill("Ann")
    page.get_by_role("button", name="Continue").click()
    heading(page, "This interview has a fault")
    author = page.get_by_role("region", name="For the author of the interview")
    expect(author).to_contain_text("nmae")
    expect(author).to_contain_text(re.compile(r"faulty\.yml:1[0-9]"))
    expect(page.get_by_role("main")).not_to_contain_text("Ann")
    assert violations(page) == []
    page.get_by_role("link", name="Back to the question").click()
    heading(page, "What is your name?")
    page.close()


def test_an_interview_that_never_ends_costs_one_page(site, browser):
    page = browser.new_page()
    page.goto(site + "/interview?i=web.tests:data/questions/slow.yml")
    page.get_by_label("Full name").fill("Ann")
    page.get_by_role("button", name="Continue").click()
    heading(page, "This step took too long")
    page.goto(site + JOURNEY)
    heading(page, "What is your name?")
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_home_page_with_a_session_is_accessible(site, context, violations, scheme):
    page = context.new_page()
    page.emulate_media(color_scheme=scheme)
    page.goto(site + JOURNEY)
    page.goto(site)
    expect(page.get_by_role("link", name="A journey", exact=True)).to_have_count(2)
    assert violations(page) == []
    page.get_by_role("link", name="Erase A journey").click()
    heading(page, "Erase your answers?")
    assert violations(page) == []


def test_a_letter_is_printed_alone(show, gallery):
    letter = '<div class="card letter"><div class="card-body"><p>Dear Sir or Madam,</p></div></div>'
    page = show(gallery.screen(title="Your letter is ready", subquestion=letter, under="Below."))
    for medium, alone in (("screen", False), ("print", True)):
        page.emulate_media(media=medium)
        assert page.get_by_text("Dear Sir or Madam,").is_visible()
        for other in (
            page.get_by_role("heading"),
            page.get_by_role("button", name="Continue"),
            page.get_by_text("Below."),
        ):
            assert other.is_visible() is not alone
