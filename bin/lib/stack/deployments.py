"""Time the playbook: a whole run on a host that has its packages, and a second run that changes nothing."""

from __future__ import annotations

import json
import re
import socket
import time
from dataclasses import replace
from pathlib import Path

from stack import deploy, engine, host, images
from stack.checkout import LOCAL, Choices
from stack.console import Log, Steps, elapsed, say

FIRST_LIMIT_S = 180
SECOND_LIMIT_S = 45
SLOWEST = 6
PREPARED = "chancery-host:packages"
# A line of Ansible's own table of the slowest tasks: `role : task ----- 12.34s`.
TASK = re.compile(r"^(?P<name>\S.*?) -{2,} (?P<seconds>\d+\.\d+)s$", re.MULTILINE)


def free_port() -> int:
    """Return a port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def slowest(log: Path) -> list[tuple[str, float]]:
    """Return the slowest tasks of a run of the playbook, with their seconds."""
    found = TASK.findall(log.read_text(errors="replace"))
    return [(name, float(seconds)) for name, seconds in found[:SLOWEST]]


def timed(choices: Choices, log: Log) -> float:
    """Run the playbook on the host and return the seconds it took."""
    begin = time.monotonic()
    deploy.play(choices, log)
    return time.monotonic() - begin


def measure(choices: Choices) -> bool:
    """Make a host, deploy to it twice, print both times beside their limits, remove it; return whether both are kept.

    Raises:
        Failed: the images cannot be built, the host does not start, or the playbook fails.
    """
    other = replace(choices, name=f"{choices.name}-bench", port=free_port(), directory=LOCAL / "bench/host")
    tag = images.build_all(choices)
    first, second = Log("bench-first"), Log("bench-second")
    steps = Steps(2)
    try:
        with steps.step("Deploying the whole playbook to a host that has its packages"):
            host.ensure(other, PREPARED)
            deploy.write_variables(other, tag, images.archive(tag), [])
            whole = timed(other, first)
        with steps.step("Deploying it again, unchanged"):
            again = timed(other, second)
    finally:
        engine.remove_all(other.label)
    for title, seconds, limit, log in (
        ("whole run", whole, FIRST_LIMIT_S, first),
        ("unchanged run", again, SECOND_LIMIT_S, second),
    ):
        say(f"\n{title}: {elapsed(seconds)} of at most {elapsed(limit)}, {seconds / limit:.2f} × the limit")
        for name, cost in slowest(log.path):
            say(f"  {cost:>6.1f} s  {name}")
    say(f"\nAn unchanged run costs {again / whole:.2f} × a whole one.")
    figures = {"whole_s": round(whole, 1), "unchanged_s": round(again, 1)}
    (LOCAL / "bench-deployment.json").write_text(json.dumps(figures, indent=1) + "\n")
    return whole <= FIRST_LIMIT_S and again <= SECOND_LIMIT_S
