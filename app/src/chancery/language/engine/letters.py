"""`send_email`, and documents that a screen offers to send. The letters are effects: `web` sends them, see DESIGN §1.

An interview learns whether a letter will be sent, not whether a mail server took it: that is known only when the
answer is stored, and then the page says so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ...protocol import (
    ADDRESS,
    LINE,
    MAX_ADDRESSEES,
    MAX_ATTACHED,
    MAX_BODY,
    MAX_LETTERS,
    MAX_LINE,
    Addressee,
    Emailing,
    Mail,
)
from .. import cabinet, text
from ..errors import AuthorError
from ..hidden import reveal_html
from ..markdown import to_html
from ..objects import DAFile, DAFileCollection, DAStaticFile, host
from ..prose import to_prose
from .records import RecordFunctions

if TYPE_CHECKING:
    from ..blocks.model import Attachments
    from .engine import Engine

_MAX_ADDRESS = 254
_NAMED = re.compile(r"\s*(?:\"([^\"]*)\"|([^<>\"]*?))\s*<\s*([^<>\s]+)\s*>\s*")
_ADDRESS, _LINE = re.compile(ADDRESS), re.compile(LINE)
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


class LetterFunctions:
    """Each method is one function; its docstring says what it is for an author."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        # Files of the package that letters of this run have attached: names, and ids.
        self._packaged: dict[str, str] = {}

    def send_email(
        self, to: Any = None, sender: Any = None, cc: Any = None, bcc: Any = None, body: Any = None, html: Any = None,
        subject: Any = "", template: Any = None, task: Any = None, attachments: Any = None, reply_to: Any = None,
        dry_run: bool = False, **_options: Any,
    ) -> bool:  # fmt: skip
        """Send a letter once the answer is stored; whether it will be sent. It is from the site: `sender` gets answers.

        False where the site sends no mail, an address is none, nobody is named, or the letter is too large.
        """
        engine = self._engine
        letter = _letter(
            addressees=[_addressees(given) for given in (to, cc, bcc, reply_to or sender)],
            words=_words(body, html, subject, template),
            files=[] if dry_run else list(dict.fromkeys(self._files(attachments))),
        )
        if letter is None or not engine.context.sends_mail:
            return False
        if dry_run:
            return True
        if letter not in engine.letters:
            if len(engine.letters) >= MAX_LETTERS:
                return False
            engine.letters.append(letter)
        if task is not None:
            RecordFunctions(engine).mark_task_as_performed(task, persistent=bool(_options.get("task_persistent")))
        return True

    def _files(self, given: Any) -> list[str]:
        """The ids of the files in what an author gives: files, documents, names of the package's, lists of them."""
        if given is None:
            return []
        if isinstance(given, DAFileCollection):
            return [file.number for file in given.files() if file.ok]
        if isinstance(given, DAFile):
            return [given.number] if given.ok else []
        if isinstance(given, DAStaticFile | str):
            name = given.filename if isinstance(given, DAStaticFile) else given
            return [self._file_of_package(text.plain(text.string(name)))]
        try:
            items = list(given.values() if hasattr(type(given), "values") else given)
        except TypeError:
            raise AuthorError(
                "A letter cannot have that attached.", fix="Give files, documents, or a list of them."
            ) from None
        return [file for item in items for file in self._files(item)]

    def _file_of_package(self, name: str) -> str:
        """A file of the package, as a file of the session."""
        if name not in self._packaged:
            content = host.content(name)
            if content is None:
                raise AuthorError(f"The file “{name}” does not exist.", fix="Put it into data/static.")
            shown = name.rpartition("/")[2].rpartition(":")[2]
            self._packaged[name] = cabinet.current().add(content, shown, cabinet.mimetype_of(shown))
        return self._packaged[name]


def emailing(engine: Engine, wanted: Attachments) -> Emailing | None:
    """What a screen's form for sending its documents holds at first; None if the site sends no mail."""
    if not engine.context.sends_mail:
        return None
    namespace, letter = engine.namespace, wanted.letter
    template = letter.template.evaluate(namespace) if letter.template else None
    words = _words(
        letter.body.data(namespace) if letter.body else None, None,
        letter.subject.data(namespace) if letter.subject else "", template,
    )  # fmt: skip
    if words is None:
        words = ("", "", "")
    always = wanted.options.get("always include editable files")
    address = text.plain(letter.address.data(namespace)).strip() if letter.address else ""
    return Emailing(
        subject=words[0], text=words[1], html=words[2], address=address[:_MAX_ADDRESS],
        editable=always is not None and engine.holds(always), may_choose=always is None,
    )  # fmt: skip


def _letter(
    *, addressees: list[list[Addressee] | None], words: tuple[str, str, str] | None, files: list[str]
) -> Mail | None:
    """The letter, or None if it cannot be sent."""
    if words is None or len(files) > MAX_ATTACHED:
        return None
    if any(group is None or len(group) > MAX_ADDRESSEES for group in addressees):
        return None
    to, cc, bcc, reply_to = (group or [] for group in addressees)
    if not to:
        return None
    subject, plain, html = words
    return Mail(to=to, cc=cc, bcc=bcc, reply_to=reply_to, subject=subject, text=plain, html=html, files=files)


def _words(body: Any, html: Any, subject: Any, template: Any) -> tuple[str, str, str] | None:
    """Subject, text and HTML of a letter; None if they are too long."""
    shown = ""
    if template is not None:
        subject = subject or template.subject
        shown = to_html(text.interpolate(template.content))
    elif html is not None:
        shown = reveal_html(text.interpolate(html))
    plain = text.plain(text.string(body)) if body is not None else to_prose(shown)
    line = _UNFIT.sub(" ", text.plain(text.string(subject or ""))).strip()[:MAX_LINE]
    return (line, plain, shown) if max(len(plain), len(shown)) <= MAX_BODY else None


def _addressees(given: Any) -> list[Addressee] | None:
    """The people and addresses in what an author gives; None if one is no address. One text is one address."""
    if given is None:
        return []
    if isinstance(given, str):
        one = _addressee(text.plain(given))
        return [one] if one else None
    # Of the class: an object that lacks an attribute asks for it.
    if hasattr(type(given), "email_address"):
        return _addressees(text.string(given.email_address()))
    try:
        items = list(given.values() if hasattr(type(given), "values") else given)
    except TypeError:
        raise AuthorError("A letter goes to people, addresses, or a list of them.", fix="Write `to=user`.") from None
    found: list[Addressee] = []
    for item in items:
        more = _addressees(item)
        if more is None:
            return None
        found += more
    return found


def _addressee(written: str) -> Addressee | None:
    named = _NAMED.fullmatch(written)
    name, address = ((named[1] or named[2] or "").strip(), named[3]) if named else ("", written.strip())
    if len(address) > _MAX_ADDRESS or not _ADDRESS.match(address) or not _LINE.match(name) or len(name) > MAX_LINE:
        return None
    return Addressee(address, name)
