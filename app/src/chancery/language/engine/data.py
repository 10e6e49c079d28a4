"""Functions of interviews that turn data into values and objects into choices, and say when the session began."""

from __future__ import annotations

import base64
import binascii
import datetime
from typing import TYPE_CHECKING, Any

from .. import functions, text
from ..modules import jsons
from ..objects import DAObject
from ..objects.from_json import from_json
from ..objects.gathering import Gathered

if TYPE_CHECKING:
    from .engine import Engine


# Base64 has two alphabets; links carry the one without signs that mean something in an address.
_SAFE = str.maketrans("+/", "-_")


class DataFunctions:
    """Each method is one function; its docstring says what it is for an author."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def from_b64_json(self, written: Any) -> Any:
        """What a text of JSON in Base64 holds, as links into an interview carry it; None for None.

        Raises:
            ValueError: it is no such text.
        """
        if written is None:
            return None
        given = text.plain(text.string(written)).strip()
        try:
            found = base64.urlsafe_b64decode(given.translate(_SAFE) + "=" * (-len(given) % 4))
            return jsons.loads(text.Typed(found.decode()))
        except (binascii.Error, UnicodeDecodeError) as error:
            raise ValueError("this is no JSON in Base64") from error

    def transform_json_variables(self, data: Any) -> Any:
        """Data as JSON has them, with dates for texts that are written as such and objects for what has a `_class`."""
        return from_json(data)

    def selections(self, *things: Any, exclude: Any = None, default: Any = None, object_labeler: Any = None) -> Any:
        """Objects, and the items of lists of them, as choices: each once, without those to `exclude`."""
        left_out, picked = _flat([exclude]), _flat([default])
        found: list[Any] = []
        for thing in _flat(things):
            if not any(thing is other for other in (*left_out, *(choice[0] for choice in found))):
                label = text.string(thing) if object_labeler is None else text.string(object_labeler(thing))
                found.append([thing, label, any(thing is other for other in picked)])
        return found

    def raw(self, value: Any) -> Any:
        """The value as it is: in the fields of a template it stays a list or an object."""
        return value

    def start_time(self, timezone: str | None = None) -> Any:
        """When the session began."""
        begun = self._engine.notes.started or self._engine.context.now
        moment = datetime.datetime.fromisoformat(begun)
        return functions.NAMESPACE["as_datetime"](moment, timezone=timezone)


def _flat(given: Any) -> list[Any]:
    """The objects in what an author gives: objects, and lists and groups of them."""
    found: list[Any] = []
    for thing in given:
        if isinstance(thing, DAObject) and not isinstance(thing, Gathered):
            found.append(thing)
        elif isinstance(thing, dict):
            found += _flat(thing.values())
        elif thing is not None and not isinstance(thing, str):
            found += _flat(thing.values() if hasattr(type(thing), "values") else thing)
    return found
