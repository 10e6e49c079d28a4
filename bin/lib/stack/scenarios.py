"""Run molecule's scenarios with two crews, each on hosts of its own."""

from __future__ import annotations

import os
import re
import shutil
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from stack import images, machine, networks
from stack.checkout import LOCAL, ROOT, VENV, Choices, Failed, chosen
from stack.console import STOPPING, Log, elapsed, say, together
from stack.outcomes import RESULTS, Outcome, count

EXCERPT_LINES = 30
MOLECULE = VENV / "bin/molecule"
# The second crew's containers are named after the checkout and this.
SECOND = "-two"


def scenarios() -> list[str]:
    """Return the scenarios but `default`, or those that SCENARIO names: roles as in the playbook, then the rest."""
    found = {path.parent.name for path in ROOT.glob("molecule/*/molecule.yml")} - {"default"}
    playbook = (ROOT / "playbooks/site.yml").read_text()
    roles = [role for role in re.findall(r"- role: (\w+)", playbook) if role in found]
    wanted = chosen("SCENARIO").replace(",", " ").split()
    for name in wanted:
        if name not in found:
            raise Failed(f"There is no scenario {name}: choose among {', '.join(sorted(found))}")
    return [name for name in [*roles, *sorted(found - set(roles))] if not wanted or name in wanted]


def excerpt(text: str) -> str:
    """Return the lines of a scenario's log that say why it failed: those of the task, or those of the first test."""
    lines = text.splitlines()
    for begin, end in (
        (r"\[ERROR\]|fatal: |failed: ", r"PLAY RECAP"),
        (r"=+ FAILURES =+$", r"-+ journal of |=+ short test"),
    ):
        first = next((number for number, line in enumerate(lines) if re.match(begin, line)), None)
        if first is not None:
            rest = lines[first : first + EXCERPT_LINES]
            last = next((number for number, line in enumerate(rest) if re.match(end, line)), len(rest))
            return "\n".join(rest[:last]).rstrip()
    return "\n".join(lines[-EXCERPT_LINES:])


def remembered(name: str) -> dict[str, str]:
    """Return where molecule remembers what it has done for a scenario: in this checkout, and nothing of earlier hosts.

    By itself it keeps that in the home directory, by the name of the checkout's directory alone, and so would leave out
    the preparation of new hosts because some other hosts were prepared once.
    """
    directory = LOCAL / "molecule" / name
    shutil.rmtree(directory, ignore_errors=True)
    return {"MOLECULE_EPHEMERAL_DIRECTORY": str(directory)}


def scenario(name: str, env: dict[str, str]) -> Outcome:
    """Run one scenario; its verifier's tests count one by one, and so does a failure before them."""
    result = RESULTS / f"molecule-{name}.xml"
    result.unlink(missing_ok=True)
    log = Log(f"molecule-{name}")
    begin = time.monotonic()
    status = log.run(MOLECULE, "test", "-s", name, env=env | remembered(name), check=False)
    outcome = count(result, status) if result.exists() else Outcome()
    if status and not outcome.failed:
        outcome.add(good=False, fault=f"ended with status {status} before its tests")
    line = f"  molecule {name:<13} {outcome.words}  {elapsed(time.monotonic() - begin)}"
    say(f"{line}\n{excerpt(log.path.read_text(errors='replace'))}" if outcome.failed else line)
    outcome.faults = [f"{name}: {fault} ({log.path.relative_to(ROOT)})" for fault in outcome.faults]
    return outcome


@dataclass(frozen=True)
class Crew:
    """Hosts, and who runs scenarios on them: `name` begins the names of the hosts, `take` gives the next scenario."""

    name: str
    env: dict[str, str]
    take: Callable[[], str]

    def work(self, log: Log) -> Outcome:
        """Create the hosts, run scenarios until none is left, destroy the hosts."""
        total = Outcome()
        env = self.env | {"CHANCERY_NAME": self.name}
        hosts = env | remembered(f"default-{self.name}")
        # What a run that was killed has left; molecule would take it for the hosts of this one.
        log.run(MOLECULE, "destroy", "-s", "default", env=hosts, check=False)
        try:
            addresses = {"CHANCERY_SUBNET": networks.choose(self.name)}
            created = log.run(MOLECULE, "create", "-s", "default", env=hosts | addresses, check=False) == 0
            total.add(created, f"no hosts {self.name} could be created")
            while created and not STOPPING.is_set():
                try:
                    name = self.take()
                except IndexError:
                    break
                total.merge(scenario(name, env))
        finally:
            destroyed = log.run(MOLECULE, "destroy", "-s", "default", env=hosts, check=False) == 0
            total.add(destroyed, f"the hosts {self.name} remain")
        return total


def names_of_hosts(choices: Choices) -> tuple[str, str]:
    """Return what the names of each crew's hosts begin with."""
    return choices.name, f"{choices.name}{SECOND}"


def molecule(choices: Choices) -> Callable[[Log], Outcome]:
    """Return the suite that runs each scenario once.

    One crew works from the first scenario on, in the order of the playbook, so that each role finds what it stands on;
    the other from the last one backwards, which are those that stand alone. A single scenario needs one crew.
    """
    names = scenarios()

    def run(log: Log) -> Outcome:
        env = molecule_environment(choices)
        left = deque(names)
        first, second = names_of_hosts(choices)
        crews = [Crew(first, env, left.popleft), Crew(second, env, left.pop)][: len(names)]
        total = Outcome()
        merging = threading.Lock()

        def employ(crew: Crew, log: Log) -> None:
            outcome = crew.work(log)
            with merging:
                total.merge(outcome)

        logs = [log, *(Log(f"{log.path.stem}{SECOND}") for _ in crews[1:])]
        together(*[lambda crew=crew, log=log: employ(crew, log) for crew, log in zip(crews, logs, strict=True)])
        total.add(not left, f"not run: {', '.join(left)}")
        return total

    return run


def molecule_environment(choices: Choices) -> dict[str, str]:
    """Return what the scenarios are told of this checkout's images, which are built unless they are there."""
    tag = images.build_all(choices)
    return {
        "PATH": f"{VENV / 'bin'}:{os.environ['PATH']}",
        "ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"),
        "ANSIBLE_FORCE_COLOR": "0",
        "CHANCERY_APP_VERSION": tag.split(":")[1],
        "CHANCERY_APP_ARCHIVE": str(images.archive(tag)),
        "CHANCERY_SSLYZE": str(machine.ensure_tool("sslyze", Log("sslyze"))),
    }
