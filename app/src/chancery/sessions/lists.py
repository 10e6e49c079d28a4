"""What an interview is told of the site's interviews and of the person's own sessions, once it asks."""

from __future__ import annotations

from collections.abc import Sequence

from chancery.protocol import InterviewInfo, Job, KnownInterview, KnownSession, ListName
from chancery.sessions.errors import InterviewFailed
from chancery.sessions.evaluation import Evaluation
from chancery.sessions.storage import Storage
from chancery.vault import Holder

# Describing an interview loads it. A site with more than this many lists their names alone.
MAX_DESCRIBED = 40


class Lists:
    """Gives a job the lists that it wants, for whoever asks."""

    def __init__(self, storage: Storage, evaluation: Evaluation) -> None:
        self._storage, self._evaluation = storage, evaluation

    def fill(self, visitor: Holder, job: Job, wanted: Sequence[ListName]) -> None:
        """Put the lists into `job`. A browser without an account has no list of sessions.

        Raises:
            TryAgain: a part is down.
        """
        if "interviews" in wanted:
            job.interviews = self._interviews()
        if "sessions" in wanted:
            job.sessions = self._sessions(visitor) if visitor.role else []

    def _interviews(self) -> list[KnownInterview]:
        names = self._evaluation.names()
        if len(names) > MAX_DESCRIBED:
            return [KnownInterview(name) for name in names]
        found = [self._info(name) for name in names]
        return [_known(info) for info in found if info is not None and not info.unlisted]

    def _sessions(self, visitor: Holder) -> list[KnownSession]:
        infos: dict[str, InterviewInfo | None] = {}
        found = []
        for row in self._storage.mine(visitor):
            if row.interview not in infos:
                infos[row.interview] = self._info(row.interview)
            info = infos[row.interview]
            found.append(
                KnownSession(
                    row.uid.hex, row.interview, row.created.isoformat(), row.last_active.isoformat(),
                    owner=row.standing.owner, about=_known(info) if info is not None else None,
                )
            )  # fmt: skip
        return found

    def _info(self, name: str) -> InterviewInfo | None:
        try:
            return self._evaluation.info(name)
        except InterviewFailed:
            return None


def _known(info: InterviewInfo) -> KnownInterview:
    return KnownInterview(info.name, info.title, info.short_title, info.description, info.tags, info.metadata)
