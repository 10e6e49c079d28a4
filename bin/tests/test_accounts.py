"""The accounts of the dev host, as far as they can be had without one."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from stack import accounts
from stack.checkout import Choices, Failed


def test_the_sites_key_is_made_once_and_for_this_account_alone(choices: Choices, tmp_path: Path) -> None:
    mine = replace(choices, directory=tmp_path)
    key = accounts.site_key(mine)
    assert len(bytes.fromhex(key)) == 32
    assert accounts.site_key(mine) == key
    assert (tmp_path / "site-key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(("age", "shown"), [(60, True), (accounts.CODE_LIMIT_S + 60, False)])
def test_the_code_of_the_first_administrator_is_shown_while_it_works(
    choices: Choices, tmp_path: Path, age: int, *, shown: bool
) -> None:
    record = {"host": "x", "made": time.time() - age, "code": "AAAA-BBBB"}
    (tmp_path / "administrator.json").write_text(json.dumps(record))
    assert ("AAAA-BBBB" in accounts.words(replace(choices, directory=tmp_path))) == shown


def test_an_encoded_letter_is_shown_as_it_reads() -> None:
    letter = EmailMessage()
    letter["To"], letter["Subject"], letter["Date"] = "ada@example.test", "Your code", "Sat, 28 Nov 2026 12:00:00 +0000"
    letter.set_content("choose “Forgotten”\n", cte="base64")
    assert "To: ada@example.test\nSubject: Your code\n\nchoose “Forgotten”\n" in accounts.readable(letter.as_string())


def test_letters_of_a_host_that_does_not_run_are_refused(choices: Choices) -> None:
    with pytest.raises(Failed, match="make up starts it"):
        accounts.letters(choices)
