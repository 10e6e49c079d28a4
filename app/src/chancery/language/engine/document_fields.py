"""What is put into the fields of templates and forms, and the pictures and file names that documents use."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .. import assembly, cabinet, text
from ..blocks.model import Attachment, FileName
from ..compile import Template
from ..errors import AuthorError
from ..objects import DAFile, DAFileCollection, DAFileList, DAStaticFile
from ..text import plain

if TYPE_CHECKING:
    from .engine import Engine


_MOST_PLACES = 20


def fields_of(engine: Engine, spec: Attachment) -> dict[str, Any]:
    """The fields that the author names, with their values; later ways of naming them win."""
    namespace = engine.namespace
    written = {name: _field(engine, given) for name, given in spec.fields}
    found: dict[str, Any] = {}
    found.update({name: code.evaluate(namespace) for name, code in spec.field_code})
    found.update({name: engine.value(engine.concrete(name)) for name in spec.field_variables})
    if spec.values is not None:
        given = spec.values.evaluate(namespace)
        for part in given if isinstance(given, list | tuple) else [given]:
            found.update({plain(text.string(name)): value for name, value in dict(part).items()})
    places = plain(text_of_template(engine, spec.decimals)).strip()
    if places:
        found = {name: _rounded(value, places, spec.line) for name, value in found.items()}
    return {**written, **found}


def _rounded(value: Any, places: str, line: int) -> Any:
    """A number with as many decimal places as the document wants of what is no whole number; else the value itself."""
    if not places.isdecimal() or int(places) > _MOST_PLACES:
        raise AuthorError(
            f"`decimal places` is “{places}”.", line=line, fix=f"Write a number from 0 to {_MOST_PLACES}."
        )  # fmt: skip
    return f"{value:.{int(places)}f}" if isinstance(value, float | Decimal) else value


def _field(engine: Engine, given: Any) -> Any:
    """The value of a field as it is written: of a text that is but the mark of a picture, the picture itself."""
    if isinstance(given, dict):
        return {name: _field(engine, value) for name, value in given.items()}
    if isinstance(given, list):
        return [_field(engine, value) for value in given]
    if not isinstance(given, Template):
        return given
    written = given.data(engine.namespace)
    shown = plain(written).strip()
    if text.is_author(written) and shown.startswith("[FILE ") and shown.endswith("]"):
        picture = pictures(engine)(shown[6:-1].partition(",")[0].strip())
        if picture is not None:
            file = DAFile()
            file.put(picture[0], f"picture.{picture[1]}", f"image/{picture[1]}")
            return file
    return written


def form_value(engine: Engine, value: Any) -> Any:
    """A value as a field takes it: True or False, text, or the bytes of a picture."""
    if isinstance(value, bool):
        return value
    if isinstance(value, DAFileCollection | DAFileList):
        value = next(iter(value.files() if isinstance(value, DAFileCollection) else value), "")
    if isinstance(value, DAFile):
        return value.content() if value.ok and value.is_picture() else ""
    if isinstance(value, DAStaticFile):
        found = engine.interview.shelf.picture(plain(str(value.filename)))
        return found[0] if found else ""
    return plain(text.string(value)) if value is not None else ""


def file_name(engine: Engine, name: FileName) -> str:
    """The name of a file of the package, as written or as code gives it."""
    if name.name is not None:
        return plain(name.name.data(engine.namespace)).strip()
    value = name.code.evaluate(engine.namespace) if name.code is not None else ""
    return plain(text.string(value.filename if isinstance(value, DAStaticFile) else value)).strip()


def pictures(engine: Engine) -> assembly.Pictures:
    """Finds pictures by their marks: a file of the session by its id, another of the package by its name."""

    def find(name: str) -> tuple[bytes, str] | None:
        id_, _, kind = name.partition(".")
        if len(id_) == 32 and all(digit in "0123456789abcdef" for digit in id_):
            kind = {"jpeg": "jpg"}.get(kind, kind)
            return cabinet.current().read(id_), kind
        return engine.interview.shelf.picture(name)

    return find


def text_of_template(engine: Engine, template: Template | None) -> str:
    """What a template says; "" where there is none."""
    return template.data(engine.namespace) if template is not None else ""
