"""Run the benchmark against a dev host and print it beside the floor: `make bench`."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from bench.crowd import CROWD, time_alone_and_among_them
from bench.install import installed
from bench.measure import (
    WARM_UP,
    Samples,
    Target,
    load_interviews,
    time_answers,
    time_first_screens,
    time_floor,
    time_household,
    together,
    wait_for_floor,
)
from bench.processor import Meter
from bench.surroundings import Surroundings, look, memory_mb
from bench.wire import BenchError

LARGE = 50_000
# The evaluator's spare_s, and some time for the processes to end.
REST_S = 65
OBJECTS = "objects, 50 KB"


@dataclass(frozen=True)
class Goal:
    """What is asked of one figure on a quiet core: at most, or at least where `least`."""

    name: str
    figure: float
    wanted: float
    unit: str
    least: bool = False

    @property
    def met(self) -> bool:
        """Whether the figure is as good as is wanted."""
        return self.figure >= self.wanted if self.least else self.figure <= self.wanted

    def __str__(self) -> str:
        """Return one line for a person."""
        bound = "at least" if self.least else "at most"
        words = "met" if self.met else "missed"
        return f"  {self.name:<38}{self.figure:>8.2f} {self.unit:<10}({bound} {self.wanted:g}: {words})"


def measure(target: Target, clients: int, count: int, host: str) -> tuple[dict[str, Samples], dict[str, float]]:
    """Time every kind of request with `clients` at once.

    Returns:
        The timings, and the milliseconds of processor time that each part of the site on `host` spent for an answer
        with objects and the screen after it.
    """
    kinds: dict[str, Samples] = {}
    kinds["floor, POST"], kinds["floor, GET"] = together(time_floor, target, "", count, clients)
    kinds["first screen"], _ = together(time_first_screens, target, "", max(count // 4, 20), clients)
    for size, first in (("small", "1"), ("50 KB", "x" * LARGE)):
        answer, shown = together(time_answers, target, first, count, clients)
        kinds[f"answer, {size}"], kinds[f"next screen, {size}"] = answer, shown
    meter = Meter(host)
    answer, shown = together(time_household, target, "x" * LARGE, count, clients)
    spent = meter.milliseconds(clients * (count + WARM_UP))
    kinds[f"answer, {OBJECTS}"], kinds[f"next screen, {OBJECTS}"] = answer, shown
    return kinds, spent


def report(kinds: dict[str, Samples], spent: dict[str, float], clients: int) -> dict[str, dict[str, float]]:
    """Print a table of one number of clients and return its figures."""
    summaries = {kind: samples.summary() for kind, samples in kinds.items()}
    print(f"\n{clients} client{'s' if clients > 1 else ''}")
    print(f"  {'':<28}{'median ms':>10}{'p95 ms':>9}{'per s':>8}{'× floor':>9}")
    for kind, figures in summaries.items():
        floor = summaries["floor, POST" if kind.startswith(("answer", "floor, POST")) else "floor, GET"]
        figures["ratio"] = round(figures["median_ms"] / floor["median_ms"], 2)
        row = f"{figures['median_ms']:>10.2f}{figures['p95_ms']:>9.2f}{figures['per_second']:>8.0f}"
        print(f"  {kind:<28}{row}{figures['ratio']:>9.2f}")
    parts = ", ".join(f"{part} {milliseconds:.2f}" for part, milliseconds in spent.items())
    print(f"  processor ms of an answer, {OBJECTS}, and its screen: {parts}")
    return summaries


def goals(results: dict[str, dict[str, dict[str, float]]], memory: dict[str, float]) -> list[Goal]:
    """Compare the figures with what is asked of them."""
    alone, eight = results["1"], results["8"]
    small, objects = alone["answer, small"], alone[f"answer, {OBJECTS}"]
    return [
        Goal("an answer, small", small["median_ms"], 6.0, "ms"),
        Goal("an answer, small", small["ratio"], 3.0, "× floor"),
        Goal(f"an answer, {OBJECTS}", objects["median_ms"], 5.0, "ms"),
        Goal(f"an answer, {OBJECTS}", objects["ratio"], 2.5, "× floor"),
        Goal(f"eight clients, {OBJECTS}", eight[f"answer, {OBJECTS}"]["per_second"], 300, "answers/s", least=True),
        Goal("web and evaluator, ten interviews", sum(memory.values()), 250 * 10**6 / 2**20, "MiB"),
    ]


@dataclass(frozen=True)
class Found:
    """What was measured on a dev host."""

    surroundings: Surroundings
    # By the number of clients: the figures of each kind of request, and the processor time of each part.
    clients: dict[str, dict[str, dict[str, float]]]
    processor: dict[str, dict[str, float]]
    # Median milliseconds of an answer, without the sessions of others and with them.
    alone: float
    among: float
    # How many interviews were loaded, and the MiB of each container while they were used and a minute later.
    loaded: int
    in_use: dict[str, float]
    memory: dict[str, float]

    @property
    def goals(self) -> list[Goal]:
        """What is asked of the figures."""
        crowd = Goal(f"an answer among {CROWD} sessions", self.among / self.alone, 1.1, "× alone")
        return [*goals(self.clients, self.memory), crowd]

    def as_json(self) -> dict[str, object]:
        """Return the same for the result file."""
        return {
            "surroundings": self.surroundings.as_json(),
            "clients": self.clients,
            "processor_ms": self.processor,
            "among_sessions_ms": {"sessions": CROWD, "alone": self.alone, "among": self.among},
            "memory_mb": {"interviews": self.loaded, **self.memory},
            "memory_in_use_mb": {"interviews": self.loaded, **self.in_use},
            "missed": [goal.name for goal in self.goals if not goal.met],
        }


def find(target: Target, host: str, count: int) -> Found:
    """Measure everything on the dev host, and print the tables of requests as they come.

    Raises:
        BenchError, OSError: the site does not answer as it should.
    """
    surroundings = look()
    print(surroundings)
    with installed(host):
        wait_for_floor(target)
        results, processor = {}, {}
        for clients in (1, 8):
            kinds, spent = measure(target, clients, count // clients, host)
            results[str(clients)], processor[str(clients)] = report(kinds, spent, clients), spent
        alone, among = time_alone_and_among_them(target, host)
        loaded = load_interviews(target)
        in_use = memory_mb(host)
        print("waiting for the evaluator to give back what it held ready", flush=True)
        time.sleep(REST_S)
        return Found(surroundings, results, processor, alone, among, loaded, in_use, memory_mb(host))


def conclude(found: Found) -> None:
    """Print what is no table, and which targets are met."""
    print(f"\nan answer, small, alone {found.alone:.2f} ms, with {CROWD} sessions beside it {found.among:.2f} ms")
    for when, sizes in (("a second after their use", found.in_use), ("a minute after it", found.memory)):
        parts = ", ".join(f"{part} {size} MiB" for part, size in sizes.items())
        print(f"memory with {found.loaded} interviews {when}: {parts}")
    around = found.surroundings
    print("\nTargets, on a quiet core" + ("" if around.quiet else f" (this one was not: {around.load:.2f})"))
    print(*found.goals, sep="\n")


def main() -> int:
    """Parse the arguments, measure, print, write the result file; return 1 when a target is missed."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--host-container", required=True, help="name of the dev host's container")
    parser.add_argument("--port", type=int, default=8443, help="where the dev host's 443 is published")
    parser.add_argument("--name", default="127.0.0.1", help="the name in the site's address")
    parser.add_argument("--ca", required=True, help="the certificate of the local authority")
    parser.add_argument("--count", type=int, default=400, help="requests of each kind and client")
    parser.add_argument("--json", default=".local/bench.json", help="where the figures go")
    options = parser.parse_args()
    target = Target(("127.0.0.1", options.port), options.name, options.ca)
    try:
        found = find(target, options.host_container, options.count)
    except (BenchError, OSError) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    path = Path(options.json)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(found.as_json(), indent=1) + "\n")
    conclude(found)
    print(f"Figures: {path}", flush=True)
    # A process of its own: it gives up threads for good.
    others = [
        subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode
        for name in ("documents", "files", "keys")
    ]
    return 0 if all(goal.met for goal in found.goals) and not any(others) else 1


if __name__ == "__main__":
    sys.exit(main())
