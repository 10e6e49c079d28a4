"""What a person does with a session, one method each: reads rows, opens them, asks the evaluator, stores the result.

No lock is held while an interview is evaluated. The session is read at revision r and written only if it is still at r
(`rows.advance`), so of two tabs the first answer is stored and the second is refused as stale, and a slow interview
never blocks a row.
"""

from __future__ import annotations

import builtins
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Literal, TypeVar

from sqlalchemy import Connection

from chancery.database import Database, DatabaseUnavailable
from chancery.database.models import SessionKey, SessionSecret, Step
from chancery.evaluator.client import EvaluatorClient
from chancery.logs import get_logger
from chancery.objects import ObjectStore, open_store
from chancery.protocol import Action, Answer, Event, Exit, ForbidBack, Leave, Open, Restart, Result
from chancery.sessions import erasure, rows
from chancery.sessions.errors import (
    NoSuchSession,
    NoWayBack,
    StaleAnswer,
    TooManySessions,
    TryAgain,
    UnknownField,
)
from chancery.sessions.evaluation import Evaluation, Evaluator, checked_answer, checked_arguments
from chancery.sessions.stored import Opened, Stored, open_session, open_step, seal_step, unreadable
from chancery.sessions.view import Listed, View
from chancery.settings import Settings
from chancery.vault import Unreadable, Visitor, new_share, session_key, step_place, unwrap_share, wrap_share

T = TypeVar("T")
Mode = Literal["resume", "reset", "new"]
# Bytes of an address's arguments; nginx refuses longer addresses anyway.
_MAX_ARGUMENT_BYTES = 8192
_log = get_logger(__name__)


