"""The commands for authors of interviews: what there is, what is wrong with it, and whether it does what it should."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from chancery.cli_common import INTERVIEWS, Sentence, interviews_option


@click.command()
@INTERVIEWS
def interviews(roots: Sequence[Path]) -> None:
    """List the interviews that are in DIRECTORY."""
    from chancery.language.library import Library

    for name in Library(roots).names():
        click.echo(name)


@click.command()
@click.argument("target", metavar="PACKAGE|FILE")
@interviews_option("Where PACKAGE is, and what it includes. The current directory if left out.", required=False)
@click.option("--strict", is_flag=True, help="Exit code 1 for warnings, too.")
@click.option("--json", "as_json", is_flag=True, help="Print the faults as a JSON list.")
def check(target: str, roots: Sequence[Path], strict: bool, as_json: bool) -> None:
    """Say what is wrong in an interview.

    Each fault is told with its file, its line and what to change; exit code 1 if there is an error.
    """
    from chancery.check import NothingToCheck, check_interviews

    try:
        found = check_interviews(target, roots or [Path.cwd()])
    except NothingToCheck as error:
        raise Sentence(str(error)) from None
    faults = [(checked.interview, fault) for checked in found for fault in checked.faults]
    if as_json:
        click.echo(json.dumps([{"interview": name, **asdict(fault)} for name, fault in faults], indent=1))
    else:
        for checked in found:
            click.echo("\n".join(map(str, checked.faults)) or f"{checked.interview}: no fault found")
    sys.exit(1 if any(fault.is_error or strict for _, fault in faults) else 0)


def _print_sentences(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted:
        from chancery.scenarios import SENTENCES

        click.echo("\n".join(SENTENCES))
        ctx.exit()


@click.command()
@click.argument("target", metavar="PACKAGE|FILE", type=click.Path(exists=True, path_type=Path))
@interviews_option("What PACKAGE includes, repeatable. The directory of PACKAGE is there already.", required=False)
@click.option("--only", default="", metavar="TEXT", help="Only the scenarios whose name has TEXT in it.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcomes as a JSON list.")
@click.option("--sentences", is_flag=True, is_eager=True, expose_value=False, callback=_print_sentences,
              help="Print the sentences that scenarios are written in.")  # fmt: skip
def test(target: Path, roots: Sequence[Path], only: str, as_json: bool) -> None:
    """Replay the scenarios of an interview package.

    They are PACKAGE/data/scenarios/*.json, or one such file: what a person does, in plain sentences. Exit code 1 if one
    does not hold.
    """
    from chancery import logs
    from chancery.local import CannotRun, application
    from chancery.scenarios import BadScenarios, package_of, read_scenarios, replay

    logs.configure(to_stderr=True)
    base = "https://scenarios.example"
    try:
        scenarios = [scenario for scenario in read_scenarios(target.resolve()) if only in scenario.name]
        with application([package_of(target.resolve()).parent, *roots], base) as app:
            outcomes = list(replay(scenarios, app, base))
    except (BadScenarios, CannotRun) as error:
        raise Sentence(str(error)) from None
    if as_json:
        click.echo(json.dumps([asdict(outcome) for outcome in outcomes], indent=1))
    else:
        click.echo("\n".join(map(str, outcomes)))
        passed = sum(outcome.passed for outcome in outcomes)
        click.echo(f"{passed} passed, {len(outcomes) - passed} failed")
    sys.exit(0 if outcomes and all(outcome.passed for outcome in outcomes) else 1)


@click.command()
def language() -> None:
    """Print which parts of the interview language are there, which differ and why.

    The page docs/language.md of a checkout is what this prints.
    """
    from chancery.check.language_page import page

    click.echo(page(), nl=False)
