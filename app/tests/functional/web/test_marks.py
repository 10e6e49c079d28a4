"""What a person types stands on the page as it was typed, in every place that an interview can put it."""

import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest

import chancery.documents  # noqa: F401  # so that documents can be made
from chancery.language import Library, load
from chancery.protocol import Action, Answer, Context, Job, Open

MARKS = (
    "${7*191} {{7*191}} <% 7*191 %>",
    "[FILE logo.png] [BR] [TARGET x] [QR y] :star: {cow}",
    "=1+1",
    "<b>bold</b><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "[x](javascript:1) ![x](javascript:1) <javascript:1>",
    "**b** _i_ `c` ~~s~~ {: .btn}",
    "a | b || c",
    "&lt;b&gt; &amp; &#42;",
    "javascript:alert(1)",
    "x');alert(1);//",
)
# A word that is no mark: what the page holds for it is the author's own.
WORD = "typedword"
# One event for each way of showing what was typed.
PLACES = (Path(__file__).parent / "places.yml").read_text()
EVENTS = [name for name in re.findall(r"^event: (\w+)$", PLACES, re.MULTILINE) if not name.endswith("_shown")]
CONTEXT = Context(now="2026-11-23T12:00:00+00:00", session="0123456789abcdef0123456789abcdef")


class Elements(HTMLParser):
    """The elements of a page, all its attributes, and everything that it says."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str]] = []
        self.words: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        for name, value in attrs:
            self.attributes.append((name, value or ""))
            self.words.append(value or "")

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def says(self, words: str) -> bool:
        return re.sub(r"\s", "", words) in re.sub(r"\s", "", " ".join(self.words))


@pytest.fixture
def page_of(tmp_path: Path, draw):
    """The page of a place, for a person who typed this."""

    def made(place: str, typed: str) -> Elements:
        questions = tmp_path / "pkg" / "data" / "questions"
        questions.mkdir(parents=True, exist_ok=True)
        (questions / "marks.yml").write_text(PLACES)
        interview = load(Library([tmp_path]), "pkg:data/questions/marks.yml")
        asked = interview.run(Job(Open(), CONTEXT, msgspec.Raw(b"null")))
        home = interview.run(Job(Answer(asked.screen.form, {"field_0": [typed]}, {}), CONTEXT, asked.state))
        assert home.screen.title == "Home"
        return Elements(draw(interview.run(Job(Action(place, {}), CONTEXT, home.state)).screen))

    return made


@pytest.mark.parametrize("place", [name for name in EVENTS if name not in ("act", "addresses")])
@pytest.mark.control("answers_are_data")
def test_marks_stand_on_the_page_as_typed(page_of, place):
    plain = page_of(place, WORD)
    assert plain.says(WORD)
    for mark in MARKS:
        page = page_of(place, mark)
        assert page.says(mark), mark
        assert page.tags == plain.tags, mark
        assert not page.says("1337"), mark
        leading = [value for name, value in page.attributes if name in ("href", "src", "action", "formaction")]
        assert not [value for value in leading if value.strip().lower().startswith("javascript:")], mark
        assert not [name for name, _ in page.attributes if name.startswith("on")], mark


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "JavaScript&colon;alert(1)", " data:text/html,<b>", "vbscript:x"]
)
@pytest.mark.control("answers_are_data")
def test_an_address_that_was_typed_runs_nothing(page_of, address):
    page = page_of("addresses", address)
    leading = [value for name, value in page.attributes if name in ("href", "src", "action", "formaction")]
    schemes = [re.sub(r"[\x00-\x20]", "", value).lower().partition(":")[0] for value in leading if ":" in value]
    assert not {"javascript", "data", "vbscript"} & set(schemes)


@pytest.mark.parametrize("mark", [mark for mark in MARKS if mark[0] in '<"*'])
def test_the_pages_would_show_marks_that_are_read(page_of, mark, monkeypatch):
    monkeypatch.setattr("chancery.language.text.formatting.escape", lambda typed: typed)
    with pytest.raises(AssertionError):
        test_marks_stand_on_the_page_as_typed(
            lambda place, typed: page_of(place, mark if typed != WORD else WORD), "text"
        )
