"""docs/language.md says what the code holds, and every name that is refused says why."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from chancery.check import language_page
from chancery.cli import cli
from chancery.language import absent
from chancery.language.blocks import features, parse
from chancery.language.refusals import REASONS, instead

PAGE = Path(__file__).parents[4] / "docs/language.md"


def test_the_page_is_up_to_date():
    assert PAGE.read_text() == language_page.page(), "run: .venv/bin/chancery language > docs/language.md"


def test_the_command_prints_it_and_the_help_names_it():
    assert CliRunner().invoke(cli, ["language"]).output == language_page.page()
    assert "language" in CliRunner().invoke(cli, ["--help"]).output


def test_a_key_that_a_parser_asks_for_is_on_the_page(monkeypatch):
    before = language_page.page()
    real = parse.parse_question

    def asks_for_more(keys, block, embed):
        keys.take("brand new")
        return real(keys, block, embed)

    monkeypatch.setattr(parse, "parse_question", asks_for_more)
    assert "`brand new`" not in before
    assert "`brand new`" in language_page.page()


def test_every_name_that_is_refused_says_why():
    page = language_page.page()
    assert [name for name, why in REASONS.items() if f"| `{name}` | {why} | {instead(name)} |" not in page] == []


@pytest.mark.parametrize(("place", "reasons"), language_page.IDLE.items(), ids=language_page.IDLE)
def test_everything_that_does_nothing_is_on_the_page_with_its_reason(place, reasons):
    page = language_page.page()
    assert [key for key, why in reasons.items() if f"| `{key}` of {place} | {why} |" not in page] == []
    assert [key for key, why in reasons.items() if not why.endswith(".") or len(why) < 15] == []


def test_what_does_something_is_not_said_to_do_nothing():
    assert not absent.KEYS.keys() & set(language_page.blocks()["question"])
    assert not absent.TABLES.keys() & set(language_page.blocks()["table"])
    assert not absent.FEATURES.keys() & features.ACTIVE.keys()


def test_every_function_says_what_it_does():
    empty = [name for name, said in language_page.functions() if not said]
    assert not empty
