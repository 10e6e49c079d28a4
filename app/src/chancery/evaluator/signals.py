"""Signals as something to select on: the loop is never interrupted, it is woken."""

from __future__ import annotations

import os
import signal
import socket
from types import FrameType, TracebackType


class Signals:
    """Catches the signals that stop a server, and SIGCHLD, while it is entered. Use it in the main thread."""

    def __init__(self) -> None:
        self.socket, self._theirs = socket.socketpair()
        for end in (self.socket, self._theirs):
            end.setblocking(False)
        self.stop = False

    def __enter__(self) -> Signals:
        self._fd_before = signal.set_wakeup_fd(self._theirs.fileno(), warn_on_full_buffer=False)
        self._before = {number: signal.signal(number, self._note) for number in (signal.SIGTERM, signal.SIGINT)}
        # As a container's first process the server inherits every orphan; it hears of their ends by SIGCHLD.
        self._before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, _wake)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._fd_before)
        self.socket.close()
        self._theirs.close()

    def drain(self) -> None:
        """Take note of what has been signalled, and reap whatever orphans have ended."""
        try:
            self.socket.recv(4096)
        except BlockingIOError:
            return
        _reap_orphans()

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self.stop = True


def _wake(_number: int, _frame: FrameType | None) -> None:
    """Do nothing: the wake-up descriptor has been written to."""


def _reap_orphans() -> None:
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
