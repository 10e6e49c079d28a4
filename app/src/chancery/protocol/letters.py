"""Letters by e-mail, as an interview asks for them. What could end a header or name a second addressee is refused."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct, field

from .values import FileId, Text

# Letters that one screen may ask for, and addressees and attached files that one letter may have.
MAX_LETTERS = 10
MAX_ADDRESSEES = 20
MAX_ATTACHED = 20
# Characters of a subject or a name, and of what a letter says.
MAX_LINE = 300
MAX_BODY = 100_000

# RFC 5321's dot-string before the @, a host name after it: what mail servers everywhere take.
ADDRESS = (
    r"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}\Z"
)
MailAddress = Annotated[str, Meta(pattern=ADDRESS, max_length=254)]
# One line: no control character, no mark that turns the text round.
LINE = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]*\Z"
Line = Annotated[str, Meta(pattern=LINE, max_length=MAX_LINE)]
Body = Annotated[str, Meta(max_length=MAX_BODY)]


class Addressee(Struct, omit_defaults=True):
    """An e-mail address, and whose it is."""

    address: MailAddress
    name: Line = ""


Addressees = Annotated[list[Addressee], Meta(max_length=MAX_ADDRESSEES)]


class Mail(Struct, tag="mail", tag_field="kind", omit_defaults=True, kw_only=True):
    """Send this letter once the answer is stored. It is from the site; answers to it go to `reply_to`."""

    to: Annotated[list[Addressee], Meta(min_length=1, max_length=MAX_ADDRESSEES)]
    cc: Addressees = field(default_factory=list)
    bcc: Addressees = field(default_factory=list)
    reply_to: Addressees = field(default_factory=list)
    subject: Line = ""
    # What it says, and the same as HTML, to be cleaned like any other; "" for a letter of plain text.
    text: Body = ""
    html: Body = ""
    # Files of the session.
    files: Annotated[list[FileId], Meta(max_length=MAX_ATTACHED)] = field(default_factory=list)


class Emailing(Struct, omit_defaults=True, kw_only=True):
    """What a screen says of sending its documents by e-mail."""

    subject: Line = ""
    text: Body = ""
    html: Body = ""
    # What stands in the box for the address at first.
    address: Text = ""
    # Editable formats (DOCX) go too: always, or if the person ticks that, or there are none.
    editable: bool = False
    may_choose: bool = False
