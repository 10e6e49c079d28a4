"""Descriptors sent from one process to another over a unix socket (SCM_RIGHTS, unix(7)).

`socket.send_fds` and `socket.recv_fds` take flags and ignore them, so that neither can be told not to wait.
"""

from __future__ import annotations

import array
import socket

_SIZE = array.array("i").itemsize


def send(over: socket.socket, data: bytes, descriptor: int, flags: int = 0) -> None:
    """Send bytes and one descriptor.

    Raises:
        OSError: the other end has closed; or there is no room and `flags` say not to wait.
    """
    rights = array.array("i", [descriptor])
    over.sendmsg([data], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)], flags)


def receive(over: socket.socket, size: int, flags: int = 0) -> tuple[bytes, int | None]:
    """Receive at most `size` bytes, and the descriptor that came with them, if one did.

    Raises:
        OSError: there is nothing and `flags` say not to wait.
    """
    data, ancillary, _, _ = over.recvmsg(size, socket.CMSG_LEN(_SIZE), flags | socket.MSG_CMSG_CLOEXEC)
    for level, kind, rights in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS) and len(rights) >= _SIZE:
            return data, array.array("i", rights[:_SIZE])[0]
    return data, None
