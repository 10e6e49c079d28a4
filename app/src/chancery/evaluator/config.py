"""How an evaluator is set up: where the interviews are, and what their code may use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from chancery.evaluator.errors import CannotStart
from chancery.evaluator.jail.kernel import MINIMUM_LANDLOCK

_DEFAULT_CATALOGUE = "chancery.evaluator.catalogue:LibraryCatalogue"


class Limits(Struct, frozen=True, kw_only=True):
    """What may be used, by whom."""

    # Interviews held ready; beyond it the one not used for longest is let go.
    zygotes: int = 12
    # Screens made at once; further jobs wait.
    jobs: int = 100
    # Seconds for which an interview that is not used holds a process (5 MiB) ready for its next screen.
    spare_s: float = 60.0
    # Jobs that may wait; one more is refused as `busy`.
    waiting: int = 400
    # One screen: seconds of processor time, seconds altogether, and MiB beyond what its zygote has.
    cpu_s: int = 1
    wall_s: float = 3.0
    memory_mb: int = 384
    # One file that was sent: the same; and how many at once, since each may take a good part of the memory there is.
    clean_cpu_s: int = 8
    clean_wall_s: float = 15.0
    clean_memory_mb: int = 512
    cleanings: int = 1
    # Reading and compiling one interview: seconds altogether (and of processor time), and MiB.
    load_s: int = 20
    load_memory_mb: int = 512
    # Interviews loaded at once.
    loads: int = 2
    # Seconds for which a look at an interview's files is trusted, and for which one that failed by its size is refused.
    recheck_s: float = 1.0
    retry_s: float = 60.0
    # Seconds for jobs to finish when the evaluator is told to stop.
    drain_s: float = 10.0
    # The oldest version of the kernel's Landlock interface to accept.
    landlock: int = MINIMUM_LANDLOCK

    def for_files(self) -> Limits:
        """The same, with what one file may use in the place of what one screen may."""
        return msgspec.structs.replace(
            self, cpu_s=self.clean_cpu_s, wall_s=self.clean_wall_s, memory_mb=self.clean_memory_mb
        )


class Config(Struct, frozen=True, kw_only=True):
    """What the server tells the root when it starts it."""

    roots: list[str]
    limits: Limits = Limits()
    # `module:name` or `/file.py:name` of a `catalogue.Catalogue`.
    catalogue: str = _DEFAULT_CATALOGUE


def make_config(roots: Sequence[Path], limits: Mapping[str, float] | None = None, catalogue: str = "") -> Config:
    """Check what an evaluator is started with.

    Args:
        roots: the directories that hold interview packages.
        limits: fields of `Limits` that differ from their defaults.
        catalogue: as in `Config`; the default if empty.

    Raises:
        CannotStart: a root is not a directory, or a limit is unknown or not above zero.
    """
    for root in roots:
        if not root.is_dir():
            raise CannotStart(f"{root} is not a directory. Name one that holds interview packages.")
    if not roots:
        raise CannotStart("No directory of interviews is named. Name at least one.")
    chosen = dict(limits or {})
    for name, value in chosen.items():
        if name not in Limits.__struct_fields__:
            raise CannotStart(f"There is no limit {name}. There are {', '.join(Limits.__struct_fields__)}.")
        if not value > 0:
            raise CannotStart(f"The limit {name} is {value}; it must be above zero.")
    try:
        bounds = msgspec.convert(chosen, Limits)
    except msgspec.ValidationError as error:
        raise CannotStart(f"A limit cannot be used: {error}.") from error
    return Config(
        roots=[str(root.resolve()) for root in roots], limits=bounds, catalogue=catalogue or _DEFAULT_CATALOGUE
    )
