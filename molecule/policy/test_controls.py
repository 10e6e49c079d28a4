"""Every promise has a sentence, something that keeps it and a test that proves it."""

from __future__ import annotations

import ast

import pytest
from controls import SENTENCES, TABLE, Control, controls, marks, sentences, standard, updated


@pytest.fixture(scope="module")
def found() -> dict[str, Control]:
    """What the tree holds of each control."""
    return controls()


@pytest.mark.parametrize("name", sentences())
def test_a_promise_is_kept_and_proved(name: str, found: dict[str, Control]) -> None:
    control = found.get(name, Control())
    assert control.kept, f"nothing keeps {name}: tag a task control_{name}, or write the comment Keeps control_{name}."
    assert control.proved, f'no test proves {name}: mark one with @pytest.mark.control("{name}")'


def test_every_id_that_is_used_has_a_sentence(found: dict[str, Control]) -> None:
    unknown = sorted(set(found) - set(sentences()))
    assert not unknown, f"add a sentence to {SENTENCES.name} for {', '.join(unknown)}"


def test_the_table_is_up_to_date() -> None:
    assert TABLE.read_text() == updated(), "run: python molecule/policy/controls.py"


def test_standards_are_written_as_their_publishers_do() -> None:
    tags = {
        "nist_ac_7": "NIST AC-7",
        "nist_sc_17": "NIST SC-17",
        "cis_1.1.2": "CIS 1.1.2",
        "cis_docker_5.4": "CIS Docker 5.4",
    }
    assert {tag: standard(tag) for tag in tags} == tags


def test_marks_are_found_on_functions_and_classes() -> None:
    source = '@pytest.mark.control("a", "b")\ndef test_x(): ...\n@pytest.mark.other("c")\nclass TestY: ...\n'
    assert list(marks(ast.parse(source))) == [("a", "test_x"), ("b", "test_x")]
