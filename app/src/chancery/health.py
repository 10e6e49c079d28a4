"""Is every part working? One check per part, none of which tells a secret or an address."""

from __future__ import annotations

from typing import Literal

from chancery.database import Database, DatabaseUnavailable, current_revision, head_revision
from chancery.evaluator.errors import EvaluatorError
from chancery.logs import get_logger
from chancery.objects import ObjectStore, ObjectsUnavailable
from chancery.sessions import Sessions
from chancery.sessions.evaluation import Evaluator

Part = Literal["database", "evaluator", "objects"]
OK = "ok"
_log = get_logger(__name__)


def readiness(sessions: Sessions) -> dict[Part, str]:
    """What each part says: "ok", or a few words for the person who operates the site. Ready means that all say "ok"."""
    parts: dict[Part, str] = {
        "database": _database(sessions.database),
        "evaluator": _evaluator(sessions.evaluator),
        "objects": _objects(sessions.store),
    }
    for part, state in parts.items():
        if state != OK:
            _log.warning("not_ready", part=part, state=state)
    return parts


def _database(database: Database) -> str:
    try:
        revision = current_revision(database)
    except DatabaseUnavailable:
        return "does not answer"
    if revision is None:
        return "has no tables: run 'chancery migrate'"
    # A newer revision is fine: migrations only add, and an update migrates before the old version stops.
    return OK if revision >= head_revision() else "is of an older version: run 'chancery migrate'"


def _evaluator(evaluator: Evaluator) -> str:
    try:
        evaluator.ready()
    except EvaluatorError:
        return "does not answer"
    return OK


def _objects(store: ObjectStore) -> str:
    try:
        store.probe()
    except ObjectsUnavailable as error:
        return f"cannot be written: {error}"
    return OK
