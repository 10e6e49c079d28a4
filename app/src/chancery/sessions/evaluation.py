"""Asking the evaluator: what is sent to it, and what its failures mean for a session."""

from __future__ import annotations

import re
import secrets
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from msgspec import Raw

from chancery.evaluator.errors import EvaluationFailed, EvaluatorUnavailable, FilesWanted
from chancery.logs import get_logger
from chancery.protocol import (
    Clean,
    Cleaned,
    Context,
    Event,
    Failure,
    Form,
    InterviewInfo,
    Job,
    ListName,
    Result,
    Screen,
    Unfit,
    User,
    seen_key,
)
from chancery.sessions.errors import AnswerTooLarge, InterviewFailed, TryAgain, UnknownField
from chancery.settings import Settings

# Seconds for which an interview's description is believed; a new version that answers a job ends that at once.
_INFO_S = 30.0
# Each posted value is counted as so many bytes more than it has, so that very many empty ones are refused too.
_VALUE_OVERHEAD = 16
# Times that one job may ask for files: it finds out what it needs bit by bit.
_ROUNDS = 6
# The shape of an interview file's name.
_FILE = re.compile(r"[\w.]{1,80}:data/[\w./-]{1,120}")
_log = get_logger(__name__)


# Gives the bytes of files of the session, by id.
Reading = Callable[[Sequence[str]], dict[str, bytes | None]]


def no_files(files: Sequence[str]) -> dict[str, bytes | None]:
    """The files of a session that has none yet."""
    return dict.fromkeys(files)


# Puts the lists with these names into a job.
Filling = Callable[[Job, Sequence[ListName]], None]


def no_lists(_job: Job, _wanted: Sequence[ListName]) -> None:
    """Give no list."""


class Evaluator(Protocol):
    """What is needed of `chancery.evaluator.client.EvaluatorClient`."""

    def names(self) -> list[str]:
        """Every interview's name."""

    def ready(self) -> None:
        """Say nothing if it works."""

    def file(self, name: str) -> bytes | None:
        """A file that a package shows to everyone; None if there is none."""

    def info(self, name: str) -> InterviewInfo:
        """Describe an interview."""

    def run(self, name: str, job: Job, version: str | None = None) -> tuple[Result, str]:
        """Make one screen; also tells the version of the interview that made it."""

    def clean(self, order: Clean) -> Cleaned | Unfit:
        """Make a file anew."""


@dataclass(frozen=True, slots=True)
class Made:
    """A screen that was made: with which version of the interview, and what that says of itself."""

    result: Result
    version: str
    info: InterviewInfo


