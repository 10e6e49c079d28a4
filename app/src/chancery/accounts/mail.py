"""Sending a letter over SMTP. It is handed over while the person waits, so that a failure can be told to her.

On a development host letters may be kept in a directory instead, a file for each, where its developer reads them.
"""

from __future__ import annotations

import os
import secrets
import smtplib
import ssl
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path

from chancery.accounts.errors import MailFailed
from chancery.logs import get_logger
from chancery.settings import Settings

TIMEOUT_S = 10
# Letters that one process hands over at a time: a slow mail server must not take every thread of the site.
_AT_ONCE = 2
_log = get_logger(__name__)


class Post:
    """Hands letters to the mail server, or keeps them; one object for all threads of a process."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._places = threading.BoundedSemaphore(_AT_ONCE)

    def send(self, address: str, subject: str, text: str) -> None:
        """Hand one letter over; when this returns, the mail server or the directory has it.

        Raises:
            MailFailed: see there.
        """
        letter = self.letter(subject)
        letter["To"] = address
        letter.set_content(text)
        self.hand_over(letter, [address])

    def letter(self, subject: str) -> EmailMessage:
        """A letter from the site, to nobody yet."""
        sender, letter = self._settings.mail_sender, EmailMessage()
        letter["From"] = sender
        letter["Subject"] = subject
        letter["Date"] = formatdate()
        letter["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].rstrip(">"))
        # No out-of-office notice is wanted.
        letter["Auto-Submitted"] = "auto-generated"
        return letter

    def hand_over(self, letter: EmailMessage, addresses: Sequence[str]) -> bool:
        """Hand one letter over to all `addresses`; False if the mail server took it for some of them only.

        Raises:
            MailFailed: see there; nobody gets it.
        """
        settings = self._settings
        if not self._places.acquire(timeout=TIMEOUT_S):
            raise MailFailed("too many letters are on their way")
        try:
            if settings.mail_directory is None:
                return self._send(letter, addresses)
            _keep(letter, settings.mail_directory)
        except (OSError, smtplib.SMTPException) as error:
            # The server's words may quote the address, so only the kind of failure is logged.
            _log.error("mail_failed", part="smtp", reason=type(error).__name__)
            raise MailFailed("the mail server did not take the letter") from None
        finally:
            self._places.release()
        return True

    def _send(self, letter: EmailMessage, addresses: Sequence[str]) -> bool:
        settings = self._settings
        host, port = settings.smtp_host, settings.smtp_port
        if settings.smtp_security == "tls":
            context = ssl.create_default_context()
            client: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_S, context=context)
        else:
            client = smtplib.SMTP(host, port, timeout=TIMEOUT_S)
        try:
            if settings.smtp_security == "starttls":
                client.starttls(context=ssl.create_default_context())
            if settings.smtp_password_file is not None:
                # Read each time, so that a new password needs no restart.
                client.login(settings.smtp_user, settings.smtp_password_file.read_text().strip())
            refused = client.send_message(letter, to_addrs=addresses)
            # The letter is gone, whatever the server says to our leave: `with client` would call it a failure.
            with suppress(OSError, smtplib.SMTPException):
                client.quit()
        finally:
            client.close()
        return not refused


def _keep(letter: EmailMessage, directory: Path) -> None:
    """Write `letter` to a file of its own; the names sort by time."""
    name = f"{time.time_ns()}-{secrets.token_hex(4)}.eml"
    descriptor = os.open(directory / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(letter.as_bytes())
