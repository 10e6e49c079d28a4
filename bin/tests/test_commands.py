"""What the commands refuse before they change anything, and how results are counted."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from stack import __main__ as commands
from stack import compat, deployments, engine, host, images, judges, machine, outcomes, scenarios, suites
from stack.checkout import ROOT, Choices, Failed

RESULT = """<testsuites><testsuite>
<testcase classname="a" name="good"/>
<testcase classname="a" name="bad"><failure message="x"/></testcase>
<testcase classname="a" name="broken"><error message="x"/></testcase>
<testcase classname="a" name="left out"><skipped message="x"/></testcase>
</testsuite></testsuites>"""


def stack(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ROOT / "bin/stack", *words], capture_output=True, text=True, env={**os.environ, **variables}, check=False
    )


def test_every_target_of_the_makefile_is_in_its_help() -> None:
    shown = subprocess.run(["make", "-C", ROOT, "help"], capture_output=True, text=True, check=True).stdout
    targets = next(line for line in (ROOT / "Makefile").read_text().splitlines() if line.startswith(".PHONY"))
    assert all(f"  make {target} " in shown for target in targets.split()[1:])


def test_every_command_of_the_makefile_exists() -> None:
    called = {
        line.split()[1] for line in (ROOT / "Makefile").read_text().splitlines() if line.startswith("\t@$(STACK)")
    }
    assert called == set(commands.COMMANDS)


def test_a_bad_choice_costs_a_sentence_and_no_traceback() -> None:
    done = stack("up", PORT="nine")
    assert done.returncode == 1
    assert "PORT=nine is not a port" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_programs_that_debian_keeps_from_everyone_but_root_are_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.setattr(sys, "argv", ["bin/stack", "look"])
    monkeypatch.setitem(commands.COMMANDS, "look", lambda _: 0 if shutil.which("useradd") else 1)
    assert shutil.which("useradd") is None
    assert commands.main() == 0


def test_a_python_that_is_too_old_is_refused(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    for name in ("dirname", "sh"):
        (tmp_path / name).symlink_to(str(shutil.which(name)))
    for name in ("python3.13", "python3.12", "python3.11"):
        (tmp_path / name).symlink_to(old)
    script = (ROOT / "bin/stack").read_text().replace("/usr/bin/python3", str(old))
    copy = tmp_path / "stack"
    copy.write_text(script)
    done = subprocess.run(
        ["/bin/sh", copy, "up"], capture_output=True, text=True, env={"PATH": str(tmp_path)}, check=False
    )
    assert done.returncode == 1
    assert "Python 3.11 or newer is needed" in done.stderr


def test_a_taken_port_is_refused_with_another(choices: Choices) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        with pytest.raises(Failed, match=f"Port {number} is taken: choose another"):
            host.check_ports(Choices(name=choices.name, port=number))


def test_a_base_image_without_a_digest_is_refused(logs: Path) -> None:
    with pytest.raises(Failed, match="has no digest"):
        images.build_base(Choices(base_image="debian:13"), images.Log("try"))


def test_the_tag_of_the_base_depends_on_the_mirror() -> None:
    assert images.base_tag(Choices(apt_mirror="http://mirror.invalid/debian")) != images.base_tag(Choices())


def test_proxies_and_the_authority_reach_apt() -> None:
    text = images.apt_options(Choices(http_proxy="http://proxy.invalid:3128"), "/build/ca.crt")
    assert 'Acquire::https::CaInfo "/build/ca.crt";' in text
    assert 'Acquire::http::Proxy "http://proxy.invalid:3128";' in text
    assert "Acquire::https::Proxy" not in text


def test_an_unknown_system_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    release = tmp_path / "os-release"
    release.write_text('PRETTY_NAME="Some OS 4"\nID=some\nVERSION_ID="4"\n')
    monkeypatch.setattr(machine, "RELEASE", release)
    with pytest.raises(Failed, match="Some OS 4 is not supported: use Debian 12 or 13"):
        machine.check_system()


def test_what_is_missing_is_named_by_package() -> None:
    needs = ((lambda: True, ("there",)), (lambda: False, ("one", "two")))
    assert machine.missing(needs) == ["one", "two"]


def test_a_full_disk_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "NEEDED_BYTES", 10**18)
    with pytest.raises(Failed, match=r"GB free and .* are needed"):
        engine.check_space(ROOT)


def test_an_interview_package_needs_questions(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("INTERVIEWS", str(tmp_path))
    with pytest.raises(Failed, match="is not an interview package"):
        commands.interviews()


def test_recorded_interviews_that_are_not_there_are_asked_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COMPAT", str(tmp_path))
    with pytest.raises(Failed, match="COMPAT=/path/to/compat"):
        compat.source()


def test_results_are_counted(tmp_path: Path) -> None:
    result = tmp_path / "x.xml"
    result.write_text(RESULT)
    outcome = outcomes.count(result, 1)
    assert (outcome.passed, outcome.failed, outcome.skipped) == (1, 2, 1)
    assert outcome.faults == ["a::bad", "a::broken"]


TASK = "ok: [x]\nTASK [a : c]\n[ERROR]: No such service\nfatal: [x]: FAILED! =>\n    msg: none\nPLAY RECAP *\nx : ok=1"
TESTS = "..F\n=== FAILURES ===\nE  assert 1 == 2\n--- journal of standard ---\nmuch\n=== short test summary"


@pytest.mark.parametrize(
    ("log", "shown"),
    [
        (TASK, "[ERROR]: No such service\nfatal: [x]: FAILED! =>\n    msg: none"),
        (TESTS, "=== FAILURES ===\nE  assert 1 == 2"),
        ("killed", "killed"),
    ],
    ids=["task", "test", "neither"],
)
def test_a_scenario_that_fails_shows_the_lines_that_say_why(log: str, shown: str) -> None:
    assert scenarios.excerpt(log) == shown


def test_a_suite_without_a_result_has_failed(tmp_path: Path) -> None:
    assert outcomes.count(tmp_path / "none.xml", 0).failed == 1


@pytest.mark.parametrize("status", [2, 3, 4, 5, -9])
def test_a_suite_that_pytest_gave_up_on_has_failed(tmp_path: Path, status: int) -> None:
    result = tmp_path / "x.xml"
    result.write_text("<testsuites><testsuite><testcase classname='a' name='good'/></testsuite></testsuites>")
    assert outcomes.count(result, status).failed == 1


def test_an_unknown_suite_is_refused_with_the_known_ones(monkeypatch: pytest.MonkeyPatch, choices: Choices) -> None:
    monkeypatch.setenv("SUITE", "unti")
    with pytest.raises(Failed, match=r"There is no suite unti: choose among .*unit"):
        suites.selected(choices)


def test_every_shell_script_is_judged() -> None:
    names = {path.relative_to(ROOT).as_posix() for path in judges.shell_scripts()}
    assert {"bin/stack", "images/base/bootstrap", "images/app/assemble", ".ci/run"} <= names


def test_families_are_counted() -> None:
    recorded: list[dict[str, object]] = [{"name": "x", "families": ["A", "B"]}, {"name": "y", "families": ["A"]}]
    results: list[dict[str, object]] = [{"name": "x", "passed": True}, {"name": "y", "passed": False}]
    assert compat.totals(results, recorded) == ["  A     1 of    2", "  B     1 of    1"]


def test_what_the_table_of_reasons_leaves_out_or_no_longer_needs_is_named() -> None:
    results: list[dict[str, object]] = [
        {"name": "a", "interview": "p:data/questions/told.yml", "passed": False},
        {"name": "b", "interview": "p:data/questions/untold.yml", "passed": False},
        {"name": "c", "interview": "p:data/questions/good.yml", "passed": True},
    ]
    assert compat.unexplained(results, "| `told.yml` | needs a worker |\n") == ["untold.yml"]
    assert compat.excused(results, "| `told.yml` | a reason |\n| `good.yml` | another |\n") == ["good.yml"]


def test_the_commands_need_nothing_but_python() -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", "import sys; sys.path.insert(0, 'bin/lib'); import stack.__main__"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_a_scenario_that_is_not_there_is_refused_before_anything_runs() -> None:
    done = stack("test", SUITE="molecule", SCENARIO="egde")
    assert done.returncode == 1
    assert "There is no scenario egde: choose among" in done.stdout


def test_a_scenario_begins_without_what_molecule_remembers_of_earlier_hosts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scenarios, "LOCAL", tmp_path)
    state = tmp_path / "molecule/edge/state.yml"
    state.parent.mkdir(parents=True)
    state.write_text("prepared: true\n")
    assert scenarios.remembered("edge") == {"MOLECULE_EPHEMERAL_DIRECTORY": str(state.parent)}
    assert not state.exists()


def test_the_slowest_tasks_are_read_from_ansibles_table(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("PLAY RECAP ***\nedge : install | nginx ------------------ 12.34s\nBaseline ---- 1.20s\nok=3\n")
    assert deployments.slowest(log) == [("edge : install | nginx", 12.34), ("Baseline", 1.2)]
