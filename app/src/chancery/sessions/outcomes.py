"""What comes of an event in a session: a new screen, an answer to a script, an end; and what is stored of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NoReturn

import msgspec

from chancery.logs import get_logger
from chancery.protocol import (
    Event,
    Exit,
    ForbidBack,
    Keep,
    Leave,
    Mail,
    Open,
    Remember,
    Respond,
    Restart,
    Result,
    Update,
    User,
    Work,
)
from chancery.sessions.beginnings import is_unique
from chancery.sessions.endings import Endings
from chancery.sessions.errors import InterviewFailed, StaleAnswer, TooManySessions
from chancery.sessions.evaluation import Evaluation, Made
from chancery.sessions.files import Arrivals
from chancery.sessions.lists import Lists
from chancery.sessions.people import People
from chancery.sessions.posting import Posting
from chancery.sessions.rows import Identity, SessionRow
from chancery.sessions.storage import Storage, new_uid
from chancery.sessions.stored import Opened, Stored, unreadable
from chancery.sessions.view import OWN, Standing, View
from chancery.vault import Holder

# Times that work is begun anew because the person has gone on meanwhile.
_TRIES = 4
# Why work came to nothing that would come to nothing again.
_ENDS_WORK = ("author", "time", "memory", "size", "crash", "garbage")
_log = get_logger(__name__)


class Outcomes:
    """Asks the evaluator what comes of events, and stores it. One object for all threads of a process."""

    def __init__(
        self, storage: Storage, endings: Endings, evaluation: Evaluation, posting: Posting, people: People,
        most_sessions: int,
    ) -> None:  # fmt: skip
        self._storage, self._endings = storage, endings
        self._evaluation, self._posting, self._people = evaluation, posting, people
        self._lists = Lists(storage, evaluation)
        self._most_sessions = most_sessions

    def current(self, visitor: Holder, uid: str) -> View:
        """The stored screen. The evaluator is asked only if the answers have changed since the screen was made.

        Raises:
            NoSuchSession, AnswersUnreadable, InterviewFailed, TryAgain: see there.
        """
        session = self._storage.open(visitor, uid)
        return self.evaluate(visitor, session, Open()) if session.step.stale else self.view(session)

    def begin(self, visitor: Holder, interview: str, event: Event, replaced: Sequence[Identity] = ()) -> View:
        """Evaluate a new session's first screen and store it; those `replaced` are erased in the same transaction."""
        session = new_uid()
        filling = partial(self._lists.fill, visitor)
        made = self._evaluation.run(interview, session, event, user=_user(visitor), filling=filling)
        outcome = _final_effect(made.result)
        if isinstance(outcome, Respond | Update):
            return View(session.hex, made.info, made.result.screen, 0, False, response=outcome)
        if outcome is not None:
            if _mails(made.result):
                _log.warning("letters_refused", reason="nothing was stored", interview=interview)
            return _farewell(session.hex, made, outcome)
        step = Stored(made.result.screen, made.result.state, made.version, tasks=_tasks(made.result, {}))
        step = self._posting.begin(step, _mails(made.result))
        self._storage.create(visitor, session, interview, step, replaced, made.result.files)
        if not step.letters:
            return View(session.hex, made.info, step.screen, 1, can_go_back=False)
        return self.view(self.posted(visitor, self._storage.open(visitor, session.hex)))

    def evaluate(self, visitor: Holder, session: Opened, event: Event, sent: Arrivals | None = None) -> View:
        """The outcome of `event`, stored; of the files `sent` it keeps those that the new state names."""
        row, step = session.row, session.step
        reading = partial(self._storage.files.read, session.keys, row.uid)
        user, filling = _user(visitor, row.standing), partial(self._lists.fill, visitor)
        made = self._evaluation.run(row.interview, row.uid, event, step.state, reading, user, filling, tasks=step.tasks)
        screen, outcome = made.result.screen, _final_effect(made.result)
        if screen.errors:
            # The form that will be answered next is the stored one, whatever the evaluator sent along.
            screen.form = step.screen.form
            return View(row.uid.hex, made.info, screen, row.revision, session.can_go_back, standing=row.standing)
        keep = next((effect.how for effect in made.result.effects if isinstance(effect, Keep)), "")
        if isinstance(outcome, Respond | Update):
            return self._responded(visitor, session, made, outcome, keep, sent)
        if isinstance(outcome, Exit | Restart):
            return self._ended(visitor, session, made, outcome, sent)
        again = isinstance(event, Open) and not event.url_args
        if again and not step.stale and _is_same(made.result, step):
            return self.view(session)
        forget = any(isinstance(effect, ForbidBack) for effect in made.result.effects)
        if keep == "ignore":
            row = self._ignored(visitor, session, made).row
            return View(row.uid.hex, made.info, screen, row.revision, session.can_go_back, standing=row.standing)
        # A screen that is made anew takes the place of the one before; what was answered there can be returned to.
        previous = step.previous if again or keep == "overwrite" else row.revision
        tasks = _tasks(made.result, step.tasks)
        new = Stored(screen, made.result.state, made.version, previous=0 if forget else previous, tasks=tasks)
        new = self._posting.begin(new, _mails(made.result), step)
        stored = self._advance(visitor, session, new, made, sent, forget=forget)
        stored = self.posted(visitor, stored, step)
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
            letters=tuple(stored.step.letters),
            standing=row.standing,
        )

    def work(self, visitor: Holder, uid: str) -> View:
        """Do the work of a session that has waited longest; the view's response says what the page is told of it.

        Raises:
            NoSuchSession, AnswersUnreadable, InterviewFailed, TryAgain: see there.
        """
        failed = ""
        for _ in range(_TRIES):
            session = self._storage.open(visitor, uid)
            if not session.step.screen.works:
                break
            try:
                return self.evaluate(visitor, session, Work(failed))
            except StaleAnswer:
                continue  # the person has gone on meanwhile, and what she has answered since may matter
            except InterviewFailed as error:
                if failed or error.failure.reason not in _ENDS_WORK:
                    raise
                failed = error.failure.reason
        return self.view(self._storage.open(visitor, uid))

    def _ended(
        self, visitor: Holder, session: Opened, made: Made, outcome: Exit | Restart, sent: Arrivals | None
    ) -> View:
        """Erase the session, or leave it, and begin another after a restart.

        Letters go out before what they are made of is erased, and if one does not, nothing is.
        """
        if _mails(made.result):
            before = session.step
            waiting = self._posting.begin(before, _mails(made.result), before)
            session = self.posted(visitor, self._advance(visitor, session, waiting, made, sent), before)
            old = {letter.id for letter in before.letters}
            if any(letter.id not in old for letter in session.step.letters):
                return self.view(session)
        row = session.row
        if isinstance(outcome, Exit):
            self._end(visitor, row)
            return _farewell(row.uid.hex, made, outcome)
        if outcome.keep and row.standing.owner and is_unique(made.info, visitor.role):
            return self.view(session)  # there is no other beside it
        if outcome.keep or not row.standing.owner:
            self.check_room(len(self._storage.mine(visitor)))
        erases = not outcome.keep and row.standing.owner
        return self.begin(visitor, row.interview, Open(), [(row.id, row.uid)] if erases else ())

    def _end(self, visitor: Holder, row: SessionRow) -> None:
        """Exit: the owner's erases the session for all, anybody else's takes her own key away."""
        if row.standing.owner:
            self._endings.erase(row)
        else:
            self._people.leave(visitor, row.uid.hex)

    def _advance(
        self, visitor: Holder, session: Opened, step: Stored, made: Made, sent: Arrivals | None, *, forget: bool = False
    ) -> Opened:
        """Store a step with the files that were made for it, and keep those that were sent and its state names.

        Raises:
            StaleAnswer: the session has moved on.
        """
        files = made.result.files
        stored = self._storage.advance(session, step, forget_earlier=forget, files=files)
        if stored is None:
            self.stale(visitor, session.row.uid.hex)
        if sent is not None:
            sent.keep(bytes(made.result.state))
        return stored

    def _responded(
        self, visitor: Holder, session: Opened, made: Made, answer: Respond | Update, keep: str,
        sent: Arrivals | None,
    ) -> View:  # fmt: skip
        """Store what a request changed that is answered by no screen: the person stays at the screen there is."""
        row, step = session.row, session.step
        shown = msgspec.structs.replace(step.screen, works=made.result.screen.works)
        tasks = _tasks(made.result, step.tasks)
        if keep == "ignore":
            row = self._ignored(visitor, session, made).row
        elif _mails(made.result) or tasks != step.tasks or bytes(made.result.state) != bytes(step.state):
            # The same screen, so that whoever is at it may answer it, though the page does not know of this yet.
            since = step.since or session.row.revision
            new = Stored(
                shown, made.result.state, made.version, previous=step.previous, stale=True, since=since, tasks=tasks
            )
            new = self._posting.begin(new, _mails(made.result), step)
            stored = self._advance(visitor, session, new, made, sent)
            row = self.posted(visitor, stored, step).row
        return View(row.uid.hex, made.info, shown, row.revision, session.can_go_back, response=answer,
                    standing=row.standing)  # fmt: skip

    def _ignored(self, visitor: Holder, session: Opened, made: Made) -> Opened:
        """The session, of whose new state nothing is stored but the letters that it asks for."""
        mails = _mails(made.result)
        if not mails:
            return session
        step = self._posting.begin(session.step, mails, session.step)
        stored = self._storage.advance(session, step, files=made.result.files)
        return self.posted(visitor, stored or self.stale(visitor, session.row.uid.hex), session.step)

    def posted(self, visitor: Holder, session: Opened, before: Stored | None = None) -> Opened:
        """The session after the letters were sent that its latest step has begun."""
        old = {letter.id for letter in before.letters} if before else set()
        return self._posting.send(visitor, session, (one.id for one in session.step.letters if one.id not in old))

    def open_at(self, visitor: Holder, uid: str, revision: int) -> Opened:
        """The session, if the person's page shows its latest step."""
        session = self._storage.open(visitor, uid)
        if revision > session.row.revision:
            # The page is the witness: the database once had more than it has now.
            raise unreadable(session.row, "rollback")
        if revision < (session.step.since or session.row.revision):
            raise StaleAnswer(self.view(session))
        return session

    def stale(self, visitor: Holder, uid: str) -> NoReturn:
        """Raise `StaleAnswer` with the screen that the session is at by now."""
        raise StaleAnswer(self.current(visitor, uid))

    def check_room(self, open_sessions: int) -> None:
        """Raise `TooManySessions` if a visitor with so many open sessions may not begin another."""
        if open_sessions >= self._most_sessions:
            raise TooManySessions(self._most_sessions)

    def view(self, session: Opened) -> View:
        """The stored screen."""
        row = session.row
        info = self._evaluation.last_info(row.interview)
        return View(
            row.uid.hex, info, session.step.screen, row.revision, session.can_go_back,
            letters=tuple(session.step.letters), standing=row.standing,
        )  # fmt: skip


def _user(visitor: Holder, standing: Standing = OWN) -> User | None:
    """What the interview may know of who asks; None for a browser without an account."""
    return User(visitor.role, owner=standing.owner) if visitor.role else None


def _is_same(result: Result, step: Stored) -> bool:
    """Whether a run has changed nothing of what is stored."""
    same = bytes(result.state) == bytes(step.state) and _tasks(result, step.tasks) == step.tasks
    return same and not _mails(result) and msgspec.json.encode(result.screen) == msgspec.json.encode(step.screen)


def _tasks(result: Result, before: dict[str, int]) -> dict[str, int]:
    """The tasks that are remembered after a run."""
    return next((effect.tasks for effect in result.effects if isinstance(effect, Remember)), before)


def _mails(result: Result) -> list[Mail]:
    return [effect for effect in result.effects if isinstance(effect, Mail)]


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
