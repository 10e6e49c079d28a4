"""Links that interviews make: actions, their arguments, menus and buttons."""

import pytest

from chancery.language import AuthorError
from chancery.language.engine.links import MAX_LINKS
from chancery.protocol import Follow

END = "mandatory: True\nquestion: End\nsubquestion: |\n  "
ASK = "question: Fruit\nfields:\n  - Fruit: fruit\n---\n"


def test_an_action_runs_code_with_its_arguments(talk):
    source = ASK + END + "${ fruit } [change](${ url_action('change', to='plum', by=2) })"
    source += "\n---\nevent: change\ncode: |\n  fruit = action_argument('to') * action_argument('by')\n"
    person = talk(source).answer(fruit="pear").follow("change")
    assert person.text == "End plumplum change"
    assert person.again().text == "End plumplum change"


def test_an_argument_that_was_typed_stays_typed(talk):
    source = ASK + END + "[go](${ url_action('show', what=fruit) })\n---\nevent: show\nquestion: |\n"
    source += "  ${ action_argument('what') }\n"
    assert talk(source).answer(fruit="<b>*pear*</b>").follow("go").title == "<b>*pear*</b>"


def test_no_argument_is_in_an_address(talk):
    person = talk(ASK + END + "[go](${ url_action('fruit', what=fruit) })").answer(fruit="secret")
    assert "secret" not in person.links()[0][1]


def test_a_screen_that_an_action_shows_ends_with_its_button(talk):
    source = END + "[more](${ url_action('more') })\n---\nevent: more\nquestion: More\nbuttons:\n  - Close: continue\n"
    person = talk(source).follow("more")
    assert person.title == "More"
    assert person.press("Close").title == "End"


def test_an_action_within_an_action_comes_back_to_the_first(talk):
    source = ASK + END + "${ fruit } [review](${ url_action('look') })\n---\nevent: look\nquestion: Look\nreview:\n"
    source += "  - Change: fruit\n"
    person = talk(source).answer(fruit="pear").follow("review").follow("Change")
    assert person.title == "Fruit"
    assert person.answer(fruit="plum").title == "Look"
    assert person.press("Resume").text == "End plum review"


def test_an_event_may_have_an_iterator(talk):
    source = (
        "objects:\n  - box: DAList.using(elements=['a', 'b'], gathered=True, auto_gather=False)\n---\n"
        + END + "${ picked } [pick](${ url_action('box[1].pick') })\n---\ncode: |\n  picked = 'none'\n---\n"
        "event: box[i].pick\ncode: |\n  picked = box[i]\n"
    )  # fmt: skip
    assert talk(source).follow("pick").text == "End b pick"


def test_an_unknown_link_shows_the_screen_as_it_is(talk):
    person = talk(ASK + END + "${ fruit }").answer(fruit="pear")
    person._run(Follow("0" * 16), person.result.state)
    assert person.text == "End pear"


def test_an_action_needs_a_name(talk):
    with pytest.raises(AuthorError, match="not the name of an action"):
        talk(END + "${ url_action('drop(1)') }")


def test_only_so_many_links_are_remembered(talk):
    source = END + "[first](${ url_action('end') })\n  % for number in range(" + str(MAX_LINKS + 5) + "):\n"
    source += "  ${ url_action('end', n=number) }\n  % endfor\n---\nevent: end\nquestion: Over\n"
    person = talk(source)
    assert len(person.variables["_internal"]["k"]["links"]["k"]) == MAX_LINKS
    assert person.follow("first").title == "End"


def test_scripts_may_ask_for_events_only(talk):
    source = ASK + END + "${ fruit }\n---\nevent: set_it\ncode: |\n  fruit = action_argument('to')\n"
    person = talk(source).answer(fruit="pear")
    assert person.event("fruit").title == "End"
    assert person.event("set_it", to="<i>plum").text == "End <i>plum"
    assert person.variables["fruit"] == "<i>plum"  # typed, as the bare string in the state says


