"""What may go wrong on the way to the evaluator and in starting it."""

from __future__ import annotations

from collections.abc import Sequence

from chancery.protocol import Failure, ListName


class EvaluatorError(Exception):
    """The root of this package's errors."""


class EvaluatorUnavailable(EvaluatorError):
    """The evaluator cannot be reached, or did not answer in time. Nothing was evaluated; trying again may help."""


class EvaluationFailed(EvaluatorError):
    """The evaluator answered that it could not do the work, or its reply was refused. `failure` says why."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(f"{failure.reason}: {failure.message}")
        self.failure = failure


class CannotJail(EvaluatorError):
    """The kernel lacks a feature that the jail is made of. The text says which one and what provides it."""


class CannotStart(EvaluatorError):
    """The evaluator cannot start. The text says why and what to change."""


class FilesWanted(Exception):
    """The job needs the bytes of files of the session, or lists. `files` are their ids, `lists` the lists' names."""

    def __init__(self, files: list[str], lists: Sequence[ListName] = ()) -> None:
        super().__init__("the job needs files")
        self.files, self.lists = files, lists
