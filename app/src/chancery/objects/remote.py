"""What the stores of services share: parts of an upload, names below a prefix, and the words for what went wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from chancery.objects.store import Head

# Bytes of a part: S3 takes no fewer than 5 MiB and at most 10,000 of them, which makes 78 GiB.
PART_BYTES: Final = 8 << 20
# With all attempts it is less than the 30 seconds that nginx waits for a page.
CONNECT_TIMEOUT_S: Final = 3
READ_TIMEOUT_S: Final = 8
ATTEMPTS: Final = 3
# Names that are asked for at a time; no service gives more.
PAGE_NAMES = 1000
# Debian's list of authorities, which is patched with the system, and not those that the kits bring.
AUTHORITIES: Final = "/etc/ssl/certs/ca-certificates.crt"

# What services call a fault, and what to say of it to the person who operates the site.
_SAID = {
    "SignatureDoesNotMatch": "the key is wrong",
    "InvalidAccessKeyId": "the key's id is unknown",
    "AuthenticationFailed": "the key is wrong, or this host's clock is",
    "AuthorizationFailure": "the key is wrong, or this host's clock is",
    "AccessDenied": "the key may not do this",
    "403": "the key is wrong, or may not do this",
    "NoSuchBucket": "there is no such bucket",
    "ContainerNotFound": "there is no such container",
    "RequestTimeTooSkewed": "this host's clock is wrong",
}


def said(code: str) -> str:
    """What to say of a fault that the service calls `code`; no address, key or text of the service's is in it."""
    return _SAID.get(code, "the service refuses" if code else "the service does not answer")


def parts(pieces: Iterable[bytes], head: Head | None = None) -> Iterator[tuple[int, bytes]]:
    """Gather pieces of any size into parts of `PART_BYTES`, with their numbers from 1 on, at least one.

    The part with the highest number may be shorter. Where there is a head, the first part comes last.
    """
    held: bytes | None = None
    buffer, number = bytearray(head.size if head else 0), 1
    for piece in pieces:
        rest = memoryview(piece)
        while rest:
            taken = rest[: PART_BYTES - len(buffer)]
            buffer += taken
            rest = rest[len(taken) :]
            if len(buffer) == PART_BYTES:
                if head and held is None:
                    held = bytes(buffer)
                else:
                    yield number, bytes(buffer)
                buffer, number = bytearray(), number + 1
    if head and held is None:
        held, buffer = bytes(buffer), bytearray()
    if buffer or (number == 1 and held is None):
        yield number, bytes(buffer)
    if head and held is not None:
        yield 1, head.make() + held[head.size :]
