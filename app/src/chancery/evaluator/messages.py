"""What the evaluator's own processes say to each other, and the frames around a job.

client → server   `Header`, then for `run` a `chancery.protocol.Job`, for `clean` a `chancery.protocol.Clean`
server → client   `Accepted`, once a zygote holds the interview; the reply follows, written by a child
server → root     `Spawn` (with the descriptor of the zygote's socket), `Kill`, `Rescan`
root → server     `Started` or `Refused` once, then `Ended` for each zygote
server → zygote   eight bytes, a job's number, with the descriptor of its connection
zygote → server   a byte that says what it is (`LOADED`, `FAILED`, `DONE`), and a payload
"""

from __future__ import annotations

import struct
from typing import Literal

import msgspec
from msgspec import Struct


class Header(Struct, omit_defaults=True):
    """What a connection wants. `version`, where given, is the only version of the interview that will do."""

    op: Literal["run", "clean", "info", "names", "file", "ready"]
    name: str = ""
    version: str = ""


class Accepted(Struct):
    """The job goes to a zygote that holds `version` of the interview ("" when there is no interview to speak of)."""

    version: str = ""


class Spawn(Struct, tag=True):
    """Fork a zygote for an interview."""

    id: int
    name: str
    version: str


class Kill(Struct, tag=True):
    """End a zygote at once."""

    id: int


class Rescan(Struct, tag=True):
    """Interviews were added or removed."""


Order = Spawn | Kill | Rescan


class Started(Struct, tag=True):
    """The kernel can jail and every module is loaded."""


class Refused(Struct, tag=True):
    """The root cannot work; `message` says why and what to change."""

    message: str


class Ended(Struct, tag=True):
    """A zygote has ended: an exit code, or minus the number of the signal that ended it."""

    id: int
    status: int


Report = Started | Refused | Ended


class Content(Struct, omit_defaults=True):
    """The answer to `file`: the bytes of a file that a package shows to everyone, or that there is none."""

    found: bool
    content: bytes = b""


# The first byte of a zygote's frames. LOADED bears an InterviewInfo, which the server passes on without looking into
# it; FAILED a Failure; DONE a job's number, how its child ended (as in `Ended`), and whether its time was up.
LOADED, FAILED, DONE = b"I", b"F", b"D"
JOB = struct.Struct(">Q")
DONE_PAYLOAD = struct.Struct(">Qh?")
# What a zygote may say in one frame; an interview's description bears its style sheets and scripts.
MAX_INFO_BYTES = 1024 * 1024

header_decoder = msgspec.json.Decoder(Header)
order_decoder = msgspec.json.Decoder(Order)
report_decoder = msgspec.json.Decoder(Report)
