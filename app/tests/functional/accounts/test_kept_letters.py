"""Letters that a development host keeps in a directory instead of sending them."""

from dataclasses import replace
from email import message_from_bytes, policy

import pytest

from chancery.accounts.errors import MailFailed
from chancery.accounts.mail import Post


def test_each_letter_is_a_file_that_only_its_owner_reads(settings, tmp_path, mailbox):
    post = Post(replace(settings, mail_directory=tmp_path / "mail"))
    (tmp_path / "mail").mkdir()
    post.send("ada@example.org", "First", "Grüße „one“")
    post.send("ada@example.org", "Second", "two")
    files = sorted((tmp_path / "mail").iterdir())
    assert [file.stat().st_mode & 0o777 for file in files] == [0o600, 0o600]
    letters = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
    assert [(letter["To"], letter["Subject"]) for letter in letters] == [
        ("ada@example.org", "First"),
        ("ada@example.org", "Second"),
    ]
    assert letters[0].get_content() == "Grüße „one“\n"
    assert not mailbox.letters


def test_a_letter_that_cannot_be_kept_is_a_letter_that_failed(settings, tmp_path):
    with pytest.raises(MailFailed):
        Post(replace(settings, mail_directory=tmp_path / "nowhere")).send("ada@example.org", "x", "y")
