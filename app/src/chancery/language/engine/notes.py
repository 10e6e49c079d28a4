"""What the engine itself remembers of a session, beside the variables."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import Any

# Where the notes stand among the variables; no author can write this name.
KEY = "_internal"
# In the place of a chosen block: the question was passed over (`continue`), and another one is to be asked.
PASSED = ":continue"


@dataclass(slots=True)
class Notes:
    """The engine's memory of one session."""

    # Ids of mandatory blocks that are done.
    answered: list[str] = field(default_factory=list)
    # Id of a question whose choices hold blocks -> id of the block of the choice that was made, or PASSED.
    chosen: dict[str, str] = field(default_factory=dict)
    # What `force_ask` and actions want done, the next one first; see `queue`.
    queue: list[dict[str, Any]] = field(default_factory=list)
    # Earlier values of variables that were forgotten because something they depend on changed.
    former: dict[str, Any] = field(default_factory=dict)
    # Screen parts set by `set_parts`, and the progress bar.
    parts: dict[str, str] = field(default_factory=dict)
    progress: float | None = None
    # How many answers were given and links followed to come here; Back counts down again.
    steps: int = 0
    # When the session began, as in `Context.now`.
    started: str = ""
    url_args: dict[str, str] = field(default_factory=dict)
    section: str = ""
    # Sections that were shown; those that the interview set by itself (`nav.set_sections`), and whether it hides them.
    visited: list[str] = field(default_factory=list)
    sections: list[Any] = field(default_factory=list)
    sections_in: dict[str, list[Any]] = field(default_factory=dict)  # the same for one language alone
    sections_hidden: bool = False
    # What `set_info` said.
    info: dict[str, Any] = field(default_factory=dict)
    # What `set_status` said.
    status: dict[str, Any] = field(default_factory=dict)
    # What `update_terms` said, by the word in small letters.
    terms: dict[str, str] = field(default_factory=dict)
    # Those of them that are explained wherever they stand.
    auto_terms: list[str] = field(default_factory=list)
    # What `update_word_collection` and its like said; see `current.say`.
    lexicon: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    # What the links that the interview made do: [name, arguments], by the link's key.
    links: dict[str, list[Any]] = field(default_factory=dict)
    # How often `mark_task_as_performed` was called for a task.
    tasks: dict[str, int] = field(default_factory=dict)
    # What `explain` said, by category.
    explanations: dict[str, list[str]] = field(default_factory=dict)
    # What events offered to fields of the screen that is shown: labels and values, by variable.
    offered: dict[str, list[list[Any]]] = field(default_factory=dict)
    # Files of the package that were given an address in this session: their names, and their ids.
    given: dict[str, str] = field(default_factory=dict)
    # The `breadcrumb`s of the questions that the screens of the links that are being followed have had.
    crumbs: list[str] = field(default_factory=list)
    # What `session_tags` gave, once an interview has asked for it: until then, the tags of the interview.
    tags: set[str] | None = None
    # What `background_action` has given out, by number, and how many that were; see `work`.
    work: dict[str, dict[str, Any]] = field(default_factory=dict)
    work_begun: int = 0
    # `prevent_going_back` was called for the screen that was shown last.
    forbid_back: bool = False

    def dump(self) -> dict[str, Any]:
        """The notes as a value that the state can keep: only what says something."""
        kept = {name: value for name, value in asdict(self).items() if value}
        # That there is no tag any more says something.
        return kept if self.tags is None else {**kept, "tags": self.tags}

    @classmethod
    def load(cls, kept: dict[str, Any]) -> Notes:
        """The notes from what `dump` gave; what a later version kept besides is dropped."""
        known = {entry.name for entry in fields(cls)}
        return cls(**{name: value for name, value in kept.items() if name in known})
