"""The accounts of the dev host, as far as they can be had without one."""

from __future__ import annotations

from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from stack import accounts
from stack.checkout import ROOT, Choices, Failed


def test_the_sites_key_is_made_once_and_for_this_account_alone(choices: Choices, tmp_path: Path) -> None:
    mine = replace(choices, directory=tmp_path)
    key = accounts.site_key(mine)
    assert len(bytes.fromhex(key)) == 32
    assert accounts.site_key(mine) == key
    assert (tmp_path / "site-key").stat().st_mode & 0o777 == 0o600


def test_the_code_of_the_first_administrator_is_shown_where_there_is_one() -> None:
    said = "Open https://localhost/account/register within 72 hours, and type this code:\n\n    AAAA-BBBB\n\n"
    assert "AAAA-BBBB" in accounts.words(accounts.code_in(said))
    assert "make mail" in accounts.words(accounts.code_in(""))


def test_the_first_administrator_is_the_one_of_the_inventory() -> None:
    held = (ROOT / "inventories/dev/group_vars/app/app.yml").read_text().splitlines()
    assert f"app_administrator: {accounts.ADMINISTRATOR}" in held


def test_an_encoded_letter_is_shown_as_it_reads() -> None:
    letter = EmailMessage()
    letter["To"], letter["Subject"], letter["Date"] = "ada@example.test", "Your code", "Sat, 28 Nov 2026 12:00:00 +0000"
    letter.set_content("choose “Forgotten”\n", cte="base64")
    assert "To: ada@example.test\nSubject: Your code\n\nchoose “Forgotten”\n" in accounts.readable(letter.as_string())


def test_letters_of_a_host_that_does_not_run_are_refused(choices: Choices) -> None:
    with pytest.raises(Failed, match="make up starts it"):
        accounts.letters(choices)
