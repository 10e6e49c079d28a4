"""The answers survive being written and read, with their kinds, and nothing else can be read."""

import datetime
import math
from decimal import Decimal
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.language.state import MAX_BYTES, MAX_DEPTH, Codec, StateError, decode, encode, register
from chancery.language.text import Mixed, Typed, build, pieces_of


class Person:
    """A class that an interview's objects stand for."""

    def __init__(self):
        self.__dict__ = {}


register(Codec("Person", Person, vars, make=Person, load=lambda made, kept: made.__dict__.update(kept)))

ZONES = st.sampled_from([None, datetime.UTC, ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")])
TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
TEXTS = st.one_of(
    TEXT,
    TEXT.map(Typed),
    st.lists(st.tuples(st.booleans(), TEXT), max_size=4).map(
        lambda parts: build([Typed(part) if typed else part for typed, part in parts])
    ),
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(min_value=2**60, max_value=2**70),
    st.floats(allow_nan=False),
    st.decimals(allow_nan=False),
    st.dates(),
    st.times().map(lambda time: time.replace(fold=0)),  # the hour that occurs twice is a matter of a day
    st.datetimes(timezones=ZONES),
    st.timedeltas(),
    TEXTS,
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.one_of(st.integers(), TEXTS, st.tuples(st.integers(), TEXTS)), inner, max_size=4),
        st.sets(SCALARS, max_size=3),
        st.frozensets(SCALARS, max_size=3),
    ),
    max_leaves=12,
)


def kinds(value):
    """`value` with the kind of each part, so that 1, True and 1.0, or typed and author's text, differ."""
    if isinstance(value, str):
        return [(type(piece), str.__str__(piece)) for piece in pieces_of(value) if piece]
    if isinstance(value, list | tuple):
        return (type(value), [kinds(item) for item in value])
    if isinstance(value, set | frozenset):
        return (type(value), sorted(repr(kinds(item)) for item in value))
    if isinstance(value, dict):
        return (type(value), [(kinds(key), kinds(item)) for key, item in value.items()])
    if isinstance(value, datetime.datetime):
        return (type(value), value.isoformat(), repr(value.tzinfo), value.fold)
    return (type(value), repr(value))


@given(st.dictionaries(st.sampled_from(["a", "b", "c_1"]), VALUES))
def test_every_value_comes_back_as_it_was(variables):
    assert kinds(decode(encode(variables))) == kinds(variables)


@pytest.mark.parametrize("value", [math.inf, -math.inf])
def test_floats_that_json_lacks(value):
    assert decode(encode({"x": value})) == {"x": value}
    assert math.isnan(decode(encode({"x": math.nan}))["x"])


def test_a_plain_string_in_the_document_is_typed():
    value = decode(b'{"v":1,"vars":{"x":"<b>"}}')["x"]
    assert type(value) is Typed


def test_mixed_text_keeps_its_pieces():
    value = decode(encode({"x": "<b>" + Typed("<i>")}))["x"]
    assert isinstance(value, Mixed)
    assert value.pieces == ("<b>", "<i>")
    assert [type(piece) for piece in value.pieces] == [str, Typed]


def test_two_names_of_one_list_stay_two_names_of_one_list():
    shared = [1]
    variables = decode(encode({"a": shared, "b": {"in": shared}, "c": [1]}))
    assert variables["a"] is variables["b"]["in"]
    assert variables["a"] is not variables["c"]


def test_objects_come_back_with_their_references():
    parent, child = Person(), Person()
    parent.children = [child]
    child.parent = parent
    child.name = Typed("<b>")
    back = decode(encode({"parent": parent}))["parent"]
    assert back.children[0].parent is back
    assert type(back.children[0].name) is Typed


def test_a_list_that_holds_itself():
    loop = []
    loop.append(loop)
    back = decode(encode({"x": loop}))["x"]
    assert back[0] is back


def test_a_decimal_keeps_its_digits():
    assert str(decode(encode({"x": Decimal("1.10")}))["x"]) == "1.10"


def test_nothing_is_the_state_of_a_new_session():
    assert decode(b"null") == {}
    assert decode(msgspec.Raw(b"null")) == {}


@pytest.mark.parametrize("value", [object(), lambda: 1, b"x", datetime, type])
def test_a_value_that_cannot_be_kept_names_the_variable_and_its_kind(value):
    with pytest.raises(StateError, match=r"The variable fruit cannot be kept: .* lasts only for one screen"):
        encode({"fruit": [value]})


def test_a_subclass_is_not_mistaken_for_its_base():
    class Special(Person):
        pass

    with pytest.raises(StateError, match="Special"):
        encode({"x": Special()})


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"1",
        b"[]",
        b"{}",
        b'{"v":0,"vars":{}}',
        b'{"v":1}',
        b'{"v":1,"vars":[]}',
        b'{"v":1,"vars":{"x":[1]}}',
        b'{"v":1,"vars":{"x":{}}}',
        b'{"v":1,"vars":{"x":{"a":"1","b":2}}}',
        b'{"v":1,"vars":{"x":{"D":"tomorrow"}}}',
        b'{"v":1,"vars":{"x":{"r":9}}}',
        b'{"v":1,"vars":{"x":{"d":[[1]]}}}',
        b'{"v":1,"vars":{"x":{"d":[[{"l":[]},1]]}}}',
        b'{"v":1,"vars":{"x":{"W":["2026-01-01T00:00:00","Mars/Base",0]}}}',
        b'{"v":1,"vars":{"x":{"n":"one"}}}',
        b'{"v":1,"vars":{"x":{"k":[1]}}}',
        b'{"v":1,"vars":{"x":{"e":"1"}}}',
        b'{"v":1,"vars":{"x":{"a":1}}}',
        b'{"v":1,"vars":{"x":{"m":"<b>"}}}'[:-3],
        b'{"v":1,"vars":{"x":{"z":"' + b"9" * 20 + b'z"}}}',
        b"[" * 100_000,
    ],
)
def test_a_broken_document_is_refused(data):
    with pytest.raises(StateError, match="not in the format"):
        decode(data)


def test_a_newer_version_is_named():
    with pytest.raises(StateError, match="newer version"):
        decode(b'{"v":2,"vars":{}}')


@pytest.mark.parametrize(("content", "message"), [('{"o":["os.system","x"]}', "os.system"), ('{"q":1}', "'q'")])
def test_an_unknown_class_or_kind_is_named(content, message):
    with pytest.raises(StateError, match=message):
        decode(b'{"v":1,"vars":{"x":' + content.encode() + b"}}")


def test_depth_and_size_are_bounded():
    deep = []
    for _ in range(MAX_DEPTH + 1):
        deep = [deep]
    with pytest.raises(StateError, match="nested"):
        encode({"x": deep})
    with pytest.raises(StateError, match="nested"):
        decode(b'{"v":1,"vars":{"x":' + b'{"l":[' * 150 + b"]}" * 150 + b"}}")
    with pytest.raises(StateError, match="larger"):
        encode({"x": "a" * MAX_BYTES})
    with pytest.raises(StateError, match="larger"):
        decode(b" " * (MAX_BYTES + 1))


def test_the_largest_state_still_fits():
    assert decode(encode({"x": Typed("a" * (MAX_BYTES - 100))}))["x"]
