"""Functions that speak of the session and the page, in small interviews, as a browser without a script meets them."""

from __future__ import annotations

import html
import re

import pytest

from .conftest import Person

END = "---\nmandatory: True\nquestion: End\n"


def link(person: Person, label: str) -> str:
    """The address of the link with this label."""
    return html.unescape(re.search(rf'<a[^>]*href="([^"]+)"[^>]*>{label}</a>', person.page.text)[1])


def coded(*lines: str) -> str:
    """An interview that begins with this code."""
    return "mandatory: True\ncode: |\n" + "".join(f"  {line}\n" for line in lines) + END


def said(person: Person) -> str:
    """The words of the page."""
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", person.page.text.partition("</head>")[2])).split())


# -- initial, actions ------------------------------------------------------------------------------------------

INITIAL = """
initial: True
code: |
  process_action()
  times = times + 1
---
code: |
  times = 0
---
mandatory: True
question: |
  ${ colour }, ${ 'many' if times > 1 else 'few' } times
subquestion: |
  [Red](${ url_action('paint', colour='red') }) [Ask](${ url_ask(['colour']) })
  [Anew](${ url_ask([{'recompute': ['shade']}]) })
  [Set](${ url_ask([{'set': [{'colour': 'green'}]}]) })
  Shade ${ shade }.
---
event: paint
code: |
  colour = action_argument('colour')
---
question: Colour?
fields:
  - Colour: colour
    default: blue
---
code: |
  shade = 'dark ' + colour
"""


def test_an_initial_block_runs_for_every_screen_and_does_what_a_link_asks_for(meet):
    person = meet(INITIAL)
    person.post(field_0="blue", **{"continue": ""})
    assert "blue, many times" in said(person)
    person.get(link(person, "Red"))
    assert "red, many times" in said(person)


def test_links_ask_again_set_and_find_anew(meet):
    person = meet(INITIAL)
    person.post(field_0="blue", **{"continue": ""})
    person.get(link(person, "Ask"))
    assert "Colour?" in said(person)
    person.post(field_0="grey", **{"continue": ""})
    assert "grey, many times" in said(person)
    assert "Shade dark blue." in said(person)
    person.get(link(person, "Anew"))
    assert "Shade dark grey." in said(person)
    person.get(link(person, "Set"))
    assert "green, many times" in said(person)


MENU = """
initial: True
code: |
  menu_items = [action_menu_item('Look', 'look', what='sky'), action_menu_item('Small', 'look', _screen_size='small')]
---
mandatory: True
question: End
---
event: look
question: |
  At ${ action_argument('what') }
"""


def test_a_menu_of_actions(meet):
    person = meet(MENU)
    assert 'class="is-small-only"' in person.page.text
    person.get(link(person, "Look"))
    assert "At sky" in said(person)


# -- who asks --------------------------------------------------------------------------------------------------


def test_what_is_told_of_who_asks_can_be_kept_and_holds_nothing_personal(meet):
    person = meet(
        "mandatory: True\ncode: |\n  who = user_info()\n  nobody = DAEmpty()\n  name\n---\n"
        "question: Name?\nfields:\n  - Name: name\n---\nmandatory: True\nquestion: |\n"
        "  ${ who.package } ${ who.filename } ${ who.session == user_info().session } ${ who.privileges }\n"
        "subquestion: |\n  Mail ${ who.email }, name ${ who.first_name }, in ${ user_logged_in() }.${ nobody }\n"
    )
    person.post(field_0="Ann", **{"continue": ""})
    assert "pkg pkg:data/questions/test.yml True ['user']" in said(person)
    assert "Mail None, name None, in False." in said(person)


# -- tags, status, parts, title --------------------------------------------------------------------------------


