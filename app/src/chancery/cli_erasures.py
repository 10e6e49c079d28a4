"""The commands that keep erased sessions erased: print the ledger before a backup is put back, replay it after."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import TYPE_CHECKING, TextIO, get_args

import click

from chancery.cli_common import Sentence, read_settings, with_database

if TYPE_CHECKING:
    from chancery.sessions.view import Erased


@click.command()
def ledger() -> None:
    """Print which sessions were erased, and when.

    A JSON object a line, which holds no answers and no names. Keep it before you put a backup back, for replay.
    """
    from chancery.sessions import Sessions

    sessions = Sessions.from_settings(read_settings())
    for line in with_database(sessions.ledger):
        click.echo(json.dumps({"session": line.uid, "erased": line.hour.isoformat(), "reason": line.reason}))


@click.command()
@click.argument("file", type=click.File("r"))
def replay(file: TextIO) -> None:
    """Erase again what a backup has brought back.

    FILE is what the command ledger printed before; - for standard input. Nothing is erased if a line is not one of its.
    """
    from chancery.sessions import Sessions

    erased = [_read(number, line) for number, line in enumerate(file, 1)]
    sessions = Sessions.from_settings(read_settings())
    count = with_database(lambda: sessions.replay(erased))
    click.echo(f"Erased {count} {'session' if count == 1 else 'sessions'} again, of {len(erased)} in the ledger.")


def _read(number: int, line: str) -> Erased:
    from chancery.sessions.view import Erased, Reason

    try:
        held = json.loads(line)
        uid, hour, reason = held["session"], datetime.fromisoformat(held["erased"]), held["reason"]
        if not re.fullmatch("[0-9a-f]{32}", uid) or hour.tzinfo is None or reason not in get_args(Reason):
            raise ValueError
    except (ValueError, KeyError, TypeError):
        raise Sentence(
            f"Line {number} is not one that chancery ledger prints. Give it as it was printed; nothing was erased."
        ) from None
    return Erased(uid, hour, reason, files_pending=True)
