"""Dates, numbers, nouns and amounts in other languages and countries, and files of translations."""

import io
import zipfile

import pytest

from chancery.language import AuthorError, current, translations
from chancery.language.functions import NAMESPACE as F
from chancery.language.functions import tongues
from chancery.protocol import Context


def speak(language):
    current.use(Context(now="2026-04-02T02:30:00+00:00", session="s", timezone="UTC", language=language))


@pytest.mark.parametrize(
    ("language", "date", "moment", "month", "day"),
    [
        ("en", "March 4, 2026", "March 4, 2026 at 3:06:00 PM UTC", "March", "Wednesday"),
        ("es", "4 de marzo de 2026", "4 de marzo de 2026, 15:06:00 UTC", "marzo", "miércoles"),
        ("fr", "4 mars 2026", "4 mars 2026 à 15:06:00 UTC", "mars", "mercredi"),
        ("pt", "4 de março de 2026", "4 de março de 2026 às 15:06:00 UTC", "março", "quarta-feira"),
        ("de", "4. März 2026", "4. März 2026 um 15:06:00 UTC", "März", "Mittwoch"),
        ("it", "4 marzo 2026", "4 marzo 2026, 15:06:00 UTC", "marzo", "mercoledì"),
        ("xx", "March 4, 2026", "March 4, 2026 at 3:06:00 PM UTC", "March", "Wednesday"),
    ],
)
def test_a_date_in_another_language(language, date, moment, month, day):
    speak(language)
    value = F["as_datetime"]("2026-03-04 15:06")
    assert (str(value), F["format_datetime"](value)) == (date, moment)
    assert (F["month_of"](value, as_word=True), F["dow_of"](value, as_word=True)) == (month, day)


@pytest.mark.parametrize("language", tongues.known())
def test_every_language_is_whole(language):
    tongue = tongues.of(language)
    assert [len(names) for names in (tongue.months, tongue.short_months, tongue.days, tongue.short_days)] == [
        12,
        12,
        7,
        7,
    ]
    assert (len(tongue.numbers), len(tongue.ordinals)) in ((0, 0), (11, 10))
    speak(language)
    for length in ("full", "long", "medium", "short"):
        assert F["format_datetime"]("2026-03-04 15:06", format=length)


@pytest.mark.parametrize(
    ("language", "call", "result"),
    [
        ("es", lambda: F["nice_number"](4), "cuatro"),
        ("es", lambda: F["nice_number"](40), "40"),
        ("xx", lambda: F["nice_number"](4), "4"),
        ("es", lambda: F["ordinal"](0), "primero"),
        ("fr", lambda: F["ordinal"](20), "21e"),
        ("xx", lambda: F["ordinal"](2), "3."),
        ("es", lambda: F["quantity_noun"](3, "ciudad"), "tres ciudades"),
        ("es", lambda: F["noun_plural"]("nación"), "naciones"),
        ("es", lambda: F["noun_singular"]("casas"), "casa"),
        ("es", lambda: F["noun_singular"]("luces"), "luz"),
        ("es", lambda: F["noun_singular"]("padres"), "padre"),
        ("es", lambda: F["date_interval"](days=2) and F["yesno"](True), "Sí"),
        ("fr", lambda: F["noun_plural"]("journal"), "journaux"),
        ("fr", lambda: F["noun_singular"]("maisons"), "maison"),
        ("pt", lambda: F["noun_plural"]("ação"), "ações"),
        ("de", lambda: F["noun_plural"]("Haus"), "Haus"),
        ("es", lambda: F["indefinite_article"]("casa"), "casa"),
        ("es", lambda: F["verb_present"]("correr"), "correr"),
        ("es", lambda: F["verb_past"]("correr"), "correr"),
        ("es", lambda: F["period_list"]()[0], [12, "Por mes"]),
        ("es", lambda: str(F["date_difference"]("2026-01-01", "2026-03-10").describe("month")), "dos meses"),
    ],
)
def test_numbers_and_nouns_in_another_language(language, call, result):
    speak(language)
    assert call() == result


