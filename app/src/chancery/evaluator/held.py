"""What the server remembers of a job and of a zygote."""

from __future__ import annotations

import enum
import socket
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

import msgspec

from chancery.evaluator import frames
from chancery.evaluator.messages import MAX_INFO_BYTES, Accepted
from chancery.evaluator.outbox import Outbox
from chancery.protocol import Failure

_encoder = msgspec.json.Encoder()


def accepted(version: str) -> bytes:
    """The frame that tells a client that a zygote, of this version of the interview, takes its job."""
    return frames.pack(_encoder.encode(Accepted(version)))


@dataclass(slots=True, eq=False)
class Job:
    """A connection that waits for a zygote or for its child. `deadline` is when its zygote must have reported."""

    number: int
    connection: socket.socket
    outbox: Outbox
    info_only: bool
    accepted: bool = False
    deadline: float = float("inf")

    def accept(self, frame: bytes) -> None:
        """Tell the client, once, that its job is taken.

        Raises:
            OSError: the client has closed.
        """
        if not self.accepted:
            self.connection.send(frame, socket.MSG_DONTWAIT)
            self.accepted = True

    def finish(self, payload: bytes | None = None, version: str = "") -> None:
        """Close the connection, after the reply if it is the server that has to send one."""
        if payload is None:
            self.connection.close()
        else:
            head = b"" if self.accepted else accepted(version)
            self.outbox.send(self.connection, head + frames.pack(payload))

    def fail(self, failure: Failure) -> None:
        """Tell the client that it did not work."""
        self.finish(_encoder.encode(failure))


class State(enum.Enum):
    """What a zygote is at."""

    QUEUED = enum.auto()  # not forked yet
    LOADING = enum.auto()
    READY = enum.auto()
    ENDING = enum.auto()  # its socket is closed; the root has still to report its end


@dataclass(slots=True, eq=False)
class Zygote:
    """One interview in one version."""

    number: int
    name: str
    version: str
    state: State = State.QUEUED
    # From LOADING on; `deadline` is when loading must have ended.
    socket: socket.socket | None = None
    deadline: float = float("inf")
    # Its InterviewInfo as JSON, once loaded.
    info: bytes = b""
    jobs: dict[int, Job] = field(default_factory=dict)
    waiting: deque[Job] = field(default_factory=deque)
    # Why it ended, where that is known before its end is.
    failure: Failure | None = None
    # It takes no new jobs: it is too old, or others are used more.
    retired: bool = False
    _received: bytearray = field(default_factory=bytearray)

    @property
    def idle(self) -> bool:
        """Whether nothing waits for it."""
        return not self.jobs and not self.waiting

    def messages(self, data: bytes) -> Iterator[tuple[bytes, bytes]]:
        """What it says, kind and payload, in the bytes received so far and `data`.

        Raises:
            FrameTooLarge: it announces more than a zygote has to say.
        """
        self._received += data
        while len(self._received) >= frames.LENGTH.size:
            (length,) = frames.LENGTH.unpack_from(self._received)
            if length > MAX_INFO_BYTES:
                raise frames.FrameTooLarge(f"{length} bytes")
            end = frames.LENGTH.size + length
            if len(self._received) < end:
                return
            message = bytes(self._received[frames.LENGTH.size : end])
            del self._received[:end]
            yield message[:1], message[1:]
