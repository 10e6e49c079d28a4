"""How sessions of an interview begin, as its metadata says: `temporary session` and `sessions are unique`."""

from __future__ import annotations

from typing import Literal

from chancery.protocol import InterviewInfo

Mode = Literal["resume", "reset", "new"]


def mode_of(info: InterviewInfo, role: str, wanted: Mode, *, erases: bool) -> Mode:
    """How a session really begins.

    Args:
        info: the interview.
        role: that of who asks; "" without an account.
        wanted: what the address asks for.
        erases: whether this request may erase; an address that another site has made may not.
    """
    alone = is_unique(info, role)
    if wanted == "new" and alone:
        wanted = "resume"
    if wanted == "resume" and is_temporary(info):
        wanted = "reset"
    if wanted == "reset" and not erases:
        return "resume" if alone else "new"
    return wanted


def is_unique(info: InterviewInfo, role: str) -> bool:
    """Whether a person with that role has one session of the interview at most: all do, or those of some privileges."""
    wanted = info.metadata.get("sessions are unique")
    if isinstance(wanted, list | tuple):
        return role in wanted
    return wanted is True


def is_temporary(info: InterviewInfo) -> bool:
    """Whether whoever comes to the interview begins it anew, and what she left of it is erased."""
    return info.metadata.get("temporary session") is True
