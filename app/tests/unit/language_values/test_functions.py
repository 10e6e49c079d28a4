"""The functions of the interview language."""

import datetime

import pytest

from chancery.language import current, state
from chancery.language.functions import NAMESPACE, dates, preload
from chancery.language.markdown import to_html
from chancery.language.text import Typed, pieces_of
from chancery.protocol import Context

F = NAMESPACE


@pytest.fixture(autouse=True)
def run():
    current.use(Context(now="2026-04-02T02:30:00+00:00", session="s", timezone="America/New_York", language="en"))


@pytest.mark.parametrize(
    ("call", "result"),
    [
        (lambda: F["ordinal"](0), "first"),
        (lambda: F["ordinal"](10), "11th"),
        (lambda: F["ordinal"](22), "23rd"),
        (lambda: F["ordinal"](11), "12th"),
        (lambda: F["ordinal"]("x"), "x"),
        (lambda: F["ordinal"](111), "112th"),
        (lambda: F["ordinal_number"](8), "eighth"),
        (lambda: F["ordinal_number"](8, use_word=False), "8th"),
        (lambda: F["ordinal_number"](42, use_word=True), "forty-second"),
        (lambda: F["ordinal_number"](20, use_word=True), "twentieth"),
        (lambda: F["nice_number"](4.0), "four"),
        (lambda: F["nice_number"](11), "11"),
        (lambda: F["nice_number"](2.5), "2.5"),
        (lambda: F["nice_number"](0, capitalize=True), "Zero"),
        (lambda: F["nice_number"](42, use_word=True), "forty-two"),
        (lambda: F["nice_number"](-1), "-1"),
        (lambda: F["nice_number"](Typed("3")), "three"),
        (lambda: F["currency"](3.5), "$3.50"),
        (lambda: F["currency"](1234.5, decimals=False), "$1,235"),
        (lambda: F["currency"](-2), "-$2.00"),
        (lambda: F["currency"](2, symbol="€"), "€2.00"),
        (lambda: F["currency"](2.675), "$2.68"),
        (lambda: F["quantity_noun"](4, "apple"), "four apples"),
        (lambda: F["quantity_noun"](1, "apple"), "one apple"),
        (lambda: F["quantity_noun"](2.4, "mile", as_integer=False), "2.4 miles"),
        (lambda: F["noun_plural"]("child"), "children"),
        (lambda: F["noun_plural"]("Fish"), "Fish"),
        (lambda: F["noun_plural"]("time", 1), "time"),
        (lambda: F["noun_plural"]("police box"), "police boxes"),
        (lambda: F["noun_plural"]("CITY"), "CITIES"),
        (lambda: F["noun_plural"]("woman"), "women"),
        (lambda: F["noun_plural"]("German"), "Germans"),
        (lambda: F["noun_plural"]("boy"), "boys"),
        (lambda: F["noun_plural"]("apples"), "apples"),
        (lambda: F["noun_plural"]("dress"), "dresses"),
        (lambda: F["noun_plural"]("cities"), "cities"),
        (lambda: F["noun_plural"]("time", ["a", "b"]), "times"),
        (lambda: F["noun_plural"]("3"), "3"),
        (lambda: F["noun_singular"]("cities"), "city"),
        (lambda: F["noun_singular"]("boxes"), "box"),
        (lambda: F["noun_singular"]("pies"), "pie"),
        (lambda: F["noun_singular"]("cookies"), "cookie"),
        (lambda: F["noun_singular"]("Movies"), "Movie"),
        (lambda: F["noun_singular"]("brothers-in-law"), "brother-in-law"),
        (lambda: F["noun_plural"]("Sister-in-law"), "Sisters-in-law"),
        (lambda: F["noun_singular"]("people"), "person"),
        (lambda: F["noun_singular"]("bus"), "bus"),
        (lambda: F["noun_singular"]("eggs", 2), "eggs"),
        (lambda: F["indefinite_article"]("apple"), "an apple"),
        (lambda: F["indefinite_article"]("squash"), "a squash"),
        (lambda: F["indefinite_article"]("hour"), "an hour"),
        (lambda: F["indefinite_article"]("university"), "a university"),
        (lambda: F["indefinite_article"]("umbrella"), "an umbrella"),
        (lambda: F["indefinite_article"]("FBI agent"), "an FBI agent"),
        (lambda: F["indefinite_article"]("8-day"), "an 8-day"),
        (lambda: F["indefinite_article"]("one-off"), "a one-off"),
        (lambda: F["verb_past"]("eat"), "ate"),
        (lambda: F["verb_past"]("finish"), "finished"),
        (lambda: F["verb_past"]("plan"), "planned"),
        (lambda: F["verb_past"]("carry"), "carried"),
        (lambda: F["verb_past"]("bake"), "baked"),
        (lambda: F["verb_past"]("are", "pl"), "were"),
        (lambda: F["verb_present"]("ate"), "eats"),
        *(
            (lambda past=past: F["verb_present"](past), present)
            for past, present in (
                ("used", "uses"),
                ("added", "adds"),
                ("filed", "files"),
                ("hired", "hires"),
                ("secured", "secures"),
                ("defined", "defines"),
                ("ruled", "rules"),
                ("tied", "ties"),
                ("owned", "owns"),
                ("appealed", "appeals"),
                ("mentioned", "mentions"),
                ("offered", "offers"),
                ("stored", "stores"),
                ("sponsored", "sponsors"),
                ("agreed", "agrees"),
                ("traveled", "travels"),
            )
        ),
        (lambda: F["verb_present"]("carry"), "carries"),
        (lambda: F["verb_present"]("go"), "goes"),
        (lambda: F["verb_present"]("was", "1sg"), "am"),
        (lambda: F["verb_present"]("has", "pl"), "have"),
        (lambda: F["comma_and_list"]([]), ""),
        (lambda: F["comma_and_list"](["a"]), "a"),
        (lambda: F["comma_and_list"]("a", "b"), "a and b"),
        (lambda: F["comma_and_list"](["a", "b", "c"]), "a, b, and c"),
        (lambda: F["comma_and_list"]({"a": 1}, "b", "c", oxford=False), "a, b and c"),
        (lambda: F["comma_and_list"](["a", "b", "c"], and_string="or", comma_string="; "), "a; b; or c"),
        (lambda: F["comma_list"](1, 2), "1, 2"),
        (lambda: F["add_separators"](["a", "b", "c"]), ["a;", "b; and", "c."]),
        (lambda: F["add_separators"](["a"]), ["a."]),
        (lambda: F["alpha"](0), "A"),
        (lambda: F["alpha"](26), "AA"),
        (lambda: F["alpha"](2, case="lower"), "c"),
        (lambda: F["roman"](3), "IV"),
        (lambda: F["item_label"](0), "I."),
        (lambda: F["item_label"](1, 3), "b)"),
        (lambda: F["item_label"](1, 5, punctuation=False), "b"),
        (lambda: F["capitalize"]("green Eggs"), "Green Eggs"),
        (lambda: F["capitalize"](""), ""),
        (lambda: F["title_case"]("the politics of turtles"), "The Politics of Turtles"),
        (lambda: F["title_case"]("to be or not to"), "To Be or Not To"),
        (lambda: F["fix_punctuation"]("a"), "a."),
        (lambda: F["fix_punctuation"]("a?"), "a?"),
        (lambda: F["fix_punctuation"]("a", ";"), "a;"),
        (lambda: F["bold"]("a"), "**a**"),
        (lambda: F["bold"]("", "none"), "**none**"),
        (lambda: F["italic"](None), ""),
        (lambda: F["single_paragraph"]("a\nb\n\nc"), "a b c"),
        (lambda: F["single_to_double_newlines"]("a\nb"), "a\n\nb"),
        (lambda: F["quote_paragraphs"]("a\n\nb\n"), "> a\n> \n> b"),
        (lambda: F["indent"]("a\nb", by=2), "  a\n  b"),
        (lambda: F["space_to_underscore"]("Cat in  the Hat"), "Cat_in_the_Hat"),
        (lambda: F["nodoublequote"]('a"b'), "a'b"),
        (lambda: [F["yesno"](value) for value in (True, False, None)], ["Yes", "No", ""]),
        (lambda: F["noyes"](True), "No"),
        (lambda: F["word"]("a"), "a"),
        (lambda: F["verbatim"]("**a**"), "**a**"),
        (lambda: F["state_name"]("pa"), "Pennsylvania"),
        (lambda: F["state_name"]("BY", "DE"), "Bayern"),
        (lambda: F["state_name"]("ZZ"), "ZZ"),
        (lambda: F["states_list"]()["DC"], "District of Columbia"),
        (lambda: F["states_list"](abbreviate=True)["NY"], "NY"),
        (lambda: F["states_list"]("TG"), {}),
        (lambda: F["states_list"](country="TG"), {}),
        (lambda: F["state_name"]("NY", country="US"), "New York"),
        (lambda: F["iso_country"]("tg", "official_name"), "Togo"),
        (lambda: len(F["states_list"]("BR")), 27),
        (lambda: F["state_name"]("04", country_code="PT"), "Bragança"),
        (lambda: F["country_name"]("TG"), "Togo"),
        (lambda: F["country_name"]("XX"), "XX"),
        (lambda: len(F["countries_list"]()), 249),
        (lambda: F["countries_list"]()[1], {"AX": "Åland Islands"}),
        (lambda: F["iso_country"]("togo"), "TG"),
        (lambda: F["iso_country"]("tg", "name"), "Togo"),
        (lambda: F["iso_country"]("usa"), "US"),
        (lambda: F["iso_country"]("Togo", "alpha_3"), "TGO"),
        (lambda: F["iso_country"]("TGO", "numeric"), "768"),
        (
            lambda: [F["subdivision_type"](code) for code in ("US", "BG", "SE", "TN", "VN", "LV")],
            ["State", "District", "County", "Governorate", "Province", "Municipality"],
        ),
        (lambda: F["subdivision_type"]("VA"), None),
        (lambda: "III" in F["name_suffix"](), True),
        (lambda: F["period_list"]()[2], [52, "Per Week"]),
        (lambda: F["phone_number_is_valid"]("(202) 555-0143"), True),
        (lambda: F["phone_number_is_valid"]("123"), False),
        (lambda: F["phone_number_is_valid"]("+44 20 7946 0000", "GB"), True),
        (lambda: F["phone_number_formatted"]("202.555.0143"), "(202) 555-0143"),
        (lambda: F["phone_number_formatted"]("x"), None),
        (lambda: F["phone_number_in_e164"]("202-555-0143"), "+12025550143"),
        (lambda: F["get_language"](), "en"),
        (lambda: list(F["chain"]([1], (2, 3))), [1, 2, 3]),
        (lambda: F["plain"]("", "none"), "none"),
        (lambda: F["plain"](None), ""),
        (lambda: F["noun_plural"]("a" * 100_000 + "!"), "a" * 100_000 + "!"),
        (lambda: F["noun_singular"]("!" + "s" * 100_000), "!" + "s" * 100_000),
        (lambda: F["language_from_browser"](), "en"),
        (lambda: F["language_from_browser"]("es"), None),
    ],
)
def test_words_and_numbers(call, result):
    assert call() == result


