"""`chancery test`, with the real application and the jail, as a package's author would run it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[3] / "interviews" / "chancery.examples"
START = 'I start the interview "demo:data/questions/main.yml"'


def run(target, *options):
    return subprocess.run(
        [sys.executable, "-m", "chancery", "test", str(target), *options], capture_output=True, text=True
    )


@pytest.fixture
def package(tmp_path):
    for folder in ("questions", "scenarios"):
        (tmp_path / "demo" / "data" / folder).mkdir(parents=True)
    (tmp_path / "demo" / "data" / "questions" / "main.yml").write_text("mandatory: True\nquestion: Hello\n")
    return tmp_path / "demo"


def test_the_scenarios_of_our_examples_hold():
    result = run(EXAMPLES)
    assert result.stdout.endswith("5 passed, 0 failed\n"), result.stdout
    assert result.returncode == 0


def test_what_does_not_hold_is_told_with_its_sentence_and_what_is_there(package):
    scenarios = [
        {"name": "good", "steps": [START, 'I should see the phrase "Hello"']},
        {"name": "bad", "steps": [START, 'I should see the phrase "Goodbye"']},
        {"name": "absent", "steps": ['I start the interview "demo:data/questions/absent.yml"']},
    ]
    (package / "data" / "scenarios" / "a.json").write_text(json.dumps(scenarios))
    result = run(package, "--json")
    assert result.returncode == 1
    good, bad, absent = json.loads(result.stdout)
    assert good == {"name": "good", "step": 0, "sentence": "", "why": ""}
    assert (bad["step"], bad["sentence"]) == (2, 'I should see the phrase "Goodbye"')
    assert "the screen says" in bad["why"]
    assert "Hello" in bad["why"]
    assert "404" in absent["why"]
    assert "1 passed, 0 failed" in run(package, "--only", "good").stdout
    assert run(package, "--only", "nothing of that name").returncode == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(None, "There are no scenarios"), ("{", "cannot be read as JSON"), ("{}", "must be a list"),
     ("[]", "must be a list"), ('[{"name": "a"}]', "must be a list"), ('[{"name": 1, "steps": ["a"]}]', "must be a")],
)  # fmt: skip
def test_scenarios_that_are_none_are_a_sentence(package, content, sentence):
    if content is not None:
        (package / "data" / "scenarios" / "a.json").write_text(content)
    result = run(package)
    assert result.returncode == 2
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr
