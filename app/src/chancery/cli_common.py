"""What the commands share: errors said in a sentence, settings, a database that may be down, where interviews are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from chancery.settings import Settings

T = TypeVar("T")


class Sentence(click.ClickException):
    """An error that is said in a sentence."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        """Print it."""
        click.echo(f"chancery: {self.message}", err=True, file=file)


def read_settings(*, serving: bool = False) -> Settings:
    """The settings of the environment; `serving` sends the log to standard output.

    Raises:
        Sentence: they cannot be used.
    """
    from chancery import logs
    from chancery.settings import Settings
    from chancery.settings_reader import SettingsError

    try:
        settings = Settings.from_environment()
    except SettingsError as error:
        raise Sentence(str(error)) from None
    logs.configure(settings.log_level, to_stderr=not serving)
    return settings


def with_database(work: Callable[[], T]) -> T:
    """Run `work`, which needs the database.

    Raises:
        Sentence: the database does not answer.
    """
    from chancery.database import DatabaseUnavailable
    from chancery.sessions import TryAgain

    try:
        return work()
    except (DatabaseUnavailable, TryAgain) as error:
        raise Sentence(
            f"The database does not answer ({error}). Check CHANCERY_DATABASE_URL and that it runs."
        ) from None


def interviews_option(help_text: str, *, required: bool) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The option that names directories of interview packages."""
    return click.option(
        "--interviews",
        "roots",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        multiple=True,
        required=required,
        metavar="DIRECTORY",
        help=help_text,
    )


INTERVIEWS = interviews_option(
    "A directory of interview packages (PACKAGE/data/questions/…). May be given several times.", required=True
)
