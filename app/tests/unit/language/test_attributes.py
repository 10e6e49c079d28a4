"""`getattr`, `hasattr`, `setattr` and `delattr` of an interview's code: of objects, and no way to anything else."""

import datetime

import pytest

from chancery.language import names
from chancery.language.attributes import delete_attribute, get_attribute, has_attribute, set_attribute
from chancery.language.objects import DAList, DAObject
from chancery.language.rewrites import METHODS
from chancery.language.text import Typed
from chancery.language.undefined import Undefined

BEYOND = [
    "__class__",
    "__dict__",
    "_point_of_view",
    "a.b",
    "a[0]",
    "",
    " name",
    "x\u0301",
    "class",
    *sorted(names.DENIED),
]


def thing():
    return DAObject("thing", color="red")


def test_an_attribute_can_be_read_and_set():
    it = thing()
    assert (get_attribute(it, "color"), has_attribute(it, "color"), has_attribute(it, "size")) == ("red", True, False)
    set_attribute(it, Typed("size"), 4)
    assert it.size == 4
    assert get_attribute(it, "shape", None) is None


def test_an_attribute_can_be_taken_away():
    it = thing()
    delete_attribute(it, "color")
    assert not has_attribute(it, "color")
    with pytest.raises(AttributeError):
        delete_attribute(it, "color")
    with pytest.raises(AttributeError):
        delete_attribute(it, "object_name")


def test_what_is_missing_is_asked_for():
    with pytest.raises(Undefined) as found:
        get_attribute(thing(), "shape")
    assert found.value.variable == "thing.shape"


@pytest.mark.parametrize("name", BEYOND)
@pytest.mark.parametrize(
    "do", [get_attribute, has_attribute, delete_attribute, lambda it, name: set_attribute(it, name, 1)]
)
def test_no_other_name_is_taken(do, name):
    with pytest.raises(TypeError, match="not one of an attribute"):
        do(thing(), name)


@pytest.mark.parametrize(
    "value", ["{0.x}", Typed("a"), b"", 1, [], {}, datetime, DAObject, str, print, None, lambda: 1]
)
def test_nothing_but_objects_of_the_interview_has_attributes(value):
    for do in (get_attribute, delete_attribute, lambda it, name: set_attribute(it, name, 1)):
        with pytest.raises(TypeError, match="objects of the interview only"):
            do(value, "format")


def test_whether_a_value_has_an_attribute_may_be_asked_of_all():
    assert has_attribute("a", "upper")
    assert not has_attribute(None, "is_mobile")
    for name in BEYOND:
        with pytest.raises(TypeError, match="not one of an attribute"):
            has_attribute("a", name)


def test_a_method_cannot_be_replaced():
    with pytest.raises(TypeError, match="method of that name"):
        set_attribute(thing(), "object_name", 1)


def test_no_object_has_a_method_that_calls_must_be_rewritten_for():
    # Taken by name, such a method would not be.
    for kind in (DAObject, DAList):
        assert not [name for name in METHODS if hasattr(kind, name)]


def test_an_interview_walks_along_attributes(talk):
    source = (
        "objects:\n  - user: Individual\n---\nquestion: |\n  Your ${ part }?\nfields:\n  - no label: x.first\n"
        "generic object: IndividualName\n---\ncode: |\n  part = 'name'\n---\nmandatory: True\ncode: |\n"
        "  getattr(user.name, 'first')\n---\nmandatory: True\n"
        "question: |\n  ${ hasattr(user, 'age') } ${ getattr(user.name, 'first') }\n"
    )
    person = talk(source)
    assert person.title == "Your name?"
    assert person.answer(user_name_first="Ann").title == "False Ann"
