"""The zygote of one interview: loads it, seals itself, then forks one child for each job it is handed."""

from __future__ import annotations

import gc
import os
import socket
import sys
from typing import NoReturn

import msgspec

from chancery.evaluator import child, failures, frames
from chancery.evaluator.brood import Brood
from chancery.evaluator.catalogue import Catalogue, Interview
from chancery.evaluator.config import Limits
from chancery.evaluator.jail import Walls, descriptors, limits
from chancery.evaluator.jail.stages import JOB_DESCRIPTOR
from chancery.evaluator.messages import DONE, DONE_PAYLOAD, FAILED, JOB, LOADED, MAX_INFO_BYTES, Spawn
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
        statm = limits.open_statm()
        limits.limit_loader(statm, cpu_s=bounds.load_s, memory_mb=bounds.load_memory_mb)
        walls.seal_loader()
        interview = _load(control, order, catalogue)
        if interview is not None:
            gc.collect()
            # What is loaded now is never collected: looking at it would copy it into each child.
            gc.freeze()
            limits.lift_loader()
            baseline = limits.address_space(statm)
            os.close(statm)
            os.close(walls.reading)
            walls.seal_zygote()
            _Zygote(control, interview, walls, bounds, baseline).serve()
        status = 0
    finally:
        os._exit(status)


def _settle(control: socket.socket, walls: Walls) -> socket.socket:
    """Let go of everything that the root holds: its descriptors, its standard streams."""
    # Nobody reads them: print() does nothing.
    sys.stdin = sys.stdout = sys.stderr = None
    descriptors.keep_only(control.detach(), walls.reading, walls.nothing)
    return socket.socket(fileno=JOB_DESCRIPTOR)


def _load(control: socket.socket, order: Spawn, catalogue: Catalogue) -> Interview | None:
    try:
        if catalogue.version(order.name) != order.version:
            catalogue.rescan()
        interview = catalogue.load(order.name)
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


class _Zygote:
    def __init__(
        self, control: socket.socket, interview: Interview, walls: Walls, bounds: Limits, baseline: int
    ) -> None:
        self._control = control
        self._interview = interview
        self._walls = walls
        self._bounds = bounds
        self._baseline = baseline
        self._brood = Brood(control.fileno())

    def serve(self) -> None:
        """Take jobs until the server closes its end, then wait for those that are under way."""
        open_for_jobs = True
        while open_for_jobs or len(self._brood):
            asked, ended = self._brood.wait()
            for member, status in ended:
                self._report(member.number, status, out_of_time=member.out_of_time)
            if asked and open_for_jobs:
                open_for_jobs = self._take()
                if not open_for_jobs:
                    self._brood.forget_control()

    def _take(self) -> bool:
        message, received, _, _ = socket.recv_fds(self._control, JOB.size, 1)
        if len(message) < JOB.size or not received:
            return False
        (number,) = JOB.unpack(message)
        try:
            self._brood.fork(number, self._bounds.wall_s, lambda: self._be_child(received[0]))
        except OSError:
            self._report(number, failures.NO_PROCESS, out_of_time=False)
        os.close(received[0])
        return True

    def _be_child(self, job: int) -> NoReturn:
        status = failures.BROKEN
        try:
            self._walls.seal_child(job, self._baseline, cpu_s=self._bounds.cpu_s, memory_mb=self._bounds.memory_mb)
            child.answer(self._interview)
            status = 0
        finally:
            os._exit(status)

    def _report(self, number: int, status: int, *, out_of_time: bool) -> None:
        """Tell the server that a job is done: what a child could not say itself, the server says."""
        _say(self._control, DONE, DONE_PAYLOAD.pack(number, status, out_of_time))
