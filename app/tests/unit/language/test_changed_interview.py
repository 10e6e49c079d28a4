"""An interview that is changed under a running session goes on where it can, and says so where it cannot."""

import pytest

from chancery.language import AuthorError
from chancery.language.state import StateError

BEFORE = """
mandatory: True
code: |
  name
  age
  done
---
id: who
question: Your name
fields:
  - Name: name
---
id: old
question: Your age
fields:
  - Age: age
    datatype: integer
---
event: done
question: ${ name } is ${ age }
"""


def begun(talk, interview, after):
    """Somebody who has answered the first question when the interview becomes `after`."""
    someone = talk(BEFORE).answer(name="Ann")
    assert someone.title == "Your age"
    someone.interview = interview(after)
    return someone


def test_what_was_answered_is_not_asked_again(talk, interview):
    after = BEFORE.replace("  age\n  done", "  town\n  age\n  done") + "---\nquestion: Town\nfields:\n  - Town: town\n"
    someone = begun(talk, interview, after).again()
    assert someone.title == "Town"
    someone.answer(town="Rome").answer(age="30")
    assert someone.title == "Ann is 30"


def test_an_answer_to_a_question_that_is_still_there_is_taken(talk, interview):
    someone = begun(talk, interview, BEFORE.replace("Your age", "How old are you?"))
    someone.answer(age="30")
    assert someone.title == "Ann is 30"


def test_an_answer_to_a_question_that_is_gone_changes_nothing(talk, interview):
    question = BEFORE[BEFORE.index("id: old") : BEFORE.index("event: done")]
    after = BEFORE.replace(question, "").replace("  age\n", "").replace(" is ${ age }", "")
    someone = begun(talk, interview, after)
    someone.answer(age="30")
    assert someone.title == "Ann"


def test_a_variable_that_nothing_asks_for_any_more_is_named(talk, interview):
    someone = begun(talk, interview, BEFORE.replace("Age: age", "Age: years"))
    with pytest.raises(AuthorError, match="age"):
        someone.again()


def test_a_variable_of_another_kind_than_before_is_named_by_its_place(talk, interview):
    after = BEFORE.replace("${ name } is ${ age }", "${ name.first }")
    someone = begun(talk, interview, after)
    with pytest.raises(AuthorError) as caught:
        someone.answer(age="30")
    assert caught.value.file


def test_an_object_of_a_class_that_is_gone_is_named(talk, interview):
    someone = talk(BEFORE)
    someone.result.state = type(someone.result.state)(b'{"v":1,"vars":{"pet":{"o":["object Unicorn",{"k":{}}]}}}')
    with pytest.raises(StateError, match="Unicorn"):
        someone.again()