class Evaluation:
    """Jobs for one evaluator, and a short memory of what the interviews are."""

    def __init__(self, evaluator: Evaluator, settings: Settings) -> None:
        self._evaluator = evaluator
        self._settings = settings
        self._zone = ZoneInfo(settings.timezone)
        self._infos: dict[str, tuple[InterviewInfo, float]] = {}
        # Files wait for each other; while they do, half of the threads go on serving those who send none.
        self._cleaning = threading.BoundedSemaphore(max(settings.database_pool_size // 2, 1))

    def info(self, interview: str) -> InterviewInfo:
        """Describe an interview, from memory if that is fresh.

        Raises:
            InterviewFailed: there is no such interview, or its source is wrong.
            TryAgain: the evaluator is down.
        """
        known = self._infos.get(interview)
        if known is not None and known[1] > time.monotonic():
            return known[0]
        with _failures(interview):
            info = self._evaluator.info(interview)
        self._infos[interview] = (info, time.monotonic() + _INFO_S)
        return info

    def names(self) -> list[str]:
        """Every interview's name.

        Raises:
            TryAgain: the evaluator is down.
        """
        try:
            return self._evaluator.names()
        except EvaluatorUnavailable:
            raise TryAgain("evaluator") from None

    def last_info(self, interview: str) -> InterviewInfo:
        """Describe an interview as `info` does, or while the evaluator is down as it was known last: at least by name.

        Raises:
            InterviewFailed: see `info`.
        """
        try:
            return self.info(interview)
        except TryAgain:
            known = self._infos.get(interview)
            return known[0] if known is not None else InterviewInfo(name=interview, version="")

    def run(
        self, interview: str, uid: uuid.UUID, event: Event, state: Raw | None = None, reading: Reading = no_files,
        user: User | None = None, filling: Filling = no_lists, tasks: dict[str, int] | None = None,
    ) -> Made:  # fmt: skip
        """Make the next screen of a session; `state` None begins one, `reading` gives the files that it has.

        `user` is who asks, if she has an account; `filling` gives the lists that the interview may ask for;
        `tasks` are those that it wants remembered whatever Back undoes.

        Raises:
            InterviewFailed: the interview cannot go on.
            TryAgain: the evaluator is down or has too much to do.
        """
        info = self.info(interview)
        context = Context(
            now=datetime.now(self._zone).isoformat(),
            session=uid.hex,
            timezone=self._settings.timezone,
            language=info.language,
            base_url=self._settings.base_url,
            seed=secrets.randbits(53),
            user=user,
            tasks=tasks or {},
            sends_mail=self._settings.interview_mail_enabled,
            accounts=self._settings.accounts_enabled,
        )
        job = Job(event, context, state or Raw(b"null"))
        with _failures(interview):
            result, version = self._run(interview, job, reading, filling)
        if version != info.version:
            self._infos.pop(interview, None)
            info = self.info(interview)
        return Made(result, version, info)

    def clean(self, order: Clean) -> Cleaned | Unfit:
        """Make a file anew, or say why it cannot be taken.

        Raises:
            TryAgain: the evaluator is down or has too much to do.
        """
        if not self._cleaning.acquire(blocking=False):
            _log.warning("file_unfit", reason="too many at once")
            raise TryAgain("evaluator")
        try:
            return self._evaluator.clean(order)
        except EvaluatorUnavailable:
            raise TryAgain("evaluator") from None
        except EvaluationFailed as error:
            reason = error.failure.reason
            _log.warning("file_unfit", reason=reason)
            if reason == "busy":
                raise TryAgain("evaluator") from None
            return Unfit("bulky" if reason in ("time", "memory", "size") else "damaged")
        finally:
            self._cleaning.release()

    def _run(self, interview: str, job: Job, reading: Reading, filling: Filling) -> tuple[Result, str]:
        for _ in range(_ROUNDS):
            try:
                return self._evaluator.run(interview, job)
            except FilesWanted as wanted:
                missing = [file for file in wanted.files if file not in job.files]
                lists = [name for name in wanted.lists if getattr(job, name) is None]
                if not (missing or lists):
                    break
                job.files.update(reading(missing))
                filling(job, lists)
        raise EvaluationFailed(Failure(reason="size", message="The interview works with too many files at once."))


def checked_answer(screen: Screen, posted: Mapping[str, list[str]], limit: int) -> dict[str, list[str]]:
    """The posted values of the fields and buttons that `screen` has.

    Names that begin with "_" are the page's own and left out.

    Raises:
        AnswerTooLarge: more than `limit` bytes.
        UnknownField: another name.
    """
    size = sum(len(name) + _bytes(value) + _VALUE_OVERHEAD for name, values in posted.items() for value in values)
    if size > limit:
        raise AnswerTooLarge(limit)
    known = names_of(screen.form) | {button.key for button in screen.buttons}
    unknown = [name for name in posted if name not in known and not name.startswith("_")]
    if unknown:
        raise UnknownField("the form has no such field")
    return {name: [_well_formed(value) for value in values] for name, values in posted.items() if name in known}


def checked_arguments(url_args: Mapping[str, str], limit: int) -> dict[str, str]:
    """The address's arguments, for an interview's `url_args`.

    Raises:
        AnswerTooLarge: more than `limit` bytes.
    """
    if sum(_bytes(name) + _bytes(value) + _VALUE_OVERHEAD for name, value in url_args.items()) > limit:
        raise AnswerTooLarge(limit)
    return {_well_formed(name): _well_formed(value) for name, value in url_args.items()}


def names_of(form: Form) -> set[str]:
    """The names under which the browser may send values of this form."""
    return {field.key for field in form.fields} | {key for field in form.fields if (key := seen_key(field))}


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


def _well_formed(text: str) -> str:
    """Text without lone surrogates, which have no place in UTF-8 and so none in JSON."""
    return text.encode("utf-8", "replace").decode()


@contextmanager
def _failures(interview: str) -> Iterator[None]:
    try:
        yield
    except EvaluatorUnavailable:
        raise TryAgain("evaluator") from None
    except EvaluationFailed as error:
        failure = error.failure
        # A name that is no interview's is whatever somebody wrote into an address.
        name = interview if failure.reason != "unknown" else ""
        # Where, but not what: a taken-over interpreter could write an answer into the message.
        file = failure.file if _FILE.fullmatch(failure.file) else ""
        _log.warning("interview_failed", interview=name, reason=failure.reason, file=file, line=failure.line)
        if failure.reason == "busy":
            raise TryAgain("evaluator") from None
        raise InterviewFailed(failure) from None