def test_a_menu(talk):
    source = "initial: True\ncode: |\n  menu_items = [action_menu_item('*Over*', 'over', _screen_size='small')]\n---\n"
    person = talk(source + END + "Hello\n---\nevent: over\nquestion: Over\n")
    (item,) = person.result.screen.menu
    assert (item.label, item.screen_size) == ("<em>Over</em>", "small")
    assert person.follow("Over").title == "Over"


def test_action_buttons(talk):
    source = """
mandatory: True
question: End
action buttons:
  - label: Go ${ 'there' }
    action: over
    color: danger
    arguments:
      to: ${ 'x' }
  - label: Never
    action: over
    show if: False
  - code: |
      [{'label': 'Elsewhere', 'action': 'https://example.org/'}]
---
event: over
question: Over ${ action_argument('to') }
"""
    person = talk(source)
    first, second = person.result.screen.buttons
    assert (first.label, first.color, first.command) == ("Go there", "danger", "link")
    assert (second.label, second.url) == ("Elsewhere", "https://example.org/")
    assert person.follow("Go there").title == "Over x"


@pytest.mark.parametrize("wrong", ["  - label: Go\n", "  - Go\n", "  - code: |\n      ['x']\n"])
def test_an_action_button_that_is_none(talk, wrong: str):
    with pytest.raises(AuthorError, match=r"action button|label"):
        talk("mandatory: True\nquestion: End\naction buttons:\n" + wrong)


def test_buttons_in_a_text(talk):
    source = (
        END + "${ action_button_html(url_action('over'), label='Go', color='info') }\n---\nevent: over\nquestion: O\n"
    )
    person = talk(source)
    assert 'class="btn btn-sm btn-info"' in person.result.screen.subquestion
    assert person.follow("Go").title == "O"


def test_addresses_of_interviews(talk):
    source = END + "${ interview_url(x='a b') } ${ interview_url(i='a:b.yml', local=True) }"
    text = talk(source + " ${ interview_url_action('end') }").text
    assert "/interview?i=pkg%3Adata%2Fquestions%2Ftest.yml&session=session&x=a%20b" in text
    assert " /interview?i=a%3Ab.yml " in text
    assert "/session/session/do/" in text


def test_process_action_says_when(talk):
    source = """
mandatory: True
code: |
  fruit = 'pear'
  process_action()
  end
---
event: end
question: |
  ${ fruit } ${ extra } [go](${ url_action('more') })
---
code: |
  extra = ''
---
event: more
code: |
  extra = fruit + '!'
"""
    assert talk(source).follow("go").title == "pear pear! go"


def test_a_link_may_forget_what_was_begun(talk):
    source = END + "[one](${ url_action('one') })\n---\nquestion: One\nsubquestion: |\n  [two](${ url_action('two') })"
    source += " [only two](${ url_action('two', _forget_prior=True) })\ncontinue button field: one\n---\n"
    source += "question: Two\ncontinue button field: two\n"
    assert talk(source).follow("one").follow("two").press("Continue").title == "One"
    assert talk(source).follow("one").follow("only two").press("Continue").title == "End"


def test_objects_that_every_interview_has(talk):
    source = "question: How?\nfields:\n  - How: session_local.how\n---\n" + END + "${ session_local.how }"
    assert talk(source).answer(session_local_how="well").text == "End well"


def test_a_class_cannot_end_its_attribute(talk):
    code = """action_button_html('/x', classname='a b"><i>', id_tag='one"><i>')"""
    html = talk("mandatory: True\nquestion: A\nsubquestion: |\n  ${ " + code + " }\n").result.screen.subquestion
    assert 'class="btn btn-sm btn-success a b i"' in html
    assert "<i>" not in html


def test_a_code_that_holds_too_much_says_so(talk):
    with pytest.raises(AuthorError, match="up to 2000 characters"):
        talk("mandatory: True\nquestion: A\nsubquestion: |\n  ${ qr_code('a' * 2001) }\n")
