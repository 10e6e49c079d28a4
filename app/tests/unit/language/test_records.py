"""Small functions about the session and its surroundings."""

import io
import zipfile

import pytest

from chancery.language import AuthorError

from .conftest import CONTEXT

END = "---\nmandatory: True\nquestion: End\nsubquestion: |\n  "


def test_conclusions_can_be_explained(talk):
    source = (
        "mandatory: True\ncode: |\n  explain('Old.')\n  explain('Old.')\n  explain('Odd.', category='b')\n"
        + END + "${ comma_and_list(logic_explanation()) } ${ logic_explanation('b') }"
    )  # fmt: skip
    assert talk(source).text == "End Old. ['Odd.']"


@pytest.mark.parametrize(("category", "left"), [("'default'", "0 1"), ("'all'", "0 0"), ("'none'", "1 1")])
def test_explanations_can_be_forgotten(talk, category, left):
    source = (
        "mandatory: True\ncode: |\n  explain('A.')\n  explain('B.', category='b')\n"
        f"  clear_explanations(category={category})\n" + END
        + "${ len(logic_explanation()) } ${ len(logic_explanation('b')) }"
    )  # fmt: skip
    assert talk(source).text == f"End {left}"


@pytest.mark.parametrize(
    ("call", "shown"),
    [
        ("location_known()", "False"),
        ("location_returned()", "False"),
        ("user_lat_lon()", "(None, None)"),
        ("'[' + map_of(None) + ']'", "[]"),
        ("set_live_help_status(availability='available')", "None"),
        ("chat_partners_available().help", "0"),
        ("get_chat_log()", "[]"),
        ("send_sms(to='+15551234567', body='x')", "False"),
        ("send_fax('+15551234567', None)", "False"),
        ("store_variables_snapshot({'a': 1})", "None"),
        ("last_access_days('client')", "0.0"),
        ("last_access_delta().days", "0"),
        ("last_access_time(timezone='UTC').year", CONTEXT.now[:4]),
        ("phone_number_part('(215) 555-1234', 'area')", "215"),
        ("phone_number_part('(215) 555-1234', 'line')", "1234"),
        ("phone_number_part('12', 'line')", "None"),
        ("phone_number_part('555-212-5623', 0)", "555"),
        ("phone_number_part('555-212-5623', 1)", "212"),
        ("phone_number_part('555-212-5623', 2)", "5623"),
        ("nice_number(12873818.27774)", "12,873,818.28"),
        ("nice_number(5.1)", "5.1"),
        ("nice_number(5.0)", "five"),
        ("as_datetime('07:30 AM').time()", "07:30:00"),
        ("as_datetime('07:30').format_date('yyyy-MM-dd')", CONTEXT.now[:10]),
        ("url_of('dispatch')", "/"),
        ("get_status('color')", "None"),
    ],
)
def test_what_is_not_known_or_done_is_said_politely(talk, call, shown):
    assert talk(f"mandatory: True\nquestion: |\n  ${{ {call} }}\n").title == shown


def test_variables_can_be_set_by_name(talk):
    source = "mandatory: True\ncode: |\n  set_variables({'a': 1, 'b': [2]})\n" + END + "${ a } ${ b[0] }"
    assert talk(source).text == "End 1 2"


def test_files_can_be_packed(talk):
    source = (
        "objects:\n  - one: DAFile\n  - two: DAFile\n---\nmandatory: True\ncode: |\n"
        "  one.initialize(filename='a.txt')\n  one.write('first')\n  two.initialize(filename='a.txt')\n"
        "  two.write('second')\n  packed = zip_file(one, two, filename='all.zip')\n" + END + "${ packed.filename }"
    )
    person = talk(source)
    assert person.text == "End all.zip"
    made = next(file for file in person.result.files if file.name == "all.zip")
    with zipfile.ZipFile(io.BytesIO(made.content)) as packed:
        assert {name: packed.read(name) for name in packed.namelist()} == {"a.txt": b"first", "a_2.txt": b"second"}


