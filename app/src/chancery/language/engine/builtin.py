"""The functions of the interview language that talk to the engine: `need`, `force_ask`, `value`, `defined` ..."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, NoReturn

from ...protocol import Effect, Exit, Leave, Restart
from .. import current, text
from ..blocks.model.question import HIDDEN
from ..errors import AuthorError
from ..objects.from_json import from_json
from .afresh import reconsider
from .data import DataFunctions
from .files import FileFunctions
from .letters import LetterFunctions
from .links import LinkFunctions, work_items
from .listings import ListingFunctions
from .navigation import Navigation
from .papers import DocumentFunctions
from .places import REGISTER, SIGN_IN
from .records import RecordFunctions
from .responses import ResponseFunctions
from .signals import Ask, Commanded, Invalid, Message, Rerun
from .surroundings import SurroundingFunctions, current_info
from .words import word
from .work import WorkFunctions

if TYPE_CHECKING:
    from .engine import Engine


# How a sentence above the question may look, in Bootstrap's words.
_NOTICES = ("success", "info", "danger", "warning", "primary", "secondary", "light", "dark")
# The commands that code may give.
_COMMANDS = ("'exit'", "'exit_logout'", "'leave'", "'logout'", "'new_session'", "'register'", "'restart'", "'signin'")
# Where the commands of those who have no account yet, or have not signed in, lead.
_PLACES = {"signin": SIGN_IN, "register": REGISTER}


def bound_functions(engine: Engine) -> dict[str, Any]:
    """The functions, bound to one session's engine."""
    bound: dict[str, Any] = {}
    for kind in KINDS:
        functions = kind(engine)
        bound |= {name: getattr(functions, name) for name in vars(kind) if not name.startswith("_")}
    return {
        **bound, "DAValidationError": Invalid, "url_args": engine.notes.url_args, "nav": Navigation(engine),
        "current_info": current_info(engine),
    }  # fmt: skip


def names_of_functions() -> set[str]:
    """The names of all these functions."""
    return {name for kind in KINDS for name in vars(kind) if not name.startswith("_")}


def effect_of(command: str, url: str = "", *, accounts: bool = False) -> Effect | None:
    """What a command of the language asks of `web`; None where the screen is just shown again.

    Args:
        command: its name.
        url: where the author wants it to lead.
        accounts: whether people can sign in.
    """
    if command in _PLACES and accounts and not url:
        return Leave(_PLACES[command])
    if command in ("exit", "exit_logout"):
        return Exit(url)
    if command in ("leave", "logout", "signin", "register", "link"):
        return Leave(url)
    if command in ("restart", "new_session"):
        return Restart(keep=command == "new_session")
    return None


