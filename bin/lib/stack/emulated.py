"""A real Debian 13 kernel under software emulation: `make test-machine`.

It answers what a host in a container cannot: control groups version 2, AppArmor, Landlock, the kernel's switches and
the audit. qemu runs in a container, so the developer's machine needs nothing but Docker.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from dataclasses import replace
from pathlib import Path

from stack import engine, images
from stack.checkout import LOCAL, ROOT, VENV, Choices, Failed
from stack.console import Log, Steps, elapsed, say
from stack.outcomes import RESULTS, Outcome, count

HERE = ROOT / "molecule/machine"
RESULT = RESULTS / "machine.xml"
DIRECTORY = LOCAL / "machine"
# Where the program that asks lies on the machine.
PROGRAM = "usr/local/lib/chancery-machine"


def build(choices: Choices, log: Log) -> dict[str, str]:
    """Build what the disk is made of and the emulator, unless they are there; return their tags."""
    base = images.build_base(choices, log)
    hosts = images.build("host", ("bare", "packages"), base, choices, log)
    root = images.build("machine", ("",), hosts["packages"], choices, log)[""]
    return {"root": root, "emulator": images.build("emulator", ("",), hosts["bare"], choices, log)[""]}


def volume(choices: Choices) -> str:
    """Return the name of the volume with the machine's disk."""
    return f"{choices.name}-disk"


def settings(log: Log) -> Path:
    """Write what the roles set of a kernel and an engine, and the program that asks, into a directory; return it."""
    path = DIRECTORY / "settings"
    shutil.rmtree(path, ignore_errors=True)
    env = {"ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"), "PATH": f"{VENV / 'bin'}:{os.environ['PATH']}"}
    log.run(VENV / "bin/ansible-playbook", "-e", f"machine_settings={path}", HERE / "settings.yml", env=env)
    shutil.copytree(HERE / "files", path / PROGRAM)
    return path


def make_disk(choices: Choices, tags: dict[str, str], log: Log) -> None:
    """Make a disk with the roles' settings on it; Failed with what was said when it could not be made."""
    engine.docker("volume", "create", "--label", choices.label, volume(choices))
    source = engine.docker("create", "--label", choices.label, tags["root"])
    engine.docker("cp", f"{settings(log)}/.", f"{source}:/")
    words = ["docker", "run", "--rm", "--interactive", "--network", "none", "--label", choices.label]
    words += ["--volume", f"{volume(choices)}:/machine", "--entrypoint", "make-disk", tags["emulator"]]
    with subprocess.Popen(["docker", "export", source], stdout=subprocess.PIPE) as gives:
        done = subprocess.run(words, stdin=gives.stdout, capture_output=True, text=True, check=False)
    if done.returncode or gives.returncode:
        raise Failed(f"The machine's disk was not made: {done.stderr.strip()}. Is the disk full? docker system df")
    engine.docker("rm", source)


def run_tests(log: Log, console: Log) -> Outcome:
    """Run `molecule/machine/tests` on what the machine printed; return what they came to."""
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.unlink(missing_ok=True)
    words: list[str | Path] = [VENV / "bin/pytest", HERE / "tests", f"--junitxml={RESULT}", "-o", "junit_family=xunit2"]
    return count(RESULT, log.run(*words, env={"CHANCERY_MACHINE_CONSOLE": str(console.path)}, check=False))


def test(choices: Choices) -> int:
    """Let a machine boot and answer, test its answers, and end with the counts; return the exit status."""
    other = replace(choices, name=f"{choices.name}-machine")
    engine.remove_all(other.label)
    begin, log, console, steps = time.monotonic(), Log("machine-tests"), Log("machine-console"), Steps(3)
    try:
        with steps.step("Building the images and the machine's disk"):
            making = Log("image-machine")
            tags = build(other, making)
            make_disk(other, tags, making)
        with steps.step("Booting it, and asking what only a real kernel can answer"):
            mount = f"{volume(other)}:/machine"
            console.run(
                "docker",
                "run",
                "--rm",
                "--network",
                "none",
                "--label",
                other.label,
                "--volume",
                mount,
                tags["emulator"],
            )
        with steps.step("Testing the answers"):
            outcome = run_tests(log, console)
    finally:
        engine.remove_all(other.label)
    if outcome.failed:
        say("\n".join([log.tail(200), *(f"  FAILED {fault}" for fault in outcome.faults)]))
    say(f"\n{elapsed(time.monotonic() - begin)} in all. Logs: .local/log/machine-*.log")
    say(outcome.words.strip())
    return 1 if outcome.failed or not outcome.passed else 0
