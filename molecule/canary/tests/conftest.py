"""A real browser in front of the host, marks that exist nowhere else, and the search of every byte for them."""

from __future__ import annotations

import base64
import json
import os
import secrets
import string
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from testinfra.host import Host

HERE = Path(__file__).parents[1]
KEY = Path(os.environ["MOLECULE_EPHEMERAL_DIRECTORY"]) / "backup.key"
Search = Callable[[dict[str, bytes]], dict[str, list[str]]]


@pytest.fixture(scope="session")
def mark() -> str:
    """What begins every mark of this run: small letters, which no encoding of pages or addresses changes."""
    return "canary" + "".join(secrets.choice(string.ascii_lowercase) for _ in range(14))


def disguises(name: str, mark: bytes) -> dict[str, bytes]:
    """Return a mark as itself and as files, databases and protocols write it, by names that say so."""
    found = {
        name: mark,
        f"{name}, UTF-16": mark.decode("latin-1").encode("utf-16-le"),
        f"{name}, hexadecimal": mark.hex().encode(),
        f"{name}, capitals": mark.upper(),
    }
    for shift in range(3):
        # Those digits that no neighbour has a part in.
        whole = base64.b64encode(b"\0" * shift + mark)
        found[f"{name}, base64 after {shift}"] = whole[4 if shift else 0 : len(whole) // 4 * 4 - 4]
    return found


@pytest.fixture(scope="session")
def search(standard: Host) -> Search:
    """How a test searches the host: `search({name: bytes})` gives the places by the names of what was found."""
    program = (HERE / "files/search.py").read_text()

    def run(marks: dict[str, bytes]) -> dict[str, list[str]]:
        needles = {}
        for name, held in marks.items():
            needles |= disguises(name, held) if held.isalpha() else {name: held}
        told = json.dumps({"needles": {name: needle.hex() for name, needle in needles.items()}})
        command = ["docker", "exec", "-i", standard.backend.name, "python3", "-c", program]
        done = subprocess.run(command, input=told, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        found: dict[str, list[str]] = json.loads(done.stdout)
        return found

    return run


@pytest.fixture(scope="session")
def browser(standard: Host) -> Iterator[Browser]:
    """Debian's Chromium, which finds the host by its name."""
    inspect = [
        "docker",
        "inspect",
        "-f",
        "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}",
        standard.backend.name,
    ]
    address = subprocess.run(inspect, capture_output=True, text=True, check=True).stdout.strip()
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-proxy-server"]
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=[*arguments, f"--host-resolver-rules=MAP standard.test {address}"],
        )
        yield chromium
        chromium.close()
