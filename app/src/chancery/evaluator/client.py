"""The web application's side of the socket: one connection per request, and no trust in what comes back."""

from __future__ import annotations

import socket
from pathlib import Path
from time import monotonic

import msgspec

from chancery.evaluator import frames
from chancery.evaluator.checks import ReplyRefused, check_info, check_result
from chancery.evaluator.errors import EvaluationFailed, EvaluatorUnavailable, FilesWanted
from chancery.evaluator.messages import Accepted, Content, Header
from chancery.protocol import MAX_FRAME_BYTES, Clean, Cleaned, Failure, InterviewInfo, Job, Reply, Result, Unfit, Wanted

# Seconds to wait for the work on a file to begin, and again for its end; others may be before it.
_CLEAN_S = 20.0
_encoder = msgspec.json.Encoder()
_accepted = msgspec.json.Decoder(Accepted)
_reply = msgspec.json.Decoder(Reply)
_info = msgspec.json.Decoder(InterviewInfo | Failure)
_names = msgspec.json.Decoder(list[str])
_content = msgspec.json.Decoder(Content)


class EvaluatorClient:
    """Asks an evaluator for screens. It keeps nothing between requests, so threads may share it.

    Args:
        socket: the path of the evaluator's socket.
        timeout_s: seconds to wait for a job to be taken (an interview may have to be loaded first), and again for its
            reply.
    """

    def __init__(self, socket: Path, timeout_s: float = 5.0) -> None:
        self._path = str(socket)
        self._timeout_s = timeout_s

    def ready(self) -> None:
        """Make sure that there is an evaluator.

        Raises:
            EvaluatorUnavailable: it does not answer.
        """
        self._ask(Header(op="ready"))

    def names(self) -> list[str]:
        """The names of the interviews that it serves, in order.

        Raises:
            EvaluatorUnavailable: it does not answer.
        """
        try:
            return _names.decode(self._ask(Header(op="names"))[1])
        except msgspec.MsgspecError as error:
            raise EvaluatorUnavailable("the evaluator's list of interviews is not one") from error

    def file(self, name: str) -> bytes | None:
        """The bytes of a file that a package shows to everyone (`package:data/static/file`); None if there is none.

        Raises:
            EvaluatorUnavailable: the evaluator does not answer.
        """
        try:
            reply = _content.decode(self._ask(Header(op="file", name=name))[1])
        except msgspec.MsgspecError as error:
            raise EvaluatorUnavailable("the evaluator's file is not one") from error
        return reply.content if reply.found else None

    def info(self, name: str) -> InterviewInfo:
        """Describe an interview. It is loaded first, if it is not.

        Raises:
            EvaluationFailed: there is no such interview, or it cannot be loaded.
            EvaluatorUnavailable: the evaluator does not answer.
        """
        payload = self._ask(Header(op="info", name=name))[1]
        try:
            reply = _info.decode(payload)
            if isinstance(reply, InterviewInfo):
                check_info(reply, name)
                return reply
        except (msgspec.MsgspecError, RecursionError, ReplyRefused) as error:
            raise _garbage(error) from error
        raise EvaluationFailed(reply)

    def run(self, name: str, job: Job, version: str | None = None) -> tuple[Result, str]:
        """Have one screen made.

        Args:
            name: the interview.
            job: what happened, and the answers so far.
            version: the only version of the interview that will do; any if None.

        Returns:
            The result, and the version of the interview that made it.

        Raises:
            EvaluationFailed: it could not be made; the session is as it was.
            FilesWanted: the job is to be given again, with these files or lists.
            EvaluatorUnavailable: the evaluator does not answer; the session is as it was.
        """
        taken, payload = self._ask(Header(op="run", name=name, version=version or ""), _encoder.encode(job))
        try:
            reply = _reply.decode(payload)
            if isinstance(reply, Result):
                check_result(reply)
                return reply, taken.version
        except (msgspec.MsgspecError, RecursionError, ReplyRefused) as error:
            raise _garbage(error) from error
        if isinstance(reply, Wanted):
            raise FilesWanted(reply.files, reply.lists)
        if isinstance(reply, Failure):
            raise EvaluationFailed(reply)
        raise EvaluationFailed(Failure("garbage", "The reply is no screen."))

    def clean(self, order: Clean) -> Cleaned | Unfit:
        """Have a file made anew.

        Raises:
            EvaluationFailed: that took too much time or memory, or broke the process that did it.
            EvaluatorUnavailable: the evaluator does not answer.
        """
        payload = self._ask(Header(op="clean"), _encoder.encode(order), _CLEAN_S)[1]
        try:
            reply = _reply.decode(payload)
        except (msgspec.MsgspecError, RecursionError) as error:
            raise _garbage(error) from error
        if isinstance(reply, Cleaned | Unfit):
            return reply
        raise EvaluationFailed(
            reply if isinstance(reply, Failure) else Failure("garbage", "The reply is about no file.")
        )

    def _ask(self, header: Header, job: bytes | None = None, timeout_s: float | None = None) -> tuple[Accepted, bytes]:
        request = frames.pack(_encoder.encode(header))
        if job is not None:
            request += frames.pack(job)
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            reader = _Reader(connection, timeout_s or self._timeout_s)
            try:
                connection.connect(self._path)
                _send(connection, request)
                taken = _accepted.decode(frames.receive(reader.read, frames.MAX_HEADER_BYTES))
            except (OSError, frames.FrameTruncated, frames.FrameTooLarge, msgspec.MsgspecError) as error:
                raise EvaluatorUnavailable(f"the evaluator did not take the job: {error}") from error
            return taken, self._reply(reader)

    def _reply(self, reader: _Reader) -> bytes:
        reader.restart()
        try:
            return frames.receive(reader.read, MAX_FRAME_BYTES)
        except frames.FrameTooLarge as error:
            raise EvaluationFailed(Failure(reason="size", message="The reply was too large.")) from error
        except TimeoutError as error:
            raise EvaluationFailed(Failure(reason="time", message="The reply did not come in time.")) from error
        except (frames.FrameTruncated, OSError) as error:
            raise EvaluationFailed(Failure(reason="crash", message="The reply ended before it was whole.")) from error


class _Reader:
    """Reads from a connection until a deadline, however slowly the bytes come."""

    def __init__(self, connection: socket.socket, timeout_s: float) -> None:
        self._connection = connection
        self._timeout_s = timeout_s
        connection.settimeout(timeout_s)
        self.restart()

    def restart(self) -> None:
        """Begin the time anew."""
        self._deadline = monotonic() + self._timeout_s

    def read(self, wanted: int) -> bytes:
        """At most `wanted` bytes.

        Raises:
            OSError: there are none in time.
        """
        left = self._deadline - monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        self._connection.settimeout(left)
        return self._connection.recv(wanted)


def _send(connection: socket.socket, request: bytes) -> None:
    try:
        connection.sendall(request)
    except (BrokenPipeError, ConnectionResetError):
        # The evaluator may refuse a job without reading it; its reason is still to be read.
        return


def _garbage(error: Exception) -> EvaluationFailed:
    # The decoder's own text names a place in the reply, never what stands there.
    return EvaluationFailed(Failure(reason="garbage", message=f"The reply was refused: {error}"[:500]))
