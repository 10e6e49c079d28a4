"""Makes an `Interview` of its files: reads them in the order in which they include each other, and compiles all."""

from __future__ import annotations

import hashlib
from typing import Any

from ..protocol import InterviewInfo
from . import source
from .blocks import BlockParser
from .errors import AuthorError, UnknownInterview
from .interview import Interview
from .library import Library
from .shelf import make_shelf

MAX_INCLUDED = 200
# The package that interviews of others include files of without naming it.
BASE = "docassemble.base"


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
    return Interview(info, parser, frozenset(loader.files), shelf)


def _text(metadata: dict[str, Any], key: str) -> str:
    value = metadata.get(key)
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
        for document in source.parse(name, content):
            included = document.data.get("include")
            for item in included if isinstance(included, list) else [included] if included else []:
                self._include(str(item), name, document)
            self.parser.parse(document)

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

    def version(self) -> str:
        """A hash of everything that was read."""
        return self._digest.hexdigest()[:32]


def places(item: str, within: str) -> list[str]:
    """Where an included file may be: as `resolve` says, beside the file that includes it, or in the base package."""
    if ":" in item or item.startswith("data/"):
        return [resolve(item, within, "questions")]
    return [resolve(item, within, "questions"), f"{within.rpartition('/')[0]}/{item}", f"{BASE}:data/questions/{item}"]


def resolve(item: str, within: str, folder: str) -> str:
    """The full name of a file that is named in the interview `within`."""
    package, colon, path = item.partition(":")
    if not colon:
        package, path = within.partition(":")[0], item
    return f"{package}:{path}" if path.startswith("data/") else f"{package}:data/{folder}/{path}"
