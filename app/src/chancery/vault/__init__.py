"""The vault: keys, and the only format in which answers are stored.

The docstrings of `keys`, `envelope` and `visitor` are together the specification: every byte and every label.
"""

from chancery.vault.envelope import Key, Unreadable
from chancery.vault.keys import VISITOR, new_share, session_key, step_place, unwrap_share, wrap_share
from chancery.vault.visitor import COOKIE_NAME, InvalidCookie, Visitor

__all__ = [
    "COOKIE_NAME",
    "VISITOR",
    "InvalidCookie",
    "Key",
    "Unreadable",
    "Visitor",
    "new_share",
    "session_key",
    "step_place",
    "unwrap_share",
    "wrap_share",
]
