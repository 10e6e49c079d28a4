"""Which new passwords are refused: short ones, and those that a list or a rule of password guessers finds early.

The judge is zxcvbn (Wheeler, USENIX Security 2016): lists of leaked passwords, names and words, keyboard patterns,
dates and repetitions.
"""
# Keeps control_passwords_slow_to_guess.

from __future__ import annotations

from chancery.accounts.errors import WeakPassword

MIN_LENGTH = 10
MAX_LENGTH = 200
# So many guesses are more than half a year's work for one core at Argon2id's cost; see `chancery.vault.passwords`.
MIN_GUESSES = 10**8
# What is longer than this is judged by its beginning: the judge's time grows with the square of the length.
_JUDGED = 60


def check(password: str, *known: str) -> None:
    """Refuse a password that is easy to guess.

    Args:
        password: as it was typed.
        known: what a guesser knows of the person or the site, such as her address.

    Raises:
        WeakPassword: see there.
    """
    if len(password) < MIN_LENGTH:
        raise WeakPassword(f"Choose a longer password: at least {MIN_LENGTH} characters. Four or five words do well.")
    if len(password) > MAX_LENGTH:
        raise WeakPassword(f"Choose a shorter password: at most {MAX_LENGTH} characters.")
    # Its lists take a moment to load and megabytes to keep, which only these pages need.
    from zxcvbn import zxcvbn  # type: ignore[import-untyped]  # its hints are a package of their own

    words = [part for text in known for part in (text, *text.replace("@", ".").split(".")) if part]
    if zxcvbn(password[:_JUDGED], user_inputs=words)["guesses"] < MIN_GUESSES:
        raise WeakPassword(
            "That password is easy to guess: it is on a list of common ones, or made by a common rule. "
            "Choose four or five words that do not belong together."
        )
