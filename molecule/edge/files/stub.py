"""Stands in for the application behind nginx: says what reached it, slowly if asked.

    python3 stub.py SOCKET

`/slow?seconds=2` answers late, `/status/404` with that status, anything else with the headers and the body's length; of
`/begun` it makes the file /tmp/begun when the first bytes of the body are there.
"""

from __future__ import annotations

import contextlib
import json
import socketserver
import sys
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, urlsplit


class Answer(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        """Read the body and say what came."""
        length = int(self.headers.get("Content-Length", 0))
        left = length
        parts = urlsplit(self.path)
        while left:
            left -= len(self.rfile.read(min(left, 65536)))
            if parts.path == "/begun":
                Path("/tmp/begun").touch()
        time.sleep(float(parse_qs(parts.query).get("seconds", ["0"])[0]))
        status = int(parts.path.rsplit("/", 1)[1]) if parts.path.startswith("/status/") else 200
        said = json.dumps({"path": self.path, "length": length, "headers": dict(self.headers)}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(said)

    do_GET = do_POST = do_PUT = do_HEAD = answer  # noqa: N815 -- the names that the module calls

    def address_string(self) -> str:
        """Return what stands for a client, which a socket in the file system does not know."""
        return "nginx"


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    """A server with a thread for each connection."""

    daemon_threads = True
    request_queue_size = 1024


if __name__ == "__main__":
    path = Path(sys.argv[1])
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
    with Server(str(path), Answer) as server:
        path.chmod(0o666)
        server.serve_forever()
