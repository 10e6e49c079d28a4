"""Search every byte that a host keeps for the needles that standard input names; print where each was found.

Reads one JSON object: `needles`, hexadecimal texts by their names. Prints one: for each name of a needle, the places.
Looked at are all files of all file systems, open files that have no name any more, the private file systems of
containers, compressed logs unpacked, the journal as journalctl prints it, and the database as pg_dump does. The memory
of processes is not.
"""

from __future__ import annotations

import gzip
import json
import os
import stat
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

PIECE = 8 * 1024 * 1024
# What these show is the kernel's, and on no disk.
KERNEL = {"proc", "sysfs", "nsfs", "cgroup", "cgroup2", "mqueue", "devpts", "debugfs", "tracefs", "securityfs", "bpf"}
COMMANDS = {
    "pg_dump": ["runuser", "-u", "postgres", "--", "pg_dump", "chancery"],
    "journal": ["journalctl", "--no-pager", "--output=export"],
}
told = json.load(sys.stdin)
NEEDLES = {name: bytes.fromhex(held) for name, held in told["needles"].items()}
LONGEST = max(map(len, NEEDLES.values()))
found: dict[str, list[str]] = defaultdict(list)


def search(place: str, file: BinaryIO) -> None:
    """Look for all needles in a stream; those that lie across two pieces are found too."""
    hits: set[str] = set()
    rest = b""
    while piece := file.read(PIECE):
        text = rest + piece
        hits |= {name for name, needle in NEEDLES.items() if name not in hits and needle in text}
        rest = text[-LONGEST:]
    for name in hits:
        found[name].append(place)


def mounts(process: str) -> dict[Path, str]:
    """Return the kinds of the file systems that a process sees, by where they are mounted."""
    lines = [line.split() for line in Path(f"/proc/{process}/mountinfo").read_text().splitlines()]
    return {Path(words[4]): words[words.index("-") + 1] for words in lines}


def files(top: Path, apart: set[Path]) -> Iterator[Path]:
    """Yield the regular files below a directory, across file systems, but for the places that are `apart`."""
    for place, directories, names in os.walk(top):
        directories[:] = [name for name in directories if Path(place, name) not in apart]
        for path in (Path(place, name) for name in names):
            try:
                if path not in apart and stat.S_ISREG(path.lstat().st_mode):
                    yield path
            except FileNotFoundError:
                continue


def look(place: str, path: Path) -> None:
    """Search a file, and what it holds compressed; one that is gone meanwhile keeps nothing."""
    try:
        with path.open("rb", buffering=0) as file:
            search(place, file)
        if path.suffix == ".gz":
            with gzip.open(path) as unpacked:
                search(place, unpacked)
    except (FileNotFoundError, ProcessLookupError, gzip.BadGzipFile):
        return


def processes() -> Iterator[Path]:
    """Yield the directories of all processes."""
    return (path for path in Path("/proc").iterdir() if path.name.isdigit())


def nameless() -> Iterator[Path]:
    """Yield open files that have no name any more."""
    for process in processes():
        try:
            for path in (process / "fd").iterdir():
                if str(path.readlink()).endswith(" (deleted)") and stat.S_ISREG(path.stat().st_mode):
                    yield path
        except (FileNotFoundError, ProcessLookupError):
            continue


def private() -> Iterator[Path]:
    """Yield the files in temporary file systems that only a container or a confined unit sees."""
    seen = {Path("/proc/1/ns/mnt").stat().st_ino}
    for process in processes():
        try:
            namespace = (process / "ns/mnt").stat().st_ino
            there = {Path(f"{process}/root{path}"): kind for path, kind in mounts(process.name).items()}
        except (FileNotFoundError, ProcessLookupError):
            continue
        if namespace not in seen:
            seen.add(namespace)
            apart = {path for path, kind in there.items() if kind in KERNEL}
            for top in (path for path, kind in there.items() if kind == "tmpfs"):
                yield from files(top, apart)


for path in files(Path("/"), {path for path, kind in mounts("self").items() if kind in KERNEL}):
    look(str(path), path)
for path in nameless():
    look(f"nameless {path}", path)
for path in private():
    look(f"private {path}", path)
for name, command in COMMANDS.items():
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        search(name, process.stdout)
    assert process.returncode == 0, name
json.dump(found, sys.stdout)
