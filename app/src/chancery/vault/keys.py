"""Which keys there are and what each opens. With `envelope` and `visitor` this is the specification, version 1.

    CK    cookie key, 32 random bytes, in the visitor's cookie only                     (`chancery.vault.visitor`)
    MK    an account's master key, 32 random bytes, stored wrapped                     (`chancery.vault.accounts`)
    SKu   the person's share of a session's key, 32 random bytes, stored wrapped, one row per holder
    SKs   the server's share, 32 random bytes, in the schema `keystore`, which long backups leave out
    KEK = HKDF-SHA-256(CK or MK, salt = none, info = "chancery v1 wrap", 32 bytes)
    SK  = HKDF-SHA-256(SKu ‖ SKs, salt = session uid (16 bytes), info = "chancery v1 session", 32 bytes)

    wrapped SKu = envelope(KEK, SKu,  AAD = "session_key", session uid, holder kind, holder id)
    step        = envelope(SK,  JSON, AAD = "step", session uid, interview, revision)
    file        = see `chancery.vault.files`, under a key of its own from SK and the file's id

Without the holder's key nothing opens; without the keystore's row nothing opens either, which is how Exit erases what
is in backups. The AAD of a step holds its revision, so a row that is copied to another session, another revision or
another interview does not open there.
"""
# Keeps control_answers_encrypted.

from __future__ import annotations

import os
import uuid

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from chancery.vault.envelope import KEY_BYTES, Key, aad
from chancery.vault.visitor import Holder


def new_share() -> bytes:
    """A fresh SKu or SKs."""
    return os.urandom(KEY_BYTES)


def wrap_share(holder: Holder, session: uuid.UUID, share: bytes) -> bytes:
    """Wrap SKu so that only `holder`'s key unwraps it."""
    return _wrapping_key(holder).seal(share, _wrap_place(holder, session))


def unwrap_share(holder: Holder, session: uuid.UUID, wrapped: bytes) -> bytes:
    """The SKu that `wrap_share` wrapped.

    Raises:
        Unreadable: the holder's key is not the one, or the row was altered or swapped.
    """
    return _wrapping_key(holder).open(wrapped, _wrap_place(holder, session))


def session_key(session: uuid.UUID, person_share: bytes, server_share: bytes) -> Key:
    """SK, from SKu and SKs."""
    hkdf = HKDF(SHA256(), length=KEY_BYTES, salt=session.bytes, info=b"chancery v1 session")
    return Key(hkdf.derive(person_share + server_share))


def step_place(session: uuid.UUID, interview: str, revision: int) -> bytes:
    """The AAD of one stored step."""
    return aad("step", session, interview, revision)


def _wrapping_key(holder: Holder) -> Key:
    return Key(HKDF(SHA256(), length=KEY_BYTES, salt=None, info=b"chancery v1 wrap").derive(holder.key))


def _wrap_place(holder: Holder, session: uuid.UUID) -> bytes:
    return aad("session_key", session, holder.kind, holder.id)
