"""How objects are spoken of: pronouns, verbs and questions by point of view; the site's words in other languages."""

import pytest

END = "mandatory: True\nquestion: End\nsubquestion: |\n  "
CAST = """
objects:
  - user: Individual
  - guest: Individual
  - firm: Person
  - tool: Thing
  - helper: Thing.using(_point_of_view='1')
  - guests: DAList.using(object_type=Individual)
  - team: DAList.using(object_type=Thing, _point_of_view='1p')
---
mandatory: True
code: |
  user.name.first = 'Ann'
  guest.name.first = 'Bob'
  guest.gender = 'male'
  firm.name.text = 'Acme'
  tool.name.text = 'hammer'
  helper.name.text = 'Robot'
  guests.clear()
  for name in ('Eve', 'Joe'):
    guests.appendObject().name.first = name
  guests.gathered = True
  team.clear()
  team.appendObject().name.text = 'one'
  team.appendObject().name.text = 'two'
  team.gathered = True
---
"""


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("user.pronoun_subjective(capitalize=True)} ${user.does_verb('eat')", "You eat"),
        ("guest.pronoun_subjective()} ${guest.does_verb('eat')", "he eats"),
        ("guests.pronoun_subjective()} ${guests.did_verb('go')", "they went"),
        ("helper.pronoun_subjective()} ${helper.does_verb('belong')", "I belong"),
        ("team.pronoun_subjective()} ${team.does_verb('belong')", "we belong"),
        ("tool.pronoun()} ${guest.pronoun()} ${guests.pronoun()} ${team.pronoun()", "it him them us"),
        ("guest.pronoun_possessive('car')", "his car"),
        ("team.pronoun_possessive('car')", "our car"),
        ("user.possessive('house')} ${guest.possessive('house')", "your house Bob’s house"),
        ("guests.possessive('house', capitalize=True)", "Guests’ house"),
        ("user.object_possessive('dog')} ${tool.object_possessive('head')", "your dog the tool’s head"),
        ("user.itself()} ${guest.itself()} ${tool.itself()} ${guests.itself()", "yourself himself itself themselves"),
        ("user.yourself_or_name()} ${guest.yourself_or_name()", "yourself Bob"),
        ("user.pronoun_or_name()} ${guest.pronoun_or_name()", "you Bob"),
        ("helper.is_are_you(capitalize=True)} ${guests.is_are_you()", "Am I are Eve and Joe"),
        ("helper.were_question('late')} ${guests.were_question('late')", "was I late were Eve and Joe late"),
        ("helper.have_question('eaten')} ${guest.have_question('eaten')", "have I eaten has Bob eaten"),
        ("user.do_question('eat', capitalize=True)} ${guest.do_question('eat')", "Do you eat does Bob eat"),
        ("guest.pronoun_subjective(person='1p')} ${user.itself(person=1)", "we myself"),
        ("user.possessive('house', person='3')} ${guest.possessive('house', person='2')", "Ann’s house your house"),
        ("guest.do_question('eat', person='2')} ${guest.did_question('eat', person='1p')", "do you eat did we eat"),
        ("guest.does_verb('eat', person='1')} ${guest.does_verb('eat', person='3sg')", "eat eats"),
        ("guest.does_verb('go', present=False)} ${guest.does_verb('go', past=True, capitalize=True)", "went Went"),
        ("guest.pronoun_subjective(thirdperson=True)} ${user.pronoun_or_name(third_person=True)", "he Ann"),
        ("guest.object_possessive('dog', person='1p')} ${team.object_possessive('dog')", "our dog the team’s dog"),
        ("team.possessive('car')} ${guests.possessive('car', person='2p')", "teams’ car your car"),
        ("user.get_point_of_view()} ${guest.get_point_of_view()} ${team.get_point_of_view()", "2 None 1p"),
        ("user.subject()} ${firm.subject()", "you Acme"),
        ("tool.object_name(capitalize=True)", "Tool"),
        ("user.is_user()} ${guest.is_user()} ${tool.is_user()", "True False False"),
    ],
)  # fmt: skip
def test_points_of_view(talk, words: str, expected: str):
    assert talk(CAST + END + "${" + words + "}").text == f"End {expected}"


def test_the_author_may_say_who_answers(talk):
    source = CAST + "mandatory: True\ncode: |\n  set_info(user=guest)\n---\n"
    assert talk(source + END + "${ guest.possessive('house') }").text == "End your house"


def test_a_list_of_one_is_spoken_of_as_its_item(talk):
    source = CAST + "mandatory: True\ncode: |\n  guests.pop()\n  guests[0].gender = 'female'\n---\n"
    assert talk(source + END + "${ guests.pronoun() } ${ guests.possessive('car') }").text == "End her guest’s car"


def test_numbers_to_reach_somebody_by(talk):
    source = (
        CAST + "mandatory: True\ncode: |\n  guest.phone_number = '202 555 0123'\n  guest.email = 'b@example.org'\n---\n"
    )
    shown = talk(
        source + END + "${ guest.sms_number() } ${ verbatim(guest.email_address()) } ${ guest.email_address(False) }"
    ).text
    assert shown == 'End +12025550123 "Bob" <b@example.org> b@example.org'


def test_the_pages_own_words_in_another_language(talk):
    talked = talk(
        "initial: True\ncode: |\n  set_language('es')\n---\nquestion: Hola\nfield: seen\n---\n"
        "mandatory: True\ncode: seen\n"
    )
    assert [button.label for button in talked.result.screen.buttons] == ["Seguir"]


def test_recipients_of_letters(talk):
    source = (
        (
            "objects:\n  - to: DAEmailRecipientList.using(there_are_any=True)\n---\nquestion: To\nfields:\n"
            "  - Address: to[i].address\n    datatype: email\n---\nquestion: More\nyesno: to.there_is_another\n---\n"
        )
        + END
        + "${ to } ${ to[0].email_address() } ${ to[0].exists() }"
    )
    talked = talk(source).answer(**{"to[0]_address": "a@example.org"}).press("No")
    assert talked.text == "End a@example.org a@example.org True"
