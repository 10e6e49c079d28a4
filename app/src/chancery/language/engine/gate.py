"""Who may use an interview at all: `require login`, `required privileges` and `sessions are unique` of its metadata."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...protocol import Leave
from .places import SIGN_IN, entry, interview_address
from .signals import Commanded, Message
from .words import word

if TYPE_CHECKING:
    from .engine import Engine


def pass_gate(engine: Engine) -> None:
    """Let only those in whom the interview's metadata let in.

    Raises:
        Commanded: the person has to sign in first, and can; then she comes back.
        Message: the person may not use the interview.
    """
    metadata, user, accounts = engine.interview.info.metadata, engine.context.user, engine.context.accounts
    wanted, has = _privileges(metadata.get("required privileges")), user.role if user else "anonymous"
    # Where nobody can sign in, a browser's sessions are told from another's by its cookie.
    unique = bool(metadata.get("sessions are unique")) and accounts
    if (wanted and has not in wanted) or ((metadata.get("require login") or unique) and not user):
        if user is None and accounts:
            raise Commanded(Leave(entry(engine, SIGN_IN, interview_address(engine.interview.info.name, {}))))
        raise Message(word("You may not use this interview."), "", [("leave", word("Leave"), "")])


def _privileges(written: object) -> frozenset[str]:
    """The names of the privileges of which one is needed; none for an interview that is for everybody."""
    several = [written] if isinstance(written, str) else written
    return frozenset(str(name) for name in several) if isinstance(several, list | tuple) else frozenset()
