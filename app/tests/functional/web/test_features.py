"""What an interview's `features` do to its pages: the language in process, with real storage."""

import pytest

from .test_drawing import Page

SOURCE = """
features:
  navigation: True
  progress bar: True
  {}
---
sections:
  - here: Here
    subsections:
      - inner: In <b>here</b> & there
  - there: There
---
mandatory: True
section: ${{ 'in' + 'ner' }}
progress: 30
question: One
continue button field: one
---
mandatory: True
question: Two
"""


@pytest.mark.parametrize(
    ("feature", "classes"),
    [("debug: False", ["c-sections"]), ("small screen navigation: True", ["c-sections"]),
     ("small screen navigation: False", ["c-sections is-large-only"]),
     ("small screen navigation: dropdown", ["c-sections is-large-only", "c-sections is-small-only"])],
)  # fmt: skip
def test_an_interview_says_where_its_sections_are_on_a_small_screen(meet, feature, classes):
    page = Page(meet(SOURCE.format(feature)).page.text)
    assert [nav["class"] for nav in page.all("nav", **{"aria-label": "Sections"})] == classes


@pytest.mark.parametrize(("section", "called"), [("inner", "In <b>here</b> &amp; there"), ("nowhere", "Sections")])
def test_sections_that_are_folded_up_are_called_by_the_one_that_the_person_is_in(meet, section, called):
    source = SOURCE.format("small screen navigation: dropdown").replace("'in' + 'ner'", f"'{section}'")
    assert f'<summary class="c-tool">{called}</summary>' in meet(source).page.text


@pytest.mark.parametrize("wanted", [True, False])
def test_the_progress_bar_says_how_far_it_is_if_the_interview_wants_it(meet, wanted):
    text = meet(SOURCE.format(f"show progress bar percentage: {wanted}")).page.text
    assert Page(text).one("progress")["value"] == "30.0"
    assert ('<p class="c-percent" aria-hidden="true">30 %</p>' in text) is wanted
