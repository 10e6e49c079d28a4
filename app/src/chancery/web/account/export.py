"""Taking everything away: the archive of an account's answers and files, encrypted for its owner on wish."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response

from chancery.accounts import strength
from chancery.accounts.errors import WeakPassword
from chancery.vault.age import BadRecipient, Wrap, for_recipient, seal_age
from chancery.web import current
from chancery.web.account.forms import TROUBLES, again, client, for_login, form_page, login, typed
from chancery.web.account.page import WRONG_PASSWORD

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

blueprint = Blueprint("account_export", __name__, url_prefix="/account/export")

PLAIN, PASSPHRASE, RECIPIENT = "plain", "passphrase", "recipient"
_NO_CHOICE = "Choose whether the archive is encrypted."
_NO_RECIPIENT = (
    "This is not a recipient of age. It begins with age1 and has 62 letters and digits; age-keygen prints it as the "
    "public key. Never type the line that begins with AGE-SECRET-KEY here."
)


@blueprint.get("")
@for_login
def ask() -> AnyResponse:
    """Say what the archive holds, and ask for the password."""
    return _form(PLAIN)


@blueprint.post("")
@for_login
def download() -> AnyResponse:
    """Everything that is stored, as an archive that any program opens, or that age opens first."""
    mine, how = login(), typed("how")
    try:
        current.accounts().confirm(mine, typed("password"), client())
        wrap = _wrap(how)
    except WeakPassword as error:
        return _form(how, PASSPHRASE, error.sentence)
    except BadRecipient:
        return _form(how, RECIPIENT, _NO_RECIPIENT)
    except _NoChoice:
        return _form(PLAIN, "how", _NO_CHOICE)
    except TROUBLES as error:
        return again("account_export.html", error, WRONG_PASSWORD, how=how, min_length=strength.MIN_LENGTH)
    pieces = current.sessions().export(mine)
    if wrap is None:
        response, name = Response(pieces, mimetype="application/zip"), "answers.zip"
    else:
        response, name = Response(seal_age(wrap, pieces), mimetype="application/octet-stream"), "answers.zip.age"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


class _NoChoice(Exception):
    """The form says nothing of how, so nothing is sent: least of all in clear."""


def _wrap(how: str) -> Wrap | None:
    """What encrypts the archive, None for nothing.

    Raises:
        WeakPassword, Busy, BadRecipient: see there.
    """
    match how:
        case "plain":
            return None
        case "passphrase":
            return current.accounts().archive_key(login(), typed("passphrase"))
        case "recipient":
            return for_recipient(typed("recipient"))
        case _:
            raise _NoChoice


def _form(how: str, field: str = "", sentence: str = "") -> Response:
    errors = {field: sentence} if field else None
    return form_page(
        "account_export.html", status=422 if field else 200, errors=errors, how=how, min_length=strength.MIN_LENGTH
    )
