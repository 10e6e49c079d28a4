"""A real Debian 13 under software emulation: `make test-machine`.

The playbook is deployed to a host in a container, whose files then become the disk of a machine with a kernel of its
own. It answers what a host in a container cannot: control groups version 2, AppArmor, Landlock, the kernel's switches,
the audit, a reboot. qemu runs in a container, so the developer's machine needs nothing but Docker.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from dataclasses import replace
from pathlib import Path

from stack import deploy, engine, host, images
from stack.checkout import LOCAL, ROOT, VENV, Choices, Failed
from stack.console import Log, Steps, TooLong, elapsed, say
from stack.deployments import free_port
from stack.outcomes import RESULTS, Outcome, count

HERE = ROOT / "molecule/machine"
RESULT = RESULTS / "machine.xml"
DIRECTORY = LOCAL / "machine"
ANSWERS = DIRECTORY / "answers"
# Where the programs that ask lie on the machine, and what a newcomer has there.
PROGRAMS = "usr/local/lib/chancery-machine"
CHECKOUT = "usr/local/src/chancery"
COMMANDS = ("Makefile", "bin", "requirements", "app/pyproject.toml")
# Emulated, a screen takes longer than interviews are given.
PATIENCE = {"app_evaluator_limits": {"load_s": 300, "cpu_s": 60, "wall_s": 120}}
DISK_LIMIT_S = 900
MACHINE_LIMIT_S = 2700


def build(choices: Choices, log: Log) -> dict[str, str]:
    """Build what the disk is made of, the application and the emulator, unless they are there; return their tags."""
    app = images.build_all(choices)
    base = images.build_base(choices, log)
    hosts = images.build("host", ("bare", "packages"), base, choices, log)
    root = images.build("machine", ("",), hosts["packages"], choices, log)[""]
    return {"app": app, "root": root} | {"emulator": images.build("emulator", ("",), hosts["bare"], choices, log)[""]}


def volume(choices: Choices) -> str:
    """Return the name of the volume with the machine's disk."""
    return f"{choices.name}-disk"


