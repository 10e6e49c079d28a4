"""Fail on purpose, then ask for the front page until nothing answers any more; print how long that took.

Told on the command line as JSON: `address` and `port`, `name` of the site, `requests` (a list of requests in full, as
text, `times` times over), `keep` (all on one connection), `flood` (front pages asked for before). Prints JSON:
`statuses` of the failures, `seconds` from the last of them to the first question that nothing answered, and the rate
of the flood, `flooded`, in requests a second. `wait` is for how many seconds it asks on.
"""

from __future__ import annotations

import json
import socket
import ssl
import sys
import time
from http.client import HTTPResponse

QUIET_S = 1.0  # a question is unanswered after this
SILENCES = 3  # so many questions in a row without an answer are no accident
PATIENCE_S = 30.0
TRY_S = 8.0  # a try may take so long on a busy machine
PIPELINE = 500  # questions on one connection; the server ends one after a thousand
STATUS = b"HTTP/1.1 "
context = ssl.create_default_context()
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE


class Site:
    """The attacked site."""

    def __init__(self, told: dict) -> None:
        self.told = told
        self.page = f"GET / HTTP/1.1\r\nHost: {told['name']}\r\n\r\n"
        self.kept: socket.socket | None = None
        self.timeout = TRY_S

    def connection(self) -> socket.socket:
        """Return a connection: always the same one where it is to be kept."""
        if self.kept is not None:
            return self.kept
        plain = socket.create_connection((self.told["address"], self.told["port"]), timeout=self.timeout)
        made = context.wrap_socket(plain, server_hostname=self.told["name"])
        if self.told.get("keep"):
            self.kept = made
        return made

    def ask(self, text: str) -> int:
        """Send a request; return the status of its answer. OSError when there is none."""
        connection = self.connection()
        connection.settimeout(self.timeout)
        connection.sendall(text.encode("latin-1"))
        answer = HTTPResponse(connection)
        answer.begin()
        answer.read()
        if connection is not self.kept:
            connection.close()
        return answer.status

    def flood(self, number: int) -> float:
        """Ask over plain HTTP that often, not waiting for an answer before the next question; return the rate."""
        began = time.monotonic()
        block = (self.page * PIPELINE).encode()
        for _ in range(number // PIPELINE):
            with socket.create_connection((self.told["address"], 80), timeout=PATIENCE_S) as connection:
                connection.sendall(block)
                seen, tail = 0, b""
                while seen < PIPELINE:
                    data = connection.recv(1 << 18)
                    if not data:
                        raise ConnectionError("the server ended the connection")
                    seen += (tail + data).count(STATUS)
                    tail = data[1 - len(STATUS) :]
        return number / (time.monotonic() - began)


def main() -> None:
    """Attack as told."""
    told = json.loads(sys.argv[1])
    site = Site(told)
    said: dict[str, object] = {}
    if told.get("flood"):
        said["flooded"] = round(site.flood(told["flood"]))
    said["statuses"] = []
    unanswered: list[float] = []
    ended = asked = time.monotonic()
    try:
        for text in told["requests"] * told.get("times", 1):
            asked = time.monotonic()
            said["statuses"].append(site.ask(text))
            ended = time.monotonic()
    except OSError:
        # Shut out before the last try.
        unanswered.append(asked)
    site.timeout = QUIET_S
    limit = time.monotonic() + told.get("wait", PATIENCE_S)
    while len(unanswered) < SILENCES and time.monotonic() < limit:
        asked = time.monotonic()
        try:
            said["last"] = site.ask(site.page)
            unanswered = []
        except OSError:
            unanswered.append(asked)
        time.sleep(0.02)
    said["seconds"] = None
    if len(unanswered) == SILENCES:
        said["seconds"] = round(unanswered[0] - ended, 3)
    sys.stdout.write(json.dumps(said))


main()
