"""PDF forms: fields get their values and their looks, so that every program shows them, also where it cannot fill in.

A field's look is set by Typst, a page of the field's size for each, and put into the form as the widget's appearance
(ISO 32000-2, 12.5.5): so any script is shown, in fonts that are part of the file.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from ..language.assembly import CannotAssemble, Filling
from .layout import language_of
from .pdf import finish, open_pdf
from .pictures import picture_of
from .tree import clean
from .typesetter import compile_page

_MULTILINE, _COMB, _RADIO, _PUSH = 1 << 12, 1 << 24, 1 << 15, 1 << 16
_DEFAULT_SIZE, _LARGEST_SIZE = 12.0, 72.0
_YES = frozenset({"true", "yes", "on", "1", "x", "checked"})
_MAX_DEPTH = 20


@dataclass(slots=True)
class _Widget:
    """One place of a field on a page."""

    page: int
    annotation: Object
    field: Object
    name: str

    def inherited(self, key: str) -> Object | None:
        """An entry of the widget or of the field that it belongs to."""
        node: Object | None = self.annotation
        for _ in range(_MAX_DEPTH):
            if node is None:
                return None
            if key in node:
                found: Object = node[key]
                return found
            node = node.get("/Parent")
        return None

    @property
    def flags(self) -> int:
        """What kind of field it is, of its type."""
        return int(self.inherited("/Ff") or 0)

    @property
    def type(self) -> str:
        """The field's type: Tx, Btn, Ch or Sig."""
        return str(self.inherited("/FT") or "")[1:]

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        left, bottom, right, top = (float(number) for number in self.annotation.Rect)
        return max(abs(right - left), 1.0), max(abs(top - bottom), 1.0)


class PdfForm:
    """One PDF form."""

    def __init__(self, content: bytes, file: str) -> None:
        self._content = content
        try:
            with open_pdf(content) as pdf:
                self.names = sorted({widget.name for widget in _widgets(pdf)})
        except CannotAssemble as error:
            raise error.at(file) from None

    def fill(self, filling: Filling) -> bytes:
        """See `assembly.Form`."""
        with open_pdf(self._content) as pdf:
            widgets = list(_widgets(pdf))
            looks: list[tuple[_Widget, dict[str, Any]]] = []
            for widget in widgets:
                value = _value(widget, filling.values)
                if value is not None:
                    _enter(widget, value, filling, looks)
            _draw(pdf, looks, language_of(filling.language)["lang"])
            form = pdf.Root.get("/AcroForm")
            if form is not None:
                for key in ("/XFA", "/NeedAppearances"):
                    if key in form:
                        del form[key]
            if not filling.editable:
                pdf.flatten_annotations("all")
                if "/AcroForm" in pdf.Root:
                    del pdf.Root["/AcroForm"]
            return finish(pdf, filling.title, filling.language)


def fields_of(content: bytes) -> list[tuple[Any, ...]]:
    """The fields of a form: name, value, page, left, bottom, right and top in points, kind, and what a box means.

    Raises:
        CannotAssemble: it is no PDF.
    """
    with open_pdf(content) as pdf:
        return [
            (
                widget.name, str(widget.inherited("/V") or ""), widget.page + 1,
                [float(number) for number in widget.annotation.Rect], widget.type, _meaning(widget),
            )
            for widget in _widgets(pdf)
        ]  # fmt: skip


def _meaning(widget: _Widget) -> str | None:
    """The value of a box that is ticked; None for what is no box."""
    if widget.type != "/Btn" or "/AP" not in widget.annotation or "/N" not in widget.annotation.AP:
        return None
    names = [str(name).removeprefix("/") for name in dict(widget.annotation.AP.N.items()) if name != "/Off"]
    return names[0] if names else None


def _widgets(pdf: Pdf) -> Iterator[_Widget]:
    for number, page in enumerate(pdf.pages):
        for annotation in page.get("/Annots", Array()):
            if annotation.get("/Subtype") != Name.Widget or "/Rect" not in annotation:
                continue
            name, field = _name(annotation)
            if name:
                yield _Widget(number, annotation, field, name)


def _name(annotation: Object) -> tuple[str, Object]:
    """A widget's whole name, and the field that has the value: the widget, or what it is a kid of."""
    parts: list[str] = []
    field, node = annotation, annotation
    for _ in range(_MAX_DEPTH):
        if "/T" in node:
            parts.insert(0, str(node.T))
            if len(parts) == 1:
                field = node
        if "/Parent" not in node:
            break
        node = node.Parent
    return ".".join(parts), field


def _value(widget: _Widget, values: Mapping[str, Any]) -> Any:
    """The value for a widget, by the field's whole name or the last part of it."""
    if widget.name in values:
        return values[widget.name]
    return values.get(widget.name.rpartition(".")[2])


