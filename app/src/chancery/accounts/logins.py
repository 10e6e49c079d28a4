"""What a browser has that is signed in to an account."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from chancery.accounts import rows
from chancery.vault import LoginCookie, Member


@dataclass(frozen=True, slots=True)
class Login:
    """A browser that is signed in, or has to show its second factor first (`is_full` is False)."""

    cookie: LoginCookie
    account_id: int
    member: Member
    role: str
    stage: str

    # A login holds sessions as its member does, so that whoever serves a request need not ask which of the two it has.
    @property
    def kind(self) -> str:
        """See `Holder`."""
        return self.member.kind

    @property
    def id(self) -> uuid.UUID:
        """See `Holder`."""
        return self.member.id

    @property
    def key(self) -> bytes:
        """See `Holder`."""
        return self.member.key

    @property
    def is_full(self) -> bool:
        """Whether nothing is left to be shown."""
        return self.stage == rows.FULL

    def csrf_token(self) -> str:
        """A token for one form of this login."""
        return self.cookie.csrf_token()

    def csrf_matches(self, token: str) -> bool:
        """Whether a form came from a page of this login."""
        return self.cookie.csrf_matches(token)


@dataclass(frozen=True, slots=True)
class Registered:
    """A new login of an account that has got a new recovery code, to be shown once."""

    login: Login
    recovery_code: str = field(repr=False)
