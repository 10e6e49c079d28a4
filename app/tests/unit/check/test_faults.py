"""What `chancery check` finds in an interview: each fault with its place and what to write instead."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from chancery.check import check_interviews
from chancery.cli import cli

BEGIN = "mandatory: True\nquestion: Hello\n"
# Name: the interview, the line, a part of the message and a part of the fix.
ERRORS = {
    "undefined variable": ("mandatory: True\nquestion: Hello ${ nmae }\n---\nquestion: Name\nfields:\n  - Name: name\n",
                           2, "defines the variable “nmae”", "Did you mean “name”?"),
    "undefined variable in code": ("mandatory: True\ncode: |\n  a = 1\n  b = a + frobnicate\n  hello\n---\n"
                                   "event: hello\nquestion: Hello\n", 4, "“frobnicate”", "sets `frobnicate`"),
    "undefined variable in a condition": (f"{BEGIN}if: is_adlut\n---\ncode: is_adult = True\n", 3, "“is_adlut”",
                                          "“is_adult”"),
    "import": ("mandatory: True\ncode: |\n  a = 1\n  import os\n", 4, "`os` cannot be imported", "datetime"),
    "attribute": (f"{BEGIN}subquestion: |\n  a\n  ${{ ''.__class__ }}\n", 5, "__class__", ""),
    "module block": (f"{BEGIN}subquestion: |\n  <%! import os %>\n", 4, "<%!", ""),
    "broken YAML": (f"{BEGIN}---\nquestion: [unclosed\n", 5, "The YAML is broken", "indentation"),
    "missing template": (f"{BEGIN}subquestion: ${{ letter }}\n---\ntemplate: letter\ncontent file: letter.md\n", 6,
                         "“letter.md” does not exist", "data/templates"),
    "missing document": (f"{BEGIN}subquestion: ${{ letter }}\n---\nattachment:\n  variable name: letter\n"
                         "  docx template file: letter.docx\n", 7, "letter.docx", ""),
    "missing recording": (f"{BEGIN}audio:\n  - gone.mp3\n", 4, "“gone.mp3” does not exist", "data/static"),
    "missing style": (f"features:\n  css: look.css\n---\n{BEGIN}", 0, "“look.css” does not exist", "data/static"),
    "missing include": (f"include:\n  - parts.yml\n---\n{BEGIN}", 2, "parts.yml", "file.yml"),
}  # fmt: skip
WARNINGS = {
    "unknown key": (f"{BEGIN}subquestoin: Welcome\n", 3, "“subquestoin”", "“subquestion”"),
    "unreachable question": (f"{BEGIN}---\nquestion: Age\nfields:\n  - Age: age\n", 4, "Nothing asks", "mandatory"),
    "unreachable chain": (f"{BEGIN}---\ncode: |\n  a = b\n---\ncode: |\n  b = 1\n", 4, "Nothing asks", "mandatory"),
    "missing module": (f"modules:\n  - .helpers\n---\n{BEGIN}", 2, ".helpers", "remove it"),
    "picture without words": (f"{BEGIN}subquestion: |\n  Look:\n  ![](https://example.org/map.png)\n", 5, "picture",
                              "between the brackets"),
    "img without alt": (f'{BEGIN}subquestion: |\n  <img src="a.png">\n', 4, "picture", "alt="),
    "first heading": (f"{BEGIN}subquestion: |\n  # Again\n", 4, "first level", "`###`"),
    "skipped heading": (f"{BEGIN}subquestion: |\n  ### A\n\n  ##### B\n", 6, "skips a level", "`####`"),
    "link without words": (f"{BEGIN}subquestion: |\n  [Click here](https://example.org)\n", 4, "link", "Name what"),
    "password of a document": (f"{BEGIN}attachment:\n  name: A\n  content: B\n  password: c\n", 6,
                               "“password” of a document does nothing", "others could open it"),
    "unknown key of a document": (f"{BEGIN}attachment:\n  name: A\n  content: B\n  filenmae: c\n", 6,
                                  "“filenmae” of a document is not known", "“filename”"),
    "idle key of a document": (f"{BEGIN}attachment:\n  name: A\n  content: B\n  hyperlink style: c\n", 6,
                               "“hyperlink style” of a document does nothing here", "as the text around"),
    "idle key of a question": (f"{BEGIN}auto submit: True\n", 3, "“auto submit” of a question does nothing here",
                               "sent by its button"),
    "key of another block": (f"{BEGIN}not available label: A\n", 3, "does nothing in a question",
                             "another kind of block"),
    "idle key of a field": (f"{BEGIN}fields:\n  - A: a\n    file css class: b\n", 5, "“file css class” of a field",
                            "looks the same"),
    "idle key of a table": (f"{BEGIN}subquestion: ${{ t }}\n---\ntable: t\nrows: range(3)\ncolumns:\n  - A: row_item\n"
                            "indent: True\n", 9, "“indent” of a table", ""),
    "idle feature": (f"{BEGIN}---\nfeatures:\n  hide navbar: True\n", 5,
                     "“hide navbar” of `features` does nothing here", "everybody finds Exit"),
    "unknown feature": (f"{BEGIN}---\nfeatures:\n  progres bar: True\n", 5, "The feature “progres bar” is not known",
                        "Did you mean “progress bar”?"),
    "feature that cannot be so": (f"{BEGIN}---\nfeatures:\n  navigation: vertical\n", 5, "cannot be “vertical”",
                                  "True, False, horizontal"),
    "feature that is no number": (f"{BEGIN}---\nfeatures:\n  progress bar multiplier: 5\n", 5, "cannot be “5”",
                                  "a number from 0.001 to 1"),
    "feature that wants what is not so": (f"{BEGIN}---\nfeatures:\n  centered: False\n", 5, "“centered”", ""),
    "idle metadata": (f"{BEGIN}---\nmetadata:\n  title: A\n  logo: <b>A</b>\n", 6, "“logo” of `metadata`", "title"),
    "idle screen part": (f"{BEGIN}---\ndefault screen parts:\n  exit url: /\n", 5,
                         "“exit url” of `default screen parts`", "Exit always asks"),
    "field without label": ("mandatory: True\nquestion: Who\nfields:\n  - no label: a\n  - B: b\n", 4,
                            "`a` has no label", "before the colon"),
}  # fmt: skip
GOOD = {
    "a loop": "mandatory: True\ncode: |\n  for item in [1, 2]:\n    last = item\n  done\n---\n"
              "event: done\nquestion: Done\n",
    "a template with a variable of its own": "template: note\ncontent: To ${ who }\n---\nmandatory: True\nquestion: |\n"
                                             "  ${ note.show(who='Ann') }\n",
    "a module of docassemble's": "imports:\n  - docassemble.base.util\n---\nmandatory: True\nquestion: |\n"
                                 "  ${ docassemble.base.util.word('Yes') }\n",
    "an object": "objects:\n  - user: Individual\n---\nmandatory: True\nquestion: Hi ${ user.name.first }\n---\n"
                 "question: Name\nfields:\n  - First: user.name.first\n",
    "a generic object": "objects:\n  - user: Individual\n---\nmandatory: True\nquestion: ${ user.colour }\n---\n"
                        "generic object: Individual\nquestion: Colour of ${ x }\nfields:\n  - Colour: x.colour\n",
    "asked by its name": "mandatory: True\ncode: |\n  force_ask('age')\n---\nquestion: Age\nfields:\n  - Age: age\n",
    "an action": f"{BEGIN}subquestion: |\n  [Ask again](${{ url_action('again') }})\n---\n"
                 "event: again\nquestion: Again\n",
    "named by a choice": "mandatory: True\nquestion: ${ value(menu) }\n---\nquestion: Menu\nfield: menu\nchoices:\n"
                         "  - Age: age\n---\nquestion: Age\nfields:\n  - Age: age\n",
    "caught by a catchall": "mandatory: True\nquestion: ${ anything }\n---\ngeneric object: DACatchAll\n"
                            "question: Value of ${ x.object_name() }\nfields:\n  - Value: x.value\n",
    "a comprehension": "mandatory: True\nquestion: ${ [number for number in range(3)] }\n",
    "a part for others": "question: Hello ${ somebody }\nfields:\n  - Age: age\n",
    "headings in order": f"{BEGIN}subquestion: |\n  ### A\n\n  #### B\n\n  ### C\n",
    "a picture with words": f"{BEGIN}subquestion: |\n  ![a map](https://example.org/map.png)\n",
    "features that want what is so": f"{BEGIN}---\nfeatures:\n  centered: True\n  hide navbar: False\n  debug: null\n"
                                     "  tagged pdf: True\n  disable analytics: True\n",
    "features that there are": f"{BEGIN}---\nfeatures:\n  navigation: horizontal\n  progress bar: True\n",
    "metadata of one's own": f"{BEGIN}---\nmetadata:\n  title: A\n  revision_date: 2015-09-28\n  exit link: null\n",
    "a note to other authors": f"{BEGIN}comment: Mind the step.\n",
    "one field": "mandatory: True\nquestion: Age\nfields:\n  - no label: age\n",
}  # fmt: skip


@pytest.fixture
def faults(tmp_path):
    def found(text):
        folder = tmp_path / "demo" / "data" / "questions"
        folder.mkdir(parents=True)
        (folder / "main.yml").write_text(text)
        (checked,) = check_interviews("demo", [tmp_path])
        return checked.faults

    return found


@pytest.mark.parametrize(("text", "line", "message", "fix"), [*ERRORS.values(), *WARNINGS.values()],
                         ids=[*ERRORS, *WARNINGS])  # fmt: skip
def test_a_fault_has_its_place_and_what_to_do(faults, text, line, message, fix):
    fault = faults(text)[0]
    assert (fault.file, fault.line) == ("demo:data/questions/main.yml", line)
    assert message in fault.message
    assert fix in fault.fix
    assert fault.is_error == ((text, line, message, fix) in ERRORS.values())


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD)
def test_nothing_is_said_of_what_is_right(faults, text):
    assert faults(text) == ()


def test_all_blocks_that_are_wrong_are_told_at_once(faults):
    found = faults(f"{BEGIN}---\ncode: import os\n---\ncode: import sys\n---\ncode: x = (\n")
    assert [fault.line for fault in found] == [4, 6, 8]


def test_a_fault_of_a_shared_file_is_told_once(tmp_path):
    folder = tmp_path / "demo" / "data" / "questions"
    folder.mkdir(parents=True)
    (folder / "shared.yml").write_text("question: Age\nfeilds:\n  - Age: age\n")
    for name in ("a", "b"):
        (folder / f"{name}.yml").write_text(f"include:\n  - shared.yml\n---\n{BEGIN}")
    faults = [fault for checked in check_interviews("demo", [tmp_path]) for fault in checked.faults]
    assert [fault.file for fault in faults] == ["demo:data/questions/shared.yml"]


@pytest.mark.parametrize(
    ("text", "arguments", "code"),
    [(BEGIN, (), 0), (WARNINGS["first heading"][0], (), 0), (WARNINGS["first heading"][0], ("--strict",), 1),
     (ERRORS["import"][0], (), 1), (ERRORS["import"][0], ("--json",), 1)],
)  # fmt: skip
def test_the_exit_code_says_whether_there_is_an_error(tmp_path, text, arguments, code):
    folder = tmp_path / "demo" / "data" / "questions"
    folder.mkdir(parents=True)
    (folder / "main.yml").write_text(text)
    assert CliRunner().invoke(cli, ["check", str(tmp_path / "demo"), *arguments]).exit_code == code


def test_json_has_every_part_of_a_fault(tmp_path):
    folder = tmp_path / "demo" / "data" / "questions"
    folder.mkdir(parents=True)
    (folder / "main.yml").write_text(WARNINGS["unknown key"][0])
    output = CliRunner().invoke(cli, ["check", str(tmp_path / "demo"), "--json"]).stdout
    name = "demo:data/questions/main.yml"
    assert json.loads(output) == [
        {"interview": name, "kind": "key", "file": name, "line": 3, "is_error": False,
         "message": "The key “subquestoin” of a question is not known, and does nothing.",
         "fix": "Did you mean “subquestion”?"}
    ]  # fmt: skip


def test_our_own_examples_have_no_fault():
    found = check_interviews("chancery.examples", [Path(__file__).parents[3] / "interviews"])
    assert len(found) == 3
    assert not [fault for checked in found for fault in checked.faults]
