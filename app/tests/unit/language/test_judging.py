"""`validation code` and `validate`: an exception of any kind says to the person why the answer cannot be taken."""

import pytest

from chancery.language import AuthorError

FORM = """
mandatory: True
question: Form
fields:
  - Amount: amount
    datatype: integer
{validate}{code}---
mandatory: True
question: |
  Taken ${{ amount }}
"""


def form(code: str = "", validate: str = "") -> str:
    indented = "".join(f"  {line}\n" for line in code.splitlines())
    return FORM.format(
        code=f"validation code: |\n{indented}" if code else "",
        validate=f"    validate: |\n      {validate}\n" if validate else "",
    )


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("if amount > 5:\n  raise Exception('Too much <b>.')", "Too much <b>."),
        ("if amount > 5:\n  raise ValueError('Too much.')", "Too much."),
        ("if amount > 5:\n  raise DAValidationError('Too much.')", "Too much."),
        ("assert amount < 5, 'Too much.'", "Too much."),
        ("1 / (amount - 7)", "division by zero"),
    ],
)
def test_validation_code_refuses_by_any_exception(talk, code, words):
    person = talk(form(code)).answer(amount="7")
    assert (person.title, person.result.screen.errors) == ("Form", {"": words})
    assert person.answer(amount="3").title == "Taken 3"


def test_a_field_is_refused_by_any_exception(talk):
    person = talk(form(validate="lambda it: it < 5 or 1 / 0")).answer(amount="7")
    assert person.result.screen.errors == {"field_0": "division by zero"}


@pytest.mark.parametrize("code", ["raise Exception", "raise Exception('')", "stash_data('a', None)"])
def test_what_has_no_words_for_the_person_is_the_authors_fault(talk, code):
    with pytest.raises(AuthorError):
        talk(form(code)).answer(amount="7")


def test_what_validation_code_wants_to_know_is_found_but_not_asked(talk):
    code = form("if amount > limit:\n  raise Exception('No.')")
    assert talk(code + "---\ncode: limit = 5\n").answer(amount="7").result.screen.errors == {"": "No."}
    with pytest.raises(AuthorError, match="needs a question to be asked first"):
        talk(code + "---\nquestion: More\nfields:\n  - Limit: limit\n    datatype: integer\n").answer(amount="7")
