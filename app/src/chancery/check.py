"""`chancery check`: load interviews as the evaluator would, and tell their authors what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import chancery.documents  # noqa: F401  # so that templates are compiled as the evaluator would
from chancery.language import load
from chancery.language.errors import AuthorError, did_you_mean
from chancery.language.library import Library


class NothingToCheck(Exception):
    """The name or path leads to no interview; the text says what would."""


def check_interviews(target: str, roots: Sequence[Path]) -> list[tuple[str, str]]:
    """Load the interviews that `target` names, and say for each its name and what is wrong ("" if nothing).

    Args:
        target: a package below one of `roots`; or the path of a package's directory or of one interview file, which
            may lie anywhere as long as it is PACKAGE/data/questions/FILE.yml.
        roots: directories of packages.

    Raises:
        NothingToCheck: see there.
    """
    path = Path(target).resolve()
    if path.is_file():
        package, prefix = _package_of(path)
    elif (path / "data" / "questions").is_dir():
        package, prefix = path, f"{path.name}:"
    else:
        package, prefix = None, f"{target}:"
    library = Library([*([package.parent] if package else []), *roots])
    names = [name for name in library.names() if name == prefix or (prefix[-1] == ":" and name.startswith(prefix))]
    if not names:
        packages = sorted({name.partition(":")[0] for name in library.names()})
        where = ", ".join(str(root) for root in roots)
        hint = did_you_mean(target, packages) or "Give a package below it, or the path of a package or interview file."
        raise NothingToCheck(f"There is no interview package '{target}' in {where}. {hint}")
    return [(name, _problem(library, name)) for name in names]


def _package_of(file: Path) -> tuple[Path, str]:
    for parent in file.parents:
        if parent.name == "questions" and parent.parent.name == "data":
            package = parent.parent.parent
            return package, f"{package.name}:{file.relative_to(package).as_posix()}"
    raise NothingToCheck(
        f"{file} is not in an interview package. Put it at PACKAGE/data/questions/{file.name} and check it there."
    )


def _problem(library: Library, name: str) -> str:
    try:
        load(library, name)
    except AuthorError as error:
        return str(error)
    return ""
