"""Several people in one session: key pairs of accounts, SKu sealed to them, invitations, and who the people are.

    pair        = an X25519 key pair per account, made when it first shares a session
    private key = envelope(KEK of pairs, private key (32 bytes), AAD = "account_pair", account uid, public key)
    KEK of pairs = HKDF-SHA-256(MK, salt = none, info = "chancery v1 pair", 32 bytes)
    shared SKu  = header ‖ enc (32 bytes) ‖ ciphertext of SKu and its tag (48 bytes)            84 bytes in all
    header      = "CH" ‖ 0x01 (version of the format) ‖ 0x01 (the suite below)                   4 bytes
    participant = envelope(SK, JSON, AAD = "participant", session uid, holder kind, holder id)
    invitation  = envelope(KEK of the code, SKu, AAD = "invitation", session uid, tag)
    KEK of the code = HKDF-SHA-256(code (15 bytes), salt = none, info = "chancery v1 invitation", 32 bytes)
    tag         = HKDF-SHA-256(code (15 bytes), salt = none, info = "chancery v1 invitation tag", 32 bytes)

`enc` and the ciphertext are those of HPKE (RFC 9180), base mode, single shot: DHKEM(X25519, HKDF-SHA256),
HKDF-SHA256, AES-256-GCM; no AAD, info = "chancery v1 participant" ‖ AAD("session_key", session uid, kind, id).

Whose public key is whose stands inside the participant's box, which SK authenticates: a public key that somebody put
into the database gets no share of any session. The code of an invitation is known to who made it and who types it;
its row holds nothing that could be opened without it.
"""
# Keeps control_people_named. Keeps control_removal_rekeys.

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from chancery.vault.envelope import KEY_BYTES, Key, Unreadable, aad
from chancery.vault.visitor import Holder

HEADER = b"CH\x01\x01"
# 120 bits: 24 letters in six groups of four. No thief of the database can try them all.
INVITATION_BYTES = 15
_LABEL = b"chancery v1 participant"
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


@dataclass(frozen=True, slots=True)
class Pair:
    """An account's key pair as it is stored: the public key, and the private one under MK."""

    public: bytes
    box: bytes = field(repr=False)


class Person(msgspec.Struct, frozen=True):
    """Who a participant is, as the others see it, and the public key that gets a share when the keys change."""

    address: str
    # The role of the account when it joined: whoever has another one than `user` works for the site.
    role: str
    public: bytes


def new_pair(holder: Holder) -> Pair:
    """A fresh key pair for an account that is signed in."""
    private = X25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    return Pair(public, _pair_key(holder).seal(private.private_bytes_raw(), aad("account_pair", holder.id, public)))


def pair_opens(holder: Holder, pair: Pair) -> bool:
    """Whether the account's MK opens its pair: not after a reset without the recovery code."""
    try:
        _private(holder, pair)
    except Unreadable:
        return False
    return True


def is_shared(wrapped: bytes) -> bool:
    """Whether an SKu is sealed to a public key, which it is as soon as a session may have several people."""
    return wrapped.startswith(HEADER)


def seal_share(public: bytes, session: uuid.UUID, kind: str, holder: uuid.UUID, share: bytes) -> bytes:
    """SKu for the account that has the private key to `public`."""
    key = X25519PublicKey.from_public_bytes(public)
    return HEADER + _SUITE.encrypt(share, key, _LABEL + aad("session_key", session, kind, holder))


def open_share(holder: Holder, session: uuid.UUID, kind: str, wrapped: bytes, pair: Pair | None) -> bytes:
    """The SKu that `seal_share` sealed.

    Raises:
        Unreadable: another pair is needed, or something was altered or swapped.
    """
    if pair is None:
        raise Unreadable("the account has no key pair")
    private = _private(holder, pair)
    try:
        return _SUITE.decrypt(wrapped[len(HEADER) :], private, _LABEL + aad("session_key", session, kind, holder.id))
    except (InvalidTag, ValueError):
        raise Unreadable("the share was sealed for another key or place") from None


def seal_person(key: Key, session: uuid.UUID, kind: str, holder: uuid.UUID, person: Person) -> bytes:
    """Who a participant is, for the others alone."""
    return key.seal(msgspec.json.encode(person), aad("participant", session, kind, holder))


def open_person(key: Key, session: uuid.UUID, kind: str, holder: uuid.UUID, box: bytes | None) -> Person | None:
    """Who a participant is; None if somebody wrote the row who does not have the session's key."""
    try:
        return msgspec.json.decode(key.open(box or b"", aad("participant", session, kind, holder)), type=Person)
    except (Unreadable, msgspec.MsgspecError):
        return None


def invitation_tag(code: bytes) -> bytes:
    """Under which an invitation is found; it tells nothing about the code's other keys."""
    return _hkdf(code, b"chancery v1 invitation tag")


def seal_invitation(code: bytes, session: uuid.UUID, share: bytes) -> bytes:
    """SKu for whoever types the code."""
    return _invitation_key(code).seal(share, _invitation_place(code, session))


def open_invitation(code: bytes, session: uuid.UUID, box: bytes) -> bytes:
    """The SKu that `seal_invitation` sealed.

    Raises:
        Unreadable: the row was altered or swapped.
    """
    return _invitation_key(code).open(box, _invitation_place(code, session))


def _private(holder: Holder, pair: Pair) -> X25519PrivateKey:
    raw = _pair_key(holder).open(pair.box, aad("account_pair", holder.id, pair.public))
    return X25519PrivateKey.from_private_bytes(raw)


def _pair_key(holder: Holder) -> Key:
    return Key(_hkdf(holder.key, b"chancery v1 pair"))


def _invitation_key(code: bytes) -> Key:
    return Key(_hkdf(code, b"chancery v1 invitation"))


def _invitation_place(code: bytes, session: uuid.UUID) -> bytes:
    return aad("invitation", session, invitation_tag(code))


def _hkdf(secret: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), length=KEY_BYTES, salt=None, info=info).derive(secret)
