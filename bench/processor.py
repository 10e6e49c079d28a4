"""Processor time of each part of the site: what an answer costs, also on a machine that others use meanwhile."""

from __future__ import annotations

import os
from dataclasses import dataclass
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage

from bench.install import on_host
from bench.wire import BenchError

# What runs on the dev host for an answer: two containers, and programs of the host by the name of their process.
CONTAINERS = ("web", "evaluator")
PROGRAMS = {"nginx": "nginx", "postgres": "PostgreSQL"}
_TICKS = os.sysconf("SC_CLK_TCK")
# Everything at one moment, in one go; a process that ends meanwhile says so instead, and is not there.
_STATUS = "cat /proc/[0-9]*/stat 2>&1; :"


@dataclass(frozen=True)
class Process:
    """One line of /proc/<pid>/stat (proc(5)): seconds of its own and of its children that were waited for."""

    number: int
    parent: int
    name: str
    seconds: float

    @classmethod
    def read(cls, line: str) -> Process:
        """Read such a line."""
        number, _, rest = line.partition(" (")
        name, _, fields = rest.rpartition(") ")
        words = fields.split()
        return cls(int(number), int(words[1]), name, sum(int(ticks) for ticks in words[11:15]) / _TICKS)


class Meter:
    """Reads how much processor time the parts of the site on `host` have used since it was made."""

    def __init__(self, host: str) -> None:
        self._host = host
        self._containers = {_first_process(host, part): part for part in CONTAINERS}
        self._before = self._used()
        self._client_before = _used_here()

    def milliseconds(self, answers: int) -> dict[str, float]:
        """Return the milliseconds of each part for each of `answers`, and their sum; "client" is this program."""
        client = _used_here() - self._client_before
        after = self._used()
        spent = {part: seconds - self._before[part] for part, seconds in after.items()} | {"client": client}
        spent["sum"] = sum(spent.values())
        return {part: round(seconds * 1000 / answers, 2) for part, seconds in spent.items()}

    def _used(self) -> dict[str, float]:
        lines = on_host(self._host, "sh", "-c", _STATUS).splitlines()
        processes = {process.number: process for process in map(Process.read, filter(_is_status, lines))}
        used = dict.fromkeys((*PROGRAMS.values(), *CONTAINERS), 0.0)
        for process in processes.values():
            part = self._part(process, processes)
            if part:
                used[part] += process.seconds
        return used

    def _part(self, process: Process, processes: dict[int, Process]) -> str:
        current: Process | None = process
        while current is not None:
            if current.number in self._containers:
                return self._containers[current.number]
            current = processes.get(current.parent)
        return PROGRAMS.get(process.name, "")


def _first_process(host: str, part: str) -> int:
    names = on_host(host, "docker", "ps", "--filter", f"name=chancery-{part}-", "--format", "{{.Names}}").split()
    if not names:
        raise BenchError(f"no {part} container runs on {host}: make up")
    return int(on_host(host, "docker", "inspect", "--format", "{{.State.Pid}}", names[0]))


def _used_here() -> float:
    """Seconds of this program and of its processes that have ended."""
    usages = [getrusage(who) for who in (RUSAGE_SELF, RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _is_status(line: str) -> bool:
    return line[:1].isdigit() and ") " in line
