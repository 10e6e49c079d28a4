"""The command line. A mistake of whoever types costs exit code 2 and a sentence, never a traceback."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import click

from chancery import __version__
from chancery.cli_accounts import administrator, audit, receipt, refuse_strangers
from chancery.cli_authors import check, interviews, language, test
from chancery.cli_common import INTERVIEWS, Sentence, interviews_option, read_settings, with_database
from chancery.cli_erasures import ledger, replay
from chancery.cli_objects import objects

# Password derivations that run at once in all processes: each takes 64 MiB and a core.
DERIVATIONS = 4
_SECTIONS = {
    "Run the site": ("run", "web", "evaluator", "worker"),
    "Look after it": (
        "migrate",
        "expire",
        "objects",
        "administrator",
        "audit",
        "receipt",
        "ledger",
        "replay",
        "status",
        "interviews",
        "version",
    ),
    "Write interviews": ("check", "test", "language"),
}
# In a checkout our own examples lie beside the program; an installed program has none.
_EXAMPLES = Path(__file__).parents[2] / "interviews"


class _Limit(click.ParamType[tuple[str, float]]):
    """`NAME=NUMBER`."""

    name = "limit"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, float]:
        """Return the name and the number; whether there is such a limit is the evaluator's to say."""
        name, _, number = str(value).partition("=")
        try:
            amount = float(number)
        except ValueError:
            self.fail(f"{value!r} is not NAME=NUMBER, as in wall_s=5", param, ctx)
        return name, int(amount) if amount.is_integer() else amount


class _Sections(click.Group):
    """Lists the commands by what they are for."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the sections of `--help`."""
        for title, names in _SECTIONS.items():
            rows = [
                (name, command.get_short_help_str(90)) for name in names if (command := self.get_command(ctx, name))
            ]
            with formatter.section(title):
                formatter.write_dl(rows)


@click.group(cls=_Sections, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="chancery", message="%(prog)s %(version)s")
def cli() -> None:
    """Chancery, a guided-interview server whose answers only the person who gave them can open.

    The settings are environment variables; a command that needs one which is missing says so.
    """


@cli.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="The port on 127.0.0.1.")
@interviews_option("A directory of interview packages, repeatable. Our own examples if left out.", required=False)
@click.option(
    "--state",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(".chancery"),
    show_default=True,
    metavar="DIRECTORY",
    help="Where answers are kept.",
)
@click.option("--temporary", is_flag=True, help="Keep answers in a temporary directory instead, gone at the end.")
def run(port: int, roots: Sequence[Path], state: Path, temporary: bool) -> None:
    """Run the whole site here, for development.

    SQLite and a directory instead of PostgreSQL, no container, but the real jail. Ctrl-C stops it.
    """
    from chancery.local import CannotRun, run_site

    if not roots and not _EXAMPLES.is_dir():
        raise Sentence("There are no example interviews here. Name a directory of packages with --interviews.")
    try:
        run_site(port, roots or [_EXAMPLES], None if temporary else state)
    except CannotRun as error:
        raise Sentence(str(error)) from None
    except KeyboardInterrupt:
        click.echo("Stopped.")


@cli.command()
@click.option("--bind", default="unix:/run/web/web.sock", show_default=True, help="unix:/PATH, or HOST:PORT.")
@click.option("--processes", type=click.IntRange(1, 64), default=2, show_default=True, envvar="CHANCERY_WEB_PROCESSES")
@click.option("--threads", type=click.IntRange(1, 64), default=8, show_default=True, envvar="CHANCERY_WEB_THREADS")
def web(bind: str, processes: int, threads: int) -> None:
    """Serve the pages (gunicorn)."""
    from chancery.server import serve
    from chancery.vault.site import NoSiteKey

    settings = replace(
        read_settings(serving=True), database_pool_size=threads, derivations_at_once=max(1, DERIVATIONS // processes)
    )
    refuse_strangers(settings)
    try:
        serve(settings, bind, processes=processes, threads=threads)
    except NoSiteKey as error:
        raise Sentence(str(error)) from None
    except OSError as error:
        raise Sentence(f"Cannot listen on {bind}: {error.strerror}. Choose another with --bind.") from None


@cli.command()
@click.option(
    "--socket",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    envvar="CHANCERY_EVALUATOR_SOCKET",
    show_envvar=True,
    help="Where to listen.",
)
@click.option(
    "--landlock",
    type=click.IntRange(2, 99),
    default=4,
    show_default=True,
    help="The oldest version of the kernel's Landlock interface to accept. Debian 12's own kernel has 2.",
)
@click.option(
    "--limit",
    "limits",
    type=_Limit(),
    multiple=True,
    metavar="NAME=NUMBER",
    help="Another limit than the usual, as in wall_s=5 or zygotes=30; `chancery evaluator` refuses a name that it does "
    "not know and lists those it does. May be given several times.",
)
@INTERVIEWS
def evaluator(socket: Path, roots: Sequence[Path], landlock: int, limits: Sequence[tuple[str, float]]) -> None:
    """Run interviews, each screen in a jail of its own."""
    from chancery import logs
    from chancery.evaluator import server
    from chancery.evaluator.errors import EvaluatorError

    logs.configure()
    try:
        server.main(socket, roots, limits={**dict(limits), "landlock": landlock})
    except EvaluatorError as error:
        raise Sentence(str(error)) from None


@cli.command()
@click.option("--pause", type=click.IntRange(1), default=900, show_default=True, help="Seconds between two sweeps.")
def worker(pause: int) -> None:
    """Erase what has expired, again and again."""
    from chancery.worker import repeat

    sys.exit(repeat(_sweep, pause_s=pause))


def _sweep() -> None:
    from chancery.sessions import Sessions
    from chancery.sweep import sweep

    settings = read_settings(serving=True)
    refuse_strangers(settings)
    sweep(Sessions.from_settings(settings))


@cli.command()
def migrate() -> None:
    """Create the tables, or bring them up to this version. Safe to repeat and to run twice at once."""
    from chancery.database import Database
    from chancery.database import migrate as bring_up

    before, after = with_database(lambda: bring_up(Database(read_settings().database_url)))
    click.echo(
        f"The tables are at {after}." if before == after else f"The tables went from {before or 'none'} to {after}."
    )


@cli.command()
def expire() -> None:
    """Erase every session that has expired, once, now."""
    from chancery.sessions import Sessions

    settings = read_settings()
    count = with_database(lambda: Sessions.from_settings(settings).expire(datetime.now(UTC)))
    click.echo(f"Erased {count} expired {'session' if count == 1 else 'sessions'}.")


@cli.command()
def status() -> None:
    """Say which parts work, as JSON.

    The parts are the database, the evaluator and the object store; exit code 1 if one does not work.
    """
    from chancery.health import OK, readiness
    from chancery.sessions import Sessions

    parts = readiness(Sessions.from_settings(read_settings()))
    click.echo(json.dumps(parts))
    sys.exit(0 if all(state == OK for state in parts.values()) else 1)


@cli.command()
def version() -> None:
    """Print the version."""
    click.echo(f"chancery {__version__}")


for _command in (administrator, audit, check, interviews, language, ledger, objects, receipt, replay, test):
    cli.add_command(_command)


def main() -> NoReturn:
    """Run the command line."""
    cli(prog_name="chancery")
    raise SystemExit(0)
