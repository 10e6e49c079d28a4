"""English nouns, articles and verbs: plurals, `a` or `an`, tenses. Rules, and tables for what follows none."""

from __future__ import annotations

import re
from collections.abc import Callable

from ..text import plain

# singular/plural
_IRREGULAR_NOUNS = """
child/children man/men woman/women person/people foot/feet tooth/teeth goose/geese mouse/mice louse/lice ox/oxen
die/dice penny/pence criterion/criteria phenomenon/phenomena datum/data medium/media bacterium/bacteria
curriculum/curricula memorandum/memoranda addendum/addenda erratum/errata analysis/analyses basis/bases
crisis/crises thesis/theses hypothesis/hypotheses parenthesis/parentheses oasis/oases diagnosis/diagnoses
appendix/appendices index/indexes matrix/matrices alumnus/alumni cactus/cacti stimulus/stimuli nucleus/nuclei
focus/focuses wife/wives knife/knives life/lives half/halves self/selves leaf/leaves loaf/loaves calf/calves
shelf/shelves thief/thieves wolf/wolves scarf/scarves elf/elves hoof/hooves potato/potatoes tomato/tomatoes
hero/heroes echo/echoes veto/vetoes embargo/embargoes quiz/quizzes this/these that/those passerby/passersby is/are
was/were has/have bus/buses gas/gases lens/lenses cookie/cookies movie/movies calorie/calories zombie/zombies
rookie/rookies selfie/selfies hoodie/hoodies smoothie/smoothies brownie/brownies prairie/prairies
"""
_PLURALS = dict(pair.split("/") for pair in _IRREGULAR_NOUNS.split())
_SINGULARS = {plural: singular for singular, plural in _PLURALS.items()}
_SAME_IN_PLURAL = """
fish sheep deer moose swine bison aircraft spacecraft series species information equipment furniture advice rice
money luggage evidence property news headquarters offspring salmon trout shrimp squid cod jeans trousers scissors
glasses clothes gold silver silk bread butter software hardware homework knowledge traffic music
"""
_UNCHANGED = frozenset(_SAME_IN_PLURAL.split())
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'’"

_SILENT_H = ("hour", "honest", "honor", "honour", "heir", "herb")
_SOUNDS_YOU = re.compile(r"(?:eu|uni(?!n|m)|use|usu|ute|uto|ubi|ura|uro|one(?![a-z])|once|ouija)", re.IGNORECASE)
_LETTERS_WITH_VOWEL = "AEFHILMNORSX"


def plural(noun: str) -> str:
    """The plural of an English noun, of its last word where there are several."""
    return _last_word(noun, _plural)


def singular(noun: str) -> str:
    """The singular of an English noun, of its last word where there are several."""
    return _last_word(noun, _singular)


def _last_word(noun: str, change: Callable[[str], str]) -> str:
    bare = plain(noun)
    if bare.lower().endswith("-in-law"):
        return _last_word(bare[:-7], change) + bare[-7:]
    # Cut off from the end, not searched for: a search would try every letter of a very long text.
    head = bare.rstrip(_LETTERS)
    word = bare[len(head) :]
    if not word:
        return bare
    changed = change(word.lower())
    if word.isupper() and len(word) > 1:
        changed = changed.upper()
    elif word[0].isupper():
        changed = changed[0].upper() + changed[1:]
    return head + changed


def _plural(word: str) -> str:
    one = _singular(word)
    return word if one != word and _plural_of(one) == word else _plural_of(word)


def _plural_of(word: str) -> str:
    if word in _UNCHANGED or word in _SINGULARS:
        return word
    if word in _PLURALS:
        return _PLURALS[word]
    if word.endswith(("man", "foot", "tooth")) and not word.endswith(("human", "german", "roman", "ottoman", "shaman")):
        return re.sub("man$", "men", re.sub("oo(t|th)$", r"ee\1", word))
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in ("a", "e", "i", "o", "u", ""):
        return word[:-1] + "ies"
    return word + "s"


