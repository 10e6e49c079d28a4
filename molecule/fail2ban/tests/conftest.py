"""Who attacks, who only stands by, and the small application behind the edge that both of them ask."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from testinfra.host import Host

sys.path.insert(0, str(Path(__file__).parent))

from battle import ANSWERS, FILES, UPSTREAM, Attacker, Say, Site, bring


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    """Print a figure where people see it."""

    def words(text: str) -> None:
        with capsys.disabled():
            sys.stderr.write(f"\n  {text}\n")

    return words


@pytest.fixture(scope="session", autouse=True)
def answers(standard: Host, alternative: Host, attacker: Host, client: Host) -> Iterator[None]:
    """Put a small application behind both edges, and take it away again."""
    for host in (attacker, client):
        bring(FILES / "attack.py", host, "/tmp/attack.py")
    for host in (standard, alternative):
        bring(FILES / "answers.conf", host, ANSWERS)
        host.check_output(f"cp --update=none {UPSTREAM} {UPSTREAM}.kept")
        host.check_output(f"sed -i 's#unix:[^ ]*#unix:/run/answers.sock#' {UPSTREAM} && systemctl reload nginx")
    yield
    for host in (standard, alternative):
        host.check_output(f"rm {ANSWERS} && mv {UPSTREAM}.kept {UPSTREAM} && systemctl reload nginx")


@pytest.fixture
def site(standard: Host) -> Site:
    """The host with the role's defaults, with nobody banned."""
    made = Site(standard, "standard.test", 443)
    made.pardon()
    return made


@pytest.fixture
def short(alternative: Host) -> Site:
    """The host where bans are short, with nobody banned."""
    made = Site(alternative, "alternative.test", 8443)
    made.pardon()
    return made


@pytest.fixture
def enemy(attacker: Host, say: Say) -> Attacker:
    """The attacking host."""
    return Attacker(attacker, say)
