"""From what a browser posts to the value of a variable."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.language import current, state
from chancery.language.objects import DADict, DAList
from chancery.language.text import Typed
from chancery.language.values import DADateTime, FieldError, convert, default_text, limit_messages
from chancery.language.values.cleaning import MAX_CHARACTERS
from chancery.protocol import Choice, Context, Field

NUMBERS = ("integer", "number", "currency", "range", "float")


@pytest.fixture(autouse=True)
def run():
    current.use(Context(now="2026-04-01T12:00:00+00:00", session="s", timezone="America/New_York"))


def field(datatype="text", **settings):
    return Field(key="f", variable="x", datatype=datatype, **settings)


def choice_field(datatype="radio", input_="radio", **settings):
    choices = [
        Choice(key=f"c{number}", label=label, value={"a": label.lower()})
        for number, label in enumerate(["Apple", "Pear", "Fig &amp; <b>nut</b>"])
    ]
    return field(datatype, input=input_, choices=choices, **settings)


@pytest.mark.parametrize(
    ("datatype", "typed", "value"),
    [
        ("integer", "12", 12),
        ("integer", " -1,200 ", -1200),
        ("integer", "\u221212", -12),
        ("number", "1,000.5", 1000.5),
        ("number", "50%", 50.0),
        ("number", ".5", 0.5),
        ("number", "1e3", 1000.0),
        ("currency", "$ 1,234.50", 1234.5),
        ("currency", "£5", 5.0),
        ("range", "7", 7.0),
        ("text", " a b ", "a b"),
        ("text", "a\nb", "a b"),
        ("email", "a.b@c.example", "a.b@c.example"),
        ("password", "x y", "x y"),
        ("raw", " a ", " a "),
        ("time", "16:05", datetime.time(16, 5)),
        ("time", "04:05PM", datetime.time(16, 5)),
        ("time", "4 pm", datetime.time(16, 0)),
        ("time", "12:00 am", datetime.time(0, 0)),
        ("yesno", "True", True),
        ("yesno", "", False),
        ("noyes", "True", False),
        ("noyes", "", True),
        ("yesnoradio", "True", True),
        ("yesnoradio", "False", False),
        ("noyesradio", "True", False),
        ("yesnomaybe", "None", None),
        ("noyesmaybe", "None", None),
        ("yesnowide", "1", True),
    ],
)
def test_what_is_typed_becomes_a_value_of_its_datatype(datatype, typed, value):
    wide = datatype in ("yesno", "noyes", "yesnowide")
    result = convert(field(datatype, input="checkbox" if wide else "text"), [typed])
    assert result == value
    assert type(result) is (Typed if isinstance(value, str) else type(value))


@pytest.mark.parametrize(
    "typed",
    [
        "2026-04-30",
        "04/30/2026",
        "4/30/2026",
        "30/4/2026",
        "April 30, 2026",
        "30 April 2026",
        "Thursday, April 30, 2026",
        "Apr. 30th, 2026",
        "4/30/26",
    ],
)
def test_dates_are_read_as_people_write_them(typed):
    value = convert(field("date"), [typed])
    assert type(value) is DADateTime
    assert (value.year, value.month, value.day, value.hour) == (2026, 4, 30, 0)
    assert str(value.tzinfo) == "America/New_York"
    assert str(value) == "April 30, 2026"


@pytest.mark.parametrize(
    "typed",
    [
        "2026-04-30T16:05",
        "2026-04-30 16:05:00",
        "4/30/2026 4:05 PM",
        "April 30, 2026 at 4:05 pm",
        "2026-04-30T20:05:00Z",
        "2026-04-30T22:05+02:00",
    ],
)
def test_a_date_with_its_time(typed):
    assert convert(field("datetime"), [typed]).isoformat() == "2026-04-30T16:05:00-04:00"


@pytest.mark.parametrize(
    ("datatype", "typed"),
    [
        *(
            (kind, bad)
            for kind in NUMBERS
            for bad in ("abc", "1.2.3", "Infinity", "-inf", "nan", "1" * 41, "0x10", "1_0", "١٢")
        ),
        ("integer", "1.5"),
        ("integer", "1e3"),
        ("number", "1e999"),
        ("currency", "$"),
        ("email", "a"),
        ("email", "a@b"),
        ("email", "a b@c.example"),
        ("email", "a@b..example"),
        ("email", "<a@b.example>"),
        ("email", "a@" + "b" * 250 + ".example"),
        ("date", "tomorrow"),
        ("date", "2026-02-30"),
        ("date", "13/13/2026"),
        ("date", "2026-04-30x"),
        ("date", "0000-01-01"),
        ("date", "99999-01-01"),
        ("date", "Ju 1, 2026"),
        ("date", "1" * 500),
        ("time", "25:00"),
        ("time", "13:00 pm"),
        ("time", "noon"),
        ("time", "0:00 am"),
        ("datetime", "16:05"),
        ("yesnoradio", "perhaps"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(datatype, typed):
    with pytest.raises(FieldError, match=r"^(You need|That number|Choose one)") as caught:
        convert(field(datatype), [typed])
    assert len(typed) < 3 or typed not in str(caught.value)


@given(
    st.sampled_from([*NUMBERS, "text", "email", "date", "time", "datetime", "raw", "yesnoradio", "password"]),
    st.text(max_size=80),
)
def test_nothing_typed_can_do_more_than_be_refused(datatype, typed):
    current.use(Context(now="2026-04-01T12:00:00+00:00", session="s"))
    try:
        value = convert(field(datatype), [typed])
    except FieldError:
        return
    assert isinstance(value, (Typed, int, float, datetime.datetime, datetime.time, bool, type(None)))
    assert state.decode(state.encode({"x": value})) == {"x": value}


@pytest.mark.parametrize(
    ("datatype", "value"),
    [
        ("text", ""),
        ("integer", 0),
        ("number", 0.0),
        ("currency", 0.0),
        ("date", ""),
        ("time", ""),
        ("email", ""),
        ("raw", ""),
        ("yesnoradio", None),
    ],
)
@pytest.mark.parametrize("posted", [[], [""]])
def test_a_box_that_may_stay_empty(datatype, value, posted):
    assert convert(field(datatype, required=False), posted) == value
    with pytest.raises(FieldError, match="You need"):
        convert(field(datatype), posted)


def test_limits_of_numbers_texts_and_dates():
    assert convert(field("number", minimum="1", maximum="3", step="0.1"), ["1.3"]) == 1.3
    for bad, settings, sentence in [
        ("0", {"minimum": "1"}, "at least 1"),
        ("4", {"maximum": "3"}, "at most 3"),
        ("1.25", {"step": "0.1"}, "multiple of 0.1"),
    ]:
        with pytest.raises(FieldError, match=sentence):
            convert(field("number", **settings), [bad])
    with pytest.raises(FieldError, match="at least 5 characters"):
        convert(field(minlength=5), ["abc"])
    with pytest.raises(FieldError, match="no more than 2 characters"):
        convert(field(maxlength=2), ["abc"])
    with pytest.raises(FieldError, match=r"on or before April 1, 2026\."):
        convert(field("date", maximum="April 1, 2026"), ["2026-04-02"])
    with pytest.raises(FieldError, match=r"on or after April 1, 2026\."):
        convert(field("date", minimum="2026-04-01"), ["2026-03-31"])
    with pytest.raises(FieldError, match=r"at or after 09:00\."):
        convert(field("time", minimum="09:00"), ["08:59"])


def test_the_authors_sentence_takes_the_place_of_ours():
    with pytest.raises(FieldError, match=r"^No more than 3, please!$"):
        convert(field("number", maximum="3", messages={"max": "No more than %s, please!\n"}), ["4"])


def test_a_very_long_text_is_refused():
    with pytest.raises(FieldError, match="no more than 100000 characters"):
        convert(field(input="area"), ["a" * 10_000_000])
    assert len(convert(field(input="area"), ["a" * MAX_CHARACTERS])) == MAX_CHARACTERS


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("a\x00b\x07\x7fc", "abc"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("\ud800x\uffff", "x"),
        ("\u202eabc\u200f", "\u202eabc\u200f"),
        ("a\tb", "a\tb"),
        ("\x00", ""),
    ],
)
def test_control_characters_are_taken_out_and_marks_of_direction_stay(typed, value):
    assert convert(field(input="area", required=False), [typed]) == value


def test_a_choice_is_taken_by_its_key_and_gives_its_value():
    value = convert(choice_field(), ["c1"])
    assert value == "pear"
    assert type(value) is str


@pytest.mark.parametrize("posted", [["c9"], ["pear"], ["__class__"]])
@pytest.mark.parametrize(("datatype", "input_"), [("radio", "radio"), ("text", "select"), ("checkboxes", "checkboxes")])
def test_what_was_not_offered_is_refused(datatype, input_, posted):
    with pytest.raises(FieldError, match="Choose one of the options"):
        convert(choice_field(datatype, input_), posted)


def test_no_choice():
    assert convert(choice_field(required=False), []) == ""
    assert convert(choice_field("text", "select", required=False), [""]) == ""
    with pytest.raises(FieldError, match="choose one"):
        convert(choice_field(), [])


@pytest.mark.parametrize("input_", ["combobox", "datalist"])
def test_a_box_that_suggests_takes_a_label_a_key_or_something_else(input_):
    box = choice_field("text", input_)
    assert convert(box, ["Pear"]) == "pear"
    assert convert(box, ["c0"]) == "apple"
    assert convert(box, ["Fig & nut"]) == "fig &amp; <b>nut</b>"
    assert type(convert(box, ["Quince"])) is Typed
    assert convert(choice_field("text", input_, required=False), []) == ""
    with pytest.raises(FieldError, match="something else"):
        convert(box, [" "])


def test_a_choice_of_numbers_gives_a_number():
    assert (
        convert(field("integer", input="select", choices=[Choice(key="c0", label="1", value={"a": "1"})]), ["c0"]) == 1
    )
    assert convert(field("integer", input="select", choices=[Choice(key="c0", label="1", value=1)]), ["c0"]) == 1


def test_checkboxes_give_a_dictionary_that_can_be_asked():
    value = convert(choice_field("checkboxes", "checkboxes"), ["c0", "c1"])
    assert type(value) is DADict
    assert value.elements == {"apple": True, "pear": True, "fig &amp; <b>nut</b>": False}
    assert list(value) == ["apple", "pear", "fig &amp; <b>nut</b>"]
    assert value.instanceName == "x"
    assert repr(value) == "{'apple': True, 'pear': True, 'fig &amp; <b>nut</b>': False}"
    assert str(value.true_values()) == "apple and pear"
    assert list(value.false_values()) == ["fig &amp; <b>nut</b>"]
    assert value.any_true()
    assert value.any_false()
    assert not value.all_true()
    assert not value.all_false()
    assert value.all_true("apple")
    assert not value.all_true("apple", exclusive=True)
    assert value.all_true("apple", "pear", exclusive=True)
    assert not value.any_true("quince")
    assert not value.any_false("apple")
    assert value.any_false("apple", "fig &amp; <b>nut</b>")
    assert value.number() == 3
    back = state.decode(state.encode({"x": value, "y": value.true_values()}))
    assert (type(back["x"]), type(back["y"])) == (DADict, DAList)
    assert back["x"].elements == value.elements


def test_none_and_all_of_the_above():
    options = choice_field("checkboxes", "checkboxes")
    options.choices += [
        Choice(key="none", label="None", exclusive=True),
        Choice(key="all", label="All", inclusive=True),
    ]
    assert not any(convert(options, ["c0", "none"]).values())
    assert all(convert(options, ["all"]).values())
    assert len(convert(options, ["all"])) == 3
    with pytest.raises(FieldError, match="Check at least one option, or check “None”"):
        convert(options, [])


def test_how_many_may_be_checked():
    assert not any(convert(choice_field("checkboxes", "checkboxes", required=False), []).values())
    for posted, settings, sentence in [
        ([], {}, "at least one option"),
        (["c0"], {"minlength": 2}, "at least 2"),
        (["c0", "c1"], {"maxlength": 1}, "no more than 1"),
    ]:
        with pytest.raises(FieldError, match=sentence):
            convert(choice_field("checkboxes", "checkboxes", **settings), posted)
    with pytest.raises(FieldError, match="select no more than 1"):
        convert(choice_field("multiselect", "multiselect", maxlength=1), ["c0", "c1"])


@pytest.mark.parametrize(
    ("datatype", "value", "text"),
    [
        ("text", Typed("<b>"), "<b>"),
        ("text", None, ""),
        ("text", 3, "3"),
        ("date", datetime.date(2026, 4, 1), "2026-04-01"),
        ("date", "4/1/2026", "2026-04-01"),
        ("date", "soon", ""),
        ("time", datetime.time(9, 5), "09:05"),
        ("time", "9:05 pm", "21:05"),
        ("datetime", datetime.datetime(2026, 4, 1, 9, 5), "2026-04-01T09:05"),
        ("number", 5.0, "5"),
        ("number", 5.25, "5.25"),
        ("integer", 5, "5"),
        ("currency", Typed("5"), "5"),
        ("date", object(), ""),
        ("number", float("inf"), "inf"),
    ],
)
def test_the_text_that_fills_a_box(datatype, value, text):
    assert default_text(datatype, value) == text


def test_sentences_for_limits_are_of_the_kind_of_the_field_and_never_replace_the_authors():
    day = Field(key="f", datatype="datetime", minimum="2026-01-01", maximum="2026-12-31", messages={"max": "Too late."})
    assert limit_messages(day) == {"min": "You need to enter a date on or after %s."}
    word = Field(key="f", minlength=3)
    assert limit_messages(word) == {"minlength": "You must type at least %s characters."}
    assert limit_messages(Field(key="f")) == {}