def _singular(word: str) -> str:
    if word in _UNCHANGED or word in _PLURALS:
        return word
    if word in _SINGULARS:
        return _SINGULARS[word]
    if word.endswith("men") and len(word) > 3:
        return word[:-3] + "man"
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return word[:-2]
    if word.endswith("fishes"):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def article(phrase: str) -> str:
    """`a` or `an`, as the sound of the first word of `phrase` wants it."""
    match = re.match(r"\W*([\w'’]+)", plain(phrase))
    word = match[1] if match else ""
    if not word:
        return "a"
    if word.isupper() and len(word) > 1 and len(word) <= 4:
        return "an" if word[0] in _LETTERS_WITH_VOWEL else "a"
    if word[0].isdigit():
        return "an" if (word.startswith(("8", "11", "18")) and len(word) != 3) or word[:1] == "8" else "a"
    if word.lower().startswith(_SILENT_H):
        return "an"
    if len(word) == 1:
        return "an" if word.upper() in _LETTERS_WITH_VOWEL else "a"
    return "an" if word[0].lower() in "aeiou" and not _SOUNDS_YOU.match(word) else "a"


# present/past
_IRREGULAR_VERBS = """
eat/ate go/went have/had do/did say/said get/got make/made know/knew think/thought take/took see/saw come/came
give/gave find/found tell/told feel/felt leave/left put/put keep/kept let/let begin/began write/wrote sit/sat
stand/stood lose/lost pay/paid meet/met run/ran bring/brought buy/bought catch/caught teach/taught fight/fought
seek/sought hold/held send/sent spend/spent lend/lent build/built fall/fell cut/cut hit/hit set/set cost/cost
hurt/hurt read/read lead/led hear/heard sell/sold speak/spoke break/broke choose/chose drive/drove ride/rode
rise/rose wear/wore swear/swore tear/tore bear/bore forget/forgot understand/understood grow/grew throw/threw
blow/blew fly/flew draw/drew drink/drank sing/sang swim/swam ring/rang sleep/slept sweep/swept win/won hide/hid
bite/bit shoot/shot steal/stole wake/woke become/became mean/meant deal/dealt lay/laid lie/lay quit/quit shut/shut
bet/bet bind/bound owe/owed can/could will/would shall/should may/might stop/stopped admit/admitted commit/committed
use/used tie/tied die/died add/added agree/agreed free/freed guarantee/guaranteed store/stored ignore/ignored
restore/restored explore/explored score/scored
prefer/preferred refer/referred plan/planned occur/occurred permit/permitted transfer/transferred
"""
_PASTS = dict(pair.split("/") for pair in _IRREGULAR_VERBS.split())
_BASES = {past: base for base, past in _PASTS.items()}
_BE = {"1sg": ("am", "was"), "2sg": ("are", "were"), "3sg": ("is", "was"), "pl": ("are", "were")}
# Ends of verbs that have lost an `e` before the `d` of their past.
_LOST_E = re.compile(r"(?:[cgsvz]|[^aeiou](?:[aeiou][tdkpm]|i[rln]|[au]r|ul)|u)$")
_FORMS_OF_BE = frozenset(["be", "am", "is", "are", "was", "were", "been", "being"])


def infinitive(verb: str) -> str:
    """The base form of an English verb, from its base, -s or past form."""
    word = plain(verb).strip().lower()
    if word in _FORMS_OF_BE:
        return "be"
    if word in ("has", "had"):
        return "have"
    if word in ("does", "did"):
        return "do"
    if word in _BASES and word not in _PASTS:
        return _BASES[word]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zzes", "goes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    if word.endswith("ied") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("ed") and len(word) > 4:
        stem = word[:-2]
        if len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] not in "lsz":
            return stem[:-1]
        return stem + "e" if _LOST_E.search(stem) else stem
    return word


def present(verb: str, person: str = "3sg") -> str:
    """The present tense for 1sg, 2sg, 3sg or pl."""
    base = infinitive(verb)
    if base == "be":
        return _BE[person][0]
    if person != "3sg" or base in ("can", "will", "shall", "may", "must"):
        return base
    if base == "have":
        return "has"
    if base.endswith(("s", "x", "z", "ch", "sh", "o")):
        return base + "es"
    if base.endswith("y") and base[-2:-1] not in ("a", "e", "i", "o", "u", ""):
        return base[:-1] + "ies"
    return base + "s"


def past(verb: str, person: str = "3sg") -> str:
    """The past tense for 1sg, 2sg, 3sg or pl."""
    base = infinitive(verb)
    if base == "be":
        return _BE[person][1]
    if base in _PASTS:
        return _PASTS[base]
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2:-1] not in ("a", "e", "i", "o", "u", ""):
        return base[:-1] + "ied"
    if re.fullmatch(r"[^aeiou]*[aeiou][bdgmnpt]", base):
        return base + base[-1] + "ed"
    return base + "ed"
