"""The list of interviews for the home page: asked of the evaluator, and believed for half a minute."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from chancery.evaluator.errors import EvaluationFailed, EvaluatorUnavailable
from chancery.logs import get_logger
from chancery.protocol import InterviewInfo
from chancery.sessions import TryAgain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from chancery.sessions.evaluation import Evaluator

BELIEVED_S = 30.0
# Describing an interview loads it. A site with more than this many (a developer's collection) lists their names alone.
MAX_DESCRIBED = 40
log = get_logger("chancery.web")


class Catalogue:
    """What can be started here. One object serves all threads; two that refresh it at once do the same work twice."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._known: list[InterviewInfo] = []
        self._until = 0.0

    def interviews(self) -> list[InterviewInfo]:
        """Every interview that works, by name.

        Raises:
            TryAgain: the evaluator is down.
        """
        if time.monotonic() >= self._until:
            self._known = self._ask()
            self._until = time.monotonic() + BELIEVED_S
        return self._known

    def _ask(self) -> list[InterviewInfo]:
        try:
            names = self._evaluator.names()
        except EvaluatorUnavailable:
            raise TryAgain("evaluator") from None
        if len(names) > MAX_DESCRIBED:
            return [InterviewInfo(name=name, version="") for name in names]
        return [info for info in map(self.describe, names) if info]

    def first(self, names: Iterable[str]) -> str | None:
        """The first of these names that an interview has, if only one with a fault; None if there is none.

        Raises:
            TryAgain: the evaluator is down.
        """
        for name in names:
            try:
                self._evaluator.info(name)
            except EvaluatorUnavailable:
                raise TryAgain("evaluator") from None
            except EvaluationFailed as error:
                # The page of the interview itself tells its author what is wrong.
                if error.failure.reason == "unknown":
                    continue
            return name
        return None

    def describe(self, name: str) -> InterviewInfo | None:
        """One interview; None if there is no such one or it has a fault.

        Raises:
            TryAgain: the evaluator is down.
        """
        try:
            return self._evaluator.info(name)
        except EvaluatorUnavailable:
            raise TryAgain("evaluator") from None
        except EvaluationFailed as error:
            # The page of the interview itself tells its author what is wrong.
            failure = error.failure
            if failure.reason != "unknown":
                log.warning("interview_failed", reason=failure.reason, file=failure.file, line=failure.line)
            return None