def test_the_run_has_a_country_a_place_and_a_currency():
    speak("en")
    assert (F["get_country"](), F["get_locale"](), F["get_locale"]("currency_symbol")) == ("US", "", None)
    F["set_country"]("de")
    F["set_locale"]("DE.utf8", currency_symbol="CHF")
    assert (F["get_country"](), F["get_locale"](), F["currency"](2)) == ("DE", "DE.utf8", "CHF2.00")
    F["update_locale"]()
    assert F["currency"](2) == "€2.00"
    F["set_locale"](currency_symbol=None)
    assert F["currency"](2) == "$2.00"
    F["set_language"]("en", dialect="au")
    assert (F["get_language"](), F["get_dialect"](), F["get_voice"]()) == ("en", "au", None)
    speak("en")
    assert (F["get_country"](), F["get_dialect"]()) == ("US", None)


SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def workbook(rows, head=("interview", "tr_lang", "orig_text", "tr_text")):
    """A workbook as XLSX: its titles are shared texts, the others stand in their cells in two runs."""
    shared = "".join(f"<si><t>{title}</t></si>" for title in head)
    titles = "".join(f'<c r="{letter}1" t="s"><v>{place}</v></c>' for place, letter in enumerate("ABCD"[: len(head)]))
    lines = "".join(
        f"<row>{''.join(cell(f'{letter}{number}', text) for letter, text in zip('ABCD', row, strict=True))}</row>"
        for number, row in enumerate(rows, 2)
    )
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as book:
        book.writestr("xl/sharedStrings.xml", f"<sst {SPACE}>{shared}</sst>")
        sheet = f"<worksheet {SPACE}><sheetData><row>{titles}</row>{lines}</sheetData></worksheet>"
        book.writestr("xl/worksheets/sheet1.xml", sheet)
    return content.getvalue()


def cell(place, text):
    half = len(text) // 2
    runs = f"<r><t>{text[:half]}</t></r><r><t>{text[half:]}</t></r>"
    return f'<c r="{place}" t="inlineStr"><is>{runs}</is></c>'


def test_a_workbook_of_translations():
    found = translations.read(
        "p:data/sources/x.xlsx", workbook([("i", "es", "Name\n", "Nombre"), ("i", "fr", "Name", "")])
    )
    assert found == [("es", "Name", "Nombre")]


def test_an_xliff_file_of_translations():
    content = b"""<?xml version="1.0"?><xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2">
    <file source-language="en" target-language="es"><body><trans-unit id="1"><source>Hi <ph>${ you }</ph></source>
    <target>Hola <ph>${ you }</ph></target></trans-unit></body></file></xliff>"""
    assert translations.read("p:data/sources/x.xlf", content) == [("es", "Hi ${ you }", "Hola ${ you }")]


def test_an_xliff_2_file_of_translations():
    content = b"""<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="en" trgLang="es">
    <file id="f"><unit id="1"><segment><source>Hi <ph id="1" disp="x"/></source><target>Hola</target></segment>
    <segment><source> there</source><target> you</target></segment></unit>
    <unit id="2"><segment><source>Not yet</source></segment></unit></file></xliff>"""
    assert translations.read("p:data/sources/x.xlf", content) == [("es", "Hi  there", "Hola you")]


ENTITY = b"""<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>
<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2"><file target-language="es"><trans-unit>
<source>Hi</source><target>&e;</target></trans-unit></file></xliff>"""


@pytest.mark.parametrize("content", [workbook([], head=("a", "b")), b"PK\x03\x04", b""])
def test_a_workbook_that_is_none_is_refused(content):
    with pytest.raises(AuthorError, match="cannot be read"):
        translations.read("p:data/sources/x.xlsx", content)


def test_a_file_of_translations_cannot_take_in_another_file():
    assert translations.read("p:data/sources/x.xlf", ENTITY) == [("es", "Hi", "&e;")]


def test_a_workbook_cannot_be_a_bomb(monkeypatch):
    monkeypatch.setattr(translations, "MAX_UNPACKED", 100)
    with pytest.raises(AuthorError, match="cannot be read"):
        translations.read("p:data/sources/x.xlsx", workbook([("i", "es", "Name", "Nombre")]))
