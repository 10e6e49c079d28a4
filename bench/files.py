"""What encrypting a file costs, in MB per second of one core: through the vault, beside plain storage.

Time of the processor is counted and not of the clock, so that a busy machine or a slow disk does not change the figures
by much. Run alone: `python -m bench.files`.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from chancery.objects import new_name, open_store
from chancery.vault import Key, Label, open_file, seal_file

ROUNDS = 5
PIECES = 64
PIECE = os.urandom(1 << 20)
# MB per second of a core.
TARGETS = {"encrypt": 500.0, "decrypt": 500.0}


def main() -> int:
    """Print a table and, as its last line, the medians as JSON; return 1 if a target is missed."""
    key, file = Key(os.urandom(32)), uuid.uuid4()
    label = Label("file", "application/octet-stream", PIECES * len(PIECE))
    sealed = list(seal_file(key, file, label, _content()))
    with tempfile.TemporaryDirectory() as directory:
        store = open_store(Path(directory) / "objects")
        plain, encrypted = new_name(uuid.uuid4()), new_name(uuid.uuid4())
        medians = {
            "encrypt": _median(lambda: _read(seal_file(key, file, label, _content()))),
            "decrypt": _median(lambda: _read(open_file(key, file, sealed)[1])),
            "store, plain": _median(lambda: store.put(plain, _content())),
            "store, encrypted": _median(lambda: store.put(encrypted, seal_file(key, file, label, _content()))),
            "fetch, plain": _median(lambda: _read(store.get(plain))),
            "fetch, encrypted": _median(lambda: _read(open_file(key, file, store.get(encrypted))[1])),
        }
    print(f"\n{f'a file of {PIECES} MiB':<20}{'MB/s a core':>13}{'target':>9}")
    for way, median in medians.items():
        print(f"  {way:<18}{median:>13.0f}{TARGETS.get(way, ''):>9}")
    print(json.dumps(medians))
    return 0 if all(medians[way] >= target for way, target in TARGETS.items()) else 1


def _content() -> Iterator[bytes]:
    return (PIECE for _ in range(PIECES))


def _read(pieces: Iterable[bytes]) -> None:
    for _ in pieces:
        pass


def _median(run: Callable[[], object]) -> float:
    """The median of the rounds, in MB per second of processor time."""
    taken = []
    for _ in range(ROUNDS):
        begin = time.process_time()
        run()
        taken.append(PIECES * len(PIECE) / 1e6 / (time.process_time() - begin))
    return round(statistics.median(taken), 1)


if __name__ == "__main__":
    sys.exit(main())
