"""Links and scripts of interviews, as a browser meets them: the language in process, with real storage."""

import html
import json
import re

import pytest

from chancery.web.clean import clean

from .conftest import BASE, Person

SOURCE = """
features:
  navigation: True
---
sections:
  - here: Here
  - there: There
---
initial: True
code: |
  menu_items = [action_menu_item('Look', 'look')]
---
question: Name
fields:
  - Name: name
  - Age: age
  - Pet: pet
    required: False
    choices:
      - dog
script: |
  told("${ name_so_far }");
---
event: pets
code: |
  background_response({'pet': {'choices': [['cat', 'A <i>cat</i>'], ['cow', 'Cow']]}}, 'fields')
---
code: |
  name_so_far = '</script>'
---
mandatory: True
section: here
question: End ${ name }
subquestion: |
  [Data](${ url_action('data') }) [Text](${ url_action('page') }) [Note](${ url_action('note', kind='txt') })
  [Paper](${ url_action('note', kind='pdf') })
---
event: look
question: Look
review:
  - Change: name
    button: You are ${ name }.
---
event: data
code: |
  json_response({'name': name})
---
event: page
code: |
  response('<script>alert(1)</script>', content_type='text/html')
---
event: note
code: |
  paper = DAFile('paper')
  paper.initialize(filename='Né.' + action_argument('kind'))
  paper.write('of ' + name)
  response(file=paper)
---
event: rename
code: |
  name = action_argument('to')
  json_response('renamed')
---
event: peek
code: |
  name = 'nobody'
  set_save_status('ignore')
  json_response(name)
"""


@pytest.fixture
def person(meet) -> Person:
    return meet(SOURCE)


def link(person: Person, label: str) -> str:
    """The address of the link with this label."""
    return html.unescape(re.search(rf'<a[^>]*href="([^"]+)"[^>]*>{label}</a>', person.page.text)[1])


def send(person: Person, name: str, **arguments: object):
    form = {**person.form(), "event": json.dumps({"kind": "action", "name": name, "arguments": arguments})}
    return person.client.post(f"{person.path}/event", data=form, base_url=BASE)


def test_a_menu_a_review_and_back(person):
    person.post(field_0="Ann", field_1="9", **{"continue": ""})
    assert "End Ann" in person.page.text
    person.get(link(person, "Look"))
    assert "You are Ann." in person.page.text
    person.get(link(person, "Change"))
    assert 'value="Ann"' in person.page.text
    person.post(field_0="Eve", field_1="9", **{"continue": ""})
    person.post(**{"continue": ""})
    assert "End Eve" in person.page.text


def test_sections_are_drawn(person):
    person.post(field_0="Ann", field_1="9", **{"continue": ""})
    assert '<nav class="c-sections" aria-label="Sections">' in person.page.text
    assert '<span aria-current="step">Here</span>' in person.page.text


def test_data_is_no_page(person):
    person.post(field_0="Ann", field_1="9", **{"continue": ""})
    answer = person.client.get(link(person, "Data"), base_url=BASE)
    assert (answer.content_type, answer.json) == ("application/json", {"name": "Ann"})


def test_a_page_of_the_authors_runs_nothing(person):
    person.post(field_0="Ann", field_1="9", **{"continue": ""})
    answer = person.client.get(link(person, "Text"), base_url=BASE)
    assert answer.content_type == "text/html"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_is_shown_where_it_can_be_and_saved_else(person):
    person.post(field_0="Ann", field_1="9", **{"continue": ""})
    note = person.client.get(link(person, "Note"), base_url=BASE)
    assert (note.text, note.content_type) == ("of Ann", "text/plain; charset=utf-8")
    assert note.headers["Content-Disposition"] == "inline; filename=N_.txt; filename*=UTF-8''N%C3%A9.txt"
    paper = person.client.get(link(person, "Paper"), base_url=BASE)
    assert paper.headers["Content-Disposition"].startswith("attachment; ")
    assert "sandbox" in paper.headers["Content-Security-Policy"]


def test_a_script_asks_for_an_event(person):
    person.post(field_0="Ann", field_1="9", **{"continue": ""})
    told = send(person, "rename", to="<b>").json
    assert (told["content"], told["status"]) == ('"renamed"', 200)
    person.get(person.path)
    assert "End &lt;b&gt;" in person.page.text
    # The screen was made anew, because what it says had changed.
    assert int(person.form()["_revision"]) == told["revision"] + 1


def test_an_event_gives_a_menu_other_choices(person):
    told = send(person, "pets").json
    assert told["update"]["choices"]["pet"] == [
        {"key": "offered_0", "label": "A cat", "value": "cat"},
        {"key": "offered_1", "label": "Cow", "value": "cow"},
    ]
    form = {**person.form(), "_revision": str(told["revision"])}
    person.post(form=form, field_0="Ann", field_1="9", field_2="offered_9", **{"continue": ""})
    assert 'value="offered_1"' in person.page.text
    person.post(field_0="Ann", field_1="9", field_2="offered_1", **{"continue": ""})
    assert "End Ann" in person.page.text


def test_what_is_not_to_be_kept_is_not(person):
    person.post(field_0="Ann", field_1="9", **{"continue": ""})
    assert send(person, "peek").json["content"] == '"nobody"'
    person.get(person.path)
    assert "End Ann" in person.page.text


@pytest.mark.parametrize("event", ["", "{}", '{"kind": "open"}', '{"kind": "action"}', "[" * 1000])
def test_an_event_that_is_none(person, event: str):
    answer = person.client.post(f"{person.path}/event", data={**person.form(), "event": event}, base_url=BASE)
    assert answer.status_code == 400


def test_an_event_needs_the_pages_own_mark(person):
    form = {"event": json.dumps({"kind": "action", "name": "rename"})}
    assert person.client.post(f"{person.path}/event", data=form, base_url=BASE).status_code == 400


@pytest.mark.parametrize("key", ["0" * 15, "g" * 16, "0" * 16 + "/.."])
def test_an_address_that_is_no_link(person, key: str):
    assert person.client.get(f"{person.path}/do/{key}", base_url=BASE).status_code == 404


def test_a_browser_that_looks_ahead_follows_nothing(person):
    person.post(field_0="Ann", field_1="9", **{"continue": ""})
    address = link(person, "Look")
    assert person.client.get(address, base_url=BASE, headers={"Sec-Purpose": "prefetch"}).status_code == 204
    assert person.client.head(address, base_url=BASE).status_code == 204
    person.get(person.path)
    assert "End Ann" in person.page.text


def test_another_browser_cannot_follow_a_link(person):
    person.post(field_0="Ann", field_1="9", **{"continue": ""})
    address = link(person, "Look")
    person.client.delete_cookie("__Host-chancery", domain="answers.example.org")
    assert person.client.get(address, base_url=BASE).status_code == 404


def test_a_script_of_the_authors_bears_the_pages_nonce(person):
    page = person.page
    nonce = re.search(r"script-src 'nonce-([^']+)'", page.headers["Content-Security-Policy"])[1]
    assert f'<script nonce="{html.escape(nonce)}">told("\\u003c\\u002fscript\\u003e");\n</script>' in page.text
    assert "jquery" in page.text
    person.post(field_0="Ann", field_1="9", **{"continue": ""})
    assert "jquery" not in person.page.text


def test_links_survive_cleaning():
    text = '<a href="/session/x/do/0123456789abcdef" class="btn">Go</a>'
    assert "href" in clean(text)
    assert "btn" in clean(text)
