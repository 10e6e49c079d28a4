"""Makes an `Interview` of its files: reads them in the order in which they include each other, and compiles all."""

from __future__ import annotations

import hashlib
from typing import Any

from ..protocol import InterviewInfo
from . import source, translations
from .blocks import BlockParser, TextBlock
from .compile import Template, compile_template
from .errors import AuthorError, UnknownInterview
from .filenames import places, resolve
from .interview import Interview
from .library import Library
from .shelf import make_shelf

MAX_INCLUDED = 200
# Bytes of all data files of a package together, which every process of an interview holds.
MAX_SOURCES = 4 * 1024 * 1024


def load(library: Library, name: str) -> Interview:
    """Read, parse, check and compile the interview `name` and all that it includes.

    Raises:
        UnknownInterview: the library has none of that name.
        AuthorError: the interview is wrong; it says where, and what to change.
    """
    if not library.is_interview(name):
        raise UnknownInterview(name)
    loader = _Loader(library)
    parser = loader.parser
    loader.file(name)
    settings = parser.settings
    metadata = settings.metadata
    sources, templates = loader.sources(), loader.text_templates()
    info = InterviewInfo(
        name=name, version=loader.version(), title=_text(metadata, "title") or name.rpartition("/")[2],
        short_title=_text(metadata, "short title"), description=_text(metadata, "description"),
        tags=[str(tag) for tag in metadata.get("tags") or [] if isinstance(tag, str)],
        language=settings.language or _text(metadata, "default language") or "en",
        unlisted=bool(metadata.get("unlisted", False)), metadata=metadata, features=settings.features,
        css=loader.static("css"), javascript=loader.static("javascript"),
    )  # fmt: skip
    shelf = make_shelf(library, name, [*loader.files.values(), *loader.templates])
    shelf.compile()
    return Interview(info, parser, frozenset(loader.files), shelf, sources, templates)


def _text(metadata: dict[str, Any], key: str) -> str:
    """The text of the metadata, of its first language where it is written once for each."""
    value = metadata.get(key)
    if isinstance(value, dict):
        value = next(iter(value.values()), None)
    return " ".join(str(value).split()) if isinstance(value, str | int | float) else ""


class _Loader:
    """Reads an interview's files, in the order in which they include each other, each once."""

    def __init__(self, library: Library) -> None:
        self.library, self.parser = library, BlockParser(self.template)
        self.files: dict[str, bytes] = {}
        self.templates: list[bytes] = []
        self._digest = hashlib.sha256()

    def file(self, name: str) -> None:
        """Parse one file, and before each block what it includes."""
        if self.library.size(name) > source.MAX_BYTES:
            content = b" " * (source.MAX_BYTES + 1)  # enough to be refused for its size
        else:
            content = self.library.read(name)
        self._take(name, content)
        documents = list(source.parse(name, content))
        for document in documents:
            self._translations(document)
        for document in documents:
            included = document.data.get("include")
            for item in included if isinstance(included, list) else [included] if included else []:
                self._include(str(item), name, document)
            self.parser.parse(document)

    def _translations(self, document: source.Document) -> None:
        """Read the files that a `translations` block names: they hold for the blocks of this file and of later ones."""
        named = document.data.get("translations")
        for item in named if isinstance(named, list) else [named] if named else []:
            target = resolve(str(item), document.file, "sources")
            missing = target not in self.library
            if missing or self.library.size(target) > MAX_SOURCES:
                raise AuthorError(
                    f"The file “{item}” {'does not exist' if missing else 'is too large'}.", file=document.file,
                    line=document.data.line_of("translations"), fix="Put it into data/sources; it may have 4 MB.",
                )  # fmt: skip
            content = self.library.read(target)
            self._digest.update(content)
            for language, text, translated in translations.read(target, content):
                self.parser.context.translations.setdefault(text, {})[language] = translated

    def _include(self, item: str, name: str, document: source.Document) -> None:
        targets = places(item, name)
        target = next((place for place in targets if place in self.library), None)
        if target is None:
            raise AuthorError(
                f"The included file “{targets[0]}” does not exist.", file=name, line=document.data.line_of("include"),
                fix="Write `file.yml` for a file of this package, or `package:data/questions/file.yml`.",
            )  # fmt: skip
        if target in self.files:
            return
        if len(self.files) >= MAX_INCLUDED:
            raise AuthorError("The interview includes too many files.", file=name, line=document.line)
        self.file(target)

    def _take(self, name: str, content: bytes) -> None:
        self.files[name] = content
        self._digest.update(name.encode() + b"\0" + hashlib.sha256(content).digest())

    def template(self, item: str, within: str) -> str | None:
        """The text of a file in a package's templates; None if there is none."""
        target = resolve(item, within, "templates")
        if target not in self.library or self.library.size(target) > source.MAX_BYTES:
            return None
        content = self.library.read(target)
        self._digest.update(content)
        self.templates.append(content)
        return content.decode("utf-8", "replace").replace("\r\n", "\n")

    def static(self, feature: str) -> list[str]:
        """The contents of the files that `features: css` or `javascript` names."""
        names = self.parser.settings.features.get(feature) or []
        found = []
        for item in names if isinstance(names, list) else [names]:
            target = resolve(str(item), next(iter(self.files)), "static")
            if target in self.library:
                content = self.library.read(target)
                self._digest.update(content)
                found.append(content.decode("utf-8", "replace"))
        return found

    def sources(self) -> dict[str, bytes]:
        """The data files of the packages that the interview's files are of, as far as there is room for them."""
        found: dict[str, bytes] = {}
        left = MAX_SOURCES
        for package in dict.fromkeys(name.partition(":")[0] for name in self.files):
            for name in self.library.names_below(f"{package}:data/sources/"):
                size = self.library.size(name)
                if name.endswith((".yml", ".yaml", ".json")) and size <= left:
                    found[name] = self.library.read(name)
                    self._digest.update(found[name])
                    left -= size
        return found

    def text_templates(self) -> dict[str, Template]:
        """The text files that `content file: code` may name, compiled; none where nothing asks for them so."""
        if not any(isinstance(block, TextBlock) and block.content_file for block in self.parser.blocks):
            return {}
        found: dict[str, Template] = {}
        for package in dict.fromkeys(name.partition(":")[0] for name in self.files):
            for name in self.library.names_below(f"{package}:data/templates/"):
                content = self.template(name, name) if name.endswith((".md", ".txt", ".html")) else None
                if content is not None:
                    found[name] = compile_template(content, name, 1)
        return found

    def version(self) -> str:
        """A hash of everything that was read."""
        return self._digest.hexdigest()[:32]
