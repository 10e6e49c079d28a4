"""What an account leaves besides files: processes, scheduled work, keys and rights. Each is found, and can be ended.

`find` functions change nothing and return words for the report, none of which is a command line or a key.
"""

from __future__ import annotations

import os
import re
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from ansible.module_utils.accounts_people import Person

CRONTABS = Path("/var/spool/cron/crontabs")
AT_JOBS = Path("/var/spool/cron/atjobs")
LINGERING = Path("/var/lib/systemd/linger")
SYSTEM_CRON = (Path("/etc/crontab"), *sorted(Path("/etc/cron.d").glob("*")))
SUDO = sorted(Path("/etc/sudoers.d").glob("*"))
KEY = re.compile(r"AAAA[0-9A-Za-z+/]{20,}={0,2}")
ROUNDS = 50
# A line of a system crontab: five fields of time, or one nickname, then the user.
CRON_LINE = re.compile(r"^\s*(?:@\w+|(?:\S+\s+){4}\S+)\s+(\S+)\s")
Run = Callable[[list[str]], object]


def status(process: Path) -> dict[str, str]:
    """Return the fields of /proc/<pid>/status."""
    return dict(line.split(":\t", 1) for line in (process / "status").read_text().splitlines() if ":\t" in line)


def contained(process: Path) -> bool:
    """Return whether the host's own container engine started a process, whose numbers mean nothing here."""
    ours = Path("/proc/self/ns")
    foreign = (process / "ns/pid").readlink() != (ours / "pid").readlink()
    return foreign and (process / "ns/user").readlink() == (ours / "user").readlink()


def processes(someone: Person) -> Iterator[tuple[int, str]]:
    """Yield number and name of each process that runs as, or was started from a login of, this person."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            said = status(process)
            login = int((process / "loginuid").read_text()) if (process / "loginuid").exists() else -1
            numbers = [int(number) for number in said["Uid"].split()]
            theirs = login == someone.uid or any(someone.owns(number) for number in numbers)
            if theirs and not said["State"].startswith(("Z", "X")) and not contained(process):
                yield int(process.name), said["Name"].strip()
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has ended meanwhile


def units(someone: Person) -> set[str]:
    """Return the system services in which this person's processes run."""
    found = set()
    for number, _ in processes(someone):
        try:
            groups = Path(f"/proc/{number}/cgroup").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        found |= set(re.findall(r"/system\.slice/([^/\n]+\.service)\b", groups))
    return found - {"ssh.service", "cron.service", "atd.service", "systemd-logind.service"}


def end_processes(someone: Person, run: Run) -> None:
    """End services, sessions and processes of this person; RuntimeError when some cannot be ended."""
    for unit in sorted(units(someone)):
        run(["systemctl", "disable", "--now", unit])
    run(["systemctl", "stop", f"user@{someone.uid}.service", f"user-{someone.uid}.slice"])
    for _ in range(ROUNDS):
        left = list(processes(someone))
        if not left:
            return
        for number, _name in left:
            try:
                os.kill(number, signal.SIGKILL)
            except ProcessLookupError:
                continue
        time.sleep(0.1)
    raise RuntimeError(f"processes of {someone.name} cannot be ended: {', '.join(name for _, name in left)}")


def spooled(someone: Person) -> list[Path]:
    """Return this person's crontab, jobs of at, and the file that lets services of theirs run without a login."""
    jobs = [path for path in sorted(AT_JOBS.glob("*")) if path.is_file() and someone.owns(path.lstat().st_uid)]
    named = [CRONTABS / someone.name, *jobs, LINGERING / someone.name]
    return [path for path in named if path.is_file()]


def lines_of(someone: Person) -> Iterator[tuple[Path, list[str], list[str]]]:
    """Yield the system's files of cron and sudo that name this person: path, lines to keep, lines to drop."""
    for path in (*SYSTEM_CRON, *SUDO):
        if not path.is_file() or path.is_symlink():
            continue
        lines = path.read_text(errors="surrogateescape").splitlines(keepends=True)
        if path in SUDO:
            drop = [
                line
                for line in lines
                if re.match(rf"(?:{re.escape(someone.name)}|Defaults:{re.escape(someone.name)})\s", line)
            ]
        else:
            drop = [line for line in lines if (found := CRON_LINE.match(line)) and found[1] == someone.name]
        if drop:
            yield path, [line for line in lines if line not in drop], drop


def key_files(home: Path) -> list[Path]:
    """Return the files in a home that may hold keys which let somebody in there."""
    named = [home / ".ssh/authorized_keys", home / ".ssh/authorized_keys2"]
    return [path for path in named if path.is_file() and not path.is_symlink() and not path.parent.is_symlink()]


def keys_in(paths: list[Path]) -> set[str]:
    """Return the keys in these files, without type and comment."""
    return {key for path in paths for key in KEY.findall(path.read_text(errors="replace"))}


def without_keys(path: Path, keys: set[str]) -> str:
    """Return a file's text without the lines that hold one of the keys."""
    lines = path.read_text(errors="surrogateescape").splitlines(keepends=True)
    return "".join(line for line in lines if not keys & set(KEY.findall(line)))


def rewrite(path: Path, text: str) -> None:
    """Replace a file by one with the same owner and mode, at once.

    The new one has a name that nobody can foresee: the directory may be of somebody who would rather keep the key.
    """
    before = path.lstat()
    # Neither cron nor sudo reads a file with a dot in its name.
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", errors="surrogateescape") as file:
            file.write(text)
            os.fchown(descriptor, before.st_uid, before.st_gid)
            os.fchmod(descriptor, before.st_mode & 0o7777)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
