"""Files of interview packages: their addresses, the pictures that an interview names, and data read from them."""

from __future__ import annotations

import hashlib
import html
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from .. import cabinet, source, text
from ..errors import AuthorError
from ..filenames import resolve
from ..hidden import reveal
from ..markdown import to_inline_html
from ..markup import is_played
from ..modules.jsons import loads
from ..objects import DAContext, DADict, DAFile, DAFileCollection, DAFileList, DAList, DAObject
from ..objects.base import KINDS
from ..objects.gathering import Gathered
from ..shelf import PICTURES
from ..text import plain, string
from .places import place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..blocks import QuestionBlock, TextBlock
    from ..blocks.images import Image
    from ..compile import Template
    from .engine import Engine

# A mapping of nothing but these says what one thing is called in each.
_MEDIA = frozenset({"question", "document", "docx", "pdf", "pandoc"})
# Where it stands, a colon is a colon.
_NO_EMOJI = "[NO_EMOJIS]"
# What lies elsewhere than on this site, and letters.
_ADDRESS = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_EMOJI = re.compile(r"(?<![\w:]):([A-Za-z][A-Za-z0-9_-]{0,60}):(?![\w:])")


def address(engine: Engine, name: str) -> str:
    """Where a package's file is found: `package:data/static/file`, or a file of the interview's own package."""
    package, _, path = resolve(name, engine.interview.info.name, "static").partition(":")
    return f"/package/{quote(package)}/{quote(path.removeprefix('data/static/'))}"


def place_of(engine: Engine, name: str) -> str:
    """The address of a package's file: one for everybody, or for this session alone where its package hides it."""
    hidden = "data/templates/" in name or "data/sources/" in name
    return given(engine, name) if hidden else address(engine, name)


def given(engine: Engine, name: str) -> str:
    """The address, for this session alone, of a file that its package shows to nobody else; "#" where there is none."""
    if name not in engine.notes.given:
        found = engine.interview.shelf.find(name)
        if found is None:
            return "#"
        last = found[0].rpartition("/")[2]
        engine.notes.given[name] = cabinet.current().add(found[1], last, cabinet.mimetype_of(last))
    return f"/session/{engine.context.session}/file/{engine.notes.given[name]}"


def kept(engine: Engine, content: bytes, name: str) -> str:
    """The id of a file that this run has made; the same content under the same name is the same file."""
    key = f"{name} {hashlib.blake2b(content, digest_size=16).hexdigest()}"
    if key not in engine.notes.given:
        engine.notes.given[key] = cabinet.current().add(content, name, cabinet.mimetype_of(name))
    return engine.notes.given[key]


class FileFunctions:
    """The functions of interviews about files of packages; each method is one."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def url_of(self, name: Any, /, **options: Any) -> str:
        """The address of a package's file, of a place of this site (`exit`, `login` ...), or any with a query added."""
        if isinstance(name, DAFile | DAFileList | DAFileCollection):
            return string(name.url_for())
        engine = self._engine
        wanted = plain(string(getattr(name, "filename", name) if isinstance(name, DAObject) else name))
        if _ADDRESS.match(wanted):
            query = {plain(key): plain(string(value)) for key, value in options.items() if not key.startswith("_")}
            joined = "&" if "?" in wanted else "?"
            end = f"{joined}{urlencode(query, quote_via=quote)}" if query else ""
            # What was typed of it stays typed.
            return text.build((string(name), end))
        found = place(engine, wanted, options) or place_of(engine, wanted)
        return engine.context.base_url + found if options.get("_external") else found

    def path_and_mimetype(self, file: Any) -> tuple[str | None, str | None]:
        """What a file is called, and of what kind it is. Nothing is fetched: an address is given back as it is."""
        if isinstance(file, DAFileList):
            file = next(iter(file), None)
        if isinstance(file, DAFile | DAFileCollection):
            one = file if isinstance(file, DAFile) else next(iter(file.files()), DAFile())
            return (one.filename, one.mimetype) if one.ok else (None, None)
        name = plain(string(getattr(file, "filename", file) if isinstance(file, DAObject) else file))
        there = "://" in name or self._engine.interview.shelf.find(name) is not None
        return (name, cabinet.mimetype_of(name)) if there else (None, None)

    def static_image(self, name: Any, width: Any = None, alt_text: Any = None, **_options: Any) -> str:
        """A picture of a package, as HTML."""
        return picture(address(self._engine, plain(string(name))), string(alt_text or ""), width)

    def objects_from_file(
        self, file: Any, recursive: bool = True, gathered: bool = True, name: Any = None, use_objects: bool = False,
        package: Any = None,
    ) -> Any:  # fmt: skip
        """What a YAML or JSON file of `data/sources` holds; mappings with `object` and `items` become objects."""
        del name  # an object learns its name from the variable that it is put into
        wanted, within = plain(string(file)), self._engine.interview.info.name
        if package is not None:
            wanted = f"{plain(string(package))}:data/sources/{wanted}"
        found = read(self._engine.interview.sources, resolve(wanted, within, "sources"))
        return made(found, recursive=recursive, gathered=gathered, lists=use_objects)


def read(sources: Mapping[str, bytes], name: str) -> Any:
    """The content of a data file.

    Raises:
        AuthorError: there is no such file, or it cannot be read.
    """
    content = sources.get(name)
    if content is None:
        raise AuthorError(f"The file “{name}” does not exist.", fix="Put it into data/sources of the package.")
    if name.endswith(".json"):
        try:
            return loads(content.decode("utf-8-sig"))
        except ValueError:
            raise AuthorError("The file is not JSON.", file=name, fix="Check its brackets and quotes.") from None
    return source.parse_data(name, content)