@pytest.mark.parametrize(
    ("call", "result"),
    [
        (lambda: str(F["today"]()), "April 1, 2026"),
        (lambda: F["today"](format="yyyy-MM-dd"), "2026-04-01"),
        (lambda: str(F["today"](timezone="UTC")), "April 2, 2026"),
        (lambda: F["today"]().minus(years=100).year, 1926),
        (lambda: F["current_datetime"]().isoformat(), "2026-04-01T22:30:00-04:00"),
        (lambda: F["current_datetime"]() < F["as_datetime"]("October 14, 1066"), False),
        (lambda: F["as_datetime"]("11/5/1955").year, 1955),
        (lambda: F["as_datetime"](datetime.date(2026, 1, 31)).plus(months=1).day, 28),
        (lambda: F["today"]().minus(months=3).month, 1),
        (lambda: F["as_datetime"]("2024-02-29").plus(years=1, days=1).format_date("M/d"), "3/1"),
        (lambda: F["format_date"]("2026-04-01"), "April 1, 2026"),
        (lambda: F["format_date"]("2026-04-01", format="full"), "Wednesday, April 1, 2026"),
        (lambda: F["format_date"]("2026-04-01", format="short"), "4/1/26"),
        (lambda: F["format_date"]("2026-04-01", "EEE MMM dd 'in' QQQ"), "Wed Apr 01 in Q2"),
        (lambda: F["format_time"]("2026-04-01 16:05"), "4:05 PM"),
        (lambda: F["format_time"](datetime.time(0, 5), "h:mm a"), "12:05 AM"),
        (lambda: F["format_time"]("16:05", "HH:mm:ss"), "16:05:00"),
        (lambda: F["format_datetime"]("2026-04-01 16:05"), "April 1, 2026 at 4:05:00 PM EDT"),
        (lambda: F["format_datetime"]("2026-04-01 16:05", "short"), "4/1/26, 4:05 PM"),
        (lambda: F["month_of"]("2026-04-01", as_word=True), "April"),
        (lambda: F["month_of"]("2026-04-01"), 4),
        (lambda: [F[name]("") for name in ("format_date", "format_datetime", "format_time")], ["", "", ""]),
        (lambda: F["day_of"]("2026-04-01"), 1),
        (lambda: F["year_of"]("2026-04-01"), 2026),
        (lambda: F["dow_of"]("1989-04-01"), 6),
        (lambda: F["dow_of"]("1989-04-01", as_word=True), "Saturday"),
        (lambda: F["date_difference"](starting="2026-04-01", ending="2026-04-15").weeks, 2.0),
        (lambda: int(F["date_difference"](starting="2000-04-01").years), 26),
        (lambda: str(F["date_difference"]("2026-04-01", "2026-04-12")), "one week and four days"),
        (lambda: F["date_difference"]("2025-03-01", "2026-05-02").describe(nice=False), "1 year, 2 months, and 1 day"),
        (lambda: F["format_date"]("2014-04-05", format="e"), "6"),
        (lambda: str(F["date_difference"]("2026-01-01", "2026-03-01")), "two months"),
        (lambda: str(F["date_difference"]("2026-03-01", "2026-01-01")), "two months"),
        (lambda: str(F["date_difference"]("2024-02-29", "2025-03-02")), "one year and two days"),
        (lambda: str(F["date_difference"]("2025-12-31", "2026-12-30")), "11 months, four weeks, and two days"),
        (lambda: str(F["date_difference"]("9998-12-31", "9999-12-31")), "one year"),
        (lambda: F["date_difference"]("2026-01-01", "2028-03-01").describe("year"), "two years"),
        (lambda: str(F["as_datetime"]("2026-01-01") + F["date_interval"](microseconds=5)), "January 1, 2026"),
        (lambda: str(F["today"]() + F["date_interval"](days=2)), "April 3, 2026"),
        (lambda: str(F["today"]() - F["date_interval"](months=2)), "February 1, 2026"),
        (lambda: F["get_default_timezone"](), "America/New_York"),
        (lambda: "America/Sitka" in F["timezone_list"](), True),
        (lambda: F["today"]().dow, 3),
        (lambda: F["today"]().week, 14),
        (lambda: F["today"]().format_time("H"), "0"),
        (lambda: f"{F['today']()}", "April 1, 2026"),
        (lambda: F["today"]().replace(month=12, day=25).format(), "December 25, 2026"),
    ],
)
def test_dates(call, result):
    assert call() == result


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: F["as_datetime"]("soon"), "no date"),
        (lambda: F["today"](timezone="Mars/Base"), "no time zone"),
        (lambda: F["today"](timezone="../../etc/passwd"), "no time zone"),
        (lambda: F["date_interval"](fortnights=1), "no unit of time"),
        (lambda: F["format_date"]("2026-04-01", "nice"), "means nothing"),
        (lambda: F["today"]().plus(years=9000), "outside the years"),
        (lambda: F["currency"](float("nan")), "finite"),
        (lambda: F["roman"](5000), "3998"),
        (lambda: F["alpha"](1, case="x"), "'upper'"),
        (lambda: F["iso_country"]("x"), "no country"),
        (lambda: F["iso_country"]("US", "flag"), "a part of a country is one of"),
        (lambda: F["currency"]("much"), "could not"),
    ],
)
def test_what_cannot_be_done_is_said(call, message):
    with pytest.raises((ValueError, TypeError, OverflowError), match=message):
        call()


