"""Letters that a session has asked for: what is kept of each until it is known what became of it.

A letter is stored as begun with the answer that asks for it, and then sent once by the request that stored it. Whoever
finds a begun letter later, after a crash, tells the person that nobody knows; only she may have it sent again. So no
letter goes out twice by itself, and none is lost without a word.
"""
# Keeps control_letters_once.

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

import msgspec

from chancery.protocol import FileId, Mail

if TYPE_CHECKING:
    from chancery.protocol import Documents

# Bytes of the files of one letter, before they are coded for the way; mail servers commonly refuse more than 20 MB.
MAX_ATTACHED_BYTES = 10 * 1024 * 1024
# Letters without a happy end that a session remembers.
_MOST_KEPT = 20
_EDITABLE = ("DOCX", "Markdown", "HTML")

# begun: it is on its way, or was when something broke. failed: the mail server has not taken it. partly: it has, but
# not for everyone. over: there were too many letters, or its files are too large. sent: the person asked to be told.
State = Literal["begun", "failed", "partly", "over", "sent"]


class Letter(msgspec.Struct, omit_defaults=True):
    """One letter of a session."""

    id: FileId
    mail: Mail
    state: State = "begun"
    # The person herself has asked for it, so she is told that it was sent.
    told: bool = False


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes with a letter."""

    name: str
    mimetype: str
    content: bytes


class NotCarried(Exception):
    """A letter could not be handed over; nobody gets it."""


class Carrier(Protocol):
    """Whoever takes letters to a mail server."""

    def carry(self, mail: Mail, files: Sequence[Attached]) -> bool:
        """Hand one letter over; False if it was taken for some of its addressees only.

        Raises:
            NotCarried: see there.
        """


def kept(letters: Iterable[Letter]) -> list[Letter]:
    """What the next screen still has to say of letters: not what was sent, nor more than a page can hold."""
    return [letter for letter in letters if letter.state != "sent"][-_MOST_KEPT:]


def with_states(letters: Iterable[Letter], states: dict[str, State]) -> list[Letter]:
    """The letters with what became of some; those that were sent without anybody waiting for word go."""
    found = [
        msgspec.structs.replace(letter, state=states.get(letter.id, letter.state), told=letter.told)
        for letter in letters
    ]
    return [letter for letter in found if letter.state != "sent" or letter.told]


def files_to_send(documents: Documents, *, editable: bool) -> list[str]:
    """The files of a screen's documents that go with a letter; the editable ones where there are no others."""
    files = [(file.label, file.file) for document in documents.items for file in document.files]
    fixed = [id_ for label, id_ in files if label not in _EDITABLE]
    return [id_ for _, id_ in files] if editable or not fixed else fixed
