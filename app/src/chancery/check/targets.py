"""Which interviews a name or path leads to, and all that is wrong with each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import chancery.documents  # noqa: F401  # so that templates are compiled as the evaluator would
from chancery.language import load, source
from chancery.language.blocks import BlockParser
from chancery.language.errors import AuthorError, did_you_mean
from chancery.language.library import Library

from .access import access_faults
from .faults import Fault, from_error, from_remark
from .files import file_faults
from .flow import flow_faults


class NothingToCheck(Exception):
    """The name or path leads to no interview; the text says what would."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One interview, and what is wrong with it, in the order of its lines."""

    interview: str
    faults: tuple[Fault, ...]


def check_interviews(target: str, roots: Sequence[Path]) -> list[Checked]:
    """Load the interviews that `target` names, and say for each what is wrong with it.

    A fault in a file that several of them include is said once.

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
    said: set[Fault] = set()
    checked = []
    for name in names:
        found = dict.fromkeys(fault for fault in _faults(library, name) if fault not in said)
        said |= found.keys()
        checked.append(Checked(name, tuple(sorted(found, key=lambda fault: (fault.file, fault.line)))))
    return checked


def _package_of(file: Path) -> tuple[Path, str]:
    for parent in file.parents:
        if parent.name == "questions" and parent.parent.name == "data":
            package = parent.parent.parent
            return package, f"{package.name}:{file.relative_to(package).as_posix()}"
    raise NothingToCheck(
        f"{file} is not in an interview package. Put it at PACKAGE/data/questions/{file.name} and check it there."
    )


def _faults(library: Library, name: str) -> Iterator[Fault]:
    try:
        interview = load(library, name)
    except AuthorError as error:
        # The loader stops at the first; the author wants to hear of all.
        others = list(_broken_blocks(library, name))
        yield from others
        if not any((other.file, other.line) == (error.file, error.line) for other in others):
            yield from_error(error)
        return
    for module, file, line in interview.missing_modules:
        yield Fault("language", file, line, f"The module “{module}” does not exist here.",
                    "Its functions and classes have no definition; remove it, or do the work in `code`.")  # fmt: skip
    for remark in interview.remarks:
        yield from_remark(remark)
    yield from file_faults(interview, library)
    yield from flow_faults(interview)
    yield from access_faults(interview)


def _broken_blocks(library: Library, name: str) -> Iterator[Fault]:
    """Each block of the file that is wrong by itself, as far as the file can be split into blocks."""
    parser = BlockParser()
    try:
        documents = source.parse(name, library.read(name))
    except AuthorError:
        return
    for document in documents:
        # What these name is in other files, which are not read here.
        if document.data.keys() & {"content file", "usedefs"}:
            continue
        try:
            parser.parse(document)
        except AuthorError as error:
            yield from_error(error)
