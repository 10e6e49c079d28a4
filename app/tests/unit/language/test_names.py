import pytest

from chancery.language import AuthorError, names
from chancery.language.objects import DAObject
from chancery.language.text import Typed


@pytest.mark.parametrize(
    "name", ["a", "a.b", "a[0]", "a['b c']", 'a["b"].c', "child[0].name.first", "a[i].b[j]", "A1_b.c_2"]
)
def test_names_are_read_and_written(name: str):
    assert str(names.parse(name)) == name.replace('"', "'")


NOT_NAMES = [
    "", " ", "1a", "_a", "__class__", "a._b", "a.__class__", "a.b()", "a[0]()", "a[b]", "a[0:1]", "a[-]", "a + b",
    "a['\\'']", "a['b\"", "a[f'{x}']", "a.", "a..b", ".a", "a[]", "a['b'", "a\n", "a;b", "a#", "é", "a.é", "a\u2024b",
    "x.mro", "x.gi_frame.f_back", "f.func_globals", "a" * 2000, "a['" + "b" * 300 + "']", "a['\x00']", "a[99999999999]",
]  # fmt: skip


@pytest.mark.parametrize("name", NOT_NAMES, ids=lambda name: repr(name)[:30])
def test_what_is_not_a_name_is_refused(name: str):
    with pytest.raises(names.BadName):
        names.parse(name)


def test_values_are_reached_set_and_forgotten():
    variables: dict[str, object] = {"a": {"b": [1, 2]}}
    assert names.get(variables, names.parse("a['b'][1]")) == 2
    names.put(variables, names.parse("a['b'][2]"), 3)
    names.put(variables, names.parse("c"), 4)
    assert variables == {"a": {"b": [1, 2, 3]}, "c": 4}
    assert names.forget(variables, names.parse("a['b']"))
    assert not names.forget(variables, names.parse("a['b']"))
    assert not names.forget(variables, names.parse("nothing.at.all"))
    assert variables == {"a": {}, "c": 4}


def test_patterns_go_from_the_particular_to_the_general():
    found = [pattern.name for pattern in names.patterns(names.parse("child[0].toy[1].name"))]
    assert found[:4] == ["child[0].toy[1].name", "child[0].toy[i].name", "child[i].toy[1].name", "child[i].toy[j].name"]
    assert found.index("x.name") < found.index("x[1].name") < found.index("x.toy[1].name")
    whole = {pattern.name: pattern for pattern in names.patterns(names.parse("child[0].toy[1].name"))}
    assert whole["child[i].toy[j].name"].iterators == (("i", 0), ("j", 1))
    assert whole["x.name"].generic == "child[0].toy[1]"
    assert whole["x.toy[i].name"].generic == "child[0]"


def test_a_name_leads_through_no_text():
    for text in ("{0.__class__}", Typed("a"), b"a"):
        with pytest.raises(TypeError):
            names.get({"a": text}, names.parse("a.format"))


def test_a_name_cannot_change_a_class():
    variables = {"kind": DAObject}
    with pytest.raises(TypeError):
        names.put(variables, names.parse("kind.x"), 1)
    assert not names.forget(variables, names.parse("kind.object_name"))
    assert DAObject.object_name


def test_names_are_encoded_and_decoded(talk):
    shown = talk("""
mandatory: True
question: ${ encode_name('user.name') } ${ decode_name(encode_name("a['b c']")) } ${ decode_name('dXNlcg') }
""")
    assert shown.title == "dXNlci5uYW1l a['b c'] user"
    with pytest.raises(AuthorError, match="Check the value"):
        talk("mandatory: True\nquestion: ${ decode_name('!') }\n")


def test_a_value_is_shown_if_a_condition_holds(talk):
    asked = "---\nquestion: Color?\nfields:\n  - C: color\n"
    source = "mandatory: True\nquestion: ${{ showif('color', {}, 'none') }}\n" + asked
    assert talk(source.format("False")).title == "none"
    assert talk(source.format("True")).answer(color="red").title == "red"


def test_the_arguments_of_the_address_are_variables_too(talk):
    shown = talk(
        """
mandatory: True
question: |
  ${ defined("url_args['from']") } ${ value("url_args['from']") } ${ showifdef("url_args['to']", 'nobody') }
""",
        url_args={"from": "Ada"},
    )
    assert shown.title == "True Ada nobody"
