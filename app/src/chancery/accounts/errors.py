"""What can go wrong with an account. None of these texts holds an address, a password, a code or a key."""

from __future__ import annotations


class AccountError(Exception):
    """Any refusal of this package. Nothing has been changed."""


class Refused(AccountError):
    """What was typed does not prove who this is: the address, password or code. It never says which of them."""


class TooSoon(AccountError):
    """There were too many attempts lately; `wait_s` is how many seconds to wait."""

    def __init__(self, wait_s: int) -> None:
        super().__init__(f"wait {wait_s} seconds")
        self.wait_s = wait_s


class BadAddress(AccountError):
    """The text is no e-mail address. `sentence` says what to type."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class WeakPassword(AccountError):
    """The new password is too easy to guess. `sentence` says what to choose instead."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class MailFailed(AccountError):
    """The letter could not be handed to the mail server."""


class NotSignedIn(AccountError):
    """The login has ended, or waits for its second factor."""


class NotAllowed(AccountError):
    """The account's role does not allow this."""


class NotProved(AccountError):
    """A provider's answer does not prove who this is. The text is one fixed word, for the log."""


class ProviderDown(AccountError):
    """A provider cannot be reached, or is not set up as its variables say. The text is its name in the settings."""
