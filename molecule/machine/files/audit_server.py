"""A server of the audit on the machine itself: audit_server.py FILE.

It touches FILE and ends when a record of that has come. It acknowledges each record, since the sender takes one that
is not for lost. On the wire there is a head of 16 bytes, as audit-userspace's lib/private.h has it (magic, two
versions, kind, length, number), then the record.
"""

import socket
import struct
import sys
from pathlib import Path

HEAD = struct.Struct("<IBBIHI")
ACKNOWLEDGED = 0x40000000
LIMIT_S = 600
file = Path(sys.argv[1])


def read(peer: socket.socket, size: int) -> bytes:
    """Return the next `size` bytes; fewer where the sender has gone."""
    came = b""
    while len(came) < size and (piece := peer.recv(size - len(came))):
        came += piece
    return came


def records(server: socket.socket):
    """Yield each record that arrives, over as many connections as the sender makes."""
    while True:
        peer, _ = server.accept()
        peer.settimeout(LIMIT_S)
        while len(head := read(peer, HEAD.size)) == HEAD.size:
            magic, head_version, version, _kind, length, number = HEAD.unpack(head)
            record = read(peer, length)
            peer.sendall(HEAD.pack(magic, head_version, version, ACKNOWLEDGED, 0, number))
            yield record


server = socket.create_server(("127.0.0.1", 60))
server.settimeout(LIMIT_S)
file.touch()
file.unlink()
for count, record in enumerate(records(server), 1):
    if str(file).encode() in record:
        sys.stdout.write(f"{count} records, the last one: {record.decode()}\n")
        break
