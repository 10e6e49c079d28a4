"""A browser reduced to what a timing needs: one kept-alive TLS connection, cookies, forms."""

from __future__ import annotations

import re
import socket
import ssl
import time
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode

_INPUT = re.compile(rb"<(?:input|textarea|button)\b[^>]*>")
_ATTRIBUTE = re.compile(rb'([a-z-]+)="([^"]*)"')


class BenchError(Exception):
    """The server answered something that the benchmark cannot measure."""


@dataclass
class Response:
    """A response, with the seconds from the first byte sent to the last byte read."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float


@dataclass
class Client:
    """One person's connection to nginx at `address`, whose certificate is for `name`; `host` is the site asked for."""

    address: tuple[str, int]
    name: str
    host: str
    certificate_authority: str
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        context = ssl.create_default_context(cafile=self.certificate_authority)
        plain = socket.create_connection(self.address, timeout=30)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket = context.wrap_socket(plain, server_hostname=self.name)
        self._left = b""

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()

    def get(self, path: str) -> Response:
        """GET `path`."""
        return self._exchange("GET", path, b"")

    def post(self, path: str, values: dict[str, str]) -> Response:
        """POST `values` as an HTML form."""
        return self._exchange("POST", path, urlencode(values).encode())

    def _exchange(self, method: str, path: str, body: bytes) -> Response:
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}", "Accept: text/html", "Sec-Fetch-Site: same-origin"]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{k}={v}" for k, v in self.cookies.items()))
        if method == "POST":
            lines += [
                f"Origin: https://{self.host}",
                "Content-Type: application/x-www-form-urlencoded",
                f"Content-Length: {len(body)}",
            ]
        request = "\r\n".join([*lines, "", ""]).encode() + body
        began = time.perf_counter()
        self._socket.sendall(request)
        response = self._read()
        response.seconds = time.perf_counter() - began
        return response

    def _read(self) -> Response:
        head = self._until(b"\r\n\r\n").decode("latin-1")
        status_line, *lines = head.split("\r\n")
        headers: dict[str, str] = {}
        for name, _, value in (line.partition(":") for line in lines):
            if name.lower() == "set-cookie":
                cookie, _, content = value.strip().partition(";")[0].partition("=")
                self.cookies[cookie] = content
            headers[name.lower()] = value.strip()
        status = int(status_line.split()[1])
        if headers.get("transfer-encoding") == "chunked":
            body = self._chunks()
        else:
            body = self._exactly(int(headers.get("content-length", "0")))
        return Response(status, headers, body, 0.0)

    def _chunks(self) -> bytes:
        parts = []
        while size := int(self._until(b"\r\n").split(b";")[0], 16):
            parts.append(self._exactly(size))
            self._exactly(2)
        self._exactly(2)
        return b"".join(parts)

    def _until(self, mark: bytes) -> bytes:
        while mark not in self._left:
            self._more()
        found, _, self._left = self._left.partition(mark)
        return found

    def _exactly(self, size: int) -> bytes:
        while len(self._left) < size:
            self._more()
        found, self._left = self._left[:size], self._left[size:]
        return found

    def _more(self) -> None:
        part = self._socket.recv(65536)
        if not part:
            raise BenchError("the server closed the connection; its log says why (make logs)")
        self._left += part


def form_values(page: bytes, answer: str) -> dict[str, str]:
    """Fill in the form on `page`: hidden inputs as they are, the first text field with `answer`, the first button.

    Raises BenchError when the page has no field to answer.
    """
    values: dict[str, str] = {}
    answered = pressed = False
    for tag in _INPUT.findall(page):
        attributes = {k.decode(): unescape(v.decode()) for k, v in _ATTRIBUTE.findall(tag)}
        name, kind = attributes.get("name", ""), attributes.get("type", "")
        if not name:
            continue
        if kind == "hidden":
            values.setdefault(name, attributes.get("value", ""))
        elif tag.startswith(b"<button"):
            if answered and not pressed:
                values[name], pressed = attributes.get("value", ""), True
        elif not answered:
            values[name], answered = answer, True
    if not answered:
        raise BenchError("the screen has no field to answer; is the benchmark's interview installed?")
    return values