@pytest.mark.parametrize(
    ("call", "names"),
    [
        (
            "zip_file(one, {'in': [one, two], 'a/b': {'..': two}})",
            ["a.txt", "in/a.txt", "in/a_2.txt", "a_b/document/a.txt"],
        ),
        ("zip_file({'in': one}, {'in': two})", ["in/a.txt", "in/a_2.txt"]),
    ],
)
def test_files_can_be_packed_by_folders(talk, call, names):
    source = (
        "objects:\n  - one: DAFile\n  - two: DAFile\n---\nmandatory: True\ncode: |\n"
        "  one.initialize(filename='a.txt')\n  one.write('first')\n  two.initialize(filename='a.txt')\n"
        f"  two.write('second')\n  packed = {call}\n" + END + "${ packed.filename }"
    )
    made = next(file for file in talk(source).result.files if file.name == "file.zip")
    with zipfile.ZipFile(io.BytesIO(made.content)) as packed:
        assert packed.namelist() == names


def test_folders_have_a_bottom(talk):
    nested = "{'a': " * 25 + "one" + "}" * 25
    with pytest.raises(AuthorError, match="nested too deeply"):
        talk(f"objects:\n  - one: DAFile\n---\nmandatory: True\ncode: |\n  one.write('x')\n  zip_file({nested})\n")


def test_a_fax_was_not_sent_and_says_so_later_too(talk):
    source = "mandatory: True\ncode: |\n  fax = send_fax('1', None)\n" + END
    source += "${ fax.status() } ${ fax.received() } ${ fax.pages() } ${ fax.info()['FaxStatus'] } ${ not fax }"
    person = talk(source)
    assert person.text == "End not-configured None 0 not-configured True"
    assert person.again().text == person.text


@pytest.mark.parametrize(
    ("priority", "shown"), [("info", 1), ("success", 1), ("log", 0), ("console", 0), ("javascript", 0)]
)
def test_what_is_for_a_log_is_not_shown_to_the_person(talk, priority, shown):
    source = f"mandatory: True\ncode: |\n  log('alert(1)', '{priority}')\n" + END
    assert len(talk(source).result.screen.notices) == shown


def test_the_states_are_there_by_themselves(talk):
    assert talk("mandatory: True\nquestion: |\n  ${ us.states.lookup('NY').name }\n").title == "New York"


def test_a_file_is_for_its_session_alone(talk):
    source = "objects:\n  - one: DAFile\n---\nmandatory: True\nquestion: |\n  ${ one.private } ${ one.persistent }\n"
    assert talk(source).title == "True False"


def test_the_address_of_an_action_as_a_code(talk):
    source = "mandatory: True\nquestion: |\n  ${ interview_url_action_as_qr('a').strip('[]') }\n"
    assert talk(source).title.startswith("QR /session/session/do/")


TAGGED = """
metadata:
  tags:
    - rent
---
event: changed
code: |
  session_tags().add('urgent')
  session_tags().discard('rent')
---
event: emptied
code: |
  session_tags().clear()
---
mandatory: True
question: Tags ${ comma_and_list(sorted(session_tags())) }
subquestion: ${ all_variables(special='tags') }
"""


def test_a_session_keeps_its_tags(talk):
    conversation = talk(TAGGED)
    assert conversation.text == "Tags rent ['rent']"
    conversation.event("changed")
    conversation.again()
    assert conversation.text == "Tags urgent ['urgent']"
    conversation.event("emptied")
    conversation.again()
    assert conversation.text == "Tags []"


def test_the_session_can_be_told_what_holds_for_it(talk):
    source = "mandatory: True\ncode: |\n  set_status(color='red')\n---\nquestion: A?\nyesno: a\n" + END + "${ a }"
    person = talk(source + " ${ get_status('color') }")
    assert person.press("Yes").text == "End True red"
