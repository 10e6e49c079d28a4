"""Links that an interview makes: `url_action` and what is built on it, and the arguments that its action then has.

A link's address holds a key and nothing else; what it does stands in the session's notes. So no argument is ever in an
address, and the browser can ask for nothing that the interview did not offer.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from .. import names, text
from ..errors import AuthorError
from ..text import Typed, interpolate, plain, string
from . import queue

if TYPE_CHECKING:
    from .engine import Engine

# Links that one session remembers; the oldest are forgotten first.
MAX_LINKS = 1000
_COLORS = ("primary", "secondary", "success", "danger", "warning", "info", "light", "dark", "link")
_CLASS = re.compile(r"[\w-]+")
_SIZES = {"sm": " btn-sm", "lg": " btn-lg"}


def link(engine: Engine, name: str, arguments: dict[str, Any]) -> str:
    """The address, within this site, of a link that asks for the action `name`."""
    kept = {plain(key): plain_value(value) for key, value in arguments.items() if value is not None}
    key = hashlib.blake2b(repr((name, sorted(kept.items(), key=str))).encode(), digest_size=8).hexdigest()
    links = engine.notes.links
    links.pop(key, None)
    links[key] = [name, kept]
    for oldest in list(links)[: max(len(links) - MAX_LINKS, 0)]:
        del links[oldest]
    return f"/session/{engine.context.session}/do/{key}"


def work_link(engine: Engine, items: list[queue.Item]) -> str:
    """The address of a link that puts `items` into the queue."""
    return link(engine, "", {"items": items})


def follow(engine: Engine, key: str) -> None:
    """Do what the link with this key stands for; one that the session no longer knows does nothing."""
    known = engine.notes.links.get(key)
    if known is None:
        return
    name, arguments = known
    arguments = _without_prior(engine, arguments)
    if name:
        act(engine, name, arguments)
    else:
        queue.put_first(engine, [dict(item) for item in arguments.get("items", [])])


def act(engine: Engine, name: str, arguments: dict[str, Any]) -> None:
    """Ask for the action `name` before anything else."""
    queue.put_first(engine, [{"ask": name, "arguments": arguments}])


def perform(engine: Engine, name: str, given: dict[str, Any]) -> None:
    """Ask for the event `name`, as a script of the page does: after it, for the events that `_next` names.

    `_next` is an event's name, a dictionary of `action` and `arguments`, or a list of them; what is no event is left
    out, as it is for `name` itself.
    """
    arguments = _without_prior(engine, typed_arguments(given))
    following = arguments.pop("_next", None)
    actions: list[queue.Item] = [{"ask": name, "arguments": arguments}]
    for one in following if isinstance(following, list) else [following]:
        wanted = one if isinstance(one, dict) else {"action": one}
        action, more = wanted.get("action"), wanted.get("arguments")
        if isinstance(action, str) and plain(action) in engine.interview.events:
            actions.append({"ask": plain(action), "arguments": more if isinstance(more, dict) else {}})
    queue.put_first(engine, actions)


def _without_prior(engine: Engine, arguments: dict[str, Any]) -> dict[str, Any]:
    """The arguments without `_forget_prior`, which takes what waits out of the queue."""
    if arguments.get("_forget_prior"):
        engine.notes.queue = []
    return {name: value for name, value in arguments.items() if name != "_forget_prior"}


def plain_value(value: Any) -> Any:
    """An argument as it is kept: text, numbers, and lists and dictionaries of them."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, dict):
        return {plain(string(key)): plain_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain_value(item) for item in value]
    return string(value)


