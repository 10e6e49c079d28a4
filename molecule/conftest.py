"""What the tests of the scenarios look at: hosts, seen through Docker, with their journals when a test fails."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
import testinfra
from testinfra.host import Host

NAME = os.environ.get("CHANCERY_NAME") or "chancery-local"


def container_name(host: str) -> str:
    """Return the name of the container that stands for a host."""
    return f"{NAME}-test-{host}"


def open_host(host: str) -> Host:
    """Return a host by its short name."""
    return testinfra.get_host(f"docker://{container_name(host)}")


@pytest.fixture(scope="session")
def standard() -> Host:
    """The host where the role has its defaults."""
    return open_host("standard")


@pytest.fixture(scope="session")
def alternative() -> Host:
    """The host where the role has other values."""
    return open_host("alternative")


@pytest.fixture(scope="session")
def site() -> Host:
    """The host with the whole stack."""
    return open_host("site")


@pytest.fixture(scope="session")
def client() -> Host:
    """A second host on the same network, which looks at the others from outside."""
    return open_host("client")


@pytest.fixture(scope="session")
def attacker() -> Host:
    """A third host on the same network, which does not behave."""
    return open_host("attacker")


@contextmanager
def load(client: Host, *words: str) -> Iterator[dict[str, Any]]:
    """Let people on `client` ask a site while the block runs; what is yielded holds afterwards what they saw.

    The words are those of molecule/load.py: HOST PORT PATH CA_FILE [PEOPLE] [PAUSE_S].
    """
    program = (Path(__file__).parent / "load.py").read_text()
    command = ["docker", "exec", "-i", client.backend.name, "python3", "-c", program, *words]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    seen: dict[str, Any] = {}
    try:
        yield seen
    finally:
        said, _ = process.communicate()
    seen.update(json.loads(said))


@pytest.fixture(scope="session")
def under_load() -> Callable[..., AbstractContextManager[dict[str, Any]]]:
    """How a test lets people ask a site meanwhile: `with under_load(client, …) as seen:`."""
    return load


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Add the end of the journal of each host that a failed test looked at."""
    report = yield
    if report.when == "call" and report.failed:
        for name in {"standard", "alternative", "site"} & set(getattr(item, "fixturenames", ())):
            command = [
                "docker",
                "exec",
                container_name(name),
                "journalctl",
                "--no-hostname",
                "--lines",
                "80",
                "--no-pager",
            ]
            said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
            ours = [line for line in said.splitlines() if " ansible-" not in line]
            report.sections.append((f"journal of {name}", "\n".join(ours)))
    return report


def run_play(role: str, host: str, book: str = "converge.yml", **variables: object) -> subprocess.CompletedProcess[str]:
    """Run a role again on one host with other variables, or another playbook of its scenario; return what was said."""
    tree = Path(__file__).parent
    command = ["ansible-playbook", "-i", str(tree / "inventory"), "--limit", host, "-e", json.dumps(variables)]
    environment = os.environ | {"ANSIBLE_CONFIG": str(tree.parent / "ansible.cfg")}
    return subprocess.run(
        [*command, str(tree / role / book)], capture_output=True, text=True, check=False, env=environment
    )


@pytest.fixture(scope="session")
def play() -> Callable[..., subprocess.CompletedProcess[str]]:
    """How a test runs a role again: `play(role, host, variable=value)`."""
    return run_play


@pytest.fixture(scope="session")
def container() -> Callable[[str], str]:
    """How a test names the container of a host: `container(host)`."""
    return container_name


@pytest.fixture(params=["standard", "alternative"])
def host(request: pytest.FixtureRequest) -> Host:
    """Each of both hosts."""
    chosen: Host = request.getfixturevalue(request.param)
    return chosen


@pytest.fixture
def named(request: pytest.FixtureRequest, name: str) -> Host:
    """The host that a parameter `name` of the test names."""
    chosen: Host = request.getfixturevalue(name)
    return chosen
