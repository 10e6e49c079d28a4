"""Asks a site again and again, each time over a new connection, until its standard input ends; says what came of it.

    python3 load.py HOST PORT PATH CA_FILE [PEOPLE] [PAUSE_S]

Prints JSON: answers by status, the errors, the number of different certificates, and the longest wait in seconds.
"""

from __future__ import annotations

import collections
import hashlib
import json
import socket
import ssl
import sys
import threading
import time

PATIENCE_S = 20


class Load:
    """What several people saw who ask at the same time."""

    def __init__(self, host: str, port: int, path: str, authority: str) -> None:
        self.host, self.port = host, port
        self.request = f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode()
        self.context = ssl.create_default_context(cafile=authority)
        self.statuses: collections.Counter[str] = collections.Counter()
        self.errors: list[str] = []
        self.certificates: set[str] = set()
        self.longest = 0.0
        self.stopped = threading.Event()

    def ask(self) -> str:
        """Ask once; return the status."""
        with (
            socket.create_connection((self.host, self.port), timeout=PATIENCE_S) as plain,
            self.context.wrap_socket(plain, server_hostname=self.host) as connection,
        ):
            shown = connection.getpeercert(binary_form=True) or b""
            self.certificates.add(hashlib.sha256(shown).hexdigest())
            connection.sendall(self.request)
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
            return answer.split(b" ", 2)[1].decode()

    def one(self, pause: float) -> None:
        """Be one person until the end."""
        while not self.stopped.is_set():
            begin = time.monotonic()
            try:
                self.statuses[self.ask()] += 1
            except (OSError, IndexError) as error:
                self.errors.append(repr(error))
            self.longest = max(self.longest, time.monotonic() - begin)
            time.sleep(pause)

    def run(self, people: int, pause: float) -> dict[str, object]:
        """Be several people until the standard input ends; return what they saw."""
        threads = [threading.Thread(target=self.one, args=(pause,)) for _ in range(people)]
        for thread in threads:
            thread.start()
        sys.stdin.read()
        self.stopped.set()
        for thread in threads:
            thread.join()
        return {
            "statuses": self.statuses,
            "errors": self.errors[:5],
            "failed": len(self.errors),
            "certificates": len(self.certificates),
            "longest": round(self.longest, 3),
        }


if __name__ == "__main__":
    host, port, path, authority, *more = sys.argv[1:]
    people, pause = int(more[0]) if more else 2, float(more[1]) if len(more) > 1 else 0.1
    json.dump(Load(host, int(port), path, authority).run(people, pause), sys.stdout)
