"""The files of people who leave: their homes go into an archive, everything else is handed to root."""

from __future__ import annotations

import os
import shutil
import stat
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ansible.module_utils.accounts_people import Person

# File systems that hold no files of anybody's, or whose owners another machine decides.
OTHERS = frozenset(
    {
        *("autofs", "binfmt_misc", "bpf", "cgroup", "cgroup2", "configfs", "debugfs", "devpts", "efivarfs", "fusectl"),
        *("hugetlbfs", "nsfs", "proc", "pstore", "securityfs", "sysfs", "tracefs"),
        *("9p", "afs", "ceph", "cifs", "nfs", "nfs4", "smb3"),
    }
)
# Their layers hold the users of images, whose numbers mean nothing here.
ENGINES = {"/var/lib/docker", "/var/lib/containerd"}
# Keys and credentials go; they are the person's, and of no use to who looks into the archive.
SECRET = {".ssh", ".gnupg", ".netrc", ".docker", ".aws", ".azure", ".kube", ".vault_pass"}
MARGIN = 1.1


def unwalked() -> set[str]:
    """Return the directories that are left out: the kernel's, other machines', and the container engine's."""
    fields = [line.split() for line in Path("/proc/self/mountinfo").read_text().splitlines()]
    mounts = {
        field[4].encode().decode("unicode_escape")
        for field in fields
        if (kind := field[field.index("-") + 1]) in OTHERS or kind.startswith("fuse.")
    }
    return mounts | ENGINES


def below(directory: str, name: str) -> str:
    """Return the path of an entry of a directory that a walk has come to."""
    return f"{directory.rstrip('/')}/{name}"


def owned(people: list[Person], top: str = "/") -> Iterator[tuple[str, str, int, os.stat_result]]:
    """Yield directory, name, descriptor of the directory and state of each file that belongs to any of the people."""
    skipped = unwalked()
    for directory, names, files, descriptor in os.fwalk(top, follow_symlinks=False):
        names[:] = [name for name in names if below(directory, name) not in skipped]
        for name in (*names, *files):
            try:
                state = os.stat(name, dir_fd=descriptor, follow_symlinks=False)
            except FileNotFoundError:
                continue
            if any(one.owns(state.st_uid) or one.has_group(state.st_gid) for one in people):
                yield directory, name, descriptor, state


def give_to_root(name: str, directory: int, state: os.stat_result, people: list[Person]) -> None:
    """Make root the owner of a file, and let nobody but root write to it or run it as its owner.

    It is reached through the descriptor of its directory and never through a symbolic link, so that whoever may still
    write above it cannot have another file changed.
    """
    user = 0 if any(one.owns(state.st_uid) for one in people) else -1
    group = 0 if any(one.has_group(state.st_gid) for one in people) else -1
    if not (stat.S_ISREG(state.st_mode) or stat.S_ISDIR(state.st_mode)):
        os.chown(name, user, group, dir_fd=directory, follow_symlinks=False)
        return
    opened = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=directory)
    try:
        os.fchown(opened, user, group)
        os.fchmod(opened, stat.S_IMODE(state.st_mode) & ~0o7022)
    finally:
        os.close(opened)


def hand_over(people: list[Person], *, change: bool) -> dict[str, Any]:
    """Give every file of these people to root; with `change` false, only look.

    Returns:
        `count`, and `topmost`: the paths without those that lie in a directory that is among them.
    """
    count, topmost, directories = 0, [], set()
    for directory, name, descriptor, state in owned(people):
        path = below(directory, name)
        count += 1
        if directory not in directories:
            topmost.append(path)
        if stat.S_ISDIR(state.st_mode):
            directories.add(path)
        if change:
            give_to_root(name, descriptor, state, people)
    return {"count": count, "topmost": topmost}


def has_home(someone: Person) -> bool:
    """Return whether the home is a directory of this person's own, and not one that they were merely sent to."""
    try:
        state = someone.home.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISDIR(state.st_mode) and someone.owns(state.st_uid) and len(someone.home.parts) > 2


def size(top: Path) -> int:
    """Return the bytes that the files below a directory hold."""
    return sum(
        os.stat(name, dir_fd=descriptor, follow_symlinks=False).st_size
        for _, _, files, descriptor in os.fwalk(top)
        for name in files
    )


def check_room(someone: Person, archive: Path) -> None:
    """Raise RuntimeError when the archive's disk has no room for a home."""
    above = next(path for path in (archive, *archive.parents) if path.exists())
    needed, free = int(size(someone.home) * MARGIN), shutil.disk_usage(above).free
    if needed > free:
        raise RuntimeError(
            f"the home of {someone.name} holds {needed // 10**6} MB and {above} has room for {free // 10**6}: "
            "make room, set accounts_archive_directory to another disk, or to nothing to keep nothing"
        )


def anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """Return a member of an archive as root's, without set-user-id; None for credentials."""
    if SECRET & set(Path(member.name).parts):
        return None
    member.uid = member.gid = 0
    member.uname = member.gname = "root"
    member.mode &= 0o755
    return member


def archive(someone: Person, spool: list[Path], directory: Path, moment: str) -> Path:
    """Keep home, mail and scheduled work in an archive that root alone reads; return its path."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = directory / f"{someone.name}-{moment}.tar.gz"
    partial = kept.with_suffix(".partial")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        with tarfile.open(fileobj=file, mode="w:gz") as packed:
            if has_home(someone):
                packed.add(someone.home, arcname="home", filter=anonymous)
            for path in spool:
                packed.add(path, arcname=f"spool/{path.parent.name}/{path.name}", filter=anonymous)
        file.flush()
        os.fsync(descriptor)
    partial.rename(kept)
    return kept