def copy(source: Path, target: Path) -> None:
    """Copy a file or a directory, and make the directories that it is to lie in."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy2(source, target)


def settings(log: Log) -> Path:
    """Write what only a machine gets into a directory, and return it.

    That is what the roles set of a kernel, the programs that ask, and the commands of this checkout.
    """
    path = DIRECTORY / "settings"
    shutil.rmtree(path, ignore_errors=True)
    env = {"ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"), "PATH": f"{VENV / 'bin'}:{os.environ['PATH']}"}
    log.run(VENV / "bin/ansible-playbook", "-e", f"machine_settings={path}", HERE / "settings.yml", env=env)
    copy(HERE / "files", path / PROGRAMS)
    for name in COMMANDS:
        copy(ROOT / name, path / CHECKOUT / name)
    return path


def pipe(source: list[str], target: list[str], fault: str) -> None:
    """Feed what one command prints to another; Failed with `fault` when either fails or takes too long."""
    with subprocess.Popen(source, stdout=subprocess.PIPE) as gives:
        try:
            done = subprocess.run(
                target, stdin=gives.stdout, capture_output=True, text=True, check=False, timeout=DISK_LIMIT_S
            )
        except subprocess.TimeoutExpired as error:
            gives.kill()
            raise Failed(
                f"{fault} within {elapsed(DISK_LIMIT_S)}. Is the disk slow or full? docker system df"
            ) from error
    if done.returncode or gives.returncode:
        raise Failed(f"{fault}: {done.stderr.strip()}. Is the disk full? docker system df")


def prepare(choices: Choices, tags: dict[str, str], log: Log) -> None:
    """Deploy the playbook to a host in a container, put what only a machine gets there, and stop it."""
    name = host.container(choices)
    host.ensure(choices, tags["root"])
    deploy.write_variables(choices, tags["app"], images.archive(tags["app"]), [])
    deploy.play(choices, log, "-e", json.dumps(PATIENCE))
    # What the machine itself will start as `make up` does.
    pipe(
        ["docker", "save", "chancery-host:packages"],
        ["docker", "exec", "--interactive", name, "docker", "load"],
        f"The engine of {name} did not take the dev host's image",
    )
    engine.docker("cp", f"{settings(log)}/.", f"{name}:/")
    engine.docker("exec", name, "chown", "--recursive", f"{host.USER}:", f"/{CHECKOUT}")
    host.stop(choices)


def make_disk(choices: Choices, tags: dict[str, str]) -> None:
    """Make a disk of the stopped host and of what its engine holds; Failed with what was said when it cannot be."""
    name = host.container(choices)
    engine.docker("volume", "create", "--label", choices.label, volume(choices))
    words = ["docker", "run", "--rm", "--interactive", "--network", "none", "--label", choices.label]
    # Layers of images have attributes that only this capability copies.
    words += ["--cap-add", "SYS_ADMIN", "--volume", f"{volume(choices)}:/machine"]
    words += ["--volume", f"{name}-docker:/engine:ro", "--entrypoint", "make-disk", tags["emulator"], "dev"]
    pipe(["docker", "export", name], words, "The machine's disk was not made")


def run(choices: Choices, emulator: str, console: Log) -> None:
    """Let the machine run until it switches itself off, and keep what it answered; Failed when it takes too long."""
    mount = ["--volume", f"{volume(choices)}:/machine"]
    words = ["docker", "run", "--rm", "--network", "none", "--label", choices.label, *mount, emulator]
    try:
        console.run(*words, limit_s=MACHINE_LIMIT_S)
    except TooLong as error:
        last = console.tail(5).strip() or "nothing"
        raise Failed(
            f"The machine was not done within {elapsed(MACHINE_LIMIT_S)}. The last that it said:\n{last}\n"
            f"Look at {console.path.relative_to(ROOT)}: each question stands there with the seconds since the boot. "
            "When they come slowly, the processor is busy with something else; try again when it is not."
        ) from error
    ANSWERS.write_text(engine.docker("run", "--rm", *mount, "--entrypoint", "cat", emulator, "/machine/answers"))


def run_tests(log: Log, console: Log) -> Outcome:
    """Run `molecule/machine/tests` on what the machine answered; return what they came to."""
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.unlink(missing_ok=True)
    words: list[str | Path] = [VENV / "bin/pytest", HERE / "tests", f"--junitxml={RESULT}", "-o", "junit_family=xunit2"]
    env = {"CHANCERY_MACHINE_ANSWERS": str(ANSWERS), "CHANCERY_MACHINE_CONSOLE": str(console.path)}
    return count(RESULT, log.run(*words, env=env, check=False))


def test(choices: Choices) -> int:
    """Deploy, let a machine boot from that twice and answer, and test its answers; return the exit status."""
    other = replace(choices, name=f"{choices.name}-machine", port=free_port(), directory=DIRECTORY / "host")
    engine.remove_all(other.label)
    begin, log, console, steps = time.monotonic(), Log("machine-tests"), Log("machine-console"), Steps(4)
    try:
        with steps.step("Building the images, and deploying the playbook to a host in a container"):
            tags = build(other, Log("image-machine"))
            prepare(other, tags, Log("machine-deploy"))
        with steps.step("Making a machine's disk of it"):
            make_disk(other, tags)
        with steps.step("Booting it, twice, and asking what only a real kernel can answer"):
            run(other, tags["emulator"], console)
        with steps.step("Testing the answers"):
            outcome = run_tests(log, console)
    finally:
        engine.remove_all(other.label)
    if outcome.failed:
        say("\n".join([log.tail(200), *(f"  FAILED {fault}" for fault in outcome.faults)]))
    say(f"\n{elapsed(time.monotonic() - begin)} in all. Logs: .local/log/machine-*.log")
    say(outcome.words.strip())
    return 1 if outcome.failed or not outcome.passed else 0
