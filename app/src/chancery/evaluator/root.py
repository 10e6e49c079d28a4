"""The root: a process with an empty environment that has every module loaded, and forks the zygotes.

It starts with an empty environment, rather than clearing it, because what a process was started with stays on its
stack. It meets nothing hostile itself: it hears only from the server, and reads no interview.
"""

from __future__ import annotations

import contextlib
import math
import os
import signal
import site
import socket
import sys
import sysconfig
from functools import partial
from pathlib import Path
from typing import NoReturn

import msgspec

from chancery.evaluator import frames, passing, zygote
from chancery.evaluator.brood import Brood
from chancery.evaluator.catalogue import Catalogue, make_catalogue
from chancery.evaluator.config import Config
from chancery.evaluator.errors import EvaluatorError
from chancery.evaluator.jail import Walls, privileges, threads
from chancery.evaluator.jail.kernel import require_kernel
from chancery.evaluator.messages import Ended, Kill, Refused, Report, Rescan, Spawn, Started, order_decoder
from chancery.kept import keep_for_ever, let_go_of_files

# The socket to the server; the server puts it there.
CONTROL = 3
# When memory ends, the kernel should take a zygote or a child, not the server.
_OOM_SCORE = "500"


def main(arguments: list[str]) -> int:
    """Run the root. The one argument is a `Config` as JSON."""
    os.closerange(CONTROL + 1, 256)
    control = socket.socket(fileno=CONTROL)
    config = msgspec.json.decode(arguments[1], type=Config)
    for ours in (signal.SIGINT, signal.SIGTERM):
        # A terminal's Ctrl-C and a container's stop reach every process; the server alone decides when this one ends.
        signal.signal(ours, signal.SIG_IGN)
    try:
        privileges.die_with_parent()
        require_kernel(config.limits.landlock)
        Path("/proc/self/oom_score_adj").write_text(_OOM_SCORE)
        threads.refuse()
        roots = [Path(root) for root in config.roots]
        catalogue = make_catalogue(config.catalogue, roots, config.limits.recheck_s)
        catalogue.preload()
        walls = Walls.prepare([*roots, *_python_files()])
    except EvaluatorError as error:
        _report(control, Refused(str(error)))
        return 1
    _report(control, Started())
    keep_for_ever()
    let_go_of_files()
    _Root(control, config, catalogue, walls).serve()
    return 0


class _Root:
    def __init__(self, control: socket.socket, config: Config, catalogue: Catalogue, walls: Walls) -> None:
        self._control = control
        self._config = config
        self._catalogue = catalogue
        self._walls = walls
        self._brood = Brood(control.fileno())

    def serve(self) -> None:
        """Do what the server says until it closes its end; then end every zygote."""
        with contextlib.suppress(frames.FrameTruncated, ConnectionError):
            while True:
                asked, ended = self._brood.wait()
                for member, status in ended:
                    _report(self._control, Ended(member.number, status))
                if asked:
                    self._obey()
        self._brood.kill_all()

    def _obey(self) -> None:
        length, descriptor = passing.receive(self._control, frames.LENGTH.size)
        if len(length) < frames.LENGTH.size:
            raise frames.FrameTruncated("the server closed")
        (wanted,) = frames.LENGTH.unpack(length)
        order = order_decoder.decode(self._control.recv(wanted, socket.MSG_WAITALL))
        match order:
            case Spawn() if descriptor is not None:
                self._spawn(order, descriptor)
            case Kill():
                member = self._brood.find(order.id)
                if member is not None:
                    member.kill()
            case Rescan():
                self._catalogue.rescan()

    def _spawn(self, order: Spawn, descriptor: int) -> None:
        parent = os.getpid()
        try:
            # A zygote is ended by the server, never by its age.
            self._brood.fork(order.id, math.inf, partial(self._be_zygote, order, descriptor, parent))
        except OSError:
            _report(self._control, Ended(order.id, os.EX_TEMPFAIL))
        os.close(descriptor)

    def _be_zygote(self, order: Spawn, descriptor: int, parent: int) -> NoReturn:
        privileges.die_with_parent()
        if os.getppid() != parent:
            os._exit(os.EX_TEMPFAIL)
        control = socket.socket(fileno=descriptor)
        zygote.live(control, order, self._catalogue, self._walls, self._config.limits)


def _report(control: socket.socket, report: Report) -> None:
    control.sendall(frames.pack(msgspec.json.encode(report)))


def _python_files() -> list[Path]:
    """What an interview's own modules may need to import, and the shared libraries of those."""
    paths = {*sysconfig.get_paths().values(), *sys.path, *site.getsitepackages(), sys.prefix, sys.base_prefix}
    shared = ("/lib", "/lib64", "/usr/lib", "/usr/local/lib", "/usr/share/zoneinfo", "/etc/ld.so.cache", "/proc")
    return [Path(path) for path in sorted(paths | set(shared)) if path]


if __name__ == "__main__":
    sys.exit(main(sys.argv))
