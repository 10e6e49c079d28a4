"""The words of the letters. Each says who sends it, why, and what to do if the reader did not ask for it."""

from __future__ import annotations

from dataclasses import dataclass

VALID_MINUTES = 30


@dataclass(frozen=True, slots=True)
class Letter:
    """Subject and text, both plain."""

    subject: str
    text: str


def register(site: str, code: str) -> Letter:
    """The code that confirms a new account's address."""
    return Letter(
        f"Your code for {site}",
        f"Somebody, probably you, asked for an account at {site} with this address.\n\n"
        f"Type this code into the page where you asked for it:\n\n    {code}\n\n"
        f"It is good for {VALID_MINUTES} minutes, and only in the browser in which it was asked for.\n\n"
        "If you did not ask for an account, do nothing: none is made without the code.\n",
    )


def already_registered(site: str, url: str) -> Letter:
    """Somebody wants an account where there is one."""
    return Letter(
        f"You already have an account at {site}",
        f"Somebody, probably you, asked for an account at {site} with this address. You already have one, so there\n"
        f"is no code in this letter. Sign in at\n\n    {url}\n\n"
        "or choose “I forgot my password” there.\n\n"
        "If it was not you, do nothing: nothing has changed.\n",
    )


def reset(site: str, code: str) -> Letter:
    """The code that allows a new password."""
    return Letter(
        f"Your code for a new password at {site}",
        f"Somebody, probably you, asked for a new password at {site}.\n\n"
        f"Type this code into the page where you asked for it:\n\n    {code}\n\n"
        f"It is good for {VALID_MINUTES} minutes, and only in the browser in which it was asked for.\n\n"
        "Your stored answers can be kept only with your recovery code. Without it a new password begins an empty\n"
        "account: nobody, not even the people who run the site, can open what was stored under the old one.\n\n"
        "If it was not you, do nothing: nothing has changed.\n",
    )


def no_account(site: str, url: str) -> Letter:
    """Somebody wants a new password where there is no account."""
    return Letter(
        f"There is no account for this address at {site}",
        f"Somebody, probably you, asked for a new password at {site} with this address, but it has no account there.\n"
        f"You may have used another address. To make an account, go to\n\n    {url}\n\n"
        "If it was not you, do nothing.\n",
    )


def changed(site: str, what: str, url: str) -> Letter:
    """Something about the account's safety has changed."""
    return Letter(
        f"{what} at {site}",
        f"{what} at {site}, for the account with this address.\n\n"
        f"If it was not you, somebody else has your account: choose a new password at once at\n\n    {url}\n",
    )