class _Functions:
    """Each method is one function; its docstring says what it is for an author."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def need(self, *_values: object) -> bool:
        """Want values: to name them is enough."""
        return True

    def value(self, variable: str) -> Any:
        """The value of the variable with this name, sought if it has none."""
        return self._engine.value(variable)

    def defined(self, variable: str, prior: bool = False) -> bool:  # noqa: ARG002  # docassemble has it
        """Whether the variable with this name has a value."""
        return self._engine.defined(variable)

    def showifdef(self, variable: str, alternative: Any = "", prior: bool = False) -> Any:  # noqa: ARG002  # docassemble has it
        """The variable's value if it has one, or else `alternative`."""
        return self._engine.value(variable) if self._engine.defined(variable) else alternative

    def showif(self, variable: str, condition: Any, alternative: Any = "") -> Any:
        """The variable's value if the condition holds, or else `alternative`."""
        return self._engine.value(variable) if condition else alternative

    def encode_name(self, variable: str) -> str:
        """A variable's name in letters and figures alone (base64), as docassemble's pages have it."""
        return base64.b64encode(text.plain(variable).encode()).decode().rstrip("=")

    def decode_name(self, encoded: str) -> str:
        """The variable's name that `encode_name` encoded.

        Raises:
            ValueError: it encoded none.
        """
        written = text.plain(encoded)
        return text.Typed(base64.b64decode(written + "=" * (-len(written) % 4), validate=True).decode())

    def define(self, variable: str, value: Any) -> None:
        """Give the variable with this name a value."""
        self._engine.assign(variable, value)

    def set_variables(self, values: Any, process_objects: bool = False, **_options: Any) -> None:
        """Give the variables that a dictionary names their values; `process_objects` makes objects of JSON first."""
        for variable, value in dict(values).items():
            self._engine.assign(text.plain(text.string(variable)), from_json(value) if process_objects else value)

    def undefine(self, *variables: str, invalidate: bool = False) -> None:
        """Take the variables' values away."""
        for variable in variables:
            if invalidate:
                self._engine.invalidate(variable)
            else:
                self._engine.forget(variable)

    def invalidate(self, *variables: str) -> None:
        """Take the values away, but offer them again when they are asked for."""
        self.undefine(*variables, invalidate=True)

    def reconsider(self, *variables: str) -> bool:
        """Forget the variables' values and find them anew."""
        for variable in variables:
            reconsider(self._engine, variable)
        return True

    def forget_result_of(self, *ids: str) -> None:
        """Let the blocks with these ids run again."""
        notes = self._engine.notes
        for id_ in ids:
            notes.chosen.pop(id_, None)
            if id_ in notes.answered:
                notes.answered.remove(id_)

    def re_run_logic(self) -> NoReturn:
        """Evaluate the interview from its beginning."""
        raise Rerun

    def force_ask(self, *variables: Any, **_options: Any) -> NoReturn:
        """Ask for these variables now, even if they have values."""
        raise Ask([item for variable in variables for item in self._queued("ask", variable)])

    def force_gather(self, *variables: Any, **_options: Any) -> NoReturn:
        """Ask for these variables now, unless they have values by then."""
        raise Ask([item for variable in variables for item in self._queued("gather", variable)])

    def _queued(self, kind: str, variable: Any) -> list[dict[str, Any]]:
        """What waits for one of the names, or for one of the dictionaries that say what else to do."""
        if isinstance(variable, dict):
            return work_items(self._engine, [variable])
        if not isinstance(variable, str):
            raise AuthorError(f"`force_{kind}` takes names of variables.", fix="Put the name in quotes.")
        return [{kind: text.plain(variable)}]

    def command(self, name: str, url: str = "", **_options: Any) -> NoReturn:
        """Exit, restart, leave ... as the button of that name does."""
        effect = effect_of(name, text.plain(url), accounts=self._engine.context.accounts)
        if effect is None:
            raise AuthorError(
                f"There is no command “{text.plain(text.string(name))}”.",
                fix=f"Write {', '.join(_COMMANDS)}. To evaluate the interview again, call re_run_logic().",
            )
        raise Commanded(effect)

    def message(self, title: str = "", subquestion: str = "", **options: Any) -> NoReturn:
        """Show a screen with these words."""
        leaves, onward = options.get("show_leave", False), options.get("url") or ""
        default = {"restart": True, "leave": False, "exit": not leaves}
        shown = [
            (name, str(options.get(f"{name}_label", word(label))), str(options.get(f"{name}_url") or address))
            for name, label, address in (("restart", "Restart", ""), ("leave", "Leave", onward),
                                         ("exit", "Exit", onward))
            if options.get(f"show_{name}", default[name])
        ]  # fmt: skip
        shown += [_button_of(button) for button in options.get("buttons") or []]
        raise Message(title or options.get("question", ""), subquestion, shown)

    def dispatch(self, variable: str) -> bool:
        """Run what a menu's choice names, for as long as it names something."""
        engine = self._engine
        while engine.value(variable) not in (None, "", "None"):
            chosen = text.plain(str(engine.value(variable)))
            engine.value(chosen)
            engine.forget(variable)
            engine.forget(chosen)
        engine.forget(variable)
        return True

    def prevent_going_back(self) -> None:
        """Make Back end here: it leads neither to what came before, nor from the next screen to this one."""
        self._engine.forbid_back = self._engine.notes.forbid_back = True

    def validation_error(self, words: str, field: str = "") -> NoReturn:
        """Say that an answer cannot be taken."""
        raise Invalid(text.plain(text.string(words)), field or "")

    def set_parts(self, **parts: str) -> None:
        """Set parts of the screen: title, subtitle, short title ..."""
        for name, words in parts.items():
            part, shown = name.replace("_", " "), "" if words is None else text.string(words)
            self._engine.notes.parts[part] = shown
            if part in ("date format", "time format", "datetime format"):
                current.set_format(part.partition(" ")[0], text.plain(shown))

    set_title = set_parts

    def update_terms(self, terms: Any, auto: bool = False, language: str = "*") -> None:  # noqa: ARG002  # as there
        """Explain more terms, or the same anew: a dictionary of words and explanations; `auto` ones need no braces."""
        notes = self._engine.notes
        for term, words in dict(terms).items():
            key = text.plain(text.string(term)).lower()
            notes.terms[key] = text.string(words)
            if auto and key not in notes.auto_terms:
                notes.auto_terms.append(key)

    def set_progress(self, number: float | None) -> None:
        """Move the progress bar, also backward; None hides it until it is moved again."""
        self._engine.notes.progress = HIDDEN if number is None else float(number)

    def get_progress(self) -> float | None:
        """Where the progress bar stands."""
        found = self._engine.notes.progress
        return None if found == HIDDEN else found

    def log(self, words: str, priority: str = "log") -> None:
        """Show a sentence above the next screen; logs (`log`, `console`) get nothing, since it may hold an answer."""
        if priority not in ("log", "console", "javascript"):
            kind = priority if priority in _NOTICES else "info"
            self._engine.notices.append((kind, text.string(words)))


def _button_of(button: Any) -> tuple[str, str, str]:
    """What a button does, what it says and where it leads: of `{label: command, 'url': address}`, or of a pair."""
    if not isinstance(button, dict):
        label, command = button
        return str(command), str(label), ""
    label, command = next(((label, command) for label, command in button.items() if label != "url"), ("", "exit"))
    return str(command), str(label), str(button.get("url") or "")


# The classes whose methods are the functions.
KINDS: tuple[type[Any], ...] = (
    _Functions, DataFunctions, DocumentFunctions, FileFunctions, LetterFunctions, LinkFunctions, ListingFunctions,
    RecordFunctions, ResponseFunctions, SurroundingFunctions, WorkFunctions,
)  # fmt: skip
