"""Courts, cases, and the head of a paper."""

import pytest

from chancery.language import AuthorError

CASE = """
objects:
  - case: Case
  - case.court: Court
  - paper: LegalFiling.using(case=case)
  - ann: Person.using(name='Ann Ex')
  - bob: Person.using(name='Bob')
  - cas: Person.using(name='Cas')
---
code: |
  case.court.name.text = 'County Court'
---
code: |
  paper.title = 'Complaint'
---
question: Number
fields:
  - Number: number
"""
END = "---\nmandatory: True\nquestion: End\nsubquestion: |\n  "


def sides(**people: str) -> str:
    lines = [
        f"  case.{side}.clear()\n  case.{side}.append({who})\n  case.{side}.gathered = True"
        for side, who in people.items()
    ]
    return "---\nmandatory: True\ncode: |\n" + "\n".join(lines) + "\n"


def test_the_caption_names_court_sides_number_and_title(talk):
    source = CASE + sides(plaintiff="ann", defendant="bob, cas") + END + "${ paper.caption() }"
    assert talk(source).text == (
        "End IN THE COUNTY COURT ANN EX, Plaintiff v. BOB AND CAS, Defendants Case No. ________________ COMPLAINT"
    )


def test_what_was_typed_stays_words_in_the_caption(talk):
    number = "---\nmandatory: True\ncode: |\n  case.case_id = number\n"
    source = CASE + number + sides(plaintiff="ann", defendant="bob") + END + "${ paper.caption() }"
    person = talk(source).answer(number="[END_CAPTION] **1** ${ 7*191 }")
    assert "Case No. [END_CAPTION] **1** ${ 7*191 } COMPLAINT" in person.text


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("petition", "petitioner respondent; ANN EX, Petitioner v. BOB, Respondent"),
        ("solo petition", "petitioner; In re ANN EX"),
        ("in re", "petitioner; In re ANN EX"),
        ("plaintiff defendant", "plaintiff defendant; ANN EX, Plaintiff v. BOB, Defendant"),
    ],
)
def test_the_kind_of_action_says_which_sides_there_are(talk, kind, shown):
    before = shown.partition(";")[0].split()
    people = dict(zip(before, ("ann", "bob"), strict=False))
    act = f"---\nmandatory: True\ncode: |\n  case.set_action_type('{kind}')\n"
    roles = " ".join(f"${{ case.role_of({who}) }}" for who in people.values())
    person = talk(CASE + act + sides(**people) + END + roles + ";\n\n  ${ paper.caption() }")
    head, _, caption = shown.partition("; ")
    assert person.text == f"End {head}; IN THE COUNTY COURT {caption} Case No. ________________ COMPLAINT"


def test_another_kind_of_action_is_a_fault(talk):
    with pytest.raises(AuthorError, match="ValueError"):
        talk(CASE + "---\nmandatory: True\ncode: |\n  case.set_action_type('war')\n" + END)


def test_sides_of_the_authors_own(talk):
    source = """
objects:
  - case: Case
  - ann: Person.using(name='Ann')
---
mandatory: True
code: |
  del case.plaintiff
  del case.defendant
  case.initializeAttribute('landlord', PartyList)
  case.initializeAttribute('tenant', PartyList)
  case.firstParty = case.landlord
  case.secondParty = case.tenant
  case.tenant.append(ann)
  case.tenant.gathered = True
  case.landlord.gathered = True
"""
    shown = "${ case.role_of(ann) } ${ comma_and_list(case.parties()) } ${ case.case_id == '' }"
    assert talk(source + END + shown).text == "End tenant Ann True"


def test_the_court_is_asked_for(talk):
    source = "objects:\n  - case: Case\n---\nquestion: Which court?\nfields:\n  - Court: case.court\n"
    person = talk(source + END + "% if case.determine_court():\n  x\n  % endif\n  ${ case.court }")
    assert person.title == "Which court?"
    assert person.post({"field_0": ["Town"]}).text == "End Town"
