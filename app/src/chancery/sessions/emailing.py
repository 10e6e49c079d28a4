"""The letter with which a person has the documents of a screen sent to an address that she types."""

from __future__ import annotations

import msgspec

from chancery.protocol import MAX_ATTACHED, Addressee, Documents, Mail, MailAddress
from chancery.sessions.errors import NoSuchFile
from chancery.sessions.letters import files_to_send

_SUBJECT = "Your document"
_TEXT = "The document that you asked for is attached to this letter.\n"


def letter_of(documents: Documents | None, address: str, *, editable: bool) -> Mail | None:
    """The letter; None if `address` is no e-mail address.

    Raises:
        NoSuchFile: there are no documents, or they are not to be sent.
    """
    if documents is None or documents.emailing is None:
        raise NoSuchFile("the screen has no documents to send")
    words = documents.emailing
    try:
        to = msgspec.convert(address.strip(), MailAddress)
    except msgspec.ValidationError:
        return None
    return Mail(
        to=[Addressee(to)], subject=words.subject or _SUBJECT, text=words.text or ("" if words.html else _TEXT),
        html=words.html, files=files_to_send(documents, editable=editable or words.editable)[:MAX_ATTACHED],
    )  # fmt: skip
