"""Who has an account on this host, and who of them is nobody that it should have."""

from __future__ import annotations

import grp
import pwd
import re
from dataclasses import dataclass, field
from pathlib import Path

LOGIN_DEFINITIONS = Path("/etc/login.defs")
SUBORDINATE = (Path("/etc/subuid"), Path("/etc/subgid"))
# Debian's own bounds for the accounts of people, where login.defs does not say.
FIRST, LAST = 1000, 60000


@dataclass(frozen=True)
class Person:
    """An account, with every user and group number that is this person's alone."""

    name: str
    uid: int
    home: Path
    users: tuple[range, ...] = field(default=())
    groups: tuple[range, ...] = field(default=())

    def owns(self, uid: int) -> bool:
        """Return whether a user number is this person's, subordinate ones included."""
        return any(uid in numbers for numbers in self.users)

    def has_group(self, gid: int) -> bool:
        """Return whether a group number is this person's alone."""
        return any(gid in numbers for numbers in self.groups)


def bounds() -> range:
    """Return the user numbers that this host gives to people."""
    text = LOGIN_DEFINITIONS.read_text() if LOGIN_DEFINITIONS.exists() else ""
    said = {name: int(number) for name, number in re.findall(r"^(UID_M(?:IN|AX))\s+(\d+)", text, re.MULTILINE)}
    return range(said.get("UID_MIN", FIRST), said.get("UID_MAX", LAST) + 1)


def subordinate(path: Path, name: str) -> list[range]:
    """Return the numbers that /etc/subuid or /etc/subgid lends to an account."""
    lines = path.read_text().splitlines() if path.exists() else []
    parts = [line.split(":") for line in lines]
    return [range(int(part[1]), int(part[1]) + int(part[2])) for part in parts if len(part) == 3 and part[0] == name]


def person(entry: pwd.struct_passwd) -> Person:
    """Return what an entry of the password file says, with the group of the same name if nobody else is in it."""
    try:
        private = grp.getgrnam(entry.pw_name)
    except KeyError:
        own = []
    else:
        alone = private.gr_gid == entry.pw_gid and set(private.gr_mem) <= {entry.pw_name}
        shared = [other for other in pwd.getpwall() if other.pw_gid == entry.pw_gid and other.pw_name != entry.pw_name]
        own = [range(private.gr_gid, private.gr_gid + 1)] if alone and not shared else []
    users, groups = (subordinate(path, entry.pw_name) for path in SUBORDINATE)
    return Person(
        entry.pw_name,
        entry.pw_uid,
        Path(entry.pw_dir),
        (range(entry.pw_uid, entry.pw_uid + 1), *users),
        (*own, *groups),
    )


def members(names: list[str]) -> set[str]:
    """Return who is in any of these groups, which need not exist."""
    found: set[str] = set()
    for group in grp.getgrall():
        if group.gr_name in names:
            found |= set(group.gr_mem) | {entry.pw_name for entry in pwd.getpwall() if entry.pw_gid == group.gr_gid}
    return found


def departed(belong: list[str], kept: list[str], groups: list[str], *, everybody: bool) -> list[Person]:
    """Return who has an account and should have none.

    Args:
        belong: names of operators and developers.
        kept: names of accounts that stay although nobody of those.
        groups: the groups that operators and developers are put into.
        everybody: whether every account of a person is meant, not only those in the groups.
    """
    human, ours = bounds(), members(groups)
    return [
        person(entry)
        for entry in sorted(pwd.getpwall())
        if entry.pw_name not in {*belong, *kept}
        and entry.pw_uid != 0
        and (entry.pw_name in ours or (everybody and entry.pw_uid in human))
    ]
