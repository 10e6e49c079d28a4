"""Letters of interviews: made of what the session asks for, handed to the mail server, and asked for by the person."""

from __future__ import annotations

from email.headerregistry import Address
from typing import TYPE_CHECKING

from flask import Blueprint, abort, redirect, request, url_for

from chancery.accounts.errors import MailFailed
from chancery.accounts.mail import Post
from chancery.sessions import NotAnAddress, NotCarried
from chancery.web import current
from chancery.web.clean import clean
from chancery.web.interview import draw, revision
from chancery.web.visitors import holder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from email.message import EmailMessage

    from werkzeug.wrappers import Response as AnyResponse

    from chancery.protocol import Addressee, Mail
    from chancery.sessions import Attached
    from chancery.settings import Settings

blueprint = Blueprint("letters", __name__)

_PAGE = '<!DOCTYPE html>\n<html><head><meta charset="utf-8"></head><body>\n{}\n</body></html>\n'


class _Carrier:
    """Takes letters of interviews the way that the site's own go, but does not stand in their way."""

    def __init__(self, settings: Settings) -> None:
        # One of its own: it has as many places, and people wait for codes.
        self._post = Post(settings)

    def carry(self, mail: Mail, files: Sequence[Attached]) -> bool:
        """See `chancery.sessions.letters.Carrier`."""
        addresses = [one.address for one in (*mail.to, *mail.cc, *mail.bcc)]
        try:
            return self._post.hand_over(_written(self._post.letter(mail.subject), mail, files), addresses)
        except MailFailed:
            raise NotCarried from None


def carrier(settings: Settings) -> _Carrier | None:
    """Whoever takes the letters of interviews; None where they send none."""
    return _Carrier(settings) if settings.interview_mail_enabled else None


def _written(letter: EmailMessage, mail: Mail, files: Sequence[Attached]) -> EmailMessage:
    """The letter with its addressees, its words and its files. Who gets a blind copy stands nowhere in it."""
    for header, people in (("To", mail.to), ("Cc", mail.cc), ("Reply-To", mail.reply_to)):
        if people:
            letter[header] = [_address(one) for one in people]
    letter.set_content(mail.text)
    if mail.html:
        letter.add_alternative(_PAGE.format(clean(mail.html)), subtype="html")
    for file in files:
        kind, _, subtype = file.mimetype.partition("/")
        letter.add_attachment(file.content, maintype=kind, subtype=subtype, filename=file.name)
    return letter


def _address(one: Addressee) -> Address:
    return Address(display_name=one.name, addr_spec=one.address)


@blueprint.post("/session/<string(length=32):uid>/email")
def email_documents(uid: str) -> AnyResponse:
    """Send the documents of the current screen to the address that was typed."""
    visitor, address = holder(), request.form.get("address", "")
    editable = request.form.get("editable") is not None
    try:
        current.sessions().email_documents(visitor, uid, revision(), address, editable=editable)
    except NotAnAddress as wrong:
        return draw(wrong.view, visitor, status=422, address=address)
    return redirect(url_for("interview.show", uid=uid), 303)


@blueprint.post("/session/<string(length=32):uid>/letter/<string(length=32):letter>")
def send_again(uid: str, letter: str) -> AnyResponse:
    """Send a letter again that did not go out."""
    visitor = holder()
    if not all(digit in "0123456789abcdef" for digit in letter):
        abort(404)
    current.sessions().send_again(visitor, uid, revision(), letter)
    return redirect(url_for("interview.show", uid=uid), 303)