def test_tags_and_status_last_from_screen_to_screen(meet):
    person = meet(
        "metadata:\n  tags:\n    - one\n---\n"
        "mandatory: True\ncode: |\n  session_tags().add('two')\n  set_status(mood='calm')\n  done = True\n---\n"
        "question: Name?\nfields:\n  - Name: name\n---\nmandatory: True\nquestion: |\n"
        "  ${ name } ${ comma_list(sorted(session_tags())) } ${ get_status('mood') } ${ get_status('other') }\n"
    )
    person.post(field_0="Ann", **{"continue": ""})
    assert "Ann one, two calm None" in said(person)


def test_parts_of_the_screen_are_set(meet):
    person = meet(
        coded(
            "set_title(title='The title', subtitle='Below it', tab_title='On the tab')",
            "set_parts(under='**Under**', pre='Before', post='After', right='Beside', exit_label='Go away')",
        )
    )
    assert "<title>On the tab</title>" in person.page.text
    for words in ("The title", "Below it", "Before", "After", "Beside", "Go away"):
        assert words in said(person)
    assert "<strong>Under</strong>" in person.page.text


# -- log, message, command -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "shown"), [("success", "success"), ("light", "light"), ("shout", "info")])
def test_a_sentence_above_the_next_screen(meet, kind, shown):
    person = meet(coded(f"log('Look <here>', '{kind}')"))
    assert re.search(rf'<div class="alert alert-{shown}" role="status">Look .*?</div>', person.page.text)
    person.get(person.path)


@pytest.mark.parametrize("arguments", ["'Secret'", "'Secret', 'console'", "'Secret', 'log'"])
def test_what_is_logged_is_nowhere(meet, arguments, capfd):
    person = meet(coded(f"log({arguments})"))
    assert "Secret" not in person.page.text
    assert "Secret" not in "".join(capfd.readouterr())


def test_a_message_with_its_buttons(meet):
    person = meet(coded("message('Stop', 'Not **now**.', buttons=[{'Again': 'restart'}])"))
    assert "Stop Not now ." in said(person)
    labels = re.findall(r'<button class="btn[^>]*>([^<]+)</button>', person.page.text)
    assert labels == ["Restart", "Exit", "Again"]


@pytest.mark.parametrize(
    ("command", "place"),
    [("exit", "/farewell"), ("leave", "/"), ("exit_logout", "/farewell"), ("logout", "/"), ("signin", "/")],
)
def test_a_command_leads_away(meet, command, place):
    person = meet(f"question: Name?\nfields:\n  - Name: name\n---\n{coded('name', f'command({command!r})')}")
    first = person.path
    person.post(field_0="Ann", **{"continue": ""})
    assert person.path.startswith(place)
    kept = person.client.get(first, base_url="https://answers.example.org").status_code
    assert kept == (404 if command.startswith("exit") else 200)


def test_a_command_elsewhere_names_the_place_first(meet):
    person = meet(coded("command('leave', url='https://elsewhere.example/x')"))
    assert "elsewhere.example" in said(person)


# -- how a request is kept -------------------------------------------------------------------------------------

SAVING = """
mandatory: True
question: |
  Seen ${ seen }
subquestion: |
  [Overwrite](${ url_action('look', how='overwrite') }) [New](${ url_action('look', how='new') })
  [Ignore](${ url_action('look', how='ignore') })
---
code: |
  seen = 0
---
event: look
code: |
  seen = seen + 1
  set_save_status(action_argument('how'))
"""


@pytest.mark.parametrize(("how", "seen", "back"), [("overwrite", 1, False), ("new", 1, True), ("ignore", 0, False)])
def test_how_a_request_is_kept(meet, how, seen, back):
    person = meet(SAVING)
    person.get(link(person, how.capitalize()))
    person.get(person.path)
    assert f"Seen {seen}" in said(person)
    assert ("c-back-button" in person.page.text) is back


@pytest.mark.parametrize("call", ["'available'", "availability='observeonly', mode='help', partner_roles='staff'"])
def test_nobody_watches_a_session(meet, call):
    assert "End" in said(meet(coded(f"set_live_help_status({call})")))
