"""docs/language.md says what the code holds, and every name that is refused says why."""

from pathlib import Path

from click.testing import CliRunner

from chancery.check import language_page
from chancery.cli import cli
from chancery.language import absent
from chancery.language.blocks import parse, question
from chancery.language.refusals import REASONS

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
    assert [name for name, why in REASONS.items() if f"| `{name}` | {why} |" not in page] == []


def test_every_key_that_does_nothing_says_why():
    assert sorted(absent.KEYS) == language_page.idle_keys()
    assert set(absent.KEYS) <= set(question.LATER)


def test_reasons_are_sentences():
    assert [name for name, why in absent.KEYS.items() if not why.endswith(".") or len(why) < 15] == []


def test_every_function_says_what_it_does():
    empty = [name for name, said in language_page.functions() if not said]
    assert not empty
