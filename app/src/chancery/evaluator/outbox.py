"""Replies that the server itself sends: without waiting for a client that reads slowly."""

from __future__ import annotations

import selectors
import socket
from time import monotonic

# Seconds after which a client that does not read its reply is given up.
_PATIENCE_S = 5.0


class Outbox:
    """Sends what fits at once, and the rest when the selector says that there is room."""

    def __init__(self, selector: selectors.BaseSelector) -> None:
        self._selector = selector
        self._rest: dict[socket.socket, tuple[memoryview, float]] = {}

    def __len__(self) -> int:
        return len(self._rest)

    def send(self, connection: socket.socket, data: bytes) -> None:
        """Send `data`, then close the connection. A client that has closed is no error."""
        rest = _send_some(connection, memoryview(data))
        if rest is None:
            connection.close()
            return
        self._rest[connection] = (rest, monotonic() + _PATIENCE_S)
        self._selector.register(connection, selectors.EVENT_WRITE, lambda: self._go_on(connection))

    def tick(self) -> None:
        """Give up clients that do not read."""
        now = monotonic()
        for connection in [other for other, (_, deadline) in self._rest.items() if deadline < now]:
            self._close(connection)

    def _go_on(self, connection: socket.socket) -> None:
        data, deadline = self._rest[connection]
        rest = _send_some(connection, data)
        if rest is None:
            self._close(connection)
        else:
            self._rest[connection] = (rest, deadline)

    def _close(self, connection: socket.socket) -> None:
        del self._rest[connection]
        self._selector.unregister(connection)
        connection.close()


def _send_some(connection: socket.socket, data: memoryview) -> memoryview | None:
    """What is left after sending; None when there is nothing left to do."""
    try:
        rest = data[connection.send(data, socket.MSG_DONTWAIT) :]
    except BlockingIOError:
        return data
    except OSError:
        return None
    return rest or None
