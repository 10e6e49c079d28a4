"""Failures end in a sentence that says what to do, and the whole output is kept."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from stack import console
from stack.checkout import Failed
from stack.console import Log, Steps, ToolFailed, TooLong, advice, elapsed, together


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("write /var/lib/docker/x: no space left on device", "disk is full"),
        ("Err:1 Temporary failure resolving 'mirror.invalid'", "network"),
        ("E: Failed to fetch http://mirror.invalid/x", "network"),
        ("error: Failed to fetch: invalid peer certificate: UnknownIssuer", "CA_BUNDLE"),
        ("Got permission denied while trying to connect to the Docker daemon socket", "docker"),
        ("Cannot connect to the Docker daemon at unix:///var/run/docker.sock", "make setup"),
        ("Bind for 127.0.0.1:8443 failed: port is already allocated", "PORT=9443"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "locked"),
        ("unshare: newuidmap failed", "subordinate"),
        ("sudo: a terminal is required\nsudo: a password is required", "let an administrator run make setup"),
    ],
)
def test_known_faults_have_advice(output: str, sentence: str) -> None:
    assert sentence in advice(output)


def test_an_unknown_fault_has_none() -> None:
    assert advice("segmentation fault") == ""


def test_a_tool_that_fails_is_named_with_its_advice_and_log(logs: Path) -> None:
    log = Log("try")
    with pytest.raises(ToolFailed, match=r"(?s)ended with status 3\. The disk is full.*try\.log") as caught:
        log.run(sys.executable, "-c", "import sys; print('No space left on device'); sys.exit(3)")
    assert "No space left" in caught.value.log.tail()
    assert (logs / "try.log").exists()


def test_the_advice_is_about_the_last_tool_only(logs: Path) -> None:
    log = Log("try")
    log.run(sys.executable, "-c", "print('no space left on device')")
    with pytest.raises(ToolFailed, match="The lines above say why"):
        log.run(sys.executable, "-c", "raise SystemExit(1)")


def test_a_tool_that_is_not_there_sends_to_setup(logs: Path) -> None:
    with pytest.raises(Failed, match="no-such-tool was not found: run make setup"):
        Log("try").run("no-such-tool")


def test_a_tool_that_takes_too_long_is_ended(logs: Path) -> None:
    with pytest.raises(TooLong, match=r"sleep 60 … did not end within 0 s\."):
        Log("try").run("sleep", "60", limit_s=0.1)
    assert not console.RUNNING


def test_a_step_prints_its_number_time_and_words(capsys: pytest.CaptureFixture[str]) -> None:
    with Steps(3).step("Building") as words:
        words.append("112 MB")
    assert capsys.readouterr().out == "[1/3] Building … 0 s, 112 MB\n"


def test_a_step_that_fails_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Failed), Steps(1).step("Building"):
        raise Failed("no")
    assert capsys.readouterr().out == "[1/1] Building … failed\n"


@pytest.mark.parametrize(("seconds", "text"), [(0.4, "0 s"), (59.4, "59 s"), (59.6, "1 min 00 s"), (125, "2 min 05 s")])
def test_durations_are_for_people(seconds: float, text: str) -> None:
    assert elapsed(seconds) == text


def test_jobs_that_run_together_all_end_before_a_failure_is_raised() -> None:
    ended: list[str] = []

    def fails() -> None:
        raise Failed("no")

    with pytest.raises(Failed):
        together(fails, lambda: ended.append("other"))
    assert ended == ["other"]


def test_a_program_can_be_stopped_from_outside(logs: Path) -> None:
    log = Log("try")

    def stop() -> None:
        while not console.RUNNING:
            pass
        console.stop_all()

    sleep = "import time; time.sleep(600)"
    with pytest.raises(ToolFailed, match="status -15"):
        together(lambda: log.run(sys.executable, "-c", sleep), stop)
