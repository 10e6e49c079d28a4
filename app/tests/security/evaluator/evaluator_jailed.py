"""Runs an attack in a process that is under some walls only, to see each wall stop it, or not, by itself."""

from __future__ import annotations

import fcntl
import os
import signal
import time
from collections.abc import Collection

from evaluator_attacks import NAMES

from chancery.evaluator.jail import bpf, descriptors, landlock, limits, privileges, stages, system

WALLS = ("descriptors", "landlock", "limits", "privileges", "seccomp")
REACHED = "reached"
_REFUSED, _BY_EXCEPTION = 50, 49
_HIGH = 50


def attempt(code: str, walls: Collection[str], there: str = "/tmp") -> str:
    """What becomes of `code` under `walls`: `reached`, `refused` with an error's number, or `killed` by a signal."""
    compiled = compile(code, "attack", "exec")
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        os._exit(_attack(compiled, walls, there, theirs))
    os.close(theirs)
    with os.fdopen(ours, "rb") as report:
        reached = report.read() == b"reached"
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if reached or status == 0:
        return REACHED
    if status < 0:
        return f"killed {signal.Signals(-status).name}"
    return "refused by an exception" if status == _BY_EXCEPTION else f"refused {status - _REFUSED}"


def _attack(code: object, walls: Collection[str], there: str, report: int) -> int:
    victim = _make_victim()
    _seal(walls, report)
    try:
        exec(code, dict(NAMES, victim=victim, there=there))  # type: ignore[arg-type]  # a code object
    except OSError as error:
        return _REFUSED + (error.errno or 0)
    except BaseException:  # noqa: BLE001  # whatever stopped it, it was stopped
        return _BY_EXCEPTION
    os.write(stages.JOB_DESCRIPTOR, b"reached")
    return 0


def _make_victim() -> int:
    """A process outside the walls that the attacker could reach, were there none: its own child."""
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        os.closerange(0, _HIGH)
        # A parent under Landlock may not even signal its own death to a process outside, so it is looked for.
        while os.getppid() == parent:
            time.sleep(0.02)
        os._exit(0)
    return pid


def _seal(walls: Collection[str], report: int) -> None:
    ruleset = fcntl.fcntl(landlock.ruleset(), fcntl.F_DUPFD, _HIGH)
    baseline = limits.address_space(limits.open_statm())
    report = fcntl.fcntl(report, fcntl.F_DUPFD, _HIGH)
    # Descriptors to find for who looks for some.
    zeros = os.open("/dev/zero", os.O_RDWR)
    for planted in range(6):
        os.dup2(zeros, planted)
    os.dup2(report, stages.JOB_DESCRIPTOR)
    os.closerange(6, _HIGH)
    system.prctl(system.PR_SET_NO_NEW_PRIVS, 1)
    if "privileges" in walls:
        privileges.drop()
    if "landlock" in walls:
        landlock.restrict(ruleset)
    if "descriptors" in walls:
        descriptors.keep_only(stages.JOB_DESCRIPTOR)
    if "limits" in walls:
        limits.limit_child(baseline, cpu_s=1, memory_mb=384)
    if "seccomp" in walls:
        for stage in stages.RULES:
            bpf.install(stages.program(stage))
