"""What `send_email` asks for, and what it tells the interview."""

import msgspec
import pytest

from chancery.protocol import Addressee, Context, Mail
from chancery.protocol.letters import MAX_BODY, MAX_LETTERS

MAIL = Context(now="2026-11-23T12:00:00+00:00", session="session", sends_mail=True)
SCREEN = """
---
mandatory: True
question: |
  ${ result }
---
"""


def letters(conversation):
    return [effect for effect in conversation.result.effects if isinstance(effect, Mail)]


@pytest.fixture
def send(talk):
    """What comes of a call of `send_email` with these arguments: whether it said True, and the letters."""

    def call(arguments: str, more: str = "", **options):
        source = f"{more}{SCREEN}code: |\n  result = send_email({arguments})\n"
        conversation = talk(source, context=options.pop("context", MAIL), **options)
        return conversation.title == "True", letters(conversation)

    return call


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        ("'a@x.example'", [Addressee("a@x.example")]),
        ("'Ann Lee <a@x.example>'", [Addressee("a@x.example", "Ann Lee")]),
        ("['a@x.example', '\"B, A\" <b@x.example>']", [Addressee("a@x.example"), Addressee("b@x.example", "B, A")]),
        ("ann", [Addressee("ann@x.example", "Ann Lee")]),
        ("people", [Addressee("p@x.example", "P"), Addressee("q@x.example")]),
    ],
)  # fmt: skip
def test_to_whom_it_goes(send, to, expected):
    more = """
---
objects:
  - ann: Individual.using(email='ann@x.example')
  - people: DAEmailRecipientList
---
initial: True
code: |
  ann.name.first, ann.name.last = 'Ann', 'Lee'
  people.appendObject(address='p@x.example', name='P')
  people.appendObject(address='q@x.example', name='')
  people.gathered = True
"""
    said, [letter] = send(f"to={to}, subject='S', body='B'", more)
    assert (said, letter.to) == (True, expected)


@pytest.mark.parametrize("to", ["None", "[]", "'a'", "'a@x.example\\nBcc: b@x.example'", "'a@x.example,b@x.example'",
                                "['a@x.example'] * 21", "'a@x.example <b@x>'"])  # fmt: skip
def test_to_nobody(send, to):
    assert send(f"to={to}, body='B'") == (False, [])


def test_a_site_without_mail(send, talk):
    assert send("to='a@x.example', body='B'", context=Context(MAIL.now, "session")) == (False, [])


def test_words_of_a_template_as_text_and_html(send):
    more = """
---
template: words
subject: |
  Dear ${ name }
content: |
  * **${ name }**
  * second
---
code: |
  name = 'Ann'
"""
    _, [letter] = send("to='a@x.example', template=words", more)
    assert (letter.subject, letter.text) == ("Dear Ann", "* Ann\n* second")
    assert "<strong>Ann</strong>" in letter.html


def test_html_of_the_author_has_a_plain_text_too(send):
    _, [letter] = send(
        "to='a@x.example', html='<p>One</p><style>x</style><p>Two <a href=\"https://e.example\">three</a></p>'"
    )
    assert letter.text == "One\n\nTwo three (https://e.example)"


def test_a_letter_that_is_too_long(send):
    assert send(f"to='a@x.example', body='x' * {MAX_BODY + 1}") == (False, [])


def test_a_dry_run_sends_nothing(send):
    assert send("to='a@x.example', body='B', dry_run=True") == (True, [])


def test_a_task_is_marked(talk):
    conversation = talk(
        "mandatory: True\nquestion: |\n  ${ sent and task_performed('letter') }\n---\n"
        "code: |\n  sent = send_email(to='a@x.example', body='B', task='letter')\n", context=MAIL
    )  # fmt: skip
    assert conversation.title == "True"


def test_code_that_runs_again_for_a_screen_sends_once(talk):
    conversation = talk(
        "mandatory: True\ncode: |\n  send_email(to='a@x.example', body='B')\n  other\n  shown\n---\n"
        "code: |\n  other = 1\n---\nevent: shown\nquestion: Done\n", context=MAIL
    )  # fmt: skip
    assert (conversation.title, len(letters(conversation))) == ("Done", 1)


def test_more_letters_than_one_screen_may_ask_for(talk):
    conversation = talk(
        "mandatory: True\nquestion: |\n  ${ sent }\n---\n"
        f"code: |\n  sent = [send_email(to='a@x.example', body=str(n)) for n in range({MAX_LETTERS + 2})]\n",
        context=MAIL,
    )
    assert len(letters(conversation)) == MAX_LETTERS
    assert conversation.title.count("False") == 2


def test_attached_files_cross_the_socket(talk):
    conversation = talk(
        SCREEN + "code: |\n  result = send_email(to='a@x.example', body='B', attachments=['notes.txt', 'notes.txt'])\n",
        below={"static/notes.txt": "as it is"}, context=MAIL,
    )  # fmt: skip
    [letter], [file] = letters(conversation), conversation.result.files
    assert (letter.files, file.name, file.content) == ([file.id], "notes.txt", b"as it is")


@pytest.mark.parametrize(
    "forged",
    [{"subject": "a\r\nBcc: b@x.example"}, {"subject": "a\n"}, {"to": []}, {"to": [{"address": "a@x.example\n"}]},
     {"cc": [{"address": "a@x.example", "name": "b\nc"}]}, {"to": [{"address": "a@x.example"}] * 21},
     {"files": ["0" * 32] * 21}, {"files": ["../../etc/passwd"]}, {"text": "x" * (MAX_BODY + 1)}],
)  # fmt: skip
def test_what_a_forged_reply_may_not_ask_for(forged):
    honest = {"kind": "mail", "to": [{"address": "a@x.example"}], "subject": "a"}
    msgspec.convert(honest, Mail)
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(honest | forged, Mail)


ROLES = """
objects:
  - helper: Person.using(name='Help', email='h@x.example')
  - tracker: RoleChangeTracker
---
template: please
subject: Your turn
content: Go on.
---
question: Role?
fields:
  - Role: wanted
---
question: |
  ${ tracker.send_email([wanted], helper={'to': helper, 'email': please}) }
fields:
  - More: more
---
mandatory: True
question: |
  ${ more } ${ tracker.send_email([wanted], helper={'to': helper, 'email': please}) }
"""


def test_a_change_of_roles_is_told_once(talk):
    person = talk(ROLES.replace("mandatory: True\n", "mandatory: True\nneed:\n  - more\n"), context=MAIL)
    person.answer(wanted="helper")
    assert (person.title, [letter.subject for letter in letters(person)]) == ("True", ["Your turn"])
    assert person.answer(more="x").title == "x False"
    assert letters(person) == []


def test_nobody_is_told_whom_the_roles_do_not_name_or_where_no_letters_are_sent(talk):
    assert talk(ROLES, context=MAIL).answer(wanted="client").title == "False"
    assert talk(ROLES).answer(wanted="helper").title == "False"
