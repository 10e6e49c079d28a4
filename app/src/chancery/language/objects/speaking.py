"""How to speak of a thing: as I, you, he or it. `possessive('dog')` is "your dog", "Ann’s dog" or "the dog’s dog".

Each object is seen from a point of view: `1` speaks itself, `2` is spoken to (the user), `3` is spoken of; `p` behind
it means several. An author sets one with `_point_of_view`, as docassemble's authors do.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from .. import functions, text

_capitalize = functions.NAMESPACE["capitalize"]
_verb_present = functions.NAMESPACE["verb_present"]
_verb_past = functions.NAMESPACE["verb_past"]


class Pronouns(NamedTuple):
    """The forms of one pronoun."""

    subjective: str
    objective: str
    possessive: str
    reflexive: str


IT = Pronouns("it", "it", "its", "itself")
SHE = Pronouns("she", "her", "her", "herself")
HE = Pronouns("he", "him", "his", "himself")
THEY = Pronouns("they", "them", "their", "themselves")
_FIRST_AND_SECOND = {
    "1": Pronouns("I", "me", "my", "myself"),
    "1p": Pronouns("we", "us", "our", "ourselves"),
    "2": Pronouns("you", "you", "your", "yourself"),
    "2p": Pronouns("you", "you", "your", "yourselves"),
}
# What verbs follow: the names that `verb_present` knows.
_PERSONS = {"1": "1sg", "2": "2sg", "3": "3sg", "1p": "pl", "2p": "pl", "3p": "pl"}
_KNOWN_TO_VERBS = frozenset({*_PERSONS.values(), "1pl", "2pl", "3pl"})
# The points of view of those who are called by their names.
NAMED = ("3", "3p")
# The words that begin a question, by whom they ask about.
_BEGINNINGS = {
    "do": {"1": "do", "2": "do", "3": "does", "p": "do"},
    "did": {"1": "did", "2": "did", "3": "did", "p": "did"},
    "be": {"1": "am", "2": "are", "3": "is", "p": "are"},
    "been": {"1": "was", "2": "were", "3": "was", "p": "were"},
    "have": {"1": "have", "2": "have", "3": "has", "p": "have"},
}


def _spoken(words: str, options: dict[str, Any]) -> str:
    return text.string(_capitalize(words)) if options.get("capitalize") else words


class Speaking:
    """What every object can say of itself. Its class says what it is called (`__str__`) and which pronoun it has."""

    def is_user(self) -> bool:
        """Whether it is the person who answers."""
        return False

    def get_point_of_view(self) -> str | None:
        """What the author has set, or else 2 for the person who answers; None for who is only spoken of."""
        given = self.__dict__.get("_point_of_view")
        return text.plain(text.string(given)) if given else "2" if self.is_user() else None

    def _view(self, options: dict[str, Any]) -> str:
        """1, 2 or 3, with a `p` behind it for several; `person` and `third_person` are taken out of the options."""
        third = options.pop("third_person", False) | options.pop("thirdperson", False)
        asked = options.pop("person", None)
        view = self.get_point_of_view() if asked is None else text.plain(text.string(asked))
        if third or view not in _PERSONS:
            return "3p" if self._several() else "3"
        return view

    def _several(self) -> bool:
        return False

    def _third_person(self) -> Pronouns:
        """The pronoun by which others speak of one such thing."""
        return IT

    def _pronouns(self, view: str) -> Pronouns:
        """The pronoun that fits a point of view."""
        return _FIRST_AND_SECOND.get(view) or (THEY if view == "3p" else self._third_person())

    def pronoun(self, **options: Any) -> str:
        """Me, you, him, it, them."""
        return self.pronoun_objective(**options)

    def pronoun_objective(self, **options: Any) -> str:
        """Me, you, him, it, them."""
        return _spoken(self._pronouns(self._view(options)).objective, options)

    def pronoun_subjective(self, **options: Any) -> str:
        """I, you, he, it, they."""
        return _spoken(self._pronouns(self._view(options)).subjective, options)

    def pronoun_possessive(self, target: Any, **options: Any) -> str:
        """My, your, his, its or their, before `target`."""
        owner = self._pronouns(self._view(options)).possessive
        return _spoken(text.build((owner, " ", text.string(target))), options)

    def _said(self, form: str, view: str) -> str:
        """The name of who is spoken of; of others a form of the pronoun."""
        return str(self) if view in NAMED else str(getattr(self._pronouns(view), form))

    def pronoun_or_name(self, **options: Any) -> str:
        """Me or you; or else the name."""
        return _spoken(self._said("objective", self._view(options)), options)

    def subjective_pronoun_or_name(self, **options: Any) -> str:
        """I or you; or else the name."""
        return _spoken(self._said("subjective", self._view(options)), options)

    def yourself_or_name(self, **options: Any) -> str:
        """Myself or yourself; or else the name."""
        return _spoken(self._said("reflexive", self._view(options)), options)

    def itself(self, **options: Any) -> str:
        """Myself, yourself, himself, itself, themselves."""
        return _spoken(self._pronouns(self._view(options)).reflexive, options)

    def _question(self, verb: str, rest: Any, options: dict[str, Any]) -> str:
        view = self._view(options)
        begin = _BEGINNINGS[verb]["p" if view.endswith("p") else view]
        after = (" ", text.string(rest)) if rest is not None else ()
        return _spoken(text.build((begin, " ", self._said("subjective", view), *after)), options)

    def do_question(self, verb: Any, **options: Any) -> str:
        """Do you ..., or does Ann ..."""
        return self._question("do", verb, options)

    does_question = do_question

    def did_question(self, verb: Any, **options: Any) -> str:
        """Did you ..., or did Ann ..."""
        return self._question("did", verb, options)

    def were_question(self, rest: Any, **options: Any) -> str:
        """Were you ..., or was Ann ..."""
        return self._question("been", rest, options)

    was_question = were_question

    def have_question(self, rest: Any, **options: Any) -> str:
        """Have you ..., or has Ann ..."""
        return self._question("have", rest, options)

    has_question = have_question

    def is_question(self, rest: Any, **options: Any) -> str:
        """Are you ..., or is Ann ..."""
        return self._question("be", rest, options)

    are_question = is_question

    def is_are_you(self, **options: Any) -> str:
        """Are you, or is Ann."""
        return self._question("be", None, options)

    def does_verb(self, verb: Any, **options: Any) -> str:
        """The verb as it follows the pronoun: "runs", or "run" after "you"; with `past=True` in the past."""
        if options.pop("past", False) or not options.pop("present", True):
            return self.did_verb(verb, **options)
        # A name that `verb_present` knows is one too.
        person = options.pop("person") if text.plain(text.string(options.get("person"))) in _KNOWN_TO_VERBS else None
        person = person or _PERSONS[self._view(options)]
        return _spoken(text.string(_verb_present(verb, text.string(person))), options)

    def did_verb(self, verb: Any, **options: Any) -> str:
        """The verb in the past."""
        return _spoken(text.string(_verb_past(verb, _PERSONS[self._view(options)])), options)

    def possessive(self, target: Any, **options: Any) -> str:
        """The words before `target`: "the apple’s seed", "your house"."""
        view = self._view(options)
        owner = owned(self._owner()) if view in NAMED else self._pronouns(view).possessive
        return _spoken(text.build((owner, " ", text.string(target))), options)

    def _owner(self) -> str:
        """What stands before the apostrophe."""
        return str(self)

    def object_possessive(self, target: Any, **options: Any) -> str:
        """As `possessive`, by the variable's name: "the apple's seed", "the seed of the apple in the tree"."""
        asked = "person" in options
        view = self._view(options)
        # Who speaks of himself, or several, go by the variable's name here, unless a point of view is asked for.
        if view == "2" or (asked and view not in NAMED):
            return _spoken(text.build((self._pronouns(view).possessive, " ", text.string(target))), options)
        return _spoken(self._by_name(target), options)

    def _by_name(self, target: Any) -> str:
        raise NotImplementedError


def owned(words: str) -> str:
    """`words` with the ending of an owner."""
    return text.build((words, "’s"))
