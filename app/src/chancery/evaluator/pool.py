"""The zygotes, as the server keeps them: which interviews are held ready, which jobs they do, and which wait."""

from __future__ import annotations

import logging
import socket
import struct
from collections import OrderedDict
from collections.abc import Callable
from time import monotonic

import msgspec

from chancery.evaluator import cleaner, failures, frames, passing
from chancery.evaluator.config import Limits
from chancery.evaluator.held import Job, State, Zygote, accepted
from chancery.evaluator.link import RootLink
from chancery.evaluator.memory import Memory
from chancery.evaluator.messages import DONE, DONE_PAYLOAD, FAILED, JOB, LOADED
from chancery.evaluator.outbox import Outbox
from chancery.protocol import Failure

log = logging.getLogger(__name__)

# Seconds beyond a child's own time within which its zygote must have reported its end.
_GRACE_S = 2.0
_READ = 64 * 1024


class Pool:
    """All zygotes and their jobs.

    Args:
        link: the root process.
        limits: how many of each.
        listen: called with each new zygote and its socket; `read` is to be called when there is something to read.
        unlisten: called with the socket before it is closed.
        outbox: sends the replies that no child sends.
    """

    def __init__(
        self,
        link: RootLink,
        limits: Limits,
        listen: Callable[[socket.socket, Zygote], None],
        unlisten: Callable[[socket.socket], object],
        outbox: Outbox,
    ) -> None:
        self._link = link
        self._limits = limits
        self._listen = listen
        self._unlisten = unlisten
        self._outbox = outbox
        # Those that take jobs, by interview, in the order of their last use: the longest ago first.
        self._current: OrderedDict[str, Zygote] = OrderedDict()
        # Every zygote that has not ended.
        self._all: dict[int, Zygote] = {}
        self._memory = Memory(limits.retry_s)
        self._numbers = 0
        self._running = 0
        self._waiting = 0

    @property
    def busy(self) -> bool:
        """Whether something is loaded, waits, or is being done."""
        return bool(self._running or self._waiting)

    def submit(self, name: str, version: str, connection: socket.socket, *, info_only: bool) -> None:
        """Have a job done for an interview; the connection is answered and closed in any case."""
        job = Job(self._next_number(), connection, self._outbox, info_only)
        info = self._memory.info(name, version) if info_only else None
        if info is not None:
            job.finish(info, version)
            return
        failure = self._memory.failure(name, version)
        if failure is None and self._waiting >= self._limits.waiting:
            failure = failures.busy()
        if failure is not None:
            job.fail(failure)
            return
        self._queue(self._zygote_for(name, version), job)
        self.advance()

    def advance(self) -> None:
        """Hand out what there is room for: a fork to interviews that wait for one, jobs to zygotes that are ready."""
        loading = sum(zygote.state is State.LOADING for zygote in self._all.values())
        for zygote in list(self._all.values()):
            if zygote.state is State.QUEUED and loading < self._limits.loads:
                loading += self._fork(zygote)
        while self._running < self._limits.jobs:
            ready = [zygote for zygote in self._all.values() if zygote.waiting and self._takes_jobs(zygote)]
            if not ready:
                return
            self._hand_out(min(ready, key=lambda zygote: zygote.waiting[0].number))

    def _takes_jobs(self, zygote: Zygote) -> bool:
        full = zygote.name == cleaner.NAME and len(zygote.jobs) >= self._limits.cleanings
        return zygote.state is State.READY and not full

    def read(self, zygote: Zygote) -> None:
        """Take in what a zygote says."""
        self._drain(zygote)
        self.advance()

    def ended(self, number: int, status: int) -> None:
        """Take note that a zygote has ended, and go on without it.

        Args:
            number: the zygote's.
            status: its exit code, or minus the number of the signal that ended it.
        """
        zygote = self._all.get(number)
        if zygote is None:
            return
        # Its last words may still be unread.
        self._drain(zygote)
        self._close(zygote)
        self._all.pop(number, None)
        loaded = bool(zygote.info)
        failure = zygote.failure or failures.of_status(status, out_of_time=False) or failures.crashed()
        if not loaded and failure.reason == "time":
            failure = failures.slow_to_load(self._limits.load_s)
        if not loaded:
            self._memory.failed(zygote.name, zygote.version, failure)
            log.warning("%s cannot be loaded: %s, %s:%s", zygote.name, failure.reason, failure.file, failure.line)
        elif not zygote.retired or zygote.jobs:
            log.warning("the zygote of %s ended with status %s", zygote.name, status)
        for job in zygote.jobs.values():
            self._running -= 1
            job.fail(failure)
        # A job that never reached the zygote can have another one; but an interview that does not load has none.
        for job in zygote.waiting:
            self._waiting -= 1
            if loaded:
                self._queue(self._zygote_for(zygote.name, zygote.version), job)
            else:
                job.fail(failure)
        self.advance()

    def tick(self) -> None:
        """End what has taken too long."""
        now = monotonic()
        for zygote in list(self._all.values()):
            if zygote.deadline < now:
                zygote.failure = failures.slow_to_load(self._limits.load_s)
            elif any(job.deadline < now for job in zygote.jobs.values()):
                zygote.failure = failures.hung()
            else:
                continue
            self._kill(zygote)

    def adopt(self, link: RootLink) -> None:
        """Go on with another root process: every zygote ended with the one before."""
        self._link = link
        for zygote in list(self._all.values()):
            if zygote.state is not State.QUEUED:
                # It is nobody's fault: nothing is to be remembered of it.
                zygote.failure = failures.busy()
                self.ended(zygote.number, failures.BROKEN)

    def _next_number(self) -> int:
        self._numbers += 1
        return self._numbers

    def _queue(self, zygote: Zygote, job: Job) -> None:
        zygote.waiting.append(job)
        self._waiting += 1

    def _zygote_for(self, name: str, version: str) -> Zygote:
        zygote = self._current.get(name)
        if zygote is not None and zygote.version == version:
            self._current.move_to_end(name)
            return zygote
        if zygote is not None:
            self._retire(zygote)
        zygote = Zygote(self._next_number(), name, version)
        self._current[name] = self._all[zygote.number] = zygote
        if len(self._current) > self._limits.zygotes:
            oldest = next(iter(self._current.values()))
            self._retire(
                next((other for other in self._current.values() if other.idle and other is not zygote), oldest)
            )
        return zygote

    def _retire(self, zygote: Zygote) -> None:
        """Let a zygote finish what it has, and end."""
        zygote.retired = True
        self._current.pop(zygote.name)
        self._end_if_done(zygote)

    def _end_if_done(self, zygote: Zygote) -> None:
        if zygote.retired and zygote.idle:
            self._close(zygote)

    def _fork(self, zygote: Zygote) -> bool:
        try:
            zygote.socket = self._link.spawn(zygote.number, zygote.name, zygote.version)
        except OSError:
            zygote.failure = failures.busy()
            self.ended(zygote.number, failures.NO_PROCESS)
            return False
        zygote.state = State.LOADING
        zygote.deadline = monotonic() + self._limits.load_s
        self._listen(zygote.socket, zygote)
        return True

    def _hand_out(self, zygote: Zygote) -> None:
        job = zygote.waiting.popleft()
        self._waiting -= 1
        if job.info_only:
            job.finish(zygote.info, zygote.version)
        elif zygote.socket is not None and self._send(zygote, zygote.socket, job):
            limits = self._limits.for_files() if zygote.name == cleaner.NAME else self._limits
            job.deadline = monotonic() + limits.wall_s + _GRACE_S
            zygote.jobs[job.number] = job
            self._running += 1
        self._end_if_done(zygote)

    def _send(self, zygote: Zygote, control: socket.socket, job: Job) -> bool:
        try:
            job.accept(accepted(zygote.version))
        except OSError:
            job.finish()
            return False
        try:
            passing.send(control, JOB.pack(job.number), job.connection.fileno(), socket.MSG_DONTWAIT)
        except OSError:
            # It has ended and the root will report it, or it hangs and will not.
            self._queue(zygote, job)
            self._kill(zygote)
            self._close(zygote)
            return False
        return True

    def _drain(self, zygote: Zygote) -> None:
        while zygote.socket is not None:
            try:
                data = zygote.socket.recv(_READ, socket.MSG_DONTWAIT)
            except BlockingIOError:
                return
            except OSError:
                data = b""
            if not data:
                self._close(zygote)
                return
            try:
                for kind, payload in zygote.messages(data):
                    self._heed(zygote, kind, payload)
            except (frames.FrameTooLarge, LookupError, ValueError, struct.error, msgspec.MsgspecError):
                log.warning("the zygote of %s says what no zygote says", zygote.name)
                self._kill(zygote)
                self._close(zygote)

    def _heed(self, zygote: Zygote, kind: bytes, payload: bytes) -> None:
        if kind == DONE:
            number, status, out_of_time = DONE_PAYLOAD.unpack(payload)
            self._done(zygote, zygote.jobs.pop(number), failures.of_status(status, out_of_time=out_of_time))
        elif kind == LOADED and zygote.state is State.LOADING:
            zygote.state, zygote.info, zygote.deadline = State.READY, payload, float("inf")
            self._memory.loaded(zygote.name, zygote.version, payload)
            self._end_if_done(zygote)
        elif kind == FAILED and zygote.state is State.LOADING:
            zygote.failure = msgspec.json.decode(payload, type=Failure)
        else:
            raise ValueError(kind)

    def _done(self, zygote: Zygote, job: Job, failure: Failure | None) -> None:
        self._running -= 1
        if failure is None:
            job.finish()
        else:
            log.warning("a screen of %s ended as %s", zygote.name, failure.reason)
            job.fail(failure)
        self._end_if_done(zygote)

    def _kill(self, zygote: Zygote) -> None:
        if zygote.state is not State.QUEUED:
            self._link.kill(zygote.number)

    def _close(self, zygote: Zygote) -> None:
        """Take no more of a zygote and give it no more. It ends when its children have."""
        if self._current.get(zygote.name) is zygote:
            del self._current[zygote.name]
        zygote.deadline = float("inf")
        if zygote.socket is not None:
            self._unlisten(zygote.socket)
            zygote.socket.close()
            zygote.socket = None
        if zygote.state is State.QUEUED:
            self._all.pop(zygote.number, None)
        zygote.state = State.ENDING
