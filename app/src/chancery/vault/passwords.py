"""From a password to two secrets that tell nothing of each other: one proves it, one opens the account's master key.

    password = the text in NFKC, as UTF-8
    root     = Argon2id(password, salt (16 random bytes), 64 MiB, 3 passes, 1 lane)                         64 bytes
    proof    = HKDF-Expand-SHA-256(root, info = "chancery v1 sign-in", 32 bytes);  stored: SHA-256(proof)
    KEK      = HKDF-Expand-SHA-256(root, info = "chancery v1 password", 32 bytes)

Argon2id is RFC 9106; its parameters are stored beside the salt, so that they can rise. One derivation costs 64 MiB and
a fifth of a second: `Gate` lets a few run at once and turns the rest away, or signing in would be a way to exhaust the
host.
"""
# Keeps control_passwords_slow_to_guess. Keeps control_derivations_bounded.

from __future__ import annotations

import hashlib
import hmac
import os
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from chancery.vault.envelope import KEY_BYTES, Key

SALT_BYTES = 16
_ROOT_BYTES = 64


@dataclass(frozen=True, slots=True)
class Cost:
    """What a derivation costs: KiB of memory, passes over it, lanes."""

    memory_kib: int = 64 * 1024
    passes: int = 3
    lanes: int = 1


STANDARD = Cost()


@dataclass(frozen=True, slots=True)
class Derived:
    """What a password gives: `verifier` to store (32 bytes), `key` to open its slot."""

    verifier: bytes
    key: Key = field(repr=False)

    def matches(self, stored: bytes) -> bool:
        """Whether `stored` is the verifier of the same password; takes as long either way."""
        return hmac.compare_digest(self.verifier, stored)


class Busy(Exception):
    """Too many derivations are running or waiting. Nothing was derived."""


class Gate:
    """Lets `at_once` derivations run at a time and as many again wait; one object for all threads of a process."""

    def __init__(self, at_once: int, *, patience_s: float = 5.0) -> None:
        self._running = threading.BoundedSemaphore(at_once)
        self._inside = threading.BoundedSemaphore(2 * at_once)
        self._patience_s = patience_s

    @contextmanager
    def pass_through(self) -> Iterator[None]:
        """Hold a place while deriving.

        Raises:
            Busy: see there.
        """
        if not self._inside.acquire(blocking=False):
            raise Busy
        try:
            if not self._running.acquire(timeout=self._patience_s):
                raise Busy
            try:
                yield
            finally:
                self._running.release()
        finally:
            self._inside.release()

    def derive(self, password: str, salt: bytes, cost: Cost) -> Derived:
        """Derive from a password, when there is room.

        Raises:
            Busy: see there.
        """
        with self.pass_through():
            return derive(password, salt, cost)


def new_salt() -> bytes:
    """A fresh salt."""
    return os.urandom(SALT_BYTES)


def derive(password: str, salt: bytes, cost: Cost) -> Derived:
    """What `password` gives with a salt and a cost; use `Gate.derive` where people wait in line."""
    text = unicodedata.normalize("NFKC", password).encode()
    argon = Argon2id(
        salt=salt, length=_ROOT_BYTES, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory_kib
    )
    root = argon.derive(text)
    proof = HKDFExpand(SHA256(), length=KEY_BYTES, info=b"chancery v1 sign-in").derive(root)
    kek = HKDFExpand(SHA256(), length=KEY_BYTES, info=b"chancery v1 password").derive(root)
    return Derived(hashlib.sha256(proof).digest(), Key(kek))
