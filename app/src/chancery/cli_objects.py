"""`chancery objects`: looks after the store of encrypted files."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import click

from chancery.cli_common import Sentence, read_settings, with_database


@click.group()
def objects() -> None:
    """Look after the store of encrypted files."""


@objects.command()
@click.option(
    "--hours",
    type=click.IntRange(1, 24 * 365),
    default=1,
    show_default=True,
    help="Leave alone what is younger: an answer may be about to be stored.",
)
def sweep(hours: int) -> None:
    """Delete files that no session has, and what broken uploads left.

    The database of CHANCERY_DATABASE_URL says which sessions there are: run this after a restore, not in the middle of
    one.
    """
    from chancery.database import Database
    from chancery.objects import ObjectsUnavailable, open_store
    from chancery.sessions.orphans import sweep_orphans

    settings = read_settings()
    before = datetime.now(UTC) - timedelta(hours=hours)
    try:
        files, uploads = with_database(
            lambda: sweep_orphans(Database(settings.database_url), open_store(settings.objects), before)
        )
    except ObjectsUnavailable as error:
        raise Sentence(f"The object store does not work: {error}. Check CHANCERY_OBJECTS.") from None
    click.echo(f"Deleted {files} files without a session and {uploads} broken uploads.")
