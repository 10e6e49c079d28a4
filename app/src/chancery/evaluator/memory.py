"""What the server remembers of interviews whose zygotes it may have let go: descriptions, and why one does not load."""

from __future__ import annotations

from collections import OrderedDict
from time import monotonic

from chancery.protocol import Failure

_MOST = 2048


class Memory:
    """The latest description and the latest failure of each interview, each good for one version only."""

    def __init__(self, retry_s: float) -> None:
        self._retry_s = retry_s
        self._infos: OrderedDict[str, tuple[str, bytes]] = OrderedDict()
        self._failures: OrderedDict[str, tuple[str, Failure, float]] = OrderedDict()

    def loaded(self, name: str, version: str, info: bytes) -> None:
        """Remember an interview's description, an `InterviewInfo` as JSON."""
        self._failures.pop(name, None)
        self._infos[name] = (version, info)
        if len(self._infos) > _MOST:
            self._infos.popitem(last=False)

    def failed(self, name: str, version: str, failure: Failure) -> None:
        """Remember why an interview does not load.

        What its author did wrong stays wrong until a file changes; a shortage of time or memory may pass, but is not
        risked again by the next request.
        """
        if failure.reason == "busy":
            return
        lasting = failure.reason in ("author", "size")
        self._failures[name] = (version, failure, float("inf") if lasting else monotonic() + self._retry_s)
        if len(self._failures) > _MOST:
            self._failures.popitem(last=False)

    def info(self, name: str, version: str) -> bytes | None:
        """The description of that version, if it is remembered."""
        known, info = self._infos.get(name, ("", b""))
        return info if info and known == version else None

    def failure(self, name: str, version: str) -> Failure | None:
        """Why that version does not load, if it is known not to."""
        found = self._failures.get(name)
        if found is None or found[0] != version or found[2] < monotonic():
            return None
        return found[1]
