"""What the page's own script adds."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from chancery.protocol import Choice, Field, Script
from chancery.sessions.kinds import fits, kind_of

# The bytes of the file that the page would send.
BYTES = "async () => [...new Uint8Array(await document.querySelector('[type=file]').files[0].arrayBuffer())]"


def boxes(page) -> dict[str, bool]:
    return {
        box.evaluate("e => e.parentElement.innerText.trim()"): box.is_checked()
        for box in page.locator("input[type=checkbox]").all()
    }


def test_none_and_all_of_the_above(show, gallery):
    page = show(
        gallery.screen(
            Field(
                key="field0",
                variable="x",
                label="Fruit",
                input="checkboxes",
                choices=[
                    Choice(key="c0", label="Apple"),
                    Choice(key="c1", label="Pear"),
                    Choice(key="all", label="All", inclusive=True),
                    Choice(key="none", label="None", exclusive=True),
                ],
            )
        )
    )
    tick = lambda name: page.get_by_role("checkbox", name=name).click()  # noqa: E731 - shorter to read below
    tick("Apple")
    tick("None")
    assert boxes(page) == {"Apple": False, "Pear": False, "All": False, "None": True}
    tick("All")
    assert boxes(page) == {"Apple": True, "Pear": True, "All": True, "None": False}
    tick("Pear")
    assert boxes(page) == {"Apple": True, "Pear": False, "All": False, "None": False}
    tick("Pear")
    assert boxes(page)["All"]


@pytest.mark.parametrize(
    ("kind", "name"), [("JPEG", "a.b.jpg"), ("PNG", "a.b.png"), ("WEBP", "a.b.webp"), ("BMP", "a.b.png")]
)
def test_a_picture_that_is_made_smaller_is_called_what_it_is(show, gallery, kind, name):
    page = show(gallery.screen(Field(key="a", variable="a", label="Picture", input="file", datatype="file", pixels=60)))
    picture = io.BytesIO()
    Image.new("RGB", (120, 40), "red").save(picture, kind)
    sent = {"name": "a.b.picture", "mimeType": f"image/{kind.lower()}", "buffer": picture.getvalue()}
    page.locator("input[type=file]").set_input_files(sent)
    page.wait_for_function("name => document.querySelector('input[type=file]').files[0].name === name", arg=name)
    content = page.evaluate(
        "async () => [...new Uint8Array(await document.querySelector('[type=file]').files[0].arrayBuffer())]"
    )
    assert fits(kind_of(name), bytes(content))
    assert Image.open(io.BytesIO(bytes(content))).size == (60, 20)


def test_check_uncheck_and_disable_others(show, gallery):
    def box(key: str, label: str, **others: list[str]) -> Field:
        return Field(key=key, variable=key, label=label, input="checkbox", datatype="yesno", others=others)

    page = show(
        gallery.screen(
            box("a", "Apple"),
            box("b", "Pear"),
            box("c", "All", check=["a", "b"]),
            box("d", "None", uncheck=["a", "b"]),
            Field(key="e", variable="e", label="Own", others={"disable": ["a", "b"]}),
        )
    )
    page.get_by_role("checkbox", name="All").click()
    assert boxes(page) == {"Apple": True, "Pear": True, "All": True, "None": False}
    page.get_by_role("checkbox", name="Pear").click()
    assert not boxes(page)["All"]
    page.get_by_role("checkbox", name="None").click()
    assert boxes(page) == {"Apple": False, "Pear": False, "All": False, "None": True}
    page.get_by_role("checkbox", name="Apple").click()
    assert not boxes(page)["None"]
    page.get_by_label("Own").fill("Quince")
    assert page.get_by_role("checkbox", name="Apple").is_disabled()
    page.get_by_label("Own").fill("")
    assert page.get_by_role("checkbox", name="Apple").is_enabled()


def test_a_second_press_sends_nothing(site, context):
    page = context.new_page()
    page.goto(site + "/interview?i=web.tests:data/questions/journey.yml")
    page.get_by_label("Full name").fill("Ann")
    page.get_by_label("Age").fill("3")
    sent = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    page.get_by_role("button", name="Continue").dblclick()
    page.get_by_role("heading", name="Do you rent your home?").wait_for()
    assert len(sent) == 1


def test_a_link_of_the_error_summary_moves_the_focus(show, gallery):
    page = show(gallery.WRONG)
    assert page.evaluate("document.activeElement.id") == "errors"
    page.get_by_role("link", name="Choose one.").click()
    assert page.evaluate("document.activeElement.id") == "f-field1-c0"


def test_range_tells_its_value(show, gallery):
    page = show(gallery.DATES)
    page.get_by_label("How sure are you?").fill("8")
    assert page.locator("output").inner_text() == "8"


def test_a_refusal_by_the_policy_would_be_noticed(watched, shelf):
    page = watched.new_page()
    page.goto(shelf[1] + "/farewell")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>')")
    page.wait_for_function("true")
    assert any("Content Security Policy" in text for text in watched.complaints)


def test_own_sentences_of_the_author_show_when_the_field_is_left(show, gallery, violations):
    page = show(
        gallery.screen(
            Field(
                key="field0",
                variable="x",
                label="Seeds",
                input="number",
                datatype="integer",
                maximum="100",
                messages={"max": "No more than %s, please!", "required": 'Tell "us" <now>.'},
            )
        )
    )
    seeds = page.get_by_label("Seeds")
    seeds.fill("542")
    seeds.blur()
    assert page.get_by_text("No more than 100, please!").is_visible()
    assert seeds.get_attribute("aria-invalid") == "true"
    assert seeds.get_attribute("aria-describedby") == "e-field0"
    assert violations(page) == []
    seeds.fill("")
    seeds.blur()
    assert page.get_by_text('Tell "us" <now>.').is_visible()
    seeds.fill("98")
    seeds.blur()
    assert page.locator(".c-error").count() == 0
    assert seeds.get_attribute("aria-invalid") is None


def test_a_limit_that_is_a_date_is_written_out(show, gallery):
    page = show(
        gallery.screen(
            Field(
                key="field0",
                variable="x",
                label="Day",
                input="date",
                datatype="date",
                maximum="2026-04-30",
                messages={"max": "No later than %s."},
            )
        )
    )
    page.get_by_label("Day").fill("2026-05-01")
    page.get_by_label("Day").blur()
    assert page.get_by_text("No later than April 30, 2026.").is_visible()


def test_fields_follow_rules(show, gallery):
    page = show(gallery.RULED)
    name, age = page.get_by_label("Its name"), page.get_by_label("Its age")
    assert not name.is_visible()
    assert not age.is_visible()
    page.get_by_label("Do you have a pet?").check()
    name.fill("Tom")
    assert not age.is_visible()
    name.fill("Rex")
    assert age.is_visible()
    assert age.is_enabled()
    page.get_by_label("Do you have a pet?").uncheck()
    # What is hidden is sent neither, and hides what looks at it.
    assert not name.is_visible()
    assert not age.is_visible()
    assert page.evaluate("[...new FormData(document.querySelector('.c-form')).keys()].sort()") == ["_csrf", "_revision"]


def test_deleting_asks_first(show, gallery):
    page = show(gallery.REVIEW)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    before = page.url
    page.get_by_role("link", name="Delete").click()
    assert asked == ["Are you sure you want to delete this item?"]
    assert page.url == before


def test_what_scripts_of_authors_may_call(show, gallery):
    fruit = [Choice(key="c0", label="Apple", value={"a": "apple"}), Choice(key="c1", label="Yes", value=True)]
    page = show(
        gallery.screen(
            Field(key="field0", variable="name", label="Name", default="Ann"),
            Field(key="field1", variable="ok", label="Sure?", input="checkbox", datatype="yesno", required=False),
            Field(key="field2", variable="pick", label="Pick", input="radio", choices=fruit),
            subquestion='<p id="there">Here</p>',
            scripts=[Script("script", [])],
        )
    )
    assert page.evaluate("[val('name'), val('ok'), val('pick'), val('nothing')]") == ["Ann", False, None, None]
    page.evaluate("setField('name', 'Eve'); setField('ok', true); setField('pick', 'True')")
    assert page.evaluate("[val('name'), val('ok'), val('pick')]") == ["Eve", True, True]
    assert page.evaluate("getFields()") == ["name", "ok", "pick"]
    # The author's own ids are found, by jQuery too.
    assert page.evaluate("$('#there').text()") == "Here"
    page.evaluate("flash('<b>Saved</b>', 'success')")
    assert page.get_by_role("status").inner_text() == "<b>Saved</b>"
