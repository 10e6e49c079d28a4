"""Relations among objects, and what interviews ask of them."""

from __future__ import annotations

import pytest

BEGIN = """
objects:
  - tree: RelationshipTree
  - ann: Individual
  - ben: Individual
  - cem: Individual
---
mandatory: True
code: |
  ann.name.first, ben.name.first, cem.name.first = 'Ann', 'Ben', 'Cem'
  ann.set_relationship([ben, cem], 'parent', 'parent', tree)
  cem.set_peer_relationship(ben, 'sibling', tree)
  ben.set_peer_relationship([cem], 'sibling', tree)
  facts_known = True
---
"""
END = "mandatory: True\nquestion: Q\nsubquestion: |\n  ${ %s }\n"


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ("ann.is_relation(ben, 'parent', tree)", "True"),
        ("ann.is_relation(ben, 'parent', tree, self_is='parent')", "True"),
        ("ann.is_relation(ben, 'parent', tree, self_is='child')", "False"),
        ("ann.is_relation(ben, 'parent', tree, filter_by={'instanceName': 'cem'})", "False"),
        ("ann.is_relation(ben, 'guardian', tree)", "False"),
        ("ben.is_peer_relation(cem, 'sibling', tree)", "True"),
        ("ben.is_peer_relation(ann, 'sibling', tree)", "False"),
        ("ben.get_relation('parent', tree, self_is='child')", "Ann"),
        ("ann.get_relation('parent', tree, self_is='parent')", "Ben and Cem"),
        ("ann.get_relation('parent', tree, count=3)", "None"),
        ("ann.get_relation('parent', tree, count=False)", "Ben and Cem"),
        ("ann.get_relation('parent', tree, self_is='child')", "None"),
        ("cem.get_peer_relation('sibling', tree)", "Ben"),
        ("len(tree.query_dir(parent=ann))", "2"),
        ("len(tree.query_peer(involves=ben))", "1"),
        ("len(tree.query_peer(involves=[ben, cem])) - len(tree.query_peer(involves=[ben, ann]))", "1"),
        ("len(tree.query_dir(lambda found: found.child is ben))", "1"),
        ("tree.add_relationship_dir(ann, ben, 'parent') and len(tree.query_dir())", "2"),
        ("tree.query_dir(child=ben, relationship_type='parent')[0].parent", "Ann"),
        ("tree.add_relationship_dir(parent=cem, child=ben, relationship_type='boss').involves(cem)", "True"),
        ("tree.delete_dir(*tree.query_dir()) or len(tree.query_dir())", "0"),
        ("tree.delete_peer(*tree.query_peer()) or len(tree.query_peer())", "0"),
        ("(cem.set_relationship(ben, 'parent', 'parent', tree), len(tree.query_dir()))[1]", "3"),
        ("(ben.set_relationship(cem, 'parent', 'child', tree, replace=True), len(tree.query_dir()))[1]", "2"),
        ("(ben.set_peer_relationship(ann, 'sibling', tree, replace=True), ben.get_peer_relation('sibling', tree))[1]",
         "Ann"),
        ("tree.new(Individual, age=4).age + len(tree.leaf)", "5"),
    ],
)  # fmt: skip
def test_relations_are_found(talk, expression, shown):
    assert talk(BEGIN + END % expression).text == f"Q {shown}"


def test_relations_outlast_a_screen(talk):
    page = talk(
        BEGIN
        + "mandatory: True\nquestion: Now\ncontinue button field: seen\n---\n"
        + END % "ben.get_relation('parent', tree, self_is='child') is ann"
    )
    assert page.press("Continue").text == "Q True"


@pytest.mark.parametrize(
    ("call", "back"),
    [
        (
            "get_relation('parent', tree, self_is='child', create=True)",
            "get_relation('parent', tree, self_is='parent')",
        ),
        ("get_peer_relation('friend', tree, create=True)", "get_peer_relation('friend', tree)"),
    ],
)
def test_a_relation_that_is_missing_is_asked_for(talk, call, back):
    page = talk(
        BEGIN + "generic object: Individual\nquestion: Who?\nfields:\n  - Name: x.new_relation[i].name.first\n---\n"
        f"mandatory: True\ncode: |\n  found = ann.{call}\n---\n"
        + END
        % f"str(found) + ' of ' + str(found.{back}) + ', ' + found.instanceName"
    )
    assert page.title == "Who?"
    page.post({page.result.screen.form.fields[0].key: ["Dora"]})
    assert page.text == "Q Dora of Ann, tree.leaf[0]"


def test_a_side_that_there_is_not_is_refused(talk):
    with pytest.raises(Exception, match="ValueError"):
        talk(BEGIN + END % "ann.get_relation('parent', tree, self_is='uncle')")
