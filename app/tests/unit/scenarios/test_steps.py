"""Every sentence of scenarios, on a page that holds one of each thing."""

from pathlib import Path

import pytest
from flask import Flask, redirect, request

from chancery.cli import cli
from chancery.scenarios import SENTENCES
from chancery.scenarios.person import Person, StepFailed
from chancery.scenarios.steps import perform

BASE = "https://scenarios.example"
PAGE = """<!doctype html><head><title>A title</title></head><body>
<h1>One &amp; <b>two</b></h1><p>First</p><p>Second</p><script>unseen()</script>
<button type="button" popovertarget="help" popovertargetaction="show">Help</button>
<div id="help" popover>Some help<button type="button" popovertarget="help" popovertargetaction="hide">Back to question
</button></div>
<form method="post" action="/back"><button type="submit">Back</button></form>
<form method="post" action="/sent"><input type="hidden" name="csrf" value="token">
<label for="a">Name</label><input id="a" name="name" value="old"><label for="d">Day</label><input type="date" id="d" name="day">
<label for="t">Story</label><textarea id="t" name="story">
before</textarea>
<label for="s">Fruit</label><select id="s" name="fruit"><option value="1">Apple</option><option value="2">Pear</option></select>
<label for="l">Town</label><input id="l" name="town" list="towns"><datalist id="towns"></datalist>
<fieldset><legend>Colour</legend><label for="r1">Red</label><input type="radio" id="r1" name="colour" value="red">
<label for="r2">Blue</label><input type="radio" id="r2" name="colour" value="blue" checked></fieldset>
<label for="c">Agree</label><input type="checkbox" id="c" name="agree" value="yes">
<input type="file" name="file"><input name="off" value="x" disabled>
<button type="submit" name="go" value="1">Continue</button><button type="submit" name="go" value="2">Continue</button></form>
<a href="/linked">Onward</a><a href="https://elsewhere.example/">Away</a></body>"""  # noqa: E501  # a page


@pytest.fixture
def sent():
    return {}


@pytest.fixture
def person(sent):
    app = Flask("page")
    app.add_url_rule("/interview", "start", lambda: PAGE if request.args["i"] == "a:b.yml" else ("No such", 404))
    app.add_url_rule("/linked", "linked", lambda: "<p>Linked</p>")
    app.add_url_rule("/back", "back", lambda: "<p>Before</p>", methods=["POST"])

    def take():
        sent.update({key: request.form.getlist(key) for key in request.form})
        sent.update({key: file.filename + ":" + file.read().decode("latin-1") for key, file in request.files.items()})
        return redirect("/linked", 303)

    app.add_url_rule("/sent", "sent", take, methods=["POST"])
    someone = Person(app, BASE)
    perform(someone, 'I start the interview "a:b.yml"', Path())
    return someone


def do(person, *sentences):
    for sentence in sentences:
        perform(person, sentence, Path(__file__).parent)


OURSELVES = Path(__file__).read_bytes().decode("latin-1")
GO = 'I click the button "Continue"'
USUAL = {"csrf": ["token"], "name": ["old"], "day": [""], "story": ["before"], "fruit": ["1"], "town": [""],
         "colour": ["blue"], "go": ["1"]}  # fmt: skip


@pytest.mark.parametrize(
    ("sentences", "changed"),
    [
        ([GO], {}),
        (['I click the second button "Continue"'], {"go": ["2"]}),
        (['I click the "Continue" button'], {}),
        (['I set "Name" to "Ann"', GO], {"name": ["Ann"]}),
        (['I set "Day" to "2/29/1960"', GO], {"day": ["1960-02-29"]}),
        (['I set "Story" to "x"', GO], {"story": ["x"]}),
        (['I set the text box to "x"', GO], {"name": ["x"]}),
        (['I set text box 2 to "2026-01-02"', GO], {"day": ["2026-01-02"]}),
        (['I set the text area to "x"', GO], {"story": ["x"]}),
        (['I select "Pear" as the "Fruit"', GO], {"fruit": ["2"]}),
        (['I choose "Pear"', GO], {"fruit": ["2"]}),
        (['I set the combobox text to "Rome"', GO], {"town": ["Rome"]}),
        (['I select "Rome" from the combobox dropdown', GO], {"town": ["Rome"]}),
        (['I click the option "Red"', GO], {"colour": ["red"]}),
        (['I click the option "Red" under "Colour"', GO], {"colour": ["red"]}),
        (['I click the "Agree" option', GO], {"agree": ["yes"]}),
        (['I click the option "Agree"', 'I click the option "Agree"', GO], {}),
        (['I upload the file "test_steps.py"', GO], {"file": f"test_steps.py:{OURSELVES}"}),
        (["I wait 3 seconds", "I unfocus", GO], {}),
    ],
)  # fmt: skip
def test_what_is_filled_in_is_sent_as_a_browser_would(person, sent, sentences, changed):
    do(person, *sentences)
    sent = {key: value for key, value in sent.items() if value != ":"}
    assert sent == {**USUAL, **changed}
    assert person.page.words == "Linked"


def test_a_signature_is_a_picture(person, sent):
    do(person, "I click inside the signature area", GO)
    assert sent["file"].startswith("signature.png:\x89PNG")


@pytest.mark.parametrize(
    "sentences",
    [
        ['I should see the phrase "One & two First Second"'],
        ["I should see the phrase 'One & two'"],
        ['I should not see the phrase "unseen"', 'I should not see the phrase "Some help"'],
        ["I go to the help screen", 'I should see the phrase "Some help"', "I go back to the question screen",
         'I should not see the phrase "Some help"'],
        ['I should see that "Name" is "old"', 'I should see that "Story" is "before"'],
        ['I should see "A title" as the title of the page'],
        ["I click the back button", 'I should see the phrase "Before"'],
        ['I click the link "Onward"', 'I should see the phrase "Linked"'],
        ['I click the final link "Onward"', "I reload the screen", 'I should see the phrase "Linked"'],
        ['I select "Onward" from the menu', 'I should see the phrase "Linked"'],
        ['I start the possibly error-producing interview "none"', 'I should see the phrase "No such"'],
    ],
)  # fmt: skip
def test_what_holds(person, sentences):
    do(person, *sentences)


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ('I should see the phrase "Three"', "the screen says “"),
        ('I should not see the phrase "One"', "seen: “One”"),
        ('I should see that "Name" is "new"', "but “old”"),
        ('I should see "Another" as the title of the page', "the title is “A title”"),
        ('I click the button "Stop"', "there are: Help"),
        ('I click the third button "Continue"', "not on the screen"),
        ('I click the link "Away"', "another site, elsewhere.example"),
        ('I set "Age" to "3"', "there are: Name"),
        ('I click the option "Green"', "there are: Red"),
        ('I click the option "Red" under "Shape"', "there are: Colour"),
        ('I choose "Plum"', "there are: Apple, Pear"),
        ('I set text box 9 to "x"', "text boxes"),
        ('I upload the file "nothing.pdf"', "no file nothing.pdf"),
        ('I start the interview "none"', "404"),
        ("I dance", "not understood"),
    ],
)
def test_what_does_not_hold_says_what_is_there(person, sentence, why):
    with pytest.raises(StepFailed, match=why):
        do(person, sentence)


def test_the_command_prints_the_sentences():
    from click.testing import CliRunner

    assert CliRunner().invoke(cli, ["test", "--sentences"]).output.splitlines() == SENTENCES
    assert len(SENTENCES) == len(set(SENTENCES)) > 20
