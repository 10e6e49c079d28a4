"""The zygote of one interview: loads it, seals itself, then forks one child for each job it is handed."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

import msgspec

from chancery.evaluator import child, cleaner, failures, frames, passing
from chancery.evaluator.brood import Brood, Member
from chancery.evaluator.catalogue import Catalogue, Interview
from chancery.evaluator.cleaner import Cleaner
from chancery.evaluator.config import Limits
from chancery.evaluator.jail import Walls, descriptors, limits
from chancery.evaluator.jail.stages import JOB_DESCRIPTOR
from chancery.evaluator.messages import DONE, DONE_PAYLOAD, FAILED, JOB, LOADED, MAX_INFO_BYTES, Spawn
from chancery.evaluator.spares import Spares
from chancery.kept import keep_for_ever
from chancery.protocol import Failure, InterviewInfo

_encoder = msgspec.json.Encoder()


def live(control: socket.socket, order: Spawn, catalogue: Catalogue, walls: Walls, bounds: Limits) -> NoReturn:
    """Be a zygote until the control socket ends. Call it in a process forked for this.

    Args:
        control: the socket to the server.
        order: names the interview to load.
        catalogue: where it is.
        walls: what sealing needs.
        bounds: what loading and each screen may use.
    """
    status = failures.BROKEN
    try:
        control = _settle(control, walls)
        if order.name == cleaner.NAME:
            bounds = bounds.for_files()
        statm, ends = limits.open_statm(), socket.socketpair()
        limits.limit_loader(statm, cpu_s=bounds.load_s, memory_mb=bounds.load_memory_mb)
        walls.seal_loader()
        interview = _load(control, order, catalogue)
        if interview is not None:
            keep_for_ever()
            limits.lift_loader()
            baseline = limits.address_space(statm)
            os.close(statm)
            os.close(walls.reading)
            walls.seal_zygote()
            brood = Brood(control.fileno())
            spares = Spares(
                brood, ends, _Work(interview, walls, bounds, baseline).do, catalogue.rehearse, bounds.spare_s
            )
            _Zygote(control, brood, spares, bounds.wall_s).serve()
        status = 0
    finally:
        os._exit(status)


def _settle(control: socket.socket, walls: Walls) -> socket.socket:
    """Let go of everything that the root holds: its descriptors, its standard streams."""
    # Nobody reads them: print() does nothing.
    sys.stdin = sys.stdout = sys.stderr = None
    descriptors.keep_only(control.detach(), walls.reading, walls.nothing)
    return socket.socket(fileno=JOB_DESCRIPTOR)


def _load(control: socket.socket, order: Spawn, catalogue: Catalogue) -> Interview | Cleaner | None:
    try:
        interview = Cleaner() if order.name == cleaner.NAME else _interview(order, catalogue)
        info = _encoder.encode(_checked(interview.info))
    # Whatever a hostile interview makes its own loading raise becomes this interview's failure.
    except BaseException as error:  # noqa: BLE001
        _say(control, FAILED, _encoder.encode(failures.describe(error)))
        return None
    if len(info) >= MAX_INFO_BYTES:
        _say(control, FAILED, _encoder.encode(_TOO_LARGE))
        return None
    _say(control, LOADED, info)
    return interview


def _interview(order: Spawn, catalogue: Catalogue) -> Interview:
    if catalogue.version(order.name) != order.version:
        catalogue.rescan()
    return catalogue.load(order.name)


_TOO_LARGE = Failure(
    reason="size",
    message="The interview's description, style sheets and scripts together are larger than 1 MiB.",
    fix="Shorten them.",
)


def _checked(info: InterviewInfo) -> InterviewInfo:
    if not isinstance(info, InterviewInfo):
        raise TypeError("info")
    return info


def _say(control: socket.socket, kind: bytes, payload: bytes) -> None:
    control.sendall(frames.pack(kind + payload))


@dataclass(frozen=True, slots=True)
class _Work:
    """What every child is given: the interview, and what bounds it."""

    interview: Interview | Cleaner
    walls: Walls
    bounds: Limits
    baseline: int

    def do(self, prepare: Callable[[Walls], int]) -> NoReturn:
        """Be a child: get ready by `prepare`, which returns the job's descriptor, then do the job and end."""
        status = failures.BROKEN
        try:
            job = prepare(self.walls)
            self.walls.seal_child(job, self.baseline, cpu_s=self.bounds.cpu_s, memory_mb=self.bounds.memory_mb)
            child.answer(self.interview)
            status = 0
        finally:
            os._exit(status)


class _Zygote:
    def __init__(self, control: socket.socket, brood: Brood, spares: Spares, wall_s: float) -> None:
        self._control = control
        self._brood = brood
        self._spares = spares
        self._wall_s = wall_s

    def serve(self) -> None:
        """Take jobs until the server closes its end, then wait for those that are under way."""
        self._spares.make()
        open_for_jobs = True
        while open_for_jobs or len(self._brood):
            asked, ended = self._brood.wait()
            if asked and open_for_jobs:
                open_for_jobs = self._take()
            worked = [self._finish(member, status) for member, status in ended]
            if not open_for_jobs:
                self._spares.end()
            elif any(worked):
                # Not before: a child that is at work should have the processor.
                self._spares.make()

    def _take(self) -> bool:
        message, connection = passing.receive(self._control, JOB.size)
        if len(message) < JOB.size or connection is None:
            self._brood.forget_control()
            return False
        (number,) = JOB.unpack(message)
        try:
            self._spares.employ(number, connection, self._wall_s)
        except OSError:
            self._report(number, failures.NO_PROCESS, out_of_time=False)
        os.close(connection)
        return True

    def _finish(self, member: Member, status: int) -> bool:
        """Report that a child has ended; returns whether it had a job, and was not a spare."""
        if self._spares.forget(member):
            return False
        self._report(member.number, status, out_of_time=member.out_of_time)
        return True

    def _report(self, number: int, status: int, *, out_of_time: bool) -> None:
        """Tell the server that a job is done: what a child could not say itself, the server says."""
        _say(self._control, DONE, DONE_PAYLOAD.pack(number, status, out_of_time))
