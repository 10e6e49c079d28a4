"""The vault: keys, and the only format in which answers are stored.

`docs/crypto-spec.md` is the specification, every byte and every label; the docstrings here say the same, shorter.
"""

from chancery.vault.envelope import Key, Unreadable
from chancery.vault.files import Label, Unmeasured, open_file, seal_file, sealed_lengths
from chancery.vault.keys import new_share, session_key, step_place, unwrap_share, wrap_share
from chancery.vault.visitor import (
    ACCOUNT,
    COOKIE_NAME,
    DEVICE_COOKIE_NAME,
    LOGIN_COOKIE_NAME,
    PARTICIPANT,
    VISITOR,
    DeviceCookie,
    Holder,
    InvalidCookie,
    LoginCookie,
    Member,
    Visitor,
)

__all__ = [
    "ACCOUNT",
    "COOKIE_NAME",
    "DEVICE_COOKIE_NAME",
    "LOGIN_COOKIE_NAME",
    "PARTICIPANT",
    "VISITOR",
    "DeviceCookie",
    "Holder",
    "InvalidCookie",
    "Key",
    "Label",
    "LoginCookie",
    "Member",
    "Unmeasured",
    "Unreadable",
    "Visitor",
    "new_share",
    "open_file",
    "seal_file",
    "sealed_lengths",
    "session_key",
    "step_place",
    "unwrap_share",
    "wrap_share",
]
