"""What the tests of the removers share: where files lie, who makes them, and how a remover is held back."""

from __future__ import annotations

import json
import shlex

from testinfra.host import Host

AGE_S = 15
PRIVATE = "/run/chancery/blue/tmp"
PLANTED = "/var/lib/planted"


def as_user(host: Host, user: str, script: str) -> int:
    """Run a shell script as a user; return its status."""
    return int(host.run("runuser -u %s -- sh -c %s", user, script).rc)


def commands(host: Host, unit: str) -> list[list[str]]:
    """Return what a unit starts, as words, from its own file."""
    text = host.file(f"/etc/systemd/system/{unit}").content_string.replace("\\\n", " ")
    lines = [line.removeprefix("ExecStart=") for line in text.splitlines() if line.startswith("ExecStart=")]
    # systemd, unlike a shell, undoes one backslash inside quotes.
    return [shlex.split(line.replace("\\\\", "\\")) for line in lines]


def fill(words: list[str], **values: str) -> list[str]:
    """Return the words of a unit with the variables and specifiers that systemd would fill in."""
    for name, value in values.items():
        words = [word.replace(f"${{{name}}}", value).replace(f"%{name}", value) for word in words]
    return words


def slowed(words: list[str], user: str, call: str, seconds: int) -> str:
    """Return a shell command that runs `words` as a user and holds every such system call back for some seconds."""
    trace = ["strace", "-qq", "-f", "-o", "/dev/null", "-e", f"trace={call}"]
    trace += ["-e", f"inject={call}:delay_enter={seconds * 1_000_000}"]
    return shlex.join(["runuser", "-u", user, "--", *trace, *words])


def show(host: Host, unit: str, *names: str) -> dict[str, str]:
    """Return properties of a unit."""
    said = host.check_output("systemctl show %s --property=%s", unit, ",".join(names))
    return dict(line.split("=", 1) for line in said.splitlines())


def mount(host: Host, path: str) -> set[str]:
    """Return type and options of what is mounted on a path."""
    found = json.loads(host.check_output("findmnt --json --output FSTYPE,OPTIONS --mountpoint %s", path))
    entry = found["filesystems"][-1]
    return {entry["fstype"], *entry["options"].split(",")}