def _enter(widget: _Widget, value: Any, filling: Filling, looks: list[tuple[_Widget, dict[str, Any]]]) -> None:
    """Set one value, and note what it should look like."""
    if isinstance(value, bytes):
        image = picture_of((value, "png"), "")
        if image is None:
            raise CannotAssemble(f"The picture for the field “{widget.name}” cannot be read.", "Use PNG or JPEG.")
        look = {"image": list(image.content), "kind": image.kind}
        looks.append((widget, {**_look(widget), **look}))
        return
    if widget.type == "Btn" and not widget.flags & _PUSH:
        _tick(widget, value, filling.checkbox)
        return
    text = clean("Yes" if value is True else "" if value is False else str(value)).replace("\r\n", "\n")
    widget.field.V = String(text)
    if widget.type in ("Tx", "Ch"):
        looks.append((widget, {**_look(widget), "text": text}))


def _tick(widget: _Widget, value: Any, export: str) -> None:
    """Tick a box, or leave it: on is whatever the box itself calls so."""
    looks = widget.annotation.get("/AP", Dictionary()).get("/N", Dictionary())
    states = [name for name in looks.keys() if name != "/Off"]  # noqa: SIM118  # an object of PDF is no mapping
    on = Name("/" + states[0].lstrip("/")) if states else Name("/" + (export or "Yes"))
    if widget.flags & _RADIO:
        chosen = str(on)[1:] == str(value)
        if chosen:
            widget.field.V = on
    else:
        said = str(value).strip()
        chosen = value is True or said.lower() in _YES or (bool(said) and said in (export, str(on)[1:]))
        widget.field.V = on if chosen else Name.Off
    widget.annotation.AS = on if chosen else Name.Off


def _look(widget: _Widget) -> dict[str, Any]:
    """How a widget wants its text."""
    width, height = widget.size
    multiline = bool(widget.flags & _MULTILINE)
    comb = int(widget.inherited("/MaxLen") or 0) if widget.flags & _COMB else 0
    size = _font_size(str(widget.inherited("/DA") or ""))
    if not size:
        size = _DEFAULT_SIZE if multiline else min(max(height * 0.68, 5.0), _DEFAULT_SIZE)
    align = str(int(widget.inherited("/Q") or 0))
    return {
        "width": width, "height": height, "size": size, "multiline": multiline, "comb": min(max(comb, 0), 200),
        "align": align if align in ("0", "1", "2") else "0", "text": "",
    }  # fmt: skip


def _font_size(appearance: str) -> float:
    """The size that a default appearance names (`/Helv 12 Tf 0 g`); 0 for one that fits."""
    words = appearance.split()
    try:
        return min(abs(float(words[words.index("Tf") - 1])), _LARGEST_SIZE)
    except (ValueError, IndexError):
        return 0.0


def _draw(pdf: Pdf, looks: list[tuple[_Widget, dict[str, Any]]], language: str) -> None:
    """Give each widget its look."""
    if not looks:
        return
    made = compile_page("field.typ", {"lang": language, "entries": [look for _, look in looks]}, tagged=False)
    with pikepdf.open(io.BytesIO(made)) as drawn:
        for (widget, look), page in zip(looks, drawn.pages, strict=True):
            shape = pdf.copy_foreign(page.as_form_xobject())
            if "image" in look:
                _stamp(pdf, widget, shape)
            else:
                widget.annotation.AP = Dictionary(N=shape)


def _stamp(pdf: Pdf, widget: _Widget, shape: Object) -> None:
    """Put a picture onto the page in place of the widget: no field can hold one that every program shows."""
    page = pdf.pages[widget.page]
    left, bottom, right, top = (float(number) for number in widget.annotation.Rect)
    name = page.add_resource(shape, Name.XObject)
    origin = (min(left, right), min(bottom, top))
    page.contents_add(b"q", prepend=True)
    page.contents_add(f"Q q 1 0 0 1 {origin[0]:.3f} {origin[1]:.3f} cm {name} Do Q".encode())
    others = [entry for entry in page.Annots if entry.objgen != widget.annotation.objgen]
    page.Annots = Array(others)
    _forget(pdf, widget)


def _forget(pdf: Pdf, widget: _Widget) -> None:
    """Take a widget's field out of the form."""
    parent = widget.field.get("/Parent")
    holder, key = (parent, "/Kids") if parent is not None else (pdf.Root.get("/AcroForm"), "/Fields")
    if holder is not None and key in holder:
        holder[key] = Array([entry for entry in holder[key] if entry.objgen != widget.field.objgen])
