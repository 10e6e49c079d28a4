"""Sounds and films: played in the page where they are this site's own, and linked to where they are not."""

import pytest

from chancery.language.markup import player

HEAD = "mandatory: True\nquestion: Listen\n"


@pytest.mark.parametrize(
    ("written", "player_shown"),
    [
        ("audio: bell.mp3\n", '<audio class="c-player" controls preload="none" src="/package/pkg/bell.mp3"'),
        ("audio: more:data/static/bell.ogg\n", '<audio class="c-player" controls preload="none" src="/package/more/b'),
        ("video: walk.webm\n", '<video class="c-player" controls preload="none" src="/package/pkg/walk.webm"'),
        ("video:\n  - ${ name }\n", '<video class="c-player" controls preload="none" src="/package/pkg/a.mp4"'),
    ],
)
def test_a_question_has_a_player_above_it(talk, written, player_shown):
    screen = talk("code: |\n  name = 'a.mp4'\n---\n" + HEAD + written).result.screen
    assert player_shown in screen.pre
    assert "Listen" in screen.title


def test_several_stand_in_their_order_above_the_questions_own_words(talk):
    screen = talk(HEAD + "pre: Now\nvideo: c.mp4\naudio:\n  - b.mp3\n  - a.mp3\n").result.screen
    places = [screen.pre.index(name) for name in ("b.mp3", "a.mp3", "c.mp4", "Now")]
    assert places == sorted(places)


def test_help_has_players_above_its_words(talk):
    source = "interview help:\n  content: For all\n  video: walk.mp4\n---\n"
    source += HEAD + "help:\n  content: For one\n  audio:\n    - bell.mp3\n    - bell.ogg\n"
    one, every = talk(source).result.screen.help
    places = [one.html.index(name) for name in ("/pkg/bell.mp3", "/pkg/bell.ogg", "For one")]
    assert places == sorted(places)
    assert every.html.index("<video") < every.html.index("/pkg/walk.mp4") < every.html.index("For all")


def test_a_name_that_comes_out_empty_is_no_recording(talk):
    screen = talk(HEAD + "audio: |\n  % if False:\n  bell.mp3\n  % endif\n").result.screen
    assert screen.pre == ""


def test_what_lies_elsewhere_is_a_link(talk):
    written = "audio: https://example.org/a.mp3?b=1&c=2\nvideo: '[YOUTUBE abc]'\n"
    pre = talk(HEAD + written).result.screen.pre
    assert 'href="https://example.org/a.mp3?b=1&amp;c=2"' in pre
    assert 'href="https://www.youtube.com/watch?v=abc"' in pre
    assert "<audio" not in pre
    assert "<video" not in pre


def test_an_address_that_was_typed_cannot_leave_its_attribute(talk):
    source = "question: Where?\nfields:\n  - Address: where\n---\n" + HEAD + "audio: ${ where }\n"
    person = talk(source).post({"field_0": ['https://example.org/"><b>x']})
    assert 'href="https://example.org/&quot;&gt;&lt;b&gt;x"' in person.result.screen.pre


@pytest.mark.parametrize("name", ['"><script>', "javascript:alert(1)", "../../secret"])
def test_a_name_that_was_typed_stays_an_address_of_the_site(talk, name):
    source = "question: Where?\nfields:\n  - Address: where\n---\n" + HEAD + "audio: ${ where }\n"
    pre = talk(source).post({"field_0": [name]}).result.screen.pre
    assert "<script>" not in pre
    assert 'href="/package/' in pre


def test_a_mark_in_a_text_shows_a_player_with_its_words(talk):
    shown = talk(HEAD + "subquestion: |\n  [FILE bell.mp3, , The bell of the court]\n").result.screen.subquestion
    assert 'src="/package/pkg/bell.mp3" aria-label="The bell of the court"' in shown
    assert ">The bell of the court</a></audio>" in shown


def test_what_no_browser_plays_is_a_link():
    assert player("/package/pkg/a.amr") == '<a href="/package/pkg/a.amr">Download the file</a>'
