"""What a name of a file in an interview stands for: `package:data/folder/file`."""

from __future__ import annotations

# The package that interviews of others include files of without naming it.
BASE = "docassemble.base"


def places(item: str, within: str) -> list[str]:
    """Where an included file may be: as `resolve` says, beside the file that includes it, or in the base package."""
    if ":" in item or item.startswith("data/"):
        return [resolve(item, within, "questions")]
    return [resolve(item, within, "questions"), f"{within.rpartition('/')[0]}/{item}", f"{BASE}:data/questions/{item}"]


def resolve(item: str, within: str, folder: str) -> str:
    """The full name of a file that is named in the interview `within`."""
    package, colon, path = item.partition(":")
    if not colon:
        package, path = within.partition(":")[0], item
    return f"{package}:{path}" if path.startswith("data/") else f"{package}:data/{folder}/{path}"
