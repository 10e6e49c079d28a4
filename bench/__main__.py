"""Run the benchmark against a dev host and print it beside the floor: `make bench`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from bench.install import installed
from bench.measure import Samples, Target, time_answers, time_first_screens, time_floor, together, wait_for_floor
from bench.wire import BenchError

# What an answer may cost, of a small session and one client, on a quiet core.
TARGET_RATIO = 3.0
TARGET_MS = 6.0
LARGE = 50_000


def measure(target: Target, clients: int, count: int) -> dict[str, Samples]:
    """Time every kind of request with `clients` at once."""
    kinds: dict[str, Samples] = {}
    kinds["floor, POST"], kinds["floor, GET"] = together(time_floor, target, "", count, clients)
    kinds["first screen"], _ = together(time_first_screens, target, "", max(count // 4, 20), clients)
    for size, first in (("small", "1"), ("50 KB", "x" * LARGE)):
        answer, shown = together(time_answers, target, first, count, clients)
        kinds[f"answer, {size}"], kinds[f"next screen, {size}"] = answer, shown
    return kinds


def report(kinds: dict[str, Samples], clients: int) -> dict[str, dict[str, float]]:
    """Print a table of one number of clients and return its figures."""
    summaries = {kind: samples.summary() for kind, samples in kinds.items()}
    print(f"\n{clients} client{'s' if clients > 1 else ''}")
    print(f"  {'':<20}{'median ms':>10}{'p95 ms':>9}{'per s':>8}{'× floor':>9}")
    for kind, figures in summaries.items():
        floor = summaries["floor, POST" if kind.startswith(("answer", "floor, POST")) else "floor, GET"]
        figures["ratio"] = round(figures["median_ms"] / floor["median_ms"], 2)
        row = f"{figures['median_ms']:>10.2f}{figures['p95_ms']:>9.2f}{figures['per_second']:>8.0f}"
        print(f"  {kind:<20}{row}{figures['ratio']:>9.2f}")
    return summaries


def main() -> int:
    """Parse the arguments, measure, print, write the result file; return 1 when the target is missed."""
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
        with installed(options.host_container):
            wait_for_floor(target)
            results = {
                str(clients): report(measure(target, clients, options.count // clients), clients) for clients in (1, 8)
            }
    except (BenchError, OSError) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    path = Path(options.json)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"cores": os.cpu_count(), "clients": results}, indent=1) + "\n")
    answer = results["1"]["answer, small"]
    met = answer["ratio"] < TARGET_RATIO and answer["median_ms"] < TARGET_MS
    print(
        f"\nAn answer costs {answer['ratio']} × the floor and {answer['median_ms']} ms "
        f"(target: under {TARGET_RATIO} × and {TARGET_MS} ms): {'met' if met else 'missed'}. Figures: {path}"
    )
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
