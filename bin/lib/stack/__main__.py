"""`bin/stack COMMAND`: what the Makefile calls."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from stack import accounts, compat, deploy, deployments, emulated, engine, host, images, judges, machine, suites
from stack.checkout import CACHE, LOCAL, ROOT, VENV, Choices, Failed, chosen
from stack.console import Log, Steps, ToolFailed, say


def prepare(steps: Steps, *, tests: bool = False) -> None:
    """The first two steps of every long command: the machine, then the virtual environment."""
    with steps.step("Checking the machine") as words:
        words.append(machine.check_system())
        engine.check_space(ROOT)
        installed = machine.ensure_packages(Log("packages"), tests=tests)
        words += [f"installed {' '.join(installed)}"] if installed else []
    engine.start()
    with steps.step("Preparing the Python environment") as words:
        words += [] if machine.ensure_environment(Log("environment")) else ["unchanged"]


def setup(_: Choices) -> int:
    """Install what is missing and prepare the virtual environment."""
    prepare(Steps(2), tests=True)
    return 0


def build(choices: Choices) -> int:
    """Build the images that are not there yet."""
    steps = Steps(2)
    with steps.step("Checking the machine"):
        engine.check_space(ROOT)
        machine.ensure_packages(Log("packages"))
    engine.start()
    build_images(choices, steps, ("bare", "packages"))
    return 0


def build_images(choices: Choices, steps: Steps, hosts: tuple[str, ...]) -> str:
    """The step that builds the images; return the application's tag."""
    with steps.step("Building the base, application and host images") as words:
        tag = images.build_all(choices, hosts)
        words.append(f"{tag}, {images.size(tag) / 1e6:.0f} MB")
    return tag


def interviews() -> list[Path]:
    """Return the interview packages that INTERVIEWS names, each a directory with data/questions in it."""
    packages = [Path(name).expanduser().resolve() for name in chosen("INTERVIEWS").split()]
    for package in packages:
        if not (package / "data/questions").is_dir():
            raise Failed(f"INTERVIEWS: {package} is not an interview package: it has no directory data/questions")
    return packages


def up(choices: Choices) -> int:
    """Set up, build, start the dev host, deploy, and say where the site is."""
    packages = interviews()
    steps = Steps(6)
    prepare(steps)
    host.check_ports(choices)
    tag = build_images(choices, steps, ("bare",))
    with steps.step("Starting the dev host") as words:
        words.append(host.ensure(choices, host.IMAGE))
    with steps.step("Deploying the playbook to it") as words:
        deploy.write_variables(choices, tag, images.archive(tag), packages)
        if deploy.current(choices):
            words.append("nothing has changed")
        else:
            deploy.deploy(choices, Log("deploy"))
    with steps.step("Waiting for the site"):
        deploy.wait_ready(choices)
    say()
    say(f"  Open         {deploy.base_url(choices)}")
    ca, key = deploy.ca(choices).relative_to(ROOT), host.key(choices).relative_to(ROOT)
    say(f"  Local CA     {ca} (import it into the browser, once, and the address is trusted)")
    say(f"  Host login   {host.USER}, key {key} (make shell); sudo without a password")
    say(f"  Accounts     {accounts.words(accounts.code(choices))}")
    return 0


def down(choices: Choices) -> int:
    """Stop the dev host; what it holds is kept."""
    say("The dev host is stopped; make up starts it again." if host.stop(choices) else "The dev host was not running.")
    return 0


def logs(choices: Choices) -> int:
    """Follow the journal of the dev host: nginx, PostgreSQL, Docker and the containers."""
    if host.state(choices) != "running":
        raise Failed("The dev host is not running: make up starts it.")
    words = ["docker", "exec", host.container(choices), "journalctl", "--no-hostname", "--lines", "100", "--follow"]
    return subprocess.run(words, check=False).returncode


def mail(choices: Choices) -> int:
    """Show the letters that the dev host would have sent."""
    say(accounts.letters(choices))
    return 0


def shell(choices: Choices) -> int:
    """Open a shell on the dev host."""
    return deploy.shell(choices)


