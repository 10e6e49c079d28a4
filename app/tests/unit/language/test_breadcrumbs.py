"""`breadcrumb` and DABreadCrumbs: the way that links have led to a screen."""

SOURCE = """
objects:
  - trail: DABreadCrumbs
---
mandatory: True
question: Start
breadcrumb: |
  Home of ${ "<b>" }
subquestion: |
  ${ trail }

  [Deeper](${ url_action('first') })
---
event: first
question: First
breadcrumb: One
subquestion: |
  ${ trail }

  [Deeper](${ url_action('second') })
---
event: second
question: Second
breadcrumb: Two
subquestion: |
  ${ trail } ${ trail.get_crumbs() }
---
event: bare
question: Bare
"""


def test_each_link_adds_to_the_trail(talk):
    person = talk(SOURCE)
    shown = person.result.screen.subquestion
    assert '<li class="breadcrumb-item active" aria-current="page">Home of &lt;b&gt;</li>' in shown
    person.follow("Deeper")
    assert person.text == "First Home of <b> One Deeper"
    person.follow("Deeper")
    assert person.text.startswith("Second Home of <b> One Two")
    assert person.result.screen.subquestion.count("aria-current") == 1


def test_without_breadcrumbs_there_is_no_trail(talk):
    source = "objects:\n  - trail: DABreadCrumbs\n---\nmandatory: True\nquestion: Start\nsubquestion: a${ trail }b\n"
    assert talk(source).text == "Start ab"


def test_a_film_is_a_link_and_not_in_the_page(talk):
    shown = talk(
        'mandatory: True\nquestion: A\nsubquestion: |\n  [YOUTUBE abc_-9] [VIMEO 12] [YOUTUBE a"b] [VIMEO4:3 34]\n'
    )
    html = shown.result.screen.subquestion
    assert 'href="https://www.youtube.com/watch?v=abc_-9"' in html
    assert 'href="https://vimeo.com/12"' in html
    assert 'href="https://vimeo.com/34"' in html
    assert "iframe" not in html
    assert "[YOUTUBE a" in html
