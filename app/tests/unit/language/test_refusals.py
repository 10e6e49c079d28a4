"""Names of the language that a private server cannot honour: a sentence says why, and the rest runs."""

import re
from pathlib import Path

import pytest

from chancery.language import AuthorError
from chancery.language.builtins import ALWAYS
from chancery.language.engine.builtin import names_of_functions
from chancery.language.refusals import REASONS, Refused, instead

END = "mandatory: True\nquestion: End\n"


@pytest.mark.parametrize("name", sorted(REASONS))
def test_a_refused_name_says_why(talk, name):
    with pytest.raises(AuthorError, match=f"`{name}` is not available: .+") as found:
        talk(f"mandatory: True\ncode: |\n  {name}('a', b=1)\n---\n{END}")
    assert found.value.line == 3


@pytest.mark.parametrize("name", sorted(REASONS))
def test_a_refused_name_says_what_to_use(talk, name):
    with pytest.raises(AuthorError) as found:
        talk(f"mandatory: True\ncode: |\n  {name}('a', b=1)\n---\n{END}")
    assert found.value.fix == instead(name)
    assert len(instead(name)) > 20
    assert instead(name).endswith(".")


def test_a_name_that_is_never_used_does_no_harm(talk):
    assert talk(f"mandatory: True\ncode: |\n  if False:\n    stash_data('a', 'b')\n---\n{END}").title == "End"


@pytest.mark.parametrize("kind", ["DAStore", "DARedis.using(a=1)"])
def test_an_object_of_a_refused_class_says_why(talk, kind):
    with pytest.raises(AuthorError, match="is not available: it keeps what all sessions can read"):
        talk(f"objects:\n  - shared: {kind}\n---\nmandatory: True\nquestion: |\n  ${{ shared }}\n")


def test_what_is_refused_is_not_also_there():
    assert not set(REASONS) & names_of_functions()
    assert all(isinstance(ALWAYS[name], Refused) for name in REASONS)


def test_the_page_for_authors_lists_what_is_refused():
    page = (Path(__file__).parents[4] / "docs/compatibility.md").read_text()
    section = page.partition("## Names that are refused on purpose")[2].partition("\n## ")[0]
    rows = [row.split(" | ") for row in section.splitlines() if row.startswith("| `")]
    listed = {name: reason.removesuffix(" |") for names, reason in rows for name in re.findall(r"`(\w+)`", names)}
    assert listed == REASONS