def made(value: Any, *, recursive: bool, gathered: bool, lists: bool, top: bool = True) -> Any:
    """`value` with its mappings of the form `{object: Class, items: [...]}` as lists of objects."""

    def inner(item: Any) -> Any:
        if recursive:
            return made(item, recursive=recursive, gathered=gathered, lists=lists, top=False)
        return simple(item)

    def attribute(part: Any) -> Any:
        # A list that belongs to an object is one that can be spoken of.
        found = inner(part)
        return _list(found, gathered, None) if isinstance(found, list) else found

    if isinstance(value, dict) and "object" in value and ("items" in value or "item" in value):
        kind = KINDS.get(str(value["object"]))
        if kind is None:
            raise AuthorError(f"The class “{value['object']}” is not known.", fix="Name a class such as Individual.")
        entries = value["items"] if "items" in value else [value["item"]]
        items = [kind(**{str(key): attribute(part) for key, part in entry.items()}) for entry in entries]
        for item in items:
            if isinstance(item, Gathered):
                item.__dict__.pop("gathered", None)
                if gathered:
                    item.gathered = True
        return _list(items, gathered, kind) if "items" in value else items[0]
    if isinstance(value, dict):
        plain_items = {key: inner(item) for key, item in value.items()}
        if lists and plain_items and plain_items.keys() <= _MEDIA:
            return DAContext("", **plain_items)
        return DADict("", elements=plain_items, auto_gather=False, gathered=True) if lists else plain_items
    if isinstance(value, list):
        found = [inner(item) for item in value]
        if top and len(found) > 1 and all(isinstance(item, DAList) for item in found):
            return found
        return _list(found, gathered, None) if lists else found
    return value


def simple(value: Any) -> Any:
    """`value` with plain lists and dictionaries for those of the parser."""
    if isinstance(value, dict):
        return {key: simple(item) for key, item in value.items()}
    return [simple(item) for item in value] if isinstance(value, list) else value


def _list(items: list[Any], gathered: bool, kind: type[DAObject] | None) -> DAList:
    found = DAList("", object_type=kind)
    found.append(*items)
    if gathered:
        found.gathered = True
    return found


def content_of(engine: Engine, block: TextBlock) -> Template:
    """The content of a template, which code may have a file for.

    Raises:
        AuthorError: there is no such file.
    """
    if block.content_file is None:
        return block.content
    name = plain(string(block.content_file.evaluate(engine.namespace)))
    found = engine.interview.templates.get(resolve(name, block.content_file.file, "templates"))
    if found is None:
        raise AuthorError(
            f"The file “{name}” does not exist.", file=block.content_file.file, line=block.content_file.line,
            fix="Put it into data/templates of the package; it has to be a text file.",
        )  # fmt: skip
    return found


# -- pictures ------------------------------------------------------------------------------------------------------


def picture(url: str, words: str = "", width: Any = None, classes: str = "c-picture") -> str:
    """A picture as HTML. A width in any unit but pixels is left to the page."""
    size = re.match(r"\s*(\d{1,4})(?:px)?\s*\Z", plain(string(width or "")))
    attribute = f' width="{size[1]}"' if size else ""
    return text.build((f'<img class="{classes}" src="{html.escape(url)}" alt="', words, f'"{attribute}>'))


def mark_pictures(engine: Engine, markdown: str) -> str:
    """`markdown` with `:name:` as the picture of that name, where the interview has one (typed text is hidden)."""
    images = engine.interview.settings.images
    if ":" not in markdown:
        return markdown
    if _NO_EMOJI in markdown:
        return markdown.replace(_NO_EMOJI, "")

    def drawn(match: re.Match[str]) -> str:
        image = images.get(match[1])
        # A name that is no picture of the interview's is an icon; this site has no font of them, so it shows nothing.
        return "" if image is None else shown(engine, image, match[1], "c-emoji")

    return _EMOJI.sub(drawn, markdown)


def called(engine: Engine, name: str) -> tuple[str, str] | None:
    """The address and the words of what `[FILE name]` shows: a picture that has this name, or a package's file."""
    image = engine.interview.settings.images.get(name)
    if image is not None:
        engine.pictures.setdefault(image.credit)
        return _image_address(engine, image), _words_of(name)
    if is_played(name):
        # Too long to be kept for documents, which cannot play them.
        return address(engine, name), ""
    found = engine.interview.shelf.find(name)
    if found is None or ":data/static/" not in found[0]:
        return None
    return address(engine, found[0]), "" if PICTURES.get(found[0][found[0].rfind(".") :]) else name


def shown(engine: Engine, image: Image, name: str, classes: str) -> str:
    """A picture that the interview names; its credit is told by `credits`."""
    engine.pictures.setdefault(image.credit)
    return picture(_image_address(engine, image), _words_of(name), classes=classes)


def _image_address(engine: Engine, image: Image) -> str:
    return image.file if image.file.startswith("/") else address(engine, image.file)


def _words_of(name: str) -> str:
    return name.replace("-", " ").replace("_", " ")


def decoration(engine: Engine, block: QuestionBlock) -> str:
    """The picture beside the question's title, if it has one; it says nothing that the title does not."""
    if block.decoration is None:
        return ""
    name = reveal(block.decoration.markdown(engine.namespace)).strip()
    image = engine.interview.settings.images.get(name)
    return "" if image is None else shown(engine, image, "", "c-decoration")


def credits_of(engine: Engine) -> list[str]:
    """Whom the pictures on the screen are from, as HTML."""
    return [to_inline_html(credit.markdown(engine.namespace)) for credit in engine.pictures if credit is not None]
