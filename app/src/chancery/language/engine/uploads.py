"""Uploaded files and signatures: how they are asked for, and the files that come of what was sent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ...protocol import Field, Upload
from ..hidden import reveal
from ..objects import DAFile, DAFileList
from ..text import Typed, plain, string
from ..values import FieldError, refuse
from .words import word

if TYPE_CHECKING:
    from ..blocks import QuestionBlock
    from ..blocks.model import FieldSpec
    from .engine import Engine

# Datatypes that take files. The last ones differ in what a phone offers: a camera, or one that looks at the person.
UPLOADS = frozenset({"file", "files", "camera", "user", "environment", "camcorder", "microphone"})
# What those take of which the author does not say it. Phones put sound into containers that have the names of films.
_KINDS = {
    **dict.fromkeys(("camera", "user", "environment"), "image/*"), "camcorder": "video/*",
    "microphone": "audio/*, .webm, .mp4, .mov, .3gp",
}  # fmt: skip
INPUTS = frozenset({"file", "signature"})
# What an extension may be for `[FILE id.extension]`.
_EXTENSION = re.compile(r"[a-z0-9]{1,8}")
# Kinds of pictures that `image upload type` may ask for.
_PICTURES = {"png": "png", "jpeg": "jpeg", "jpg": "jpeg"}


def describe(engine: Engine, spec: FieldSpec, field: Field) -> None:
    """Say in `field` what files it takes."""
    features = engine.interview.info.features
    field.several = field.datatype == "files"
    field.accept = _KINDS.get(field.datatype, "")
    if spec.accept is not None:
        given = spec.accept if isinstance(spec.accept, str) else spec.accept.evaluate(engine.namespace)
        field.accept = plain(string(given)).strip()
    written = spec.texts.get("maximum image size")
    size = reveal(written.markdown(engine.namespace)) if written else features.get("maximum image size")
    try:
        field.pixels = max(int(float(str(size))), 1) if size else None
    except ValueError:
        field.pixels = None
    kind = str(spec.options.get("image upload type") or features.get("image upload type") or "").strip().lower()
    field.picture_type = _PICTURES.get(kind, "")  # type: ignore[assignment]  # the table gives only these


def signature_field(engine: Engine, block: QuestionBlock, variable: str) -> Field:
    """The canvas of a `signature` question."""
    pen = block.texts.get("pen color")
    color = reveal(pen.markdown(engine.namespace)).strip() if pen else ""
    return Field(
        key="field_0", variable=variable, datatype="signature", input="signature", label_position="none",
        required=engine.holds(block.required), pen_color=color,
    )  # fmt: skip


def taken(field: Field, uploads: Sequence[Upload]) -> DAFile | DAFileList | None:
    """The value of a field that takes files.

    Raises:
        FieldError: there has to be a file, or it is of a kind that the field does not take, or not fit to be kept.
    """
    if not uploads:
        if field.required:
            raise refuse(field, "signature required" if field.input == "signature" else "file required")
        return None
    if field.accept and not all(_accepted(field.accept, one) for one in uploads):
        raise refuse(field, "accept", field.accept)
    for number, one in enumerate(uploads, 1):
        if one.fault:
            fault = refuse(field, f"file {one.fault}")
            raise FieldError(f"{word('File')} {number}: {fault}") if len(uploads) > 1 else fault
    if field.input == "signature":
        return _file(field.variable, uploads[0])
    made = DAFileList(field.variable, elements=[_file(f"{field.variable}[{n}]", one) for n, one in enumerate(uploads)])
    made.gathered = True
    return made


def _accepted(accept: str, upload: Upload) -> bool:
    """Whether one of the comma-separated kinds fits: `.pdf`, `image/png` or `image/*`."""
    for kind in (part.strip().lower() for part in accept.split(",")):
        if kind.startswith(".") and upload.name.lower().endswith(kind):
            return True
        if kind == upload.mimetype or (kind.endswith("/*") and upload.mimetype.startswith(kind[:-1])):
            return True
    return False


def _file(name: str, upload: Upload) -> DAFile:
    extension = upload.name.rpartition(".")[2].lower()
    known: dict[str, Any] = {
        "number": upload.id, "filename": Typed(upload.name), "mimetype": upload.mimetype, "size": upload.size,
        "extension": extension if _EXTENSION.fullmatch(extension) else "bin",
    }  # fmt: skip
    return DAFile(name, **known)
