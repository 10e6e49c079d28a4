"""What else the machine was doing, so that a noisy figure is known as such; and what memory the application holds."""

from __future__ import annotations

import os
import platform
import time
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.install import on_host
from bench.wire import BenchError

# A load average from which on figures are marked: the benchmark's own requests come on top of it.
QUIET = 0.5
_SAMPLE_S = 1.0
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Surroundings:
    """The machine as it was before the first request."""

    host: str
    kernel: str
    cores: int
    # Of the last minute (getloadavg(3)).
    load: float
    # Share of the processors' time that the hypervisor gave to others, in per cent.
    stolen: float
    # The programs that used the most processor time meanwhile, with their share of one core in per cent.
    busiest: list[tuple[str, int]]

    @property
    def quiet(self) -> bool:
        """Whether the figures can be compared with those of another day."""
        return self.load < QUIET

    def __str__(self) -> str:
        """Return one line for a person."""
        others = ", ".join(f"{name} {share} %" for name, share in self.busiest) or "nothing"
        mark = "quiet" if self.quiet else "NOISY: do not compare these figures with others"
        return (
            f"{self.host}, Linux {self.kernel}, {self.cores} cores, load average {self.load:.2f} ({mark}), "
            f"{self.stolen:.0f} % stolen, busy: {others}"
        )

    def as_json(self) -> dict[str, object]:
        """Return the same for the result file."""
        return {**asdict(self), "quiet": self.quiet}


def look() -> Surroundings:
    """Watch the machine for a second."""
    load = os.getloadavg()[0]
    before, processors = _used(), _processors()
    time.sleep(_SAMPLE_S)
    total, stolen = (after - then for after, then in zip(_processors(), processors, strict=True))
    shares: Counter[str] = Counter()
    for process, (name, ticks) in _used().items():
        shares[name] += ticks - before.get(process, (name, 0))[1]
    busiest = [(name, round(ticks / _TICKS / _SAMPLE_S * 100)) for name, ticks in shares.most_common(3) if ticks > 0]
    return Surroundings(
        platform.node(), platform.release(), os.cpu_count() or 1, load, 100 * stolen / max(total, 1), busiest
    )


def memory_mb(host: str) -> dict[str, float]:
    """Return the MiB that the two containers hold; a page that processes share is divided among them (proc(5), Pss)."""
    found = {}
    for part in ("web", "evaluator"):
        names = on_host(host, "docker", "ps", "--filter", f"name=chancery-{part}-", "--format", "{{.Names}}").split()
        if not names:
            raise BenchError(f"no {part} container runs on {host}: make up")
        _, *processes = on_host(host, "docker", "top", names[0], "-eo", "pid").split()
        # A process that has ended since it was listed says so instead, and holds nothing.
        rollups = on_host(host, "sh", "-c", 'for p; do cat "/proc/$p/smaps_rollup" 2>&1; done; :', "sh", *processes)
        sizes = [int(line.split()[1]) for line in rollups.splitlines() if line.startswith("Pss:")]
        found[part] = round(sum(sizes) / 1024, 1)
    return found


def _used() -> dict[str, tuple[str, int]]:
    """Return name and processor time in ticks of every process, by its number and the time of its start (proc(5))."""
    found = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = status.read_text().partition("(")[2].rpartition(")")
        except OSError:
            continue
        fields = rest.split()
        found[f"{status.parent.name} {fields[19]}"] = (name, int(fields[11]) + int(fields[12]))
    return found


def _processors() -> tuple[int, int]:
    """Return all ticks of all processors since the start of the machine, and those that were stolen."""
    ticks = [int(word) for word in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]]
    return sum(ticks[:8]), ticks[7]
