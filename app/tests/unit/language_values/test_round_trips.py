"""Objects of every class survive being kept, with all that they hold; so does a session whose interview has changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.language.objects import NAMESPACE, DADict, DAList, DAObject, DASet
from chancery.language.objects.base import KINDS
from chancery.language.state import MIGRATIONS, VERSION, StateError, decode, encode, migrated
from chancery.language.text import Typed, pieces_of

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True).map(lambda name: f"z_{name}")
NUMBERS = st.one_of(st.integers(), st.floats(allow_nan=False), st.decimals(allow_nan=False))
PLAIN = st.one_of(st.none(), st.booleans(), NUMBERS, st.dates(), TEXT, TEXT.map(Typed))
GROUPS = st.one_of(st.lists(PLAIN, max_size=3), st.dictionaries(TEXT, PLAIN, max_size=3))
ATTRIBUTES = st.dictionaries(NAMES, st.one_of(PLAIN, GROUPS), max_size=4)


def facts(value, met=None):
    """What an object is made of: classes, attributes and their values, and which parts are the same object."""
    met = {} if met is None else met
    if isinstance(value, DAObject | list | dict | set) and id(value) in met:
        return met[id(value)]
    if isinstance(value, DAObject):
        met[id(value)] = f"again {len(met)}"
        return type(value), {name: facts(item, met) for name, item in value.__dict__.items()}
    if isinstance(value, str):
        return [(type(piece), str.__str__(piece)) for piece in pieces_of(value) if piece]
    if isinstance(value, list | tuple):
        return type(value), [facts(item, met) for item in value]
    if isinstance(value, dict):
        return type(value), [(facts(key, met), facts(item, met)) for key, item in value.items()]
    if isinstance(value, set | frozenset):
        return type(value), sorted(repr(facts(item, met)) for item in value)
    return type(value), repr(value)


def test_every_class_that_authors_can_name_is_kept():
    named = {kind for kind in NAMESPACE.values() if isinstance(kind, type) and issubclass(kind, DAObject)}
    assert named == set(KINDS.values())
    assert len(named) > 25


@pytest.mark.parametrize("name", sorted(KINDS))
@given(attributes=ATTRIBUTES)
def test_an_object_of_every_class_comes_back_as_it_was(name, attributes):
    thing = KINDS[name]("thing")
    for attribute, value in attributes.items():
        setattr(thing, attribute, value)
    thing.z_itself = thing
    assert facts(decode(encode({"thing": thing}))["thing"]) == facts(thing)


@given(st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=6), ATTRIBUTES)
def test_objects_in_objects_come_back_with_who_is_who(names, attributes):
    whole, items, pairs, members = DAObject("whole"), DAList("items"), DADict("pairs"), DASet("members")
    for number, name in enumerate(names):
        part = KINDS[name](f"items[{number}]")
        part.__dict__.update(attributes, z_whole=whole)
        items.elements.append(part)
        pairs.elements[name] = part
        setattr(whole, f"z_part{number}", part)
    members.elements.update(names)
    back = decode(encode({"whole": whole, "items": items, "pairs": pairs, "members": members}))
    assert [facts(back[key]) for key in ("whole", "items", "pairs", "members")] == [
        facts(value) for value in (whole, items, pairs, members)
    ]
    assert back["items"].elements[0] is back["whole"].z_part0
    assert back["pairs"].elements[names[-1]].z_whole is back["whole"]


def test_each_older_version_has_the_step_to_the_next():
    assert sorted(MIGRATIONS) == list(range(1, VERSION))


def test_an_older_document_goes_through_every_step_in_order():
    steps = {1: lambda vars_: {**vars_, "b": 2}, 2: lambda vars_: {"c": vars_["b"], **vars_}}
    assert migrated({"a": 1}, 1, steps, 3) == {"a": 1, "b": 2, "c": 2}
    assert migrated({"a": 1, "b": 5}, 2, steps, 3) == {"a": 1, "b": 5, "c": 5}
    assert migrated({"a": 1}, 3, steps, 3) == {"a": 1}


def test_a_version_that_no_step_begins_at_is_refused():
    with pytest.raises(StateError, match="not in the format"):
        migrated({}, 0, {}, VERSION)
