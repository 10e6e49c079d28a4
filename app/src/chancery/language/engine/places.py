"""Places of this site by the names that `url_of` and commands have for them, in docassemble's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from ..text import plain, string

if TYPE_CHECKING:
    from .engine import Engine

SIGN_IN = "/account/sign-in"
REGISTER = "/account/register"
HOME = "/"
# Where people sign in or get an account; `next` says where they go then.
_ENTRIES = {"login": SIGN_IN, "signin": SIGN_IN, "register": REGISTER}
# Pages of an account.
_ACCOUNT = {"profile": "/account", "change_password": "/account/password", "logout": "/account"}
# Pages of docassemble's administrators and developers, which this site has none of.
_NOWHERE = (
    "configuration", "create_playground_package", "logs", "package", "packages", "playground", "playgroundmodules",
    "playgroundpackages", "playgroundsources", "playgroundstatic", "playgroundtemplate", "user_invite", "users",
    "utilities",
)  # fmt: skip
_HOMES = ("root", "dispatch", "interviews", "interview_list", "my_interviews", "leave", *_NOWHERE)


def place(engine: Engine, name: str, options: dict[str, Any]) -> str:
    """The address, within this site, of the place called `name`; "" where that is none.

    Args:
        engine: the session.
        name: docassemble's name for it.
        options: arguments for the page: `next` for those where people sign in, any for an interview.
    """
    arguments = {key: plain(string(value)) for key, value in options.items() if value is not None and key[0] != "_"}
    interview = arguments.pop("i", "") or engine.interview.info.name
    if name in _ENTRIES:
        return entry(engine, _ENTRIES[name], arguments.get("next", ""))
    if name in _ACCOUNT:
        known = engine.context.accounts and (engine.context.user is not None or name != "logout")
        return _ACCOUNT[name] if known else HOME
    if name in _HOMES:
        return HOME
    fixed = {
        "exit": f"/session/{engine.context.session}/exit", "exit_logout": f"/session/{engine.context.session}/exit",
        "help": "#help",
    }  # fmt: skip
    begun = {"interview": {}, "restart": {"reset": "1"}, "new_session": {"new_session": "1"}}
    if name in begun:
        return interview_address(interview, {**begun[name], **arguments})
    return fixed.get(name, "")


def interview_address(name: str, arguments: dict[str, str]) -> str:
    """The address, within this site, where the interview `name` begins."""
    return f"/interview?{urlencode({'i': name, **arguments}, quote_via=quote, safe='/')}"


def entry(engine: Engine, where: str, onward: str = "") -> str:
    """The address of a page where one signs in or gets an account, and goes `onward` then; home where there are none.

    What lies elsewhere than on this site is left out.
    """
    if not engine.context.accounts:
        return HOME
    path = onward.removeprefix(engine.context.base_url) if engine.context.base_url else onward
    return f"{where}?{urlencode({'next': path})}" if path.startswith("/") and not path.startswith("//") else where
