"""What blocks say about the interview as a whole: metadata, features, terms, sections and the like."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .. import absent
from ..compile import Template, parse_definitions
from ..source import Map
from .features import remark_features
from .images import Image, parse_images
from .model import ANY_LANGUAGE, CodeBlock
from .model.question import HelpText
from .reader import Keys
from .recordings import recordings
from .terms import parse_terms
from .values import data_of

# Keys that hold for the whole interview, and what becomes of several of them.
SETTINGS = (
    "metadata",
    "features",
    "default screen parts",
    "default validation messages",
    "imports",
    "modules",
    "sections",
    "interview help",
    "attachment options",
    "terms",
    "auto terms",
    "image sets",
    "images",
    "default role",
    "default language",
    "order",
    "words",
    "reset",
    "machine learning storage",
    "progressive",
    "auto open",
    "on change",
    "use objects",
    "translations",
    "def",
    "mako",
    "comment",
    "include",
    "usedefs",
)


@dataclass(slots=True)
class Settings:
    """What blocks say about the interview as a whole."""

    metadata: dict[str, Any] = field(default_factory=dict)
    features: dict[str, Any] = field(default_factory=dict)
    screen_parts: dict[str, Template] = field(default_factory=dict)
    messages: dict[str, Template] = field(default_factory=dict)
    # Terms by language ("*" for any), then by word; and those that are explained wherever they stand.
    terms: dict[str, dict[str, Template]] = field(default_factory=dict)
    auto_terms: dict[str, dict[str, Template]] = field(default_factory=dict)
    imports: list[tuple[str, str, int]] = field(default_factory=list)  # module, file, line
    modules: list[tuple[str, str, int]] = field(default_factory=list)
    order: list[tuple[str, ...]] = field(default_factory=list)
    # Variables that are found anew for every screen.
    reset: list[str] = field(default_factory=list)
    on_change: list[tuple[str, CodeBlock]] = field(default_factory=list)
    # The sections by language ("*" for any), their texts as templates.
    sections: dict[str, list[Any]] = field(default_factory=dict)
    # Whether a section can be gone to only once it was shown.
    progressive: bool = True
    # Pictures by the names that `:name:` and `decoration` call them by.
    images: dict[str, Image] = field(default_factory=dict)
    # The interview's help, by language.
    help: dict[str, list[HelpText]] = field(default_factory=dict)
    language: str = ""
    # `default role`: who may answer questions that do not say it.
    roles: tuple[str, ...] = ()

    def terms_in(self, language: str) -> dict[str, Template]:
        """The terms for texts in `language`."""
        return {**self.terms.get(ANY_LANGUAGE, {}), **self.terms.get(language, {})}

    def auto_terms_in(self, language: str) -> dict[str, Template]:
        """The terms that are explained wherever they stand in texts in `language`."""
        return {**self.auto_terms.get(ANY_LANGUAGE, {}), **self.auto_terms.get(language, {})}

    def help_in(self, language: str) -> list[HelpText]:
        """The interview's help in `language`."""
        return [*self.help.get(ANY_LANGUAGE, []), *self.help.get(language, [])]


def read_settings(settings: Settings, keys: Keys, *, is_question: bool) -> None:
    """Take what a block says about the interview as a whole into `settings`.

    Raises:
        AuthorError: a setting is not of the form that it must have.
    """
    for key, held in (("metadata", settings.metadata), ("features", settings.features)):
        held.update(_mapping(keys, key))
    keys.below(_mapping(keys, "metadata")).remark_idle("`metadata`", absent.METADATA)
    keys.below(_mapping(keys, "default screen parts")).remark_idle("`default screen parts`", absent.METADATA)
    remark_features(keys.below(_mapping(keys, "features")))
    settings.screen_parts.update(_templates(keys, "default screen parts"))
    settings.messages.update(_templates(keys, "default validation messages"))
    language = keys.word("language", keys.context.language) or ANY_LANGUAGE
    if not is_question:
        settings.terms.setdefault(language, {}).update(parse_terms(keys))
        settings.auto_terms.setdefault(language, {}).update(parse_terms(keys, "auto terms"))
    for key, modules in (("imports", settings.imports), ("modules", settings.modules)):
        modules += [(str(name), keys.file, line) for name, line in keys.items(key)]
    settings.on_change += _on_change(keys)
    settings.reset += keys.variables("reset")
    if "order" in keys:
        settings.order.append(keys.words("order"))
    if "sections" in keys:
        value = data_of(keys, keys.take("sections") or [], keys.data.line_of("sections"), code=False)
        settings.sections[language] = value if isinstance(value, list) else [value]
    settings.images.update(parse_images(keys))
    if "progressive" in keys:
        settings.progressive = keys.flag("progressive", True)
    _interview_help(settings, keys, language)
    settings.roles = keys.words("default role") or settings.roles
    if "default language" in keys:
        settings.language = settings.language or keys.word("default language")
        keys.context.language = keys.word("default language")
    if "def" in keys:
        body = keys.word("mako")
        found = parse_definitions(body, keys.file, keys.data.line_of("mako"))
        keys.context.definitions[keys.word("def")] = found
    for key in SETTINGS:
        keys.take(key)


def _interview_help(settings: Settings, keys: Keys, language: str) -> None:
    value, texts = keys.take("interview help"), settings.help.setdefault(language, [])
    if isinstance(value, Map):
        below = keys.below(value)
        content = below.template("content")
        if content is not None:
            label, heading = below.template("label"), below.template("heading")
            sounds = tuple(recordings(below))
            texts.append(HelpText(label=label, heading=heading, content=content, recordings=sounds))
        below.remark_idle("`interview help`", absent.KEYS)
        below.remark_unknown("`interview help`", ("heading", "label", "content", "audio", "video"))
    elif value is not None:
        texts.append(HelpText(label=None, content=keys.template_of(value, keys.data.line_of("interview help"))))


def _on_change(keys: Keys) -> list[tuple[str, CodeBlock]]:
    value = keys.take("on change")
    if value is None:
        return []
    if not isinstance(value, Map):
        raise keys.error("on change", "`on change` must be a mapping.", "Write `variable: |` and code below it.")
    found = []
    for name in value:
        below = keys.below(value)
        code = below.code(name)
        if code is not None:
            block = CodeBlock(
                id=f"on change {name}",
                file=keys.file,
                line=value.line_of(name),
                called=f"on change {name}",
                number=next(keys.context.numbers),
                code=code,
            )
            found.append((keys.variable_of(name, value.line_of(name)), block))
    return found


def _mapping(keys: Keys, key: str) -> Map:
    value = keys.take(key)
    if value is None:
        return Map(keys.line)
    if not isinstance(value, Map):
        raise keys.error(key, f"`{key}` must be a mapping.", "Write `name: value` lines below it.")
    return value


def _templates(keys: Keys, key: str) -> dict[str, Template]:
    pairs = _mapping(keys, key)
    return {
        name: keys.template_of(text, pairs.line_of(name))
        for name, text in pairs.items()
        if text is not None and not isinstance(text, dict | list | bool)
    }
