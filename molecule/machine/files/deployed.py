"""What runs of what the playbook deployed, how its containers are confined, and the evaluator's start-up check."""

import http.client
import json
import socket
import time
from pathlib import Path

from shell import sh, until

PATIENCE_S = 900
# An address for documentation, which nobody has (RFC 5737).
BANNED = "192.0.2.7"
# The version of Landlock's interface that Debian 13's kernel has, and one that it lacks.
PRESENT, LACKING = 6, 7
SLOW = "root process ended, or hung, before it was ready"
CONNECT = "import socket; socket.socket(socket.AF_UNIX).connect('/tmp/evaluator.sock')"
# What an unprivileged process gains a capability by, where it is let.
UNSHARE = "import os; os.unshare(os.CLONE_NEWUSER)"


def engine(method: str, path: str, body: object = None) -> object:
    """Ask the engine over its socket, as its API 1.41 has it; return what it answered, read from JSON.

    Raises:
        RuntimeError: it refused; the text is its own.
    """
    connection = http.client.HTTPConnection("docker", timeout=300)
    connection.sock = socket.socket(socket.AF_UNIX)
    connection.sock.settimeout(300)
    connection.sock.connect("/run/docker.sock")
    connection.request(method, f"/v1.41{path}", json.dumps(body), {"Content-Type": "application/json"})
    response = connection.getresponse()
    said = response.read()
    if response.status >= 400:
        raise RuntimeError(f"{method} {path}: {said.decode()}")
    return json.loads(said) if said.strip() else None


def processes(first: int) -> list[dict[str, str]]:
    """Return every process of a container by its first one's number: its name, AppArmor's label, and its rights."""
    group = Path(f"/proc/{first}/cgroup").read_text().strip().split("::")[1]
    found = []
    for number in Path(f"/sys/fs/cgroup{group}/cgroup.procs").read_text().split():
        try:
            label = Path(f"/proc/{number}/attr/current").read_text().strip("\n\0")
            lines = Path(f"/proc/{number}/status").read_text().splitlines()
        except (FileNotFoundError, ProcessLookupError):
            continue  # It has ended meanwhile, as each screen's does.
        facts = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
        wanted = ("Name", "Uid", "Seccomp", "NoNewPrivs", "CapEff", "CapBnd")
        found.append({"label": label} | {name: facts[name] for name in wanted})
    return found


def container(name: str) -> dict[str, object]:
    """Return how a container runs: what it was started with, its limits as the kernel has them, and its processes."""
    known = engine("GET", f"/containers/{name}/json")
    first = known["State"]["Pid"]
    group = Path(f"/proc/{first}/cgroup").read_text().strip().split("::")[1]
    return {
        "id": known["Id"],
        "profile": known["AppArmorProfile"],
        "wanted": [known["HostConfig"]["Memory"], known["HostConfig"]["PidsLimit"]],
        "limits": sh(f"cd /sys/fs/cgroup{group} && cat memory.max pids.max"),
        "processes": processes(first),
        "unshare": sh(f'docker exec {name} python3 -c "{UNSHARE}"'),
    }


def answers() -> dict[str, object]:
    """Return what is up, by question; of a command its status and what it said."""
    found: dict[str, object] = {
        "system": sh("systemctl is-system-running --wait", limit_s=PATIENCE_S),
        "ready": until("curl --silent --show-error --insecure --fail https://127.0.0.1/readyz", PATIENCE_S),
        "failed": sh("systemctl list-units --failed --plain --no-legend"),
        "journal": sh("journalctl --boot --no-pager --priority err --output cat | tail -n 40"),
        "boot": sh("cat /proc/sys/kernel/random/boot_id"),
        "first": sh("cat /proc/1/comm"),
        "services": sh("systemctl list-units --type service --state running --plain --no-legend | cut -d ' ' -f 1"),
        "timers_wanted": sh("systemctl list-unit-files --type timer --state enabled --no-legend | cut -d ' ' -f 1"),
        "timers": sh("systemctl list-units --type timer --state active --plain --no-legend | cut -d ' ' -f 1"),
        "options": sh("docker info --format '{{json .SecurityOptions}}'"),
        "groups": sh("docker info --format '{{.CgroupVersion}} {{.CgroupDriver}}'"),
        "banned": sh("fail2ban-client banned"),
        "dropped": sh("nft list table inet chancery-bans"),
        "firewall": sh("nft list tables"),
        "switch": sh("sysctl -n kernel.kptr_restrict"),
        "rules": sh("auditctl -l"),
    }
    names = sh("docker ps --format '{{.Names}}'")[1].split()
    return found | {"containers": {name: container(name) for name in names}}


def twin(name: str, version: int) -> None:
    """Start an evaluator as the one that serves was started, but for a socket of its own and Landlock's version."""
    [serves] = [other for other in sh("docker ps --format '{{.Names}}'")[1].split() if "evaluator" in other]
    known = engine("GET", f"/containers/{serves}/json")
    command = list(known["Config"]["Cmd"])
    command[command.index("--landlock") + 1] = str(version)
    command[command.index("--socket") + 1] = "/tmp/evaluator.sock"
    body = known["Config"] | {"Cmd": command, "HostConfig": known["HostConfig"] | {"RestartPolicy": {"Name": "no"}}}
    engine("POST", f"/containers/create?name={name}", body)
    engine("POST", f"/containers/{name}/start")


def start_up_check(version: int) -> dict[str, object]:
    """Return whether such an evaluator listens, the state of its container and its status, and what it said."""
    name = f"landlock-{version}"
    twin(name, version)
    end = time.monotonic() + PATIENCE_S
    while (listens := sh(f'docker exec {name} python3 -c "{CONNECT}"'))[0] and time.monotonic() < end:
        state = engine("GET", f"/containers/{name}/json")["State"]["Status"]
        if state == "exited":
            # Emulated, on a busy machine, it can be too slow for a limit of its own; the engine would start it again.
            if SLOW not in sh(f"docker logs --tail 1 {name} 2>&1")[1]:
                break
            engine("POST", f"/containers/{name}/start")
        time.sleep(10)
    found = {
        "listens": listens,
        "status": sh(f"docker inspect --format '{{{{.State.Status}}}} {{{{.State.ExitCode}}}}' {name}"),
        "said": sh(f"docker logs {name} 2>&1"),
    }
    sh(f"docker rm --force {name}")
    return found


def start_up_checks() -> dict[str, object]:
    """Return what an evaluator does on this kernel that is asked for the version it has, and for one it lacks."""
    return {"present": start_up_check(PRESENT), "lacking": start_up_check(LACKING)}
