"""The commands about what a site answers for: who administers it, what was administered, what was erased."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, BinaryIO

import click

from chancery.cli_common import Sentence, read_settings, with_database

if TYPE_CHECKING:
    from chancery.accounts.accounts import Accounts
    from chancery.settings import Settings


@click.command()
@click.argument("address")
@click.option("--first", is_flag=True, help="Only if there is no administrator, and no code of ADDRESS that is good.")
def administrator(address: str, *, first: bool) -> None:
    """Make the account of ADDRESS an administrator's.

    If there is no account yet, this prints a code with which ADDRESS can make one: good once, for three days.
    """
    from chancery.accounts.codes import INVITATION_HOURS
    from chancery.accounts.errors import BadAddress

    accounts, settings = _accounts()
    try:
        if first and with_database(accounts.roles.has_administrator):
            click.echo("There is an administrator.")
            return
        if first and with_database(lambda: accounts.registrations.is_invited(address, "admin")):
            click.echo("The code that was made for this address is still good.")
            return
        code = with_database(lambda: accounts.registrations.invite(address, "admin"))
    except BadAddress as error:
        raise Sentence(error.sentence) from None
    if code is None:
        click.echo("The account is an administrator's now.")
        return
    click.echo(
        f"Open {settings.base_url}/account/register within {INVITATION_HOURS} hours, type this address, and on the "
        f"next page this code instead of the one in the letter:\n\n    {code}\n"
    )


@click.command()
def audit() -> None:
    """Print the log of administrative acts.

    A JSON object a line; exit code 1 if an entry was changed or taken out.
    """
    from chancery.accounts.audit import Broken

    accounts, _ = _accounts()

    def print_all() -> None:
        for entry in accounts.audit.entries():
            who, whom = (str(uid) if uid else None for uid in (entry.actor, entry.subject))
            said = {"number": entry.number, "time": entry.moment.isoformat(), "actor": who, "act": entry.act}
            click.echo(json.dumps(said | {"subject": whom, "detail": entry.detail, "tag": entry.tag.hex()}))

    try:
        with_database(print_all)
    except Broken as error:
        click.echo(f"chancery: {error}", err=True)
        sys.exit(1)


@click.command()
@click.argument("file", type=click.File("rb"))
@click.option("--key", required=True, metavar="HEX", help="The public key that the site shows at /receipt-key.")
def receipt(file: BinaryIO, key: str) -> None:
    """Say whether FILE is a genuine receipt of erasure; exit code 1 if not."""
    from chancery.web.receipts import NotGenuine, verify

    try:
        click.echo(verify(file.read(100_000), key), nl=False)
    except NotGenuine as error:
        click.echo(f"chancery: {error}", err=True)
        sys.exit(1)


def refuse_strangers(settings: Settings) -> None:
    """Do not start while the database holds a role that does not exist on this kind of host.

    Raises:
        Sentence: it does.
    """
    from chancery.accounts.roles import strangers
    from chancery.database import Database, DatabaseUnavailable

    database = Database(settings.database_url)
    try:
        found = strangers(database, settings.environment_kind)
    except DatabaseUnavailable:
        # Without its database it serves no account, and no login with such a role opens later either.
        return
    finally:
        database.close()
    if found:
        named = ", ".join(f"{uid} ({role})" for uid, role in found)
        raise Sentence(
            f"The database holds accounts with a role that does not exist on a {settings.environment_kind} host: "
            f"{named}. Set their role to 'user' in the table account, and find out how it came there."
        )


def _accounts() -> tuple[Accounts, Settings]:
    from chancery.accounts.accounts import Accounts
    from chancery.database import Database
    from chancery.vault.site import NoSiteKey

    settings = read_settings()
    if not settings.accounts_enabled:
        raise Sentence("This site has no accounts. Set CHANCERY_ACCOUNTS_ENABLED to true.")
    try:
        return Accounts.from_settings(Database(settings.database_url), settings), settings
    except NoSiteKey as error:
        raise Sentence(str(error)) from None
