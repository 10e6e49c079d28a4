"""The jail (DESIGN §4, wall 3): what a process of the evaluator gives up, for good, before it meets anything hostile.

Stages, in the order in which one process and its forks pass them: `seal_loader` before an interview is read,
`seal_zygote` once it is compiled, `prepare_child` and `seal_child` before a person's answers are read. Each adds to the
one before.
`chancery.evaluator.jail.kernel.require_kernel` refuses a kernel that cannot do it.
"""
# Keeps control_code_in_a_jail.

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from chancery.evaluator.jail import bpf, descriptors, landlock, limits, privileges, stages

__all__ = ["Walls"]


@dataclass(frozen=True, slots=True)
class Walls:
    """Everything that sealing needs, made while files can still be opened. One serves a process and all its forks."""

    programs: dict[str, bytes]
    # Descriptors of Landlock rulesets: one grants reading beneath some paths, the other grants nothing.
    reading: int
    nothing: int

    @classmethod
    def prepare(cls, readable: Iterable[Path]) -> Walls:
        """Assemble the filters and rulesets; a loader may read beneath the paths `readable`.

        Raises:
            OSError: the kernel refused.
        """
        return cls(
            programs={stage: stages.program(stage) for stage in stages.RULES},
            reading=landlock.ruleset(readable),
            nothing=landlock.ruleset(),
        )

    def seal_loader(self) -> None:
        """Leave the right to read the interviews and Python's own files, to fork, and to be told what to do.

        Raises:
            OSError: the kernel refused.
        """
        privileges.drop()
        landlock.restrict(self.reading)
        bpf.install(self.programs["loader"])

    def seal_zygote(self) -> None:
        """Leave the right to take jobs, fork, wait and kill.

        Raises:
            OSError: the kernel refused.
        """
        landlock.restrict(self.nothing)
        bpf.install(self.programs["zygote"])

    def prepare_child(self, *kept: int) -> None:
        """Leave the zygote: become a foreign process to it, and close every descriptor but those `kept`.

        Raises:
            OSError: the kernel refused.
        """
        privileges.die_with_parent()
        # A domain of its own: to this one, the zygote and its other children are foreign processes.
        landlock.restrict(self.nothing)
        descriptors.close_others(*kept)

    def seal_child(self, job: int, baseline: int, *, cpu_s: int, memory_mb: int) -> None:
        """Leave the right to compute, and to read and write one descriptor, which becomes `JOB_DESCRIPTOR`.

        Call it prepared.

        Args:
            job: the descriptor that stays; every other is closed.
            baseline: bytes of address space that the zygote has (`limits.address_space`).
            cpu_s: seconds of processor time.
            memory_mb: MiB of address space beyond the baseline.

        Raises:
            OSError: the kernel refused.
        """
        descriptors.keep_only(job)
        limits.limit_child(baseline, cpu_s=cpu_s, memory_mb=memory_mb)
        bpf.install(self.programs["child"])
