"""A child forked ahead of its job, so that the person who sends it does not wait for the fork.

There is at most one, made while nothing is to be done. It has left its zygote and waits, with nothing of anybody's, for
a job's connection; then it is sealed as every child is. A job that finds no spare gets a child of its own at once.
A spare that nobody needs for a while ends, and gives its memory back: the next one is made after the next job.
"""

from __future__ import annotations

import os
import select
import socket
from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import NoReturn

from chancery.evaluator import passing
from chancery.evaluator.brood import Brood, Member
from chancery.evaluator.jail import Walls

_NOBODY = 0


class Spares:
    """The spare of one zygote.

    Args:
        brood: the zygote's children.
        ends: a pair of connected unix sockets, from before the zygote could make none any more.
        be_child: what a child does; it is called with what prepares it and returns its job's descriptor.
        rehearse: what a spare does before its job comes, so that memory which every screen writes to is copied by then.
        patience_s: seconds for which a spare waits for a job.
    """

    def __init__(
        self,
        brood: Brood,
        ends: tuple[socket.socket, socket.socket],
        be_child: Callable[[Callable[[Walls], int]], NoReturn],
        rehearse: Callable[[], None],
        patience_s: float,
    ) -> None:
        self._brood = brood
        self._patience_s = patience_s
        self._be_child = be_child
        self._rehearse = rehearse
        self._spare: Member | None = None
        # The one that was employed last, until it has ended: what lies on the socket may still be for it.
        self._employed: Member | None = None
        # The zygote keeps both ends: whichever child is the spare reads from `_theirs`.
        self._ours, self._theirs = ends

    def make(self) -> None:
        """Fork a spare, unless there is one. Where no process is to be had, the next job will say so."""
        if self._spare is not None or self._employed is not None:
            return
        self._drain()
        # While others are at work the processor is theirs: rehearsing costs more of it than it spares the next job.
        prepare = self._wait_for_job if len(self._brood) else self._rehearse_and_wait
        try:
            self._spare = self._brood.fork(_NOBODY, self._patience_s, partial(self._be_child, prepare))
        except OSError:
            return

    def employ(self, number: int, job: int, seconds: float) -> None:
        """Have a child do a job: the spare if there is one.

        Args:
            number: the job's.
            job: the descriptor of its connection.
            seconds: how long it may take.

        Raises:
            OSError: no process is to be had.
        """
        spare = self._spare
        if spare is None or spare.out_of_time:
            self._brood.fork(number, seconds, partial(self._be_child, partial(_start_at_once, job)))
            return
        spare.number, spare.deadline = number, monotonic() + seconds
        self._spare, self._employed = None, spare
        passing.send(self._ours, b"j", job)

    def forget(self, member: Member) -> bool:
        """Take note that a child has ended. Returns whether it was the spare, which nobody waits for."""
        if member is self._employed:
            self._employed = None
        if member is not self._spare:
            return False
        self._spare = None
        return True

    def end(self) -> None:
        """End the spare: there will be no more jobs."""
        if self._spare is not None and not self._spare.out_of_time:
            self._spare.out_of_time = True
            self._spare.kill()

    def _drain(self) -> None:
        """Take back a job that a spare ended without taking: it has been reported as failed."""
        try:
            _, unclaimed = passing.receive(self._theirs, 1, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return
        if unclaimed is not None:
            os.close(unclaimed)

    def _rehearse_and_wait(self, walls: Walls) -> int:
        walls.prepare_child(self._theirs.fileno())
        if not _has_come(self._theirs):
            self._rehearse()
        return self._take_job()

    def _wait_for_job(self, walls: Walls) -> int:
        walls.prepare_child(self._theirs.fileno())
        return self._take_job()

    def _take_job(self) -> int:
        _, job = passing.receive(self._theirs, 1)
        if job is None:
            raise OSError("no job came")
        return job


def _has_come(end: socket.socket) -> bool:
    """Whether a job waits already: then there is no time to rehearse."""
    poll = select.poll()
    poll.register(end, select.POLLIN)
    return bool(poll.poll(0))


def _start_at_once(job: int, walls: Walls) -> int:
    walls.prepare_child(job)
    return job
