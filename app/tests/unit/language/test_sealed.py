"""A loaded interview runs where nothing can be opened or imported any more, as in the evaluator's child."""

import subprocess
import sys
from pathlib import Path

SOURCE = """
metadata:
  title: Sealed
---
mandatory: True
question: |
  Day ${ day } of ${ today() } at ${ time } for ${ currency(money) }
subquestion: |
  % for word in words:
  * ${ capitalize(word) } ${ nice_number(3) } ${ day.strftime('%A') } ${ format_date(day) } ${ '%5.2f' % money }
  % endfor

  | a | b |
  |---|---|
  | ${ comma_and_list(words) } | ${ sorted(words)[0].encode('utf-8').decode('latin-1') } |
---
question: Fields
fields:
  - Day: day
    datatype: date
  - Time: time
    datatype: time
  - Money: money
    datatype: currency
  - E-mail: email
    datatype: email
  - Words: words
    datatype: checkboxes
    choices:
      - one
      - two
---
code: |
  unknown_variable_of_a_typo = abs(3)
"""

# In a process of its own, because an audit hook cannot be taken away again.
PROGRAM = """
import sys
from pathlib import Path
from chancery.language import AuthorError, Library, load, preload
from chancery.protocol import Answer, Context, Job, Open

preload()
interview = load(Library([Path(sys.argv[1])]), "pkg:data/questions/test.yml")
planted = sys.argv[2] == "planted"

def refuse(event, arguments):
    if event in ("open", "import", "os.listdir", "os.scandir", "socket.__new__", "subprocess.Popen", "os.system"):
        raise RuntimeError(f"{event} {arguments[0]!r} in a sealed process")

sys.addaudithook(refuse)
if planted:
    import colorsys
context = Context(now="2026-11-23T12:00:00+00:00", session="s", timezone="Europe/Lisbon")
screen = interview.run(Job(Open(), context))
wrong = {"field_0": ["never"], "field_1": ["25:00"], "field_2": ["much"], "field_3": ["x"], "field_4": ["nothing"]}
refused = interview.run(Job(Answer(screen.screen.form, wrong), context, screen.state))
assert len(refused.screen.errors) == 5, refused.screen.errors
right = {"field_0": ["2026-04-30"], "field_1": ["16:05"], "field_2": ["12.50"], "field_3": ["a@example.org"],
         "field_4": ["choice_0", "choice_1"]}
last = interview.run(Job(Answer(screen.screen.form, right), context, screen.state))
assert "One" in last.screen.subquestion, last.screen.subquestion
print("sealed")
"""


def run_sealed(tmp_path: Path, mode: str) -> subprocess.CompletedProcess[str]:
    questions = tmp_path / "pkg" / "data" / "questions"
    questions.mkdir(parents=True)
    (questions / "test.yml").write_text(SOURCE)
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path), mode], capture_output=True, text=True, timeout=60, check=False
    )


def test_running_opens_and_imports_nothing(tmp_path: Path):
    result = run_sealed(tmp_path, "clean")
    assert result.stdout == "sealed\n", result.stderr


def test_the_seal_would_show_an_import(tmp_path: Path):
    assert "in a sealed process" in run_sealed(tmp_path, "planted").stderr
