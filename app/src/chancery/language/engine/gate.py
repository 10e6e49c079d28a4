"""Who may use an interview at all: `require login` and `required privileges` of its metadata."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...protocol import Leave
from .signals import Commanded, Message
from .words import word

if TYPE_CHECKING:
    from .engine import Engine

SIGN_IN = "/account/sign-in"


def pass_gate(engine: Engine) -> None:
    """Let only those in whom the interview's metadata let in.

    Raises:
        Commanded: the person has to sign in first, and can.
        Message: the person may not use the interview.
    """
    metadata, user = engine.interview.info.metadata, engine.context.user
    wanted, has = _privileges(metadata.get("required privileges")), user.role if user else "anonymous"
    if (wanted and has not in wanted) or (metadata.get("require login") and not user):
        if user is None and engine.context.accounts:
            raise Commanded(Leave(SIGN_IN))
        raise Message(word("You may not use this interview."), "", [("leave", word("Leave"), "")])


def _privileges(written: object) -> frozenset[str]:
    """The names of the privileges of which one is needed; none for an interview that is for everybody."""
    several = [written] if isinstance(written, str) else written
    return frozenset(str(name) for name in several) if isinstance(several, list | tuple) else frozenset()