class LinkFunctions:
    """The functions of interviews that make links and buttons; each method is one."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def url_action(self, action: str, /, **arguments: Any) -> str:
        """The address of a link that asks for `action`, which finds the arguments with `action_argument`."""
        if not arguments.get("_forget_prior"):
            arguments.pop("_forget_prior", None)
        return link(self._engine, action_name(action), arguments)

    def url_ask(self, wanted: Any) -> str:
        """The address of a link that asks for variables again; dictionaries among them say what else to do."""
        return work_link(self._engine, work_items(self._engine, wanted))

    def action_menu_item(self, label: Any, action: str, /, **arguments: Any) -> dict[str, Any]:
        """An entry of `menu_items` that asks for `action`."""
        size = arguments.pop("_screen_size", "")
        item = {"label": string(label), "url": self.url_action(action, **arguments)}
        return {**item, "screen_size": plain(size)} if size else item

    def action_argument(self, name: str | None = None) -> Any:
        """One argument of the action that is being done, or all of them without a name; None where there is none."""
        arguments = self._arguments()
        return arguments if name is None else arguments.get(plain(name))

    def action_arguments(self) -> dict[str, Any]:
        """The arguments of the action that is being done."""
        return dict(self._arguments())

    def _arguments(self) -> dict[str, Any]:
        found = next((item for item in self._engine.notes.queue if "arguments" in item), {})
        arguments: dict[str, Any] = found.get("arguments", {})
        return arguments

    def process_action(self) -> None:
        """Do what a link asked for, here and now."""
        queue.work_off(self._engine)

    def action_button_html(  # docassemble's arguments
        self, url: str, icon: str | None = None,  # noqa: ARG002  # there is no font of icons
        color: str | None = "success", size: str = "sm", block: bool = False,
        label: Any = "Edit", classname: str | None = None, new_window: Any = None, id_tag: str | None = None,
    ) -> str:  # fmt: skip
        """A link that looks like a button, as HTML."""
        names_ = f"btn{_SIZES.get(size, '')} btn-{color if color in _COLORS else 'secondary'}"
        names_ += f"{' btn-block' if block else ''}{_class(classname)}"
        target = ' target="_blank"' if new_window else ""
        tag = f' id="{_class(id_tag).strip()}"' if id_tag else ""
        return text.build(('<a href="', string(url), f'" class="{names_}"{target}{tag}>', string(label), "</a>"))

    def interview_url(self, **options: Any) -> str:
        """The address of this interview, or of the one named by `i`; other arguments become its `url_args`."""
        engine = self._engine
        name = plain(string(options.pop("i", None) or engine.interview.info.name))
        here = name == engine.interview.info.name
        query: dict[str, str] = {"i": name}
        session = options.pop("session", engine.context.session if here else None)
        if options.pop("new_session", None) or options.get("reset"):
            session = None
        if session:
            query["session"] = plain(string(session))
        local = options.pop("local", False)
        query |= {plain(key): plain(string(value)) for key, value in options.items()
                  if key not in ("temporary", "once_temporary", "style") and value is not None}  # fmt: skip
        return f"{'' if local else engine.context.base_url}/interview?{urlencode(query, quote_via=quote)}"

    def interview_url_action(self, action: str, /, **arguments: Any) -> str:
        """The whole address of a link that asks for `action`. It opens in the browser that has the session."""
        arguments = {name: value for name, value in arguments.items() if name not in ("i", "session")}
        return self._engine.context.base_url + self.url_action(action, **arguments)


def _class(names_: Any) -> str:
    """Class names for an attribute, each after a space: nothing that could end it."""
    return "".join(f" {name}" for name in _CLASS.findall(plain(string(names_ or ""))))


def action_name(action: Any) -> str:
    """The name of an action.

    Raises:
        AuthorError: it is none.
    """
    found = plain(string(action))
    if not names.is_name(found):
        raise AuthorError(f"“{found}” is not the name of an action.", fix="Give the name of an event or a variable.")
    return found


def work_items(engine: Engine, wanted: Any) -> list[queue.Item]:
    """What `wanted` (a variable's name, a dictionary of `recompute`, `set` ... or a list of them) wants done."""
    found: list[queue.Item] = []
    for item in wanted if isinstance(wanted, list | tuple) else [wanted]:
        if isinstance(item, dict):
            found += _special(engine, item)
        else:
            found.append({"ask": engine.concrete(names.canonical(queue.plain_name(item)))})
    return found


def _special(engine: Engine, item: dict[str, Any]) -> list[queue.Item]:
    if "action" in item:
        return [{"ask": action_name(item["action"]), "arguments": plain_value(item.get("arguments") or {})}]
    if "set" in item:
        pairs = item["set"] if isinstance(item["set"], list) else [item["set"]]
        values = [[engine.concrete(name), value] for pair in pairs for name, value in pair.items()]
        return [{"set": values}]
    for key, kind in (("undefine", "undefine"), ("invalidate", "undefine")):
        if key in item:
            return [{kind: _names(engine, item[key])}]
    for key, kind in (("recompute", "recompute"), ("follow up", "gather"), ("field", "ask")):
        if key in item:
            return [{kind: name} for name in _names(engine, item[key])]
    raise AuthorError(
        "That says nothing to do.", fix="Write a variable, or `recompute`, `set`, `undefine`, `follow up`."
    )


def _names(engine: Engine, given: Any) -> list[str]:
    listed = given if isinstance(given, list | tuple) else [given]
    return [engine.concrete(names.canonical(queue.plain_name(name))) for name in listed]


def shown_link(label: object, url: str, classes: str) -> str:
    """A link as Markdown source, its label hidden from the parser where it was typed."""
    return f'<a href="{url}" class="{classes}">{interpolate(label)}</a>'


def typed_arguments(value: Any) -> Any:
    """Arguments that a script of the page sent: whatever text they hold counts as typed."""
    if isinstance(value, str):
        return Typed(value)
    if isinstance(value, list):
        return [typed_arguments(item) for item in value]
    if isinstance(value, dict):
        return {plain(key): typed_arguments(item) for key, item in value.items()}
    return value
