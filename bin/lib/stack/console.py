"""Progress on the screen, everything else in a log, and a sentence that says what to do when something fails."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from stack.checkout import LOGS, ROOT, Failed

TAIL_LINES = 25

# What the tools say when something outside the project is wrong, and what to do about it.
ADVICE: tuple[tuple[str, str], ...] = (
    (
        r"no space left on device|disk quota exceeded",
        "The disk is full: free at least 6 GB (docker system df shows what Docker holds), then run the same command "
        "again.",
    ),
    (
        r"certificate verify failed|ssl certificate problem|invalid peer certificate|self-signed certificate|"
        r"unable to get local issuer",
        "A server's certificate was not accepted: if your network has its own certificate authority, name its PEM "
        "bundle with CA_BUNDLE=/path/to/bundle.pem.",
    ),
    (
        r"could not resolve|temporary failure in name resolution|temporary failure resolving|failed to lookup address|"
        r"dns error|network is unreachable|connection timed out|connection refused|failed to fetch|"
        r"could not connect to|max retries exceeded|operation timed out",
        "The network or a package index was not reachable: check the connection, or set APT_MIRROR, PIP_INDEX_URL, "
        "https_proxy and CA_BUNDLE to your site's own, then run the same command again.",
    ),
    (
        r"permission denied while trying to connect to the docker",
        "This account may not use Docker: sudo usermod -aG docker $USER, then log in anew.",
    ),
    (r"cannot connect to the docker daemon", "Docker does not answer: make setup starts it."),
    (
        r"port is already allocated|address already in use",
        "Another program has the port: choose another with make up PORT=9443.",
    ),
    (
        r"do not match the hashes|hash mismatch|hash sum mismatch",
        "A downloaded file is not the one that was locked: do not go on; find out what changed (make lock shows "
        "whether the lock is stale).",
    ),
    (
        r"sudo: a password is required|is not in the sudoers file|may not run sudo",
        "Packages are missing, and this account cannot install them here: run the same command in a terminal where "
        "sudo can ask for your password, or let an administrator run make setup once.",
    ),
    (
        r"newuidmap|subuid",
        "Bootstrapping without root needs a range of subordinate user ids: "
        "sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 $USER",
    ),
)


def advice(text: str) -> str:
    """Return the sentence for the first known fault that `text`, a tool's output, shows; empty when none does."""
    for pattern, sentence in ADVICE:
        if re.search(pattern, text, re.IGNORECASE):
            return sentence
    return ""


def say(text: str = "") -> None:
    """Print one line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def elapsed(seconds: float) -> str:
    """Return a duration for people: `8 s`, `2 min 05 s`."""
    whole = round(seconds)
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60:02d} s"


class TooLong(Failed):
    """A program did not end within its limit."""


STOPPING = threading.Event()
RUNNING: set[subprocess.Popen[bytes]] = set()


def attend(
    words: list[str], source: IO[bytes], out: IO[str], cwd: Path, env: dict[str, str], limit_s: float | None
) -> int:
    """Run a program to its end, where `stop_all` can reach it; return its status.

    Raises Failed when there is no program, TooLong when it has not ended after `limit_s` seconds.
    """
    try:
        process = subprocess.Popen(words, stdin=source, stdout=out, stderr=subprocess.STDOUT, cwd=cwd, env=env)
    except FileNotFoundError as error:
        raise Failed(f"{words[0]} was not found: run make setup") from error
    RUNNING.add(process)
    if STOPPING.is_set():
        process.terminate()
    try:
        return process.wait(limit_s)
    except subprocess.TimeoutExpired as error:
        process.kill()
        process.wait()
        raise TooLong(f"{' '.join(words[:3])} … did not end within {elapsed(limit_s or 0)}.") from error
    finally:
        RUNNING.discard(process)


def stop_all() -> None:
    """Ask every program that runs through a log to end: a thread that waits for one goes on."""
    for process in list(RUNNING):
        process.terminate()


class Log:
    """A file under .local/log that takes the whole output of the commands run through it."""

    def __init__(self, name: str) -> None:
        LOGS.mkdir(parents=True, exist_ok=True)
        self.path = LOGS / f"{name}.log"
        self.path.write_text("")

    def tail(self, lines: int = TAIL_LINES) -> str:
        """Return the last `lines` lines."""
        return "\n".join(self.path.read_text(errors="replace").splitlines()[-lines:])

    def run(
        self,
        *command: str | Path,
        env: Mapping[str, str] | None = None,
        cwd: Path = ROOT,
        stdin: Path | None = None,
        check: bool = True,
        limit_s: float | None = None,
    ) -> int:
        """Run `command` with its output in the log and return its status.

        Raises ToolFailed, with advice, when the status is not 0 and `check` holds; Failed when there is no program;
        TooLong when it has not ended after `limit_s` seconds: it is killed then.
        """
        words = [str(word) for word in command]
        with self.path.open("a") as out, (stdin or Path(os.devnull)).open("rb") as source:
            out.write(f"$ {' '.join(words)}\n")
            out.flush()
            begin = out.tell()
            status = attend(words, source, out, cwd, {**os.environ, **(env or {})}, limit_s)
        if status and check:
            output = self.path.read_text(errors="replace")[begin:]
            raise ToolFailed(words, status, self, advice(output))
        return status


class ToolFailed(Failed):
    """A tool ended with a failure; its log is kept."""

    def __init__(self, words: Sequence[str], status: int, log: Log, sentence: str) -> None:
        self.log = log
        program = " ".join(Path(word).name if index == 0 else word for index, word in enumerate(words[:3]))
        reason = sentence or "The lines above say why."
        super().__init__(
            f"{program} … ended with status {status}. {reason}\nThe whole log: {log.path.relative_to(ROOT)}"
        )


class Steps:
    """Numbered steps: one line each, with the time it took."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.number = 0

    @contextmanager
    def step(self, title: str) -> Iterator[list[str]]:
        """Print `[n/total] title …`, then the time; words appended to the yielded list stand behind it."""
        self.number += 1
        sys.stdout.write(f"[{self.number}/{self.total}] {title} … ")
        sys.stdout.flush()
        begin = time.monotonic()
        words: list[str] = []
        try:
            yield words
        except BaseException:
            say("failed")
            raise
        say(", ".join([elapsed(time.monotonic() - begin), *words]))


def together(*jobs: Callable[[], object]) -> None:
    """Run callables at the same time; raise the first failure after all have ended. Ctrl-C ends their programs."""
    failures: list[BaseException] = []

    def guarded(job: Callable[[], object]) -> None:
        try:
            job()
        except BaseException as error:  # noqa: BLE001 -- handed on to the caller below
            failures.append(error)

    threads = [threading.Thread(target=guarded, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    try:
        for thread in threads:
            thread.join()
    except KeyboardInterrupt:
        STOPPING.set()
        stop_all()
        for thread in threads:
            thread.join()
        raise
    if failures:
        raise failures[0]
