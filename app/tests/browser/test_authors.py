"""What scripts of authors may do on a page, in the whole application: nothing of it is refused by the policy."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

NAME = "web.tests:data/questions/scripts.yml"
# Every name that docassemble's page of functions gives for scripts.
FUNCTIONS = (
    "flash", "da_flash", "val", "da_val", "getField", "daGetField", "setField", "daSetField", "getFields",
    "daGetFields", "url_action", "da_url_action", "action_perform", "da_action_perform", "url_action_perform",
    "action_call", "da_action_call", "url_action_call", "get_interview_variables", "da_get_interview_variables",
)  # fmt: skip
CALL = "([name, given]) => new Promise((done) => action_call(name, given, (...told) => done(told)))"


@pytest.fixture
def page(site, context):
    page = context.new_page()
    page.goto(f"{site}/interview?i={NAME}")
    return page


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_is_there(page, name):
    assert page.evaluate(f"typeof {name}") == "function"


def test_a_function_that_waits_for_the_page_runs_once(page):
    assert sorted(page.evaluate("window.loaded")) == ["browser", "jQuery"]


def test_fields_are_read_and_set_by_their_variables(page):
    assert page.evaluate("getFields()") == ["name", "number", "fruit", "towns", "sure"]
    assert page.evaluate("[val('name'), val('number'), val('sure')]") == ["Ann", "2", None]
    page.evaluate("""
        setField('name', 'Eve'); setField("fruit['Pear']", true);
        setField('towns["Paris"]', true); setField('sure', false);
    """)
    read = """[val('name'), val("fruit['Apple']"), val("fruit['Pear']"), val("towns['Paris']"), val('sure')]"""
    assert page.evaluate(read) == ["Eve", False, True, True, False]
    assert page.evaluate("setField('sure', null), val('sure')") == "None"
    page.evaluate("""setField("fruit['Pear']", false)""")
    assert page.evaluate("""val("fruit['Pear']")""") is False
    assert page.evaluate("getField('name').value") == "Eve"
    assert page.evaluate("""getField("fruit['Apple']").type""") == "checkbox"
    assert page.evaluate("[getField('nothing'), val('nothing') === undefined]") == [None, True]


def test_an_event_answers_with_data(page):
    told = page.evaluate(CALL, ["sum", {"number": 2, "who": "<b>"}])
    assert told == [
        {"sum": 3, "for": "<b>"}, "success", {"status": 200, "responseText": '{"sum": 3, "for": "<b>"}'}
    ]  # fmt: skip


def test_an_event_fills_a_place_of_the_page(page):
    page.evaluate("action_call('tell', {what: '<i>this</i>'})")
    expect(page.locator("main b")).to_have_text("Told")
    assert page.locator("main").inner_text().count("<i>this</i>") == 1


def test_a_link_and_a_script_go_where_an_action_leads(page):
    first = page.url
    page.get_by_role("link", name="Go").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("At a/b?c#d")
    assert page.url == first


@pytest.mark.parametrize(
    "code", ["location.href = url_action('leave', {where: 'here'})", "action_perform('leave', {where: 'here'}, true)"]
)
def test_a_script_goes_there_itself(page, code):
    first = page.url
    page.evaluate(code)
    expect(page.get_by_role("heading", level=1)).to_have_text("At here")
    # No argument stays in an address.
    assert page.url == first


def test_what_comes_next_is_done_after_the_action(page):
    first = page.url
    page.evaluate("action_perform_with_next('keep', {name: 'Zoe'}, {action: 'leave', arguments: {where: 'last'}})")
    expect(page.get_by_role("heading", level=1)).to_have_text("At last")
    assert page.url == first


def test_all_variables_are_given_to_a_script_that_asks_for_them(page):
    page.evaluate(CALL, ["keep", {"name": "Zoe"}])
    told = page.evaluate("new Promise((done) => get_interview_variables(done))")
    assert (told["success"], told["i"], told["variables"]["name"]) == (True, NAME, "Zoe")
    assert told["uid"] in page.url


def test_sentences_above_the_question(page):
    page.evaluate("flash('<b>One</b>'); flash('Two', 'danger')")
    assert page.locator(".c-flash").all_inner_texts() == ["Two", "<b>One</b>"]
    page.evaluate("flash('Three', 'success', true)")
    assert page.locator(".c-flash").all_inner_texts() == ["Three"]
    page.evaluate("flash(null, null, true)")
    assert page.locator(".c-flash").count() == 0


def test_work_is_done_while_the_page_stands_there(page, violations):
    page.get_by_label("Apple").check()
    page.get_by_label("Yes").check()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("status")).to_have_text("The answer is 555.")
    assert "Not yet." in page.locator("main").inner_text()
    assert violations(page) == []
    page.reload()
    expect(page.locator("main")).to_contain_text("The answer is 555.")


def test_without_a_script_a_button_has_it_done(site, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/interview?i={NAME}")
    page.get_by_label("Apple").check()
    page.get_by_label("Yes").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="See what has come of it").click()
    expect(page.locator("main")).to_contain_text("The answer is 555.")
    assert page.get_by_role("button", name="See what has come of it").count() == 0
    context.close()
