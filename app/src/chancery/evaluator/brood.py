"""The processes that a process has forked: waited for without signals, and killed when their time is up."""

from __future__ import annotations

import math
import os
import select
import signal
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import NoReturn


@dataclass(slots=True)
class Member:
    """A forked process. `number` is the caller's own name for it; `deadline` is on the monotonic clock."""

    number: int
    pid: int
    handle: int  # a pidfd: it cannot come to mean another process
    deadline: float
    out_of_time: bool = False

    def kill(self) -> None:
        """End it, whatever it does."""
        signal.pidfd_send_signal(self.handle, signal.SIGKILL)


class Brood:
    """Forked processes, and one more descriptor (`control`) to listen to while waiting for them."""

    def __init__(self, control: int) -> None:
        self._control = control
        self._members: dict[int, Member] = {}
        self._poll = select.poll()
        self._poll.register(control, select.POLLIN)

    def __len__(self) -> int:
        return len(self._members)

    def fork(self, number: int, seconds: float, run: Callable[[], NoReturn]) -> Member:
        """Fork a process that calls `run`.

        Args:
            number: the caller's name for it.
            seconds: how long it may live; infinity for ever.
            run: what it does; ends the process itself.

        Returns:
            The process; its number and deadline may be changed.

        Raises:
            OSError: the kernel refuses another process.
        """
        pid = os.fork()
        if pid == 0:
            run()
        member = Member(number, pid, os.pidfd_open(pid), monotonic() + seconds)
        self._members[member.handle] = member
        self._poll.register(member.handle, select.POLLIN)
        return member

    def find(self, number: int) -> Member | None:
        """The living process of that number."""
        return next((member for member in self._members.values() if member.number == number), None)

    def forget_control(self) -> None:
        """Stop listening to the control descriptor: it has ended."""
        self._poll.unregister(self._control)

    def wait(self) -> tuple[bool, list[tuple[Member, int]]]:
        """Wait until something happens.

        Returns:
            Whether there is something on the control descriptor, and who has ended with what status (an exit code, or
            minus the number of a signal).
        """
        ready = {descriptor for descriptor, _ in self._poll.poll(self._patience())}
        control = self._control in ready
        ended = [self._reap(handle) for handle in ready if handle in self._members]
        now = monotonic()
        for member in self._members.values():
            if member.deadline <= now and not member.out_of_time:
                member.out_of_time = True
                member.kill()
        return control, ended

    def kill_all(self) -> None:
        """End every process, and wait until they have ended."""
        for member in self._members.values():
            member.kill()
        for handle in list(self._members):
            self._reap(handle)

    def _patience(self) -> int | None:
        """Milliseconds until the next deadline; None if there is none."""
        deadlines = (member.deadline for member in self._members.values() if not member.out_of_time)
        soonest = min(deadlines, default=math.inf)
        return None if soonest == math.inf else max(0, int((soonest - monotonic()) * 1000) + 1)

    def _reap(self, handle: int) -> tuple[Member, int]:
        member = self._members.pop(handle)
        self._poll.unregister(handle)
        os.close(handle)
        _, status = os.waitpid(member.pid, 0)
        return member, os.waitstatus_to_exitcode(status)
