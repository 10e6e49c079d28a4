"""Attributes that objects offer by themselves, unless the interview says what they are."""

END = "---\nmandatory: True\nquestion: End\nsubquestion: |\n  "
ASSETS = """
objects:
  - user: Individual
---
question: Any ${ x.object_name() }?
yesno: x.there_are_any
generic object: Asset
---
question: Which?
fields:
  - What: x.new_item_name
  - Worth: x.new_item_value
    datatype: currency
generic object: Asset
---
question: Another?
yesno: x.there_is_another
generic object: Asset
"""


def test_a_person_has_money_without_being_told(talk):
    person = talk(ASSETS + END + "${ currency(user.asset.total()) } of ${ user.asset.existing_items() }")
    person.press("Yes").answer(user_asset_new_item_name="car", user_asset_new_item_value="900.50")
    assert person.press("No").text == "End $900.50 of car"


def test_the_interviews_own_object_comes_first(talk):
    source = (
        "objects:\n  - user: Individual\n  - user.child: DAList.using(elements=['Bo'], gathered=True)\n"
        + END
        + "${ user.child } and ${ firm_has_office }\n---\ncode: |\n  firm_has_office = len(firm.office.elements)\n"
        "---\nobjects:\n  - firm: Organization\n"
    )
    assert talk(source).text == "End Bo and 0"
