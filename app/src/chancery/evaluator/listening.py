"""The evaluator's socket: made where a stale one may lie, never over one that is in use."""

from __future__ import annotations

import contextlib
import os
import socket
import stat
from pathlib import Path

from chancery.evaluator.errors import CannotStart

# The web application and the evaluator are one user or share a group; nobody else may connect.
_MODE = 0o660
_BACKLOG = 1024
# sizeof(sun_path) less its NUL (unix(7)); the name it is made under is a little longer.
_LONGEST = 107
_SUFFIX = ".new"


class Listener:
    """A listening unix stream socket at a path."""

    def __init__(self, path: Path) -> None:
        """Listen at `path`.

        Raises:
            CannotStart: the path cannot be used; the text says why.
        """
        self._path = path
        if len(os.fsencode(path)) + len(_SUFFIX) > _LONGEST:
            raise CannotStart(
                f"The socket's path {path} is too long: use one of at most {_LONGEST - len(_SUFFIX)} bytes."
            )
        _refuse_if_taken(path)
        temporary = path.with_name(path.name + _SUFFIX)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            temporary.unlink(missing_ok=True)
            self.socket.bind(str(temporary))
            temporary.chmod(_MODE)
            self.socket.listen(_BACKLOG)
            # It appears under its name only when it accepts.
            temporary.replace(path)
        except OSError as error:
            self.socket.close()
            raise CannotStart(f"No socket can be made at {path}: {error.strerror}.") from error
        self._identity = _identity(path)

    def close(self) -> None:
        """Stop listening, and remove the socket unless another has taken its place."""
        self.socket.close()
        with contextlib.suppress(FileNotFoundError):
            if _identity(self._path) == self._identity:
                self._path.unlink()


def _refuse_if_taken(path: Path) -> None:
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    except OSError as error:
        raise CannotStart(f"The socket's path {path} cannot be used: {error.strerror}.") from error
    if not stat.S_ISSOCK(mode):
        raise CannotStart(f"{path} exists and is not a socket. Remove it, or name another path.")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return
    raise CannotStart(f"Another evaluator listens at {path}. Stop it, or name another path.")


def _identity(path: Path) -> tuple[int, int]:
    found = path.lstat()
    return found.st_dev, found.st_ino
