"""How the machine is asked: commands that end within a limit, and a word on the console about each."""

import subprocess
import sys
import time
from pathlib import Path

PATH = "/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin"
LIMIT_S = 300
# What timeout(1) ends with.
TOO_LONG = 124


def say(words: str) -> None:
    """Print a line on the console, with the seconds since the kernel started."""
    sys.stdout.write(f"{Path('/proc/uptime').read_text().split('.')[0]} s: {words}\n")
    sys.stdout.flush()


def sh(command: str, limit_s: int = LIMIT_S) -> tuple[int, str]:
    """Return the status of a shell command and what it printed; what went wrong, where something did."""
    say(command.strip().splitlines()[0][:150])
    words = ["timeout", "--kill-after=10", str(limit_s), "/bin/sh", "-c", command]
    done = subprocess.run(words, capture_output=True, text=True, env={"PATH": PATH, "LC_ALL": "C.UTF-8"}, check=False)
    if done.returncode == TOO_LONG:
        return TOO_LONG, f"did not end within {limit_s} s: {done.stdout}{done.stderr}"
    return done.returncode, (done.stdout + (done.stderr if done.returncode else "")).strip()


def until(command: str, limit_s: int, each_s: int = 10) -> tuple[int, str]:
    """Repeat a shell command until it goes well or `limit_s` seconds have passed; return what came of the last try."""
    end = time.monotonic() + limit_s
    while (said := sh(command))[0] and time.monotonic() < end:
        time.sleep(each_s)
    return said
