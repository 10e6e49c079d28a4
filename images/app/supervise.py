"""Run supervisord, and end the container with a failure when a program is FATAL.

A supervisor that has given up on a program keeps running, so the container looks well while the application is dead;
and when it is told to stop it ends with status 0, whatever the reason. So this file is the command of the container
and also, as `supervise.py listen`, the event listener that supervisord starts: the listener leaves a note and stops its
parent, and the parent ends with a failure because of it.
"""

import os
import signal
import sys
from pathlib import Path

EXIT_FATAL = 70  # EX_SOFTWARE of sysexits(3)
NOTE = Path("/tmp/chancery-fatal")  # noqa: S108 -- the container's /tmp is a tmpfs of its own


def tokens(line: str) -> dict[str, str]:
    """Return the `key:value` tokens of a header or payload line of supervisor's event protocol."""
    return dict(token.split(":", 1) for token in line.split())


def listen() -> int:
    """Wait for a FATAL event, then stop the supervisor.

    The protocol is supervisor's: a READY line, a header with the payload's length, the payload, a RESULT line.
    """
    sys.stdout.write("READY\n")
    sys.stdout.flush()
    header = sys.stdin.readline()
    if not header:
        return 0
    event = tokens(sys.stdin.read(int(tokens(header)["len"])))
    NOTE.write_text(event["processname"])
    sys.stderr.write(f"{event['processname']} could not be kept running; the container ends\n")
    sys.stdout.write("RESULT 2\nOK")
    sys.stdout.flush()
    os.kill(os.getppid(), signal.SIGTERM)
    signal.pause()
    return 0


def run() -> int:
    """Run supervisord until it is stopped; return the container's exit status."""
    # Here, because the listener has no use for it, and would hold its 8 MiB.
    from supervisor.supervisord import main as supervisord  # type: ignore[import-untyped]  # it has no type hints

    NOTE.unlink(missing_ok=True)
    supervisord(["-c", "/app/supervisord.conf"])
    return EXIT_FATAL if NOTE.exists() else 0


if __name__ == "__main__":
    sys.exit(listen() if sys.argv[1:] == ["listen"] else run())
