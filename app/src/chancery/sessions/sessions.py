"""What a person does with a session, one method each: opens it, asks the evaluator, stores the result."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from chancery.database import Database
from chancery.evaluator.client import EvaluatorClient
from chancery.logs import get_logger
from chancery.objects import ObjectStore, open_store
from chancery.protocol import Action, Answer, Follow, Open
from chancery.sessions.beginnings import Mode, is_temporary, mode_of
from chancery.sessions.emailing import letter_of
from chancery.sessions.endings import Endings
from chancery.sessions.errors import NotAnAddress, NoWayBack, UnknownField
from chancery.sessions.evaluation import Evaluation, Evaluator, checked_answer, checked_arguments
from chancery.sessions.export import archive
from chancery.sessions.files import OpenedFile
from chancery.sessions.letters import Carrier
from chancery.sessions.outcomes import Outcomes
from chancery.sessions.people import People
from chancery.sessions.posting import Posting
from chancery.sessions.storage import Storage
from chancery.sessions.uploads import Intake, Sent
from chancery.sessions.view import Erased, Listed, Reason, View
from chancery.settings import Settings
from chancery.vault import Holder

# Bytes of an address's arguments; nginx refuses longer addresses anyway.
_MAX_ARGUMENT_BYTES = 8192
_log = get_logger(__name__)


class Sessions:
    """The sessions of every visitor. One object serves all threads of a process; fork before it is first used."""

    def __init__(
        self, database: Database, store: ObjectStore, evaluator: Evaluator, settings: Settings,
        carrier: Carrier | None = None,
    ) -> None:  # fmt: skip
        self.database = database
        self.store = store
        self.evaluator = evaluator
        self._storage = Storage(database, store, settings)
        self._endings = Endings(self._storage, database, store, settings)
        self.people = People(self._storage)
        self._evaluation = Evaluation(evaluator, settings)
        self._posting = Posting(self._storage, carrier, settings)
        self._outcomes = Outcomes(
            self._storage, self._endings, self._evaluation, self._posting, self.people,
            settings.max_sessions_per_visitor,
        )  # fmt: skip
        self._settings = settings

    @classmethod
    def from_settings(cls, settings: Settings, carrier: Carrier | None = None) -> Sessions:
        """Open the database, the object store and the evaluator's client that `settings` name. Connects lazily.

        `carrier` takes the letters of interviews to a mail server; without one none are sent.
        """
        return cls(
            Database(settings.database_url, pool_size=settings.database_pool_size),
            open_store(settings.objects),
            EvaluatorClient(settings.evaluator_socket, timeout_s=settings.evaluator_timeout_s),
            settings,
            carrier,
        )

    def start(
        self, visitor: Holder, interview: str, url_args: Mapping[str, str], *, mode: Mode = "resume",
        erases: bool = True, news: bool = False,
    ) -> View:  # fmt: skip
        """Open an interview.

        Args:
            visitor: who asks, a browser or an account.
            interview: its name, `package:data/questions/file.yml`.
            url_args: the address's other arguments, for the interview's `url_args`.
            mode: `resume` the visitor's own latest session of this interview if there is one; `reset` erases that one
                and begins afresh; `new` leaves it alone and begins another. The interview's metadata may say otherwise.
            erases: whether this request may erase a session; if not, `reset` leaves the old one.
            news: whether a session that is resumed learns of `url_args`.

        Raises:
            InterviewFailed: there is no such interview, or it fails.
            TooManySessions: the visitor has as many open sessions as are allowed.
            AnswerTooLarge: the arguments are too long.
            AnswersUnreadable: the session to resume does not open.
            TryAgain: a part is down.
        """
        arguments = checked_arguments(url_args, _MAX_ARGUMENT_BYTES)
        # First of all: a name that is no interview's goes no further than this.
        info = self._evaluation.info(interview)
        mode = mode_of(info, visitor.role, mode, erases=erases)
        mine = self._storage.mine(visitor)
        # Who was invited to somebody's session and begins the same interview means one of her own.
        own = [row for row in mine if row.interview == interview and row.standing.owner]
        if own and mode == "resume":
            uid = own[0].uid.hex
            return self.tell(visitor, uid, arguments) if news and arguments else self.current(visitor, uid)
        if not own or mode == "new":
            self._outcomes.check_room(len(mine))
            own = []
        elif not is_temporary(info):
            del own[1:]
        return self._outcomes.begin(visitor, interview, Open(arguments), [(row.id, row.uid) for row in own])

    def current(self, visitor: Holder, uid: str) -> View:
        """The stored screen. The evaluator is asked only if the answers have changed since the screen was made.

        Raises:
            NoSuchSession, AnswersUnreadable, InterviewFailed, TryAgain: see there.
        """
        return self._outcomes.current(visitor, uid)

    def tell(self, visitor: Holder, uid: str, url_args: Mapping[str, str]) -> View:
        """Find out the screen of a session anew, with other arguments of an address (`url_args`) if there are some.

        Raises:
            AnswerTooLarge: they are too long.
            NoSuchSession, AnswersUnreadable, InterviewFailed, StaleAnswer, TryAgain: see there.
        """
        arguments = checked_arguments(url_args, _MAX_ARGUMENT_BYTES)
        return self._outcomes.evaluate(visitor, self._storage.open(visitor, uid), Open(arguments))

    def answer(
        self,
        visitor: Holder,
        uid: str,
        revision: int,
        posted: Mapping[str, list[str]],
        sent: Iterable[Sent] = (),
    ) -> View:
        """Send the form of the screen that has `revision`. When this returns, the answer is stored for good.

        A View with `screen.errors` means that the answer was not valid: nothing is stored, the revision is the same.
        `posted` holds the form's own fields (names that begin with "_" are the page's and are left out), and `sent`
        the files that come with it; `posted` need not be whole before the last of them. Nothing of a file is read
        before it is known that the session waits for this answer, and a file stays with the answer or not at all.

        Raises:
            StaleAnswer: the session has moved on; its `view` is the current screen, nothing is stored.
            UnknownField: a name that the served form lacks.
            AnswerTooLarge: more than `Settings.max_answer_bytes`, or files of more than `max_upload_bytes`.
            NoSuchSession, AnswersUnreadable, InterviewFailed, TryAgain: see there.
        """
        session = self._outcomes.open_at(visitor, uid, revision)
        screen = session.step.screen
        with self._storage.files.arriving(session.key, session.row.uid) as arrivals:
            intake = Intake(screen.form, arrivals, self._evaluation.clean, self._settings.max_upload_bytes)
            try:
                uploads = intake.take(sent)
                values = checked_answer(screen, posted, self._settings.max_answer_bytes)
            except UnknownField:
                _log.warning("unknown_field", session=uid[:8], interview=session.row.interview)
                raise
            return self._outcomes.evaluate(visitor, session, Answer(screen.form, values, uploads), arrivals)

    def action(self, visitor: Holder, uid: str, action: Action | Follow) -> View:
        """Follow a link that the interview made, or do what a script of its page asks for.

        Stores the new state like `answer` and raises the same errors.
        """
        return self._outcomes.evaluate(visitor, self._storage.open(visitor, uid), action)

    def work(self, visitor: Holder, uid: str) -> View:
        """Do the work of a session that has waited longest (`background_action`).

        The view's response says what the page is told of it; whether more waits, its screen (`works`).

        Raises:
            NoSuchSession, AnswersUnreadable, InterviewFailed, TryAgain: see there.
        """
        return self._outcomes.work(visitor, uid)

    def email_documents(self, visitor: Holder, uid: str, revision: int, address: str, *, editable: bool) -> View:
        """Send the documents of the screen that has `revision` to an address; the letters of the view say what came.

        Args:
            editable: the formats that can be edited go too.

        Raises:
            NotAnAddress: see there.
            NoSuchFile: the screen has no documents that may be sent.
            StaleAnswer, NoSuchSession, AnswersUnreadable, TryAgain: see there.
        """
        session = self._outcomes.open_at(visitor, uid, revision)
        mail = letter_of(session.step.screen.documents, address, editable=editable)
        if mail is None:
            raise NotAnAddress(self._outcomes.view(session))
        step = self._posting.begin(session.step, [mail], session.step, told=True)
        stored = self._storage.advance(session, step) or self._outcomes.stale(visitor, uid)
        return self._outcomes.view(self._outcomes.posted(visitor, stored, session.step))

    def send_again(self, visitor: Holder, uid: str, revision: int, letter: str) -> View:
        """Send a letter of the session again that did not go out, or may not have.

        Raises:
            StaleAnswer, NoSuchSession, AnswersUnreadable, TryAgain: see there.
        """
        session = self._outcomes.open_at(visitor, uid, revision)
        return self._outcomes.view(self._posting.again(visitor, session, letter) or self._outcomes.stale(visitor, uid))

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
        session = self._outcomes.open_at(visitor, uid, revision)
        if not session.can_go_back:
            raise NoWayBack("there is no screen before this one")
        return self._outcomes.view(self._storage.go_back(session) or self._outcomes.stale(visitor, uid))

    def move(self, giver: Holder, taker: Holder, uid: str) -> None:
        """Give one session of a browser to an account (or back); nothing else of either is touched.

        Raises:
            TooManySessions: `taker` has as many open sessions as are allowed.
            NoSuchSession, AnswersUnreadable, TryAgain: see there.
        """
        self._outcomes.check_room(len(self._storage.mine(taker)))
        self._storage.move(giver, taker, uid)

    def exit(self, visitor: Holder, uid: str) -> None:
        """Erase the session for all: its rows, its keys and its files.

        A session with damaged steps is erased all the same; a cookie whose key does not fit erases nothing.

        Raises:
            NotOwner, NoSuchSession, AnswersUnreadable, TryAgain: see there.
        """
        self._endings.erase_by_name(visitor, uid)

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
        return self._endings.erased(uid)

    def erase_all(self, visitor: Holder, reason: Reason) -> int:
        """Erase every session of an account, also those that its key does not open any more; tells how many.

        Raises:
            TryAgain: the database is down.
        """
        return self._endings.erase_all(visitor, reason)

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
        return self._endings.expire(now, batch)

    def ledger(self) -> Sequence[Erased]:
        """Everything that the ledger of erasures remembers, oldest first.

        Raises:
            TryAgain: the database is down.
        """
        return self._endings.ledger()

    def replay(self, erased: Sequence[Erased]) -> int:
        """Erase again what a restored backup has brought back; tells how many sessions that were.

        Raises:
            TryAgain: the database is down.
        """
        return self._endings.replay(erased)

    def forget_deleted_rows(self) -> None:
        """Make the database overwrite the deleted keys now; until then it only hides them.

        Raises:
            TryAgain: the database is down.
        """
        self._endings.forget_deleted_rows()
