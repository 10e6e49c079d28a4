"""What keys cost a person who waits: encrypting and decrypting a screen, and signing in beside the derivation alone.

Encrypting is counted in time of the processor, as a busy machine should change it little. Signing in is what the clock
says, in turns with the derivation, for part of it waits for the disk. Run alone: `python -m bench.keys`.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path

from chancery.accounts.accounts import Accounts
from chancery.database import Database, migrate
from chancery.logs import configure
from chancery.settings import Settings
from chancery.vault import Key, Visitor, step_place
from chancery.vault.passwords import STANDARD, derive, new_salt

SCREENS = 300
SIGN_INS = 15
ANSWERS = json.dumps({"answers": os.urandom(18_750).hex() + "x" * 12_500}).encode()
ADDRESS, PASSWORD = "ada@example.test", "seven wet pelicans argue"
# Milliseconds beyond what stands beside it.
TARGETS = {"a screen with 50 KB": 1.0, "signing in": 20.0}


def main() -> int:
    """Print a table and, as its last line, the medians as JSON; return 1 if a target is missed."""
    # What the application says of an account that is made does not belong in a table.
    configure("warning", to_stderr=True)
    with tempfile.TemporaryDirectory() as directory:
        figures = {"a screen with 50 KB": screens(), "signing in": sign_ins(Path(directory))}
    print(f"\n{'what keys cost':<24}{'without ms':>11}{'with ms':>9}{'ratio':>7}{'more ms':>9}{'target':>8}")
    for what, (without, with_keys) in figures.items():
        more = with_keys - without
        ratio = with_keys / without
        print(f"  {what:<22}{without:>11.2f}{with_keys:>9.2f}{ratio:>7.2f}{more:>9.2f}{TARGETS[what]:>8.0f}")
    print(json.dumps({what: {"without": without, "with": kept} for what, (without, kept) in figures.items()}))
    return 0 if all(kept - without <= TARGETS[what] for what, (without, kept) in figures.items()) else 1


def screens() -> tuple[float, float]:
    """Milliseconds of writing and reading back the answers of a screen: as JSON alone, and sealed."""
    key, place = Key(os.urandom(32)), step_place(uuid.uuid4(), "bench:data/questions/answers.yml", 1)

    def plain() -> None:
        json.loads(bytes(ANSWERS))

    def sealed() -> None:
        json.loads(key.open(key.seal(ANSWERS, place), place))

    return _medians(plain, sealed, SCREENS, time.process_time)


def sign_ins(directory: Path) -> tuple[float, float]:
    """Milliseconds of deriving from a password, and of signing in, which derives from it; SQLite holds the account."""
    site_key = directory / "site-key"
    site_key.write_text(os.urandom(32).hex())
    settings = Settings(
        environment_kind="dev",
        database_url=f"sqlite:///{directory}/chancery.sqlite",
        objects=directory / "objects",
        evaluator_socket=directory / "none",
        base_url="http://localhost:8000",
        accounts_enabled=True,
        site_key_file=site_key,
        mail_directory=directory,
        mail_sender="bench@example.test",
    )
    database = Database(settings.database_url)
    migrate(database)
    accounts = Accounts.from_settings(database, settings)
    code = accounts.registrations.invite(ADDRESS, "admin")
    accounts.registrations.register(Visitor.new(), ADDRESS, code or "", PASSWORD, "192.0.2.1")
    salt = new_salt()
    try:
        return _medians(
            lambda: derive(PASSWORD, salt, STANDARD),
            lambda: accounts.sign_in(ADDRESS, PASSWORD, "192.0.2.1"),
            SIGN_INS,
            time.perf_counter,
        )
    finally:
        database.close()


def _medians(
    without: Callable[[], object], with_keys: Callable[[], object], rounds: int, clock: Callable[[], float]
) -> tuple[float, float]:
    """The medians of both, taken in turns, in milliseconds by `clock`."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for run, times in zip((without, with_keys), taken, strict=True):
            begin = clock()
            run()
            times.append((clock() - begin) * 1000)
    return statistics.median(taken[0]), statistics.median(taken[1])


if __name__ == "__main__":
    sys.exit(main())