class Sessions:
    """The sessions of every visitor. One object serves all threads of a process; make it after forking."""

    def __init__(self, database: Database, store: ObjectStore, evaluator: Evaluator, settings: Settings) -> None:
        self.database = database
        self.store = store
        self.evaluator = evaluator
        self._evaluation = Evaluation(evaluator, settings)
        self._settings = settings

    @classmethod
    def from_settings(cls, settings: Settings) -> Sessions:
        """Open the database, the object store and the evaluator's client that `settings` name. Connects lazily."""
        return cls(
            Database(settings.database_url, pool_size=settings.database_pool_size),
            open_store(settings.objects),
            EvaluatorClient(settings.evaluator_socket, timeout_s=settings.evaluator_timeout_s),
            settings,
        )

    def start(self, visitor: Visitor, interview: str, url_args: Mapping[str, str], *, mode: Mode = "resume") -> View:
        """Open an interview.

        Args:
            visitor: the browser.
            interview: its name, `package:data/questions/file.yml`.
            url_args: the address's other arguments, for the interview's `url_args`.
            mode: `resume` the visitor's latest session of this interview if there is one; `reset` erases that one
                and begins afresh; `new` leaves it alone and begins another.

        Raises:
            InterviewFailed: there is no such interview, or it fails.
            TooManySessions: the visitor has as many open sessions as are allowed.
            AnswerTooLarge: the arguments are too long.
            AnswersUnreadable: the session to resume does not open.
            TryAgain: a part is down.
        """
        arguments = checked_arguments(url_args, _MAX_ARGUMENT_BYTES)
        # First of all: a name that is no interview's goes no further than this.
        self._evaluation.info(interview)
        mine = self._mine(visitor)
        latest = next((row for row in mine if row.interview == interview), None) if mode != "new" else None
        if latest is not None and mode == "resume":
            return self.current(visitor, latest.uid.hex)
        replaced = (latest.id, latest.uid) if latest is not None else None
        if replaced is None:
            self._check_room(len(mine))
        return self._begin(visitor, interview, Open(arguments), replaced)

    def current(self, visitor: Visitor, uid: str) -> View:
        """The stored screen. The evaluator is not asked, unless it has to say what the interview is called.

        Raises:
            NoSuchSession, AnswersUnreadable, InterviewFailed, TryAgain: see there.
        """
        return self._view(open_session(visitor, self._read(visitor, uid)))

    def answer(self, visitor: Visitor, uid: str, revision: int, posted: Mapping[str, list[str]]) -> View:
        """Send the form of the screen that has `revision`. When this returns, the answer is stored for good.

        A View with `screen.errors` means that the answer was not valid: nothing is stored, the revision is the same.
        `posted` holds the form's own fields (names that begin with "_" are the page's and are left out).

        Raises:
            StaleAnswer: the session has moved on; its `view` is the current screen, nothing is stored.
            UnknownField: a name that the served form lacks.
            AnswerTooLarge: more than `Settings.max_answer_bytes`.
            NoSuchSession, AnswersUnreadable, InterviewFailed, TryAgain: see there.
        """
        session = self._open_at(visitor, uid, revision)
        screen = session.step.screen
        try:
            values = checked_answer(screen, posted, self._settings.max_answer_bytes)
        except UnknownField:
            _log.warning("unknown_field", session=uid[:8], interview=session.row.interview)
            raise
        return self._evaluate(visitor, session, Answer(screen.form, values))

    def action(self, visitor: Visitor, uid: str, action: Action) -> View:
        """Follow a link that the interview made. Stores the new state like `answer` and raises the same errors."""
        return self._evaluate(visitor, open_session(visitor, self._read(visitor, uid)), action)

    def back(self, visitor: Visitor, uid: str, revision: int) -> View:
        """Return to the screen before; the answers are as they were there.

        Raises:
            NoWayBack: there is none, or the interview forbids it.
            StaleAnswer, NoSuchSession, AnswersUnreadable, TryAgain: see there.
        """
        session = self._open_at(visitor, uid, revision)
        if not session.can_go_back:
            raise NoWayBack("there is no screen before this one")
        row, target = session.row, session.step.previous
        box = self._reading(lambda connection: rows.read_box(connection, row.id, target))
        earlier = open_step(session.key, row, target, box)
        freed = len(row.box or b"") + len(box or b"")
        return self._store(visitor, session, earlier, drop_from=target, stored_bytes=row.stored_bytes - freed)

    def exit(self, visitor: Visitor, uid: str) -> None:
        """Erase the session: its rows, its keys and its files.

        A session with damaged steps is erased all the same; a cookie whose key does not fit erases nothing.

        Raises:
            NoSuchSession, AnswersUnreadable, TryAgain: see there.
        """
        row = self._read(visitor, uid)
        if not _fits(visitor, row):
            raise unreadable(row, "key")
        self._erase(row, "exit")

    def list(self, visitor: Visitor) -> list[Listed]:
        """The visitor's open sessions, latest first.

        Raises:
            TryAgain: the database is down.
        """
        return [
            Listed(row.uid.hex, row.interview, row.created, row.last_active, row.expires) for row in self._mine(visitor)
        ]

    def expire(self, now: datetime, *, batch: int = 100) -> int:
        """Erase every session that expired before `now`, `batch` at a time, and files that were left; tells how many.

        Raises:
            TryAgain: the database is down.
        """
        erased = 0
        with _database():
            while count := erasure.erase_expired(self.database, now, _hour(now), batch):
                erased += count
            erasure.sweep_files(self.database, self.store)
        return erased

    def forget_deleted_rows(self) -> None:
        """Make the database overwrite the deleted keys now; until then it only hides them.

        Raises:
            TryAgain: the database is down.
        """
        with _database():
            self.database.vacuum(SessionSecret.__table__, SessionKey.__table__, Step.__table__)

    def _begin(
        self, visitor: Visitor, interview: str, event: Event, replaced: tuple[int, uuid.UUID] | None = None
    ) -> View:
        """Evaluate a new session's first screen and store it; `replaced` is erased in the same transaction."""
        session = uuid.uuid4()
        result, version = self._evaluation.run(interview, session, event)
        if (outcome := _final_effect(result)) is not None:
            return self._farewell(interview, session.hex, result, outcome)
        now = _now()
        person_share, server_share = new_share(), new_share()
        box = seal_step(
            session_key(session, person_share, server_share),
            step_place(session, interview, 1),
            Stored(result.screen, result.state, version),
        )
        new = rows.NewSession(
            session,
            interview,
            visitor.id,
            wrap_share(visitor, session, person_share),
            server_share,
            box,
            _hour(now),
            self._expiry(now),
        )

        def work(connection: Connection) -> None:
            rows.create(connection, new)
            if replaced is not None:
                erasure.erase_rows(connection, [replaced], "restart", _hour(now))

        self._writing(work)
        if replaced is not None:
            self._erase_files(replaced[1])
        return self._drawn(session.hex, interview, result, 1, can_go_back=False)

    def _evaluate(self, visitor: Visitor, session: Opened, event: Event) -> View:
        row, step = session.row, session.step
        result, version = self._evaluation.run(row.interview, row.uid, event, step.state)
        if result.screen.errors:
            # The form that will be answered next is the stored one, whatever the evaluator sent along.
            result.screen.form = step.screen.form
            return self._drawn(row.uid.hex, row.interview, result, row.revision, can_go_back=session.can_go_back)
        outcome = _final_effect(result)
        if isinstance(outcome, Exit):
            self._erase(row, "exit")
            return self._farewell(row.interview, row.uid.hex, result, outcome)
        if isinstance(outcome, Restart):
            if outcome.keep:
                self._check_room(len(self._mine(visitor)))
                return self._begin(visitor, row.interview, Open())
            return self._begin(visitor, row.interview, Open(), (row.id, row.uid))
        new = Stored(result.screen, result.state, version, previous=row.revision)
        if any(isinstance(effect, ForbidBack) for effect in result.effects):
            new.previous = 0
            view = self._store(visitor, session, new, drop_from=0, stored_bytes=0)
        else:
            view = self._store(visitor, session, new, drop_from=None, stored_bytes=row.stored_bytes)
        if isinstance(outcome, Leave):
            return View(view.uid, view.info, view.screen, view.revision, view.can_go_back, outcome.url, left=True)
        return view

    def _store(
        self, visitor: Visitor, session: Opened, step: Stored, *, drop_from: int | None, stored_bytes: int
    ) -> View:
        """Seal and commit the next step; `stored_bytes` are those of the steps that stay."""
        row, settings, now = session.row, self._settings, _now()
        revision = row.revision + 1
        box = seal_step(session.key, step_place(row.uid, row.interview, revision), step)
        floor = revision if drop_from == 0 else row.floor
        total = stored_bytes + len(box)
        new = rows.Advance(revision, box, floor, total, _hour(now), self._expiry(now), drop_from)
        crowded = revision - floor >= settings.max_steps or total > settings.max_session_bytes

        def work(connection: Connection) -> bool:
            if not rows.advance(connection, row, new):
                return False
            if crowded:
                # A quarter more than needed, so that this is not done at every answer from now on.
                steps, size = settings.max_steps * 3 // 4, settings.max_session_bytes * 3 // 4
                rows.prune(connection, row.id, steps=steps, size=size)
            return True

        with _database():
            alone = drop_from is None and not crowded
            stored = self.database.write_at_once(work) if alone else self.database.write(work)
        if not stored:
            raise StaleAnswer(self.current(visitor, row.uid.hex))
        can_go_back = step.screen.can_go_back and step.previous >= max(floor, 1)
        return View(row.uid.hex, self._evaluation.info(row.interview), step.screen, revision, can_go_back)

    def _erase(self, row: rows.SessionRow, reason: erasure.Reason) -> None:
        """Erase a session, at whatever revision it is by now: Exit in one tab holds for every tab."""
        hour = _hour(_now())
        self._writing(lambda connection: erasure.erase_rows(connection, [(row.id, row.uid)], reason, hour))
        _log.info("session_erased", session=row.uid.hex[:8], reason=reason)
        self._erase_files(row.uid)

    def _erase_files(self, session: uuid.UUID) -> None:
        """Delete the files of a session whose keys are gone. What cannot be deleted now is deleted by the worker."""
        try:
            erasure.erase_files(self.database, self.store, session)
        except DatabaseUnavailable:
            _log.warning("files_not_erased", session=session.hex[:8], part="database")

    def _open_at(self, visitor: Visitor, uid: str, revision: int) -> Opened:
        """The session, if the person's page shows its latest step."""
        session = open_session(visitor, self._read(visitor, uid))
        if revision > session.row.revision:
            # The page is the witness: the database once had more than it has now.
            raise unreadable(session.row, "rollback")
        if revision < session.row.revision:
            raise StaleAnswer(self._view(session))
        return session

    def _read(self, visitor: Visitor, uid: str) -> rows.SessionRow:
        session = _uid(uid)
        row = self._reading(lambda connection: rows.read(connection, visitor.id, session, _now()))
        if row is None:
            raise NoSuchSession("this browser has no such session")
        return row

    def _check_room(self, open_sessions: int) -> None:
        if open_sessions >= self._settings.max_sessions_per_visitor:
            raise TooManySessions(self._settings.max_sessions_per_visitor)

    def _mine(self, visitor: Visitor) -> builtins.list[rows.MineRow]:
        """The open sessions that the visitor's key opens, latest first."""
        found = self._reading(lambda connection: rows.mine(connection, visitor.id, _now()))
        return [row for row in found if _fits(visitor, row)]

    def _view(self, session: Opened) -> View:
        row = session.row
        info = self._evaluation.info(row.interview)
        return View(row.uid.hex, info, session.step.screen, row.revision, session.can_go_back)

    def _drawn(self, uid: str, interview: str, result: Result, revision: int, *, can_go_back: bool) -> View:
        return View(uid, self._evaluation.info(interview), result.screen, revision, can_go_back)

    def _farewell(self, interview: str, uid: str, result: Result, outcome: Exit | Leave | Restart) -> View:
        url = "" if isinstance(outcome, Restart) else outcome.url
        info = self._evaluation.info(interview)
        return View(uid, info, result.screen, 0, False, url, exited=True)

    def _expiry(self, now: datetime) -> datetime:
        return _hour(now) + timedelta(days=self._settings.session_lifetime_days, hours=1)

    def _reading(self, work: Callable[[Connection], T]) -> T:
        with _database():
            return self.database.read(work)

    def _writing(self, work: Callable[[Connection], T]) -> T:
        with _database():
            return self.database.write(work)


@contextmanager
def _database() -> Iterator[None]:
    try:
        yield
    except DatabaseUnavailable as error:
        _log.error("database_unavailable", part="database", reason=str(error))
        raise TryAgain("database") from None


def _final_effect(result: Result) -> Exit | Leave | Restart | None:
    """The effect that ends the visit, the strongest one if there are several."""
    for kind in (Exit, Restart, Leave):
        for effect in result.effects:
            if isinstance(effect, kind):
                return effect
    return None


def _fits(visitor: Visitor, row: rows.SessionRow | rows.MineRow) -> bool:
    try:
        unwrap_share(visitor, row.uid, row.wrapped)
    except Unreadable:
        return False
    return True


def _uid(text: str) -> uuid.UUID:
    if len(text) != 32 or not all(digit in "0123456789abcdef" for digit in text):
        raise NoSuchSession("this browser has no such session")
    return uuid.UUID(hex=text)


def _now() -> datetime:
    return datetime.now(UTC)


def _hour(moment: datetime) -> datetime:
    """Times are stored to the hour: who answered at which minute is nobody's business."""
    return moment.replace(minute=0, second=0, microsecond=0)