def clean(choices: Choices) -> int:
    """Remove everything that this checkout made: containers, volumes, networks, images and files."""
    if not engine.complaint():
        for kind, number in engine.remove_all(choices.label).items():
            say(f"{number} {kind}{'' if number == 1 else 's'} removed")
        removed, kept = engine.remove_images(choices.label)
        say(f"{removed} images removed" + (f", {kept} kept for the containers of another checkout" if kept else ""))
    for directory in (LOCAL, CACHE, VENV):
        shutil.rmtree(directory, ignore_errors=True)
    say(".local, .cache and .venv removed")
    return 0


def test(choices: Choices) -> int:
    """Run the suites of tests and print how many passed and failed."""
    prepare(Steps(2), tests=True)
    return suites.run_all(choices)


def test_machine(choices: Choices) -> int:
    """Let a real Debian 13 boot under software emulation, and test what a container cannot show."""
    prepare(Steps(2))
    return emulated.test(choices)


def lint(_: Choices) -> int:
    """Run every judge; each says nothing, or what is wrong."""
    log = Log("environment")
    machine.ensure_environment(log)
    steps = Steps(len(judges.judges()))
    faults = 0
    for name in judges.judges():
        log = Log(f"lint-{name.replace(' ', '-')}")
        with steps.step(name) as words:
            if not judges.judge(name, log):
                faults += 1
                words.append("not clean")
        if words:
            say(log.tail(200))
    return 1 if faults else 0


def format_code(_: Choices) -> int:
    """Put the Python code into the agreed format."""
    machine.ensure_environment(Log("environment"))
    log = Log("format")
    log.run(VENV / "bin/ruff", "check", "--fix-only", ".")
    log.run(VENV / "bin/ruff", "format", ".")
    say(log.tail(3))
    return 0


def bench(choices: Choices) -> int:
    """Time answers on the dev host, then the playbook on a host of its own."""
    if deploy.ready(choices):
        raise Failed("The dev host is not up: make up starts it.")
    with Steps(1).step("Deploying the benchmark's interview"):
        compat.serve(choices, ROOT / "bench/interviews")
    words = [str(VENV / "bin/python"), "-m", "bench", "--host-container", host.container(choices)]
    words += ["--port", str(host.ports(choices)["https"]), "--ca", str(deploy.ca(choices))]
    answers = subprocess.run(words, cwd=ROOT, check=False).returncode
    if answers not in {0, 1}:
        return answers
    # A target that is missed says nothing about the playbook.
    say()
    return max(answers, int(not deployments.measure(choices)))


def lock(_: Choices) -> int:
    """Lock the Python packages again: hashes, and no address of any index."""
    machine.lock(Log("lock"))
    say("requirements/*.txt and app/requirements.txt are locked; git diff shows what changed.")
    return 0


COMMANDS: dict[str, Callable[[Choices], int]] = {
    "setup": setup,
    "build": build,
    "up": up,
    "down": down,
    "logs": logs,
    "mail": mail,
    "shell": shell,
    "test": test,
    "test-machine": test_machine,
    "lint": lint,
    "format": format_code,
    "bench": bench,
    "compat": compat.replay,
    "lock": lock,
    "clean": clean,
}


def interrupted(*_: object) -> None:
    """Treat a polite end as Ctrl-C, so that cleaning up happens in both cases."""
    raise KeyboardInterrupt


def main() -> int:
    """Run one command; return its exit status, with a sentence on standard error when it failed."""
    parser = argparse.ArgumentParser(prog="bin/stack", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, function in COMMANDS.items():
        commands.add_parser(name, help=function.__doc__)
    # Debian leaves these out for everyone but root, and dockerd and what mmdebstrap calls are in them.
    os.environ["PATH"] += ":/usr/local/sbin:/usr/sbin:/sbin"
    os.environ.pop("PYTHONPATH", None)  # it led here, and is not meant for the programs that are started from here
    signal.signal(signal.SIGTERM, interrupted)
    try:
        return COMMANDS[parser.parse_args().command](Choices())
    except engine.NotInGroup as failure:
        engine.again_in_group(sys.argv[1:])
        say(f"\n{failure}")
    except ToolFailed as failure:
        say(failure.log.tail())
        say(f"\n{failure}")
    except Failed as failure:
        say(f"\n{failure}")
    except KeyboardInterrupt:
        say("\nStopped. The same command continues from here.")
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main())