@pytest.mark.parametrize(
    "call",
    [
        lambda v: F["capitalize"](v),
        lambda v: F["title_case"](v),
        lambda v: F["bold"](v),
        lambda v: F["comma_and_list"](["a", v]),
        lambda v: F["quantity_noun"](2, v),
        lambda v: F["indefinite_article"](v),
        lambda v: F["noun_plural"](v),
        lambda v: F["verb_past"](v),
        lambda v: F["fix_punctuation"](v),
        lambda v: F["quote_paragraphs"](v),
        lambda v: F["single_paragraph"](v),
        lambda v: F["indent"](v),
        lambda v: F["add_separators"]([v, "a"])[0],
        lambda v: F["space_to_underscore"](v),
        lambda v: F["country_name"](v),
        lambda v: F["ordinal"](v),
        lambda v: F["nodoublequote"](v),
        lambda v: F["word"](v),
        lambda v: F["noun_singular"](v),
        lambda v: F["verb_present"](v),
        lambda v: F["format_date"]("2026-04-01", format=Typed(f"'{v}'")),
        lambda v: F["today"](format=Typed(f"'{v}'")),
        lambda v: F["format_time"]("16:05", Typed(f"'{v}'")),
    ],
)
def test_what_was_typed_stays_typed(call):
    result = call(Typed("<b>*x*</b>"))
    assert isinstance(result, Typed)
    assert "<" not in "".join(piece for piece in pieces_of(result) if not isinstance(piece, Typed))


