"""E-mail addresses: one spelling for each, so that a person finds her account however she types it."""

from __future__ import annotations

import re

from chancery.accounts.errors import BadAddress

MAX_LENGTH = 254
_MAX_LOCAL = 64
_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_HOST = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")


def normal(text: str) -> str:
    """The address as it is kept: lower case, the host in its ASCII form.

    Only what mail servers everywhere take is an address here: RFC 5321's dot-string before the @, a host name after it.

    Raises:
        BadAddress: see there.
    """
    if not text.strip():
        raise BadAddress("Type your e-mail address.")
    local, at, host = text.strip().lower().rpartition("@")
    try:
        host = host.encode("idna").decode()
    except UnicodeError:
        host = ""
    if not at or len(local) > _MAX_LOCAL or not _LOCAL.fullmatch(local) or not _HOST.fullmatch(host):
        raise BadAddress("That is not an e-mail address. Type one like name@example.org.")
    if len(local) + len(host) + 1 > MAX_LENGTH:
        raise BadAddress(f"That address is too long. An e-mail address has at most {MAX_LENGTH} characters.")
    return f"{local}@{host}"
