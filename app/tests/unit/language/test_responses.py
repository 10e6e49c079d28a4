"""Answers that are no screen."""

import json

import pytest

from chancery.language import AuthorError
from chancery.protocol import Keep, Leave, Respond, Update

ASK = "question: Name\nfields:\n  - Name: name\n---\n"


def effect(talk, code: str, before: str = ""):
    person = talk(before + "mandatory: True\ncode: |\n  " + code)
    return person.result.effects[0] if not before else person.answer(name="<b>").result.effects[0]


def test_json(talk):
    before = ASK + "mandatory: True\nneed: name\ncode: 1\n---\n"
    found = effect(talk, "json_response({'who': name, 'n': [1, 2.5, None, True]})", before)
    assert found.content_type == "application/json"
    assert json.loads(found.body) == {"who": "<b>", "n": [1, 2.5, None, True]}


@pytest.mark.parametrize(
    ("code", "body", "kind", "status"),
    [
        ("response('hé')", "hé".encode(), "text/plain; charset=utf-8", 200),
        ("response('<p>', content_type='text/html', response_code=404)", b"<p>", "text/html", 404),
        ("response(binaryresponse=b'\\x00', content_type='image/png')", b"\x00", "image/png", 200),
        ("response(null=True)", b"", "text/plain; charset=utf-8", 204),
    ],
)
def test_texts_and_bytes(talk, code: str, body: bytes, kind: str, status: int):
    assert effect(talk, code) == Respond(body, kind, status)


def test_a_response_may_lead_elsewhere(talk):
    assert effect(talk, "response(url='https://example.org/')") == Leave("https://example.org/")


def test_all_variables(talk):
    source = """
objects:
  - user: Individual
---
mandatory: True
code: |
  user.name.first = 'Ann'
  when = today()
  numbers = {1, 2}
  variables_as_json()
"""
    found = json.loads(talk(source).result.effects[0].body)
    assert found["user"]["name"]["first"] == "Ann"
    assert found["user"]["_class"] == "Individual"
    assert (found["when"], found["numbers"]) == ("2026-11-23T00:00:00+00:00", [1, 2])
    assert "_internal" not in found


MADE = """
objects:
  - made: DAFile
---
mandatory: True
code: |
  made.initialize(filename='Répört.txt')
  made.write('Hé')
  {}
"""


def test_a_file_that_the_interview_made(talk):
    [effect] = talk(MADE.format("response(file=made, response_code=203)")).result.effects
    assert effect == Respond("Hé".encode(), "text/plain; charset=utf-8", 203, "Répört.txt")
    [effect] = talk(MADE.format("response(file=[made], content_type='Text/Markdown')")).result.effects
    assert effect.content_type == "text/markdown; charset=utf-8"


def test_a_name_that_was_typed_cannot_end_a_header(talk):
    code = "made.set_attributes(filename='a\"\\r\\nb/c.txt')\n  response(file=made)"
    [effect] = talk(MADE.format(code)).result.effects
    assert effect.name == "a_b_c.txt"


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("response(file='gone.pdf')", "“gone.pdf” does not exist"),
        ("response(file=DAFile('made'))", "no file to work on"),
        ("made.write(b'x' * (16 * 2**20 + 1))\n  response(file=made)", "larger than the 16 MiB"),
    ],
)
def test_a_file_that_cannot_be_had(talk, code, message):
    with pytest.raises(AuthorError, match=message):
        talk(MADE.format(code))


def test_a_response_may_be_all_variables(talk):
    found = json.loads(effect(talk, "a = 3\n  response(all_variables=True, include_internal=True)").body)
    assert found == {"a": 3}


@pytest.mark.parametrize("how", ["ignore", "overwrite"])
def test_how_it_is_saved(talk, how: str):
    source = (
        f"mandatory: True\nquestion: End\n---\nevent: go\ncode: |\n  set_save_status('{how}')\n  json_response(1)\n"
    )
    effects = talk(source).event("go").result.effects
    assert effects[1] == Keep(how)


def test_a_wrong_way_of_saving(talk):
    with pytest.raises(AuthorError, match="no way of saving"):
        talk("mandatory: True\ncode: set_save_status('later')")


@pytest.mark.parametrize(
    ("call", "update"),
    [
        ("target='there', content='*Hi* ' + name", Update(target="there", html="*Hi* &lt;b&gt;")),
        ("'Saved', 'flash'", Update(flash="Saved")),
        ("{'name': name, 'n': 3}, 'fields'", Update(fields={"name": "<b>", "n": "3"})),
        ("'refresh'", Update(refresh=True)),
    ],
)
def test_an_event_may_change_the_page_that_stays(talk, call: str, update: Update):
    source = ASK + "mandatory: True\nquestion: |\n  ${ name }\nsubquestion: |\n  [TARGET there]\n---\n"
    source += f"event: go\ncode: |\n  background_response({call})\n"
    person = talk(source).answer(name="<b>")
    assert '<span class="c-target" id="target-there" role="status"></span>' in person.result.screen.subquestion
    assert person.event("go").result.effects == [update]
