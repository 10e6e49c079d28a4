"""Answers that are no screen: `json_response`, `response`, and all variables as data."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NoReturn

from ...protocol import Keep, Leave, Respond, Update
from .. import cabinet, text
from ..errors import AuthorError
from ..hidden import reveal_html
from ..objects import DAStaticFile
from ..objects.files import first_of
from ..objects.serial import as_json
from .offered import offer
from .signals import Commanded, Finished

if TYPE_CHECKING:
    from .engine import Engine

_NOT_SHOWN = ("url_args", "nav", "menu_items", "row_item", "row_index", "x", "i", "j", "k", "l", "m", "n")


# A file up to this size fits into a frame of the protocol, in which its bytes are written in Base64.
MAX_FILE_BYTES = 16 * 1024 * 1024
# The name by which a script of the page asks for all answers (`get_interview_variables`); no event can have it.
ALL_VARIABLES = "_variables"


class ResponseFunctions:
    """The functions of interviews that answer a request themselves; each method is one."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def json_response(self, data: Any, response_code: int | None = None) -> NoReturn:
        """Answer with `data` as JSON."""
        body = json.dumps(as_json(data)).encode()
        raise Commanded(Respond(body, "application/json", response_code or 200))

    def response(self, *contents: Any, **options: Any) -> NoReturn:
        """Answer with a text, bytes (`binaryresponse`), a `file`, `all_variables` or nothing (`null`), or go to `url`.

        Raises:
            AuthorError: there is no such file, or it is too large for an answer.
        """
        status = int(options.get("response_code") or 200)
        if options.get("url"):
            raise Commanded(Leave(text.plain(text.string(options["url"]))))
        if options.get("null"):
            raise Commanded(Respond(b"", "text/plain; charset=utf-8", 204))
        if options.get("all_variables"):
            self.json_response(self.all_variables(), response_code=status)
        kind = text.plain(text.string(options.get("content_type") or "")).lower()
        if options.get("file") is not None:
            raise Commanded(self._of_file(options["file"], kind, status))
        given = options.get("binaryresponse", options.get("response", contents[0] if contents else ""))
        body = bytes(given) if isinstance(given, bytes | bytearray) else text.plain(text.string(given)).encode()
        raise Commanded(Respond(body, kind or "text/plain; charset=utf-8", status))

    def _of_file(self, file: Any, kind: str, status: int) -> Respond:
        """The answer that is a file: one of the session, or of a package by its name."""
        if isinstance(file, str):
            file = DAStaticFile("", filename=file)
        one = first_of(file)
        body, name = one.content(), text.plain(text.string(one.filename)).rpartition("/")[2]
        kind = kind or one.mimetype.lower()
        if len(body) > MAX_FILE_BYTES:
            raise AuthorError(
                f"The file is larger than the {MAX_FILE_BYTES // 2**20} MiB that an answer can have.",
                fix="Lead to it instead: `response(url=the_file.url_for())`.",
            )  # fmt: skip
        kind = f"{kind}; charset=utf-8" if kind.startswith("text/") and ";" not in kind else kind
        return Respond(body, kind, status, cabinet.file_name(name, one.extension))

    def background_response(self, *contents: Any, **options: Any) -> NoReturn:
        """Change something of the page: a `[TARGET]` (`target=`, `content=`), fields and choices, a `'flash'`.

        In work that `background_action` gave out, end it with this value.
        """
        if self._engine.working:
            raise Finished(contents[0] if contents else None)
        kind = text.plain(contents[-1]) if contents and isinstance(contents[-1], str) else ""
        if options.get("target"):
            html = reveal_html(text.interpolate(options.get("content", "")))
            raise Commanded(Update(target=text.plain(text.string(options["target"])), html=html))
        if contents and isinstance(contents[0], list):
            places = {text.plain(text.string(one["target"])): one.get("content", "") for one in contents[0]}
            shown = {name: reveal_html(text.interpolate(content)) for name, content in places.items()}
            raise Commanded(Update(others=shown))
        if kind == "flash":
            raise Commanded(Update(flash=text.plain(text.string(contents[0]))))
        if kind == "fields":
            choices, values = offer(self._engine, contents[0])
            raise Commanded(Update(fields=values, choices=choices))
        raise Commanded(Update(refresh=kind == "refresh"))

    def set_save_status(self, status: str) -> None:
        """Say how what this request changes is kept: `new` as a step of its own, `overwrite`, `ignore`."""
        if status not in ("new", "overwrite", "ignore"):
            raise AuthorError(f"“{status}” is no way of saving.", fix="Write 'new', 'overwrite' or 'ignore'.")
        self._engine.keep = None if status == "new" else Keep("ignore" if status == "ignore" else "overwrite")

    def all_variables(self, simplify: bool = True, special: Any = None, **_options: Any) -> Any:
        """All variables, as plain values unless `simplify` is False; or the `titles`, `metadata` or `tags` instead."""
        info = self._engine.interview.info
        if special == "titles":
            return {"full": info.title, "short": info.short_title or info.title}
        if special == "metadata":
            return as_json(info.metadata)
        if special == "tags":
            tags = self._engine.notes.tags
            return sorted(info.tags if tags is None else tags)
        found = {name: value for name, value in self._engine.kept_variables().items() if name not in _NOT_SHOWN}
        return {name: as_json(value) for name, value in found.items()} if simplify else found

    def set_status(self, **settings: Any) -> None:
        """Set what holds for the session: `variable_access=False` keeps the answers from scripts of the page."""
        self._engine.notes.status.update(settings)

    def get_status(self, setting: str) -> Any:
        """What `set_status` said; None if it said nothing."""
        return self._engine.notes.status.get(text.plain(setting))

    def variables_as_json(self, **_options: Any) -> NoReturn:
        """Answer with all variables as JSON."""
        self.json_response(self.all_variables())


def all_answers(engine: Engine) -> Commanded:
    """What a script of the page gets that asks for all answers, in docassemble's form; nothing is kept of it."""
    engine.keep = Keep("ignore")
    told = {
        "success": True, "variables": ResponseFunctions(engine).all_variables(), "i": engine.interview.info.name,
        "uid": engine.context.session, "encrypted": True, "steps": engine.notes.steps + 1,
    }  # fmt: skip
    return Commanded(Respond(json.dumps(as_json(told)).encode(), "application/json", 200))
