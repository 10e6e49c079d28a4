"""`chancery objects`: looks after the store of encrypted files."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import click

from chancery.cli_common import Sentence, read_settings, with_database

if TYPE_CHECKING:
    from chancery.objects.move import Moved

# Objects between two lines that say how far it is.
_LINE_EVERY = 100


@click.group()
def objects() -> None:
    """Look after the store of encrypted files."""


@objects.command()
@click.option(
    "--hours",
    type=click.IntRange(1, 24 * 365),
    default=24,
    show_default=True,
    help="Leave alone what is younger: a long file may still be coming, or its answer about to be stored.",
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
        raise Sentence(
            f"The object store does not work: {error}. Check CHANCERY_OBJECTS and what goes with it."
        ) from None
    click.echo(f"Deleted {files} files without a session and {uploads} broken uploads.")


@objects.command()
@click.option(
    "--thorough", is_flag=True, help="Compare the bytes of copies that are there already, not only their lengths."
)
def move(thorough: bool) -> None:
    """Copy every file from CHANCERY_OBJECTS to CHANCERY_TARGET_OBJECTS, and compare each copy.

    CHANCERY_TARGET_OBJECTS_ENDPOINT, _REGION, _ACCOUNT and _SECRET_FILE go with it, as they do with CHANCERY_OBJECTS.
    It may be broken off and begun again, and the site may run meanwhile; the store that is copied from stays as it is.
    """
    from chancery.objects import ObjectsUnavailable, open_store
    from chancery.objects.move import NotTheSame
    from chancery.objects.move import move as copy_all
    from chancery.settings_objects import read_place
    from chancery.settings_reader import Reader, SettingsError

    read = Reader(os.environ)
    try:
        source, target = read_place(read), read_place(read, "TARGET_OBJECTS")
    except SettingsError as error:
        raise Sentence(str(error)) from None
    if target == source:
        raise Sentence("CHANCERY_TARGET_OBJECTS is the store that is in use. Set it to the one to copy to.")
    try:
        done = copy_all(open_store(source), open_store(target), _tell, thorough=thorough)
    except ObjectsUnavailable as error:
        raise Sentence(
            f"One of the stores does not work: {error}. Run this again, and it goes on from there."
        ) from None
    except NotTheSame as error:
        raise Sentence(
            f"The copy of {error} is not what was copied, and was deleted. Run this again; if it stays so, the "
            "target loses or alters bytes and cannot be used."
        ) from None
    click.echo(f"Copied {done.copied} files, {done.length / 1e6:.1f} MB; {done.there} were there already.")


def _tell(done: Moved) -> None:
    if done.seen % _LINE_EVERY == 0:
        click.echo(f"{done.seen} files looked at, {done.copied} copied, {done.length / 1e6:.1f} MB", err=True)
