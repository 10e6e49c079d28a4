"""The child: reads one job from its descriptor, has the screen or the file made, writes the reply, ends."""
# Keeps control_one_process_a_screen.

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from functools import partial

import msgspec

from chancery.evaluator import frames
from chancery.evaluator.catalogue import Interview
from chancery.evaluator.cleaner import Cleaner
from chancery.evaluator.failures import describe
from chancery.evaluator.jail.stages import JOB_DESCRIPTOR
from chancery.protocol import (
    MAX_FRAME_BYTES,
    MAX_SCREEN_BYTES,
    Clean,
    Cleaned,
    Failure,
    FilesNeeded,
    Job,
    ListNeeded,
    Reply,
    Result,
    Wanted,
)

# Made before any fork, so that no child has to.
_job = msgspec.json.Decoder(Job)
_order = msgspec.json.Decoder(Clean)
_reply = msgspec.json.Encoder()
_NO_MEMORY = frames.pack(_reply.encode(describe(MemoryError())))


def answer(interview: Interview | Cleaner) -> None:
    """Do one job, on `JOB_DESCRIPTOR`. Call it sealed; the process has nothing else to do afterwards."""
    # A screen is short, and its memory is bounded: looking for cycles would only copy the zygote's pages.
    gc.disable()
    try:
        reply = frames.pack(_encoded(_work(interview)))
    except MemoryError:
        reply = _NO_MEMORY
    _write(reply)


def _work(interview: Interview | Cleaner) -> Reply:
    try:
        work = _work_of(interview, frames.receive(_read))
    except (frames.FrameTooLarge, frames.FrameTruncated, msgspec.MsgspecError):
        return Failure(reason="garbage", message="The job was not one.")
    try:
        return work()
    except FilesNeeded as needed:
        return Wanted(needed.files)
    except ListNeeded as needed:
        return Wanted(lists=[needed.name])
    # Whatever an interview's code raises, SystemExit included, is its author's affair and must become a reply.
    except BaseException as error:  # noqa: BLE001
        return describe(error)


def _work_of(interview: Interview | Cleaner, payload: bytes) -> Callable[[], Reply]:
    if isinstance(interview, Cleaner):
        return partial(interview.clean, _order.decode(payload))
    return partial(interview.run, _job.decode(payload))


def _encoded(reply: Reply) -> bytes:
    try:
        encoded = _reply.encode(reply)
    except (TypeError, ValueError, RecursionError, msgspec.MsgspecError):
        return _reply.encode(Failure(reason="garbage", message="The interview made a screen that is not one."))
    files = [file.content for file in reply.files] if isinstance(reply, Result) else []
    files += [reply.content or b""] if isinstance(reply, Cleaned) else []
    # In JSON a file is base64: four bytes for three.
    written = sum(4 * ((len(content) + 2) // 3) for content in files)
    if len(encoded) > MAX_FRAME_BYTES or len(encoded) - written > MAX_SCREEN_BYTES:
        return _reply.encode(
            Failure(
                reason="size",
                message="The screen, the answers and the documents together became too large.",
                fix="Keep large texts out of variables, pictures small, and split long lists over several screens.",
            )
        )
    return encoded


def _read(wanted: int) -> bytes:
    return os.read(JOB_DESCRIPTOR, wanted)


def _write(data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(JOB_DESCRIPTOR, view) :]