def test_a_quotation_of_an_answer_keeps_its_line_breaks():
    quoted = F["quote_paragraphs"](Typed("a\nb\n\nc"))
    assert to_html(quoted) == "<blockquote>\n<p>a<br>b</p>\n<p>c</p>\n</blockquote>\n"


def test_bold_of_an_answer_is_bold():
    assert [type(piece) for piece in F["bold"](Typed("x")).pieces] == [str, Typed, str]


@pytest.mark.parametrize(
    "value", [F["today"], lambda: F["date_interval"](days=2), lambda: F["date_difference"]("2026-04-01")]
)
def test_dates_and_times_can_be_kept(value):
    made = value()
    back = state.decode(state.encode({"x": made}))["x"]
    assert type(back) is type(made)
    assert str(back) == str(made)


def test_a_changed_language_lasts_for_the_run_only():
    F["set_language"]("es")
    assert F["get_language"]() == "es"
    current.use(Context(now="2026-04-02T02:30:00+00:00", session="s"))
    assert F["get_language"]() == "en"


def test_no_function_is_a_module_and_none_opens_a_file_once_preloaded(monkeypatch):
    preload()
    assert not [name for name, value in F.items() if type(value).__name__ == "module"]

    def refuse(*args, **kwargs):
        raise AssertionError("a file was opened")

    monkeypatch.setattr("builtins.open", refuse)
    monkeypatch.setattr("io.open", refuse)
    assert F["current_datetime"](timezone="Asia/Kathmandu").format_time("z")


@pytest.mark.parametrize(
    ("breaks", "index", "expected"),
    [(8, 0, "Hello"), (8, 1, "big world"), ([6, 4], 1, "big"), ([6, 4], 2, "world"), (99, 0, "Hello big world"),
     (99, 1, ""), (5, 5, ""), (2, 0, "He")],
)  # fmt: skip
def test_a_text_is_split_for_the_lines_of_a_form(breaks, index, expected):
    assert NAMESPACE["split"]("Hello big world", breaks, index) == expected


def test_a_line_break_ends_a_line_of_a_form():
    assert [NAMESPACE["split"]("a\nb c\nd", [9, 2], place) for place in range(3)] == ["a", "b", "c d"]


def test_a_time_between_is_kept_with_its_beginning():
    kept = state.decode(state.encode({"wait": F["date_difference"]("2026-01-01", "2026-03-01")}))
    assert str(kept["wait"]) == "two months"


def test_a_time_between_that_was_kept_without_its_beginning():
    assert str(dates.time_between(datetime.timedelta(days=60))) == "one month, four weeks, and one day"
