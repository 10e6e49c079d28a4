"""What a person does with a session, one method each: opens it, asks the evaluator, stores the result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Literal, NoReturn

from chancery.database import Database
from chancery.evaluator.client import EvaluatorClient
from chancery.logs import get_logger
from chancery.objects import ObjectStore, open_store
from chancery.protocol import (
    Action,
    Answer,
    Event,
    Exit,
    Follow,
    ForbidBack,
    Keep,
    Leave,
    NewFile,
    Open,
    Respond,
    Restart,
    Result,
    Update,
    User,
)
from chancery.sessions.errors import NoWayBack, StaleAnswer, TooManySessions, UnknownField
from chancery.sessions.evaluation import Evaluation, Evaluator, Made, checked_answer, checked_arguments, reading_too
from chancery.sessions.export import archive
from chancery.sessions.files import OpenedFile
from chancery.sessions.people import People
from chancery.sessions.rows import Identity, SessionRow
from chancery.sessions.storage import Storage, new_uid
from chancery.sessions.stored import Opened, Stored, unreadable
from chancery.sessions.uploads import Sent, as_told, checked_uploads
from chancery.sessions.view import OWN, Erased, Listed, Reason, Standing, View
from chancery.settings import Settings
from chancery.vault import Holder

Mode = Literal["resume", "reset", "new"]
# Bytes of an address's arguments; nginx refuses longer addresses anyway.
_MAX_ARGUMENT_BYTES = 8192
_log = get_logger(__name__)


class Sessions:
    """The sessions of every visitor. One object serves all threads of a process; fork before it is first used."""

    def __init__(self, database: Database, store: ObjectStore, evaluator: Evaluator, settings: Settings) -> None:
        self.database = database
        self.store = store
        self.evaluator = evaluator
        self._storage = Storage(database, store, settings)
        self.people = People(self._storage)
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

    def start(self, visitor: Holder, interview: str, url_args: Mapping[str, str], *, mode: Mode = "resume") -> View:
        """Open an interview.

        Args:
            visitor: who asks, a browser or an account.
            interview: its name, `package:data/questions/file.yml`.
            url_args: the address's other arguments, for the interview's `url_args`.
            mode: `resume` the visitor's own latest session of this interview if there is one; `reset` erases that one
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
        mine = self._storage.mine(visitor)
        # Who was invited to somebody's session and begins the same interview means one of her own.
        own = (row for row in mine if row.interview == interview and row.standing.owner)
        latest = next(own, None) if mode != "new" else None
        if latest is not None and mode == "resume":
            return self.current(visitor, latest.uid.hex)
        replaced = (latest.id, latest.uid) if latest is not None else None
        if replaced is None:
            self._check_room(len(mine))
        return self._begin(visitor, interview, Open(arguments), replaced)

    def current(self, visitor: Holder, uid: str) -> View:
        """The stored screen. The evaluator is asked only if the answers have changed since the screen was made.

        Raises:
            NoSuchSession, AnswersUnreadable, InterviewFailed, TryAgain: see there.
        """
        session = self._storage.open(visitor, uid)
        return self._evaluate(visitor, session, Open()) if session.step.stale else self._view(session)

    def answer(
        self,
        visitor: Holder,
        uid: str,
        revision: int,
        posted: Mapping[str, list[str]],
        sent: Mapping[str, Sequence[Sent]] | None = None,
    ) -> View:
        """Send the form of the screen that has `revision`. When this returns, the answer is stored for good.

        A View with `screen.errors` means that the answer was not valid: nothing is stored, the revision is the same.
        `posted` holds the form's own fields (names that begin with "_" are the page's and are left out), and `sent`
        the files that came with it. A file is stored with the answer or not at all.

        Raises:
            StaleAnswer: the session has moved on; its `view` is the current screen, nothing is stored.
            UnknownField: a name that the served form lacks.
            AnswerTooLarge: more than `Settings.max_answer_bytes`, or files of more than `max_upload_bytes`.
            NoSuchSession, AnswersUnreadable, InterviewFailed, TryAgain: see there.
        """
        session = self._open_at(visitor, uid, revision)
        screen = session.step.screen
        try:
            values = checked_answer(screen, posted, self._settings.max_answer_bytes)
            files = checked_uploads(screen.form, sent or {}, self._settings.max_upload_bytes)
        except UnknownField:
            _log.warning("unknown_field", session=uid[:8], interview=session.row.interview)
            raise
        event = Answer(screen.form, values, as_told(files))
        return self._evaluate(visitor, session, event, [one for many in files.values() for one in many])

    def action(self, visitor: Holder, uid: str, action: Action | Follow) -> View:
        """Follow a link that the interview made, or do what a script of its page asks for.

        Stores the new state like `answer` and raises the same errors.
        """
        return self._evaluate(visitor, self._storage.open(visitor, uid), action)

    def file(self, visitor: Holder, uid: str, file: str) -> OpenedFile:
        """One file of a session, uploaded or assembled.

        Raises:
            NoSuchFile: the session has none of that id.
            NoSuchSession, AnswersUnreadable, TryAgain: see there.
        """
        session = self._storage.open(visitor, uid)
        return self._storage.files.open(session.keys, session.row.uid, file)

    def back(self, visitor: Holder, uid: str, revision: int) -> View:
        """Return to the screen before; the answers are as they were there.

        Raises:
            NoWayBack: there is none, or the interview forbids it.
            StaleAnswer, NoSuchSession, AnswersUnreadable, TryAgain: see there.
        """
        session = self._open_at(visitor, uid, revision)
        if not session.can_go_back:
            raise NoWayBack("there is no screen before this one")
        return self._view(self._storage.go_back(session) or self._stale(visitor, uid))

    def move(self, giver: Holder, taker: Holder, uid: str) -> None:
        """Give one session of a browser to an account (or back); nothing else of either is touched.

        Raises:
            TooManySessions: `taker` has as many open sessions as are allowed.
            NoSuchSession, AnswersUnreadable, TryAgain: see there.
        """
        self._check_room(len(self._storage.mine(taker)))
        self._storage.move(giver, taker, uid)

    def exit(self, visitor: Holder, uid: str) -> None:
        """Erase the session for all: its rows, its keys and its files.

        A session with damaged steps is erased all the same; a cookie whose key does not fit erases nothing.

        Raises:
            NotOwner, NoSuchSession, AnswersUnreadable, TryAgain: see there.
        """
        self._storage.erase_by_name(visitor, uid)

    def export(self, visitor: Holder) -> Iterator[bytes]:
        """Everything that an account or a browser has stored, as a ZIP archive; see `chancery.sessions.export`.

        Raises:
            TryAgain: a part is down.
        """
        return archive(self._storage, self.store, visitor)

    def erased(self, uid: str) -> Erased | None:
        """What the ledger holds of a session that is gone; None if it was not erased, or long ago.

        Raises:
            TryAgain: the database is down.
        """
        return self._storage.erased(uid)

    def erase_all(self, visitor: Holder, reason: Reason) -> int:
        """Erase every session of an account, also those that its key does not open any more; tells how many.

        Raises:
            TryAgain: the database is down.
        """
        return self._storage.erase_all(visitor, reason)

    def list(self, visitor: Holder) -> list[Listed]:
        """The visitor's open sessions, latest first.

        Raises:
            TryAgain: the database is down.
        """
        mine = self._storage.mine(visitor)
        return [
            Listed(row.uid.hex, row.interview, row.created, row.last_active, row.expires, row.standing) for row in mine
        ]

    def ever(self, uid: str) -> bool:
        """Whether anybody has or had a session `uid`. Its name is 128 random bits, so whoever says one was given it.

        Raises:
            TryAgain: the database is down.
        """
        return self._storage.ever(uid)

    def expire(self, now: datetime, *, batch: int = 100) -> int:
        """Erase every session that expired before `now`, `batch` at a time, and files that were left; tells how many.

        Raises:
            TryAgain: the database is down.
        """
        return self._storage.expire(now, batch)

    def ledger(self) -> Sequence[Erased]:
        """Everything that the ledger of erasures remembers, oldest first.

        Raises:
            TryAgain: the database is down.
        """
        return self._storage.ledger()

    def replay(self, erased: Sequence[Erased]) -> int:
        """Erase again what a restored backup has brought back; tells how many sessions that were.

        Raises:
            TryAgain: the database is down.
        """
        return self._storage.replay(erased)

    def forget_deleted_rows(self) -> None:
        """Make the database overwrite the deleted keys now; until then it only hides them.

        Raises:
            TryAgain: the database is down.
        """
        self._storage.forget_deleted_rows()

    def _begin(self, visitor: Holder, interview: str, event: Event, replaced: Identity | None = None) -> View:
        """Evaluate a new session's first screen and store it; `replaced` is erased in the same transaction."""
        session = new_uid()
        made = self._evaluation.run(interview, session, event, user=_user(visitor))
        outcome = _final_effect(made.result)
        if isinstance(outcome, Respond | Update):
            return View(session.hex, made.info, made.result.screen, 0, False, response=outcome)
        if outcome is not None:
            return _farewell(session.hex, made, outcome)
        step = Stored(made.result.screen, made.result.state, made.version)
        self._storage.create(visitor, session, interview, step, replaced, made.result.files)
        return View(session.hex, made.info, step.screen, 1, can_go_back=False)

    def _evaluate(self, visitor: Holder, session: Opened, event: Event, sent: Sequence[NewFile] = ()) -> View:
        """The outcome of `event`, stored with those of the files `sent` that the new state names."""
        row, step = session.row, session.step
        reading = reading_too(sent, partial(self._storage.files.read, session.keys, row.uid))
        user = _user(visitor, row.standing)
        made = self._evaluation.run(row.interview, row.uid, event, step.state, reading, user)
        kept = bytes(made.result.state) if sent else b""
        files = [*made.result.files, *(one for one in sent if one.id.encode() in kept)]
        screen, outcome = made.result.screen, _final_effect(made.result)
        if screen.errors:
            # The form that will be answered next is the stored one, whatever the evaluator sent along.
            screen.form = step.screen.form
            return View(row.uid.hex, made.info, screen, row.revision, session.can_go_back, standing=row.standing)
        keep = next((effect.how for effect in made.result.effects if isinstance(effect, Keep)), "")
        if isinstance(outcome, Respond | Update):
            return self._responded(visitor, session, made, outcome, keep)
        if isinstance(outcome, Exit):
            self._end(visitor, row)
            return _farewell(row.uid.hex, made, outcome)
        if isinstance(outcome, Restart):
            if outcome.keep or not row.standing.owner:
                self._check_room(len(self._storage.mine(visitor)))
            erases = not outcome.keep and row.standing.owner
            return self._begin(visitor, row.interview, Open(), (row.id, row.uid) if erases else None)
        forget = any(isinstance(effect, ForbidBack) for effect in made.result.effects)
        if keep == "ignore":
            return View(row.uid.hex, made.info, screen, row.revision, session.can_go_back, standing=row.standing)
        previous = step.previous if keep == "overwrite" or step.stale else row.revision
        new = Stored(screen, made.result.state, made.version, previous=0 if forget else previous)
        stored = self._storage.advance(session, new, forget_earlier=forget, files=files) or self._stale(
            visitor, row.uid.hex
        )
        left = isinstance(outcome, Leave)
        url = outcome.url if isinstance(outcome, Leave) else ""
        return View(
            row.uid.hex,
            made.info,
            screen,
            stored.row.revision,
            stored.can_go_back,
            url,
            left=left,
            standing=row.standing,
        )

    def _end(self, visitor: Holder, row: SessionRow) -> None:
        """Exit: the owner's erases the session for all, anybody else's takes her own key away."""
        if row.standing.owner:
            self._storage.erase(row)
        else:
            self.people.leave(visitor, row.uid.hex)

    def _responded(self, visitor: Holder, session: Opened, made: Made, answer: Respond | Update, keep: str) -> View:
        """Store what a request changed that is answered by no screen: the person stays at the screen there is."""
        row, step = session.row, session.step
        if keep != "ignore" and bytes(made.result.state) != bytes(step.state):
            new = Stored(step.screen, made.result.state, made.version, previous=step.previous, stale=True)
            row = (self._storage.advance(session, new) or self._stale(visitor, row.uid.hex)).row
        return View(row.uid.hex, made.info, step.screen, row.revision, session.can_go_back, response=answer,
                    standing=row.standing)  # fmt: skip

    def _open_at(self, visitor: Holder, uid: str, revision: int) -> Opened:
        """The session, if the person's page shows its latest step."""
        session = self._storage.open(visitor, uid)
        if revision > session.row.revision:
            # The page is the witness: the database once had more than it has now.
            raise unreadable(session.row, "rollback")
        if revision < session.row.revision:
            raise StaleAnswer(self._view(session))
        return session

    def _stale(self, visitor: Holder, uid: str) -> NoReturn:
        raise StaleAnswer(self.current(visitor, uid))

    def _check_room(self, open_sessions: int) -> None:
        if open_sessions >= self._settings.max_sessions_per_visitor:
            raise TooManySessions(self._settings.max_sessions_per_visitor)

    def _view(self, session: Opened) -> View:
        row = session.row
        info = self._evaluation.info(row.interview)
        return View(row.uid.hex, info, session.step.screen, row.revision, session.can_go_back, standing=row.standing)


def _user(visitor: Holder, standing: Standing = OWN) -> User | None:
    """What the interview may know of who asks; None for a browser without an account."""
    return User(visitor.role, owner=standing.owner) if visitor.role else None


def _farewell(uid: str, made: Made, outcome: Exit | Leave | Restart) -> View:
    url = "" if isinstance(outcome, Restart) else outcome.url
    return View(uid, made.info, made.result.screen, 0, False, url, exited=True)


def _final_effect(result: Result) -> Exit | Leave | Restart | Respond | Update | None:
    """The effect that ends the visit, the strongest one if there are several."""
    for kind in (Exit, Restart, Leave, Respond, Update):
        for effect in result.effects:
            if isinstance(effect, kind):
                return effect
    return None
