"""Every example and every kind of question, walked to its end in a browser and looked at on every screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page

INTERVIEWS = [
    "chancery.examples:data/questions/repair_letter.yml",
    "chancery.examples:data/questions/power_of_attorney.yml",
    "chancery.examples:data/questions/intake_triage.yml",
    "chancery.kinds:data/questions/fields.yml",
    "chancery.kinds:data/questions/buttons.yml",
    "chancery.kinds:data/questions/texts.yml",
    "chancery.kinds:data/questions/marks.yml",
    "chancery.kinds:data/questions/errors.yml",
]
# What a person who does not read the question would try, one after the other.
DATES = ["1980-02-03", "2090-01-04"]
NUMBERS = ["40", "4"]
LIMIT = 40
# Nothing follows its screen.
ONE_SCREEN = "texts.yml"


def fill(page: Page, attempt: int, words: str) -> None:
    """Fill in whatever is empty or was wrong."""
    form = page.locator(".c-form")
    for box in form.locator("input.form-control:visible, textarea:visible").all():
        if attempt or not box.input_value():
            box.fill(text_for(box, attempt, words))
    for group in form.locator("fieldset").all():
        boxes = group.locator("input").all()
        for choice in boxes[: 2 if attempt and boxes[0].get_attribute("type") == "checkbox" else 1]:
            choice.check()
    for box in form.locator("select:visible").all():
        if not box.input_value():
            box.select_option(index=1)


def text_for(box: Locator, attempt: int, words: str) -> str:
    kind = box.get_attribute("type")
    day, number = DATES[attempt % 2], NUMBERS[attempt % 2]
    by_kind = {"date": day, "time": "10:30", "datetime-local": f"{day}T10:30", "email": "ann@example.org"}
    if kind in by_kind:
        return max(by_kind[kind], box.get_attribute("min") or "")
    return number if box.get_attribute("inputmode") else words


def go_on(page: Page) -> bool:
    """Press the first button that goes on; whether there was one."""
    for button in page.locator(".c-form button[type=submit]").all():
        if not any(word in button.inner_text() for word in ("Exit", "Leave", "Restart", "Start again")):
            button.click()
            return True
    return False


@pytest.mark.parametrize("name", INTERVIEWS, ids=lambda name: name.rpartition("/")[2])
def test_every_screen(site, context, violations, name):
    page = context.new_page()
    answer = page.goto(f"{site}/interview?i={name}")
    assert answer.status == 200
    attempts: dict[str, int] = {}
    seen: list[str] = []
    for _ in range(LIMIT):
        heading = page.get_by_role("heading", level=1).inner_text()
        for scheme, width in (("light", 1200), ("dark", 320)):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.set_viewport_size({"width": width, "height": 900})
            assert violations(page) == [], heading
            assert page.evaluate("document.documentElement.scrollWidth") <= width, heading
        fill(page, attempts.setdefault(heading, 0), f"Ann <b>Example</b> of **{len(seen)}** Mill Lane")
        attempts[heading] += 1
        assert attempts[heading] < 5, page.get_by_role("main").inner_text()
        seen.append(heading)
        if name.endswith(ONE_SCREEN) or not go_on(page):
            break
    assert len(seen) < LIMIT
