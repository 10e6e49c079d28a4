import json
import re
import subprocess
import sys

import pytest
from click.testing import CliRunner

from chancery import __version__
from chancery.cli import _SECTIONS, cli

BROKEN = "question: Hello\nfields:\n  - Name: 3 x\n---\nquestion: [unclosed\n"


@pytest.fixture
def run(monkeypatch):
    for name in ("ENVIRONMENT_KIND", "DATABASE_URL", "OBJECTS", "EVALUATOR_SOCKET", "BASE_URL"):
        monkeypatch.delenv(f"CHANCERY_{name}", raising=False)
    return lambda *arguments: CliRunner().invoke(cli, arguments, prog_name="chancery")


@pytest.fixture
def package(tmp_path):
    questions = tmp_path / "demo" / "data" / "questions"
    questions.mkdir(parents=True)
    (questions / "good.yml").write_text("mandatory: True\nquestion: Hello\n")
    return tmp_path / "demo"


def test_help_groups_every_command(run):
    text = run("--help").output
    assert all(f"{title}:" in text for title in _SECTIONS)
    assert set(cli.commands) == {name for names in _SECTIONS.values() for name in names}
    # Each on one line: the summary is not cut.
    assert "..." not in text.partition("Options:")[2]


@pytest.mark.parametrize("command", sorted(cli.commands))
def test_every_command_explains_itself(run, command):
    result = run(command, "--help")
    assert result.exit_code == 0
    assert result.output.startswith(f"Usage: chancery {command}")


@pytest.mark.parametrize("arguments", [("version",), ("--version",)])
def test_version(run, arguments):
    assert run(*arguments).output == f"chancery {__version__}\n"


def test_python_m_chancery_is_the_same():
    command = [sys.executable, "-m", "chancery", "version"]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == f"chancery {__version__}\n"


@pytest.mark.parametrize("command", ["web", "migrate", "expire", "status"])
def test_a_missing_setting_is_a_sentence(run, command):
    result = run(command)
    assert result.exit_code == 2
    assert re.fullmatch(r"chancery: CHANCERY_ENVIRONMENT_KIND is not set\. Set it to .*\n", result.output)


@pytest.mark.parametrize(
    "arguments",
    [
        ("deploy",),
        ("run", "--port", "0"),
        ("run", "--port", "http"),
        ("run", "--interviews", "/nowhere"),
        ("evaluator", "--socket", "/tmp/x.sock"),
        ("evaluator", "--interviews", "."),
        ("evaluator", "--socket", "/tmp/x.sock", "--interviews", ".", "--limit", "wall_s"),
        ("evaluator", "--socket", "/tmp/x.sock", "--interviews", ".", "--limit", "wall_s=long"),
        ("interviews",),
        ("check",),
        ("worker", "--pause", "0"),
    ],
)
def test_a_wrong_command_line_is_a_sentence(run, arguments):
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Error: " in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("limit", "sentence"),
    [("walls=5", "There is no limit walls. There are zygotes"), ("wall_s=0", "must be above zero")],
)
def test_a_limit_that_there_is_not_is_refused_with_those_there_are(run, tmp_path, logging_restored, limit, sentence):
    result = run("evaluator", "--socket", str(tmp_path / "e.sock"), "--interviews", str(tmp_path), "--limit", limit)
    assert result.exit_code == 2
    assert sentence in result.stderr


def test_the_database_cannot_be_opened(run, monkeypatch, tmp_path, logging_restored):
    monkeypatch.setenv("CHANCERY_ENVIRONMENT_KIND", "dev")
    monkeypatch.setenv("CHANCERY_DATABASE_URL", f"sqlite:///{tmp_path}/nowhere/chancery.sqlite")
    monkeypatch.setenv("CHANCERY_OBJECTS", str(tmp_path))
    monkeypatch.setenv("CHANCERY_EVALUATOR_SOCKET", str(tmp_path / "e.sock"))
    monkeypatch.setenv("CHANCERY_BASE_URL", "http://localhost")
    for command in ("migrate", "expire"):
        result = run(command)
        assert result.exit_code == 2
        assert result.stdout == ""
        assert re.search(r"^chancery: The database does not answer .* Check CHANCERY_DATABASE_URL", result.stderr, re.M)
    status = run("status")
    assert status.exit_code == 1
    assert json.loads(status.stdout) == {"database": "does not answer", "evaluator": "does not answer", "objects": "ok"}


def test_interviews_are_listed(run, package):
    assert run("interviews", "--interviews", str(package.parent)).output == "demo:data/questions/good.yml\n"


@pytest.mark.parametrize("by", ["package name", "directory", "file"])
def test_check_finds_what_it_is_told(run, package, by):
    target = {"package name": "demo", "directory": package, "file": package / "data/questions/good.yml"}[by]
    result = run("check", str(target), "--interviews", str(package.parent))
    assert (result.exit_code, result.output) == (0, "demo:data/questions/good.yml: no fault found\n")


def test_check_tells_file_and_line(run, package):
    (package / "data/questions/bad.yml").write_text(BROKEN)
    result = run("check", str(package))
    assert result.exit_code == 1
    assert re.search(r"^demo:data/questions/bad\.yml:\d+: ", result.output, re.MULTILINE)
    assert "good.yml: no fault found" in result.output


@pytest.mark.parametrize("target", ["nothing", "/etc/passwd", "../..", "", "demo:x"])
def test_check_of_what_is_not_there(run, package, target):
    result = run("check", target, "--interviews", str(package.parent))
    assert result.exit_code == 2
    assert result.output.startswith("chancery: ")
    assert "Traceback" not in result.output


def test_check_suggests_the_package_that_was_meant(run, package):
    assert "Did you mean “demo”?" in run("check", "dmo", "--interviews", str(package.parent)).output
