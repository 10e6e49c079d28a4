"""The server's end of the root process: starts it with an empty environment, gives it orders, hears its reports."""

from __future__ import annotations

import os
import signal
import socket
import sys

import msgspec

from chancery.evaluator import frames, passing
from chancery.evaluator.config import Config
from chancery.evaluator.errors import CannotJail, CannotStart
from chancery.evaluator.messages import Kill, Order, Refused, Report, Rescan, Spawn, report_decoder
from chancery.evaluator.root import CONTROL

_START_S = 60.0
_STOP_S = 5.0
_MAX_REPORT_BYTES = 64 * 1024


class RootLink:
    """A running root process."""

    def __init__(self, config: Config) -> None:
        """Start the root and wait until it is ready.

        Raises:
            CannotJail: the kernel cannot jail.
            CannotStart: the root cannot work for another reason.
        """
        self.socket, theirs = socket.socketpair()
        with theirs:
            self.pid = _spawn(config, theirs)
        self.socket.settimeout(_START_S)
        try:
            report = self.report()
        except (frames.FrameTruncated, OSError, msgspec.MsgspecError) as error:
            self.stop()
            raise CannotStart("The evaluator's root process ended, or hung, before it was ready.") from error
        self.socket.settimeout(None)
        if isinstance(report, Refused):
            self.stop()
            raise CannotJail(report.message)

    def report(self) -> Report:
        """The next report. Waits for it.

        Raises:
            FrameTruncated: the root has ended.
            OSError: it does not answer.
        """
        report: Report = report_decoder.decode(frames.receive(self.socket.recv, _MAX_REPORT_BYTES))
        return report

    def spawn(self, number: int, name: str, version: str) -> socket.socket:
        """Have a zygote forked.

        Returns:
            The socket to it.

        Raises:
            OSError: the root has ended, or no descriptor is to be had.
        """
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                self._order(Spawn(number, name, version), theirs.fileno())
            except OSError:
                ours.close()
                raise
        return ours

    def kill(self, number: int) -> None:
        """Have a zygote killed, and with it its children."""
        self._order(Kill(number))

    def rescan(self) -> None:
        """Have the disk looked at again."""
        self._order(Rescan())

    def stop(self) -> None:
        """Have the root end its zygotes and itself; kill it if it does not."""
        self.socket.close()
        try:
            handle = os.pidfd_open(self.pid)
        except ProcessLookupError:
            return
        try:
            _end(handle)
        finally:
            os.close(handle)

    def _order(self, order: Order, descriptor: int | None = None) -> None:
        frame = frames.pack(msgspec.json.encode(order))
        if descriptor is None:
            self.socket.sendall(frame)
        else:
            passing.send(self.socket, frame, descriptor)


def _spawn(config: Config, control: socket.socket) -> int:
    program = [sys.executable, "-I", "-X", "utf8", "-m", "chancery.evaluator.root"]
    return os.posix_spawn(
        sys.executable,
        [*program, msgspec.json.encode(config).decode()],
        {},
        file_actions=[
            (os.POSIX_SPAWN_DUP2, control.fileno(), CONTROL),
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
        ],
        setsigmask=[],
        setsigdef=[signal.SIGPIPE],
    )


def _end(handle: int) -> None:
    """Wait for a process that was told to end; kill it when it takes too long."""
    import select

    poll = select.poll()
    poll.register(handle, select.POLLIN)
    if not poll.poll(_STOP_S * 1000):
        signal.pidfd_send_signal(handle, signal.SIGKILL)
    try:
        os.waitid(os.P_PIDFD, handle, os.WEXITED)
    except ChildProcessError:
        return
