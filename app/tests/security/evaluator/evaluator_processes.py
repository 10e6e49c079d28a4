"""What the tests of a running evaluator look at: its failures, its processes, their descriptors."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from chancery.evaluator.errors import EvaluationFailed
from chancery.protocol import Failure


def failure_of(run: Callable[..., object], *arguments: object) -> Failure:
    with pytest.raises(EvaluationFailed) as caught:
        run(*arguments)
    return caught.value.failure


class Tree:
    """The processes of an evaluator, as /proc shows them."""

    def __init__(self, server: int) -> None:
        self.server = server

    def children(self, pid: int) -> list[int]:
        """The processes whose parent is `pid` and that have not ended."""
        found = []
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                state, parent = path.read_text().rpartition(")")[2].split()[:2]
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(parent) == pid and state != "Z":
                found.append(int(path.parent.name))
        return sorted(found)

    @property
    def root(self) -> int:
        (root,) = self.children(self.server)
        return root

    @property
    def zygotes(self) -> list[int]:
        return self.children(self.root)

    def everyone(self) -> list[int]:
        return [
            self.server,
            self.root,
            *self.zygotes,
            *(pid for zygote in self.zygotes for pid in self.children(zygote)),
        ]


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not condition():
        if time.monotonic() > end:
            raise AssertionError("it did not come about within thirty seconds")
        time.sleep(0.01)


def descriptors(pid: int) -> list[str]:
    return sorted(str(path.readlink()) for path in Path(f"/proc/{pid}/fd").iterdir())


def status_of(pid: int) -> dict[str, str]:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def lives(pid: int) -> bool:
    try:
        return status_of(pid)["State"][0] != "Z"
    except FileNotFoundError:
        return False
