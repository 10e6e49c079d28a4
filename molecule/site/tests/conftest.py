"""A person on the second host, and ways to disturb the first."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from testinfra.host import Host

PERSON = Path(__file__).parents[1] / "files/person.py"
PATIENCE_S = 60


@dataclass
class Person:
    """Someone with a browser; the cookies stay with them from one visit to the next."""

    container: str
    cookies: dict[str, str] = field(default_factory=dict)
    place: str = ""

    def does(self, *steps: list[Any]) -> list[dict[str, Any]]:
        """Do the steps, beginning where the person was; return what each saw."""
        before = [["open", self.place]] if self.place else []
        told = json.dumps({"cookies": self.cookies, "steps": [*before, *steps]})
        command = ["docker", "exec", "-i", self.container, "python3", "/tmp/person.py"]
        done = subprocess.run(command, input=told, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        said = json.loads(done.stdout)
        self.cookies = said["cookies"]
        saw: list[dict[str, Any]] = said["saw"]
        pages = [sight["path"] for sight in saw if sight["path"].startswith("/session/")]
        self.place = pages[-1] if pages else self.place
        return saw[len(before) :]


@pytest.fixture(scope="session", autouse=True)
def prepared(site: Host, client: Host) -> None:
    """Give the second host the authority's certificate and the person."""
    pem = site.check_output("cat /etc/chancery/ca/ca.pem")
    client.check_output("printf '%%s\\n' %s > /tmp/site.pem", pem)
    subprocess.run(["docker", "cp", "-q", str(PERSON), f"{client.backend.name}:/tmp/person.py"], check=True)


@pytest.fixture
def person(client: Host) -> Person:
    """A person who is new to the site."""
    return Person(client.backend.name)


def serving(site: Host) -> str:
    """Return the slot that serves."""
    return str(json.loads(site.file("/etc/ansible/facts.d/chancery_app.fact").content_string)["slot"])


@pytest.fixture
def slot(site: Host) -> str:
    """The slot that serves."""
    return serving(site)


def is_ready(client: Host) -> bool:
    """Return whether the site says that it is ready."""
    asked = client.run("curl -sS -o /dev/null -w '%{http_code}' --cacert /tmp/site.pem https://chancery.test/readyz")
    return bool(asked.stdout == "200")


@pytest.fixture
def recovers(client: Host) -> Callable[[], None]:
    """Wait until the site is ready again; fail when it is not within a minute."""

    def wait() -> None:
        limit = time.monotonic() + PATIENCE_S
        while not is_ready(client):
            assert time.monotonic() < limit, "the site did not become ready again"
            time.sleep(0.5)

    return wait
