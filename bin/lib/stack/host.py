"""The dev host: a Debian 13 with systemd in a container, reached over SSH like any other host."""

from __future__ import annotations

import json
import socket
import subprocess
import time
from pathlib import Path

from stack import engine, networks
from stack.checkout import DEFAULT_PORT, Choices, Failed
from stack.console import elapsed

IMAGE = "chancery-host:bare"
USER = "operator"
START_LIMIT_S = 180
LEGACY_GROUPS = "systemd.legacy_systemd_cgroup_controller=yes SYSTEMD_CGROUP_ENABLE_LEGACY_FORCE=1"


def container(choices: Choices) -> str:
    """Return the name of the dev host's container."""
    return f"{choices.name}-dev"


def state(choices: Choices) -> str:
    """Return `running`, `exited`, … or `absent`."""
    found = engine.inspect("container", container(choices))
    return str(found["State"]["Status"]) if found else "absent"


def published(choices: Choices) -> dict[str, int]:
    """Return the ports on 127.0.0.1 that the existing container was made with, by `https` and `http`."""
    found = engine.inspect("container", container(choices))
    bindings = found["HostConfig"]["PortBindings"] or {} if found else {}
    named = {"443/tcp": "https", "80/tcp": "http"}
    return {named[inside]: int(outside[0]["HostPort"]) for inside, outside in bindings.items()}


def ports(choices: Choices) -> dict[str, int]:
    """Return the ports to publish: the chosen ones, else those in use, else the default."""
    before = published(choices)
    wanted = {"https": choices.port or before.get("https", DEFAULT_PORT)}
    http = choices.http_port or before.get("http")
    return wanted | ({"http": http} if http else {})


def check_ports(choices: Choices) -> None:
    """Refuse to begin when another program has a port that the dev host will be published on."""
    before = published(choices) if state(choices) == "running" else {}
    for kind, number in ports(choices).items():
        if number in before.values():
            continue
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", number))
            except PermissionError as error:
                raise Failed(
                    f"Port {number} is reserved for root: choose one above 1023, as in make up PORT=8443"
                ) from error
            except OSError as error:
                variable = "PORT" if kind == "https" else "HTTP_PORT"
                raise Failed(
                    f"Port {number} is taken: choose another, as in make up {variable}={number + 1000}"
                ) from error


def create(choices: Choices, image: str) -> None:
    """Create and start the container. It has every capability but CAP_SYS_RESOURCE and is not privileged."""
    name = container(choices)
    if engine.inspect("network", name) is None:
        engine.docker("network", "create", "--label", choices.label, "--subnet", networks.choose(name), name)
    words = ["run", "--detach", "--name", name, "--hostname", "dev", "--label", choices.label, "--network", name]
    words += ["--security-opt", "seccomp=unconfined", "--security-opt", "apparmor=unconfined", "--cgroupns", "host"]
    words += ["--volume", "/sys/fs/cgroup:/sys/fs/cgroup:rw", "--volume", f"{name}-docker:/var/lib/docker"]
    words += ["--tmpfs", "/run", "--tmpfs", "/tmp", "--cap-add", "ALL"]  # noqa: S108 -- inside the container
    if not Path("/sys/fs/cgroup/cgroup.controllers").exists():
        words += ["--env", f"SYSTEMD_PROC_CMDLINE={LEGACY_GROUPS}"]
    for inside, kind in ((443, "https"), (80, "http")):
        if kind in ports(choices):
            words += ["--publish", f"127.0.0.1:{ports(choices)[kind]}:{inside}"]
    engine.docker("volume", "create", "--label", choices.label, f"{name}-docker")
    try:
        engine.docker(*words, "--cap-drop", "SYS_RESOURCE", image)
    except Failed as failure:
        # An engine that has not got this capability itself (one inside another container) will not drop it either.
        if "CapDrop" not in str(failure):
            raise
        engine.docker(*words, image)


def ensure(choices: Choices, image: str) -> str:
    """Make the dev host run, whatever state it is in; return what was done.

    A container's published ports cannot be changed, so another port keeps the host's files as an image and starts a
    container from it.
    """
    name = container(choices)
    now = state(choices)
    done = "already running"
    if now != "absent" and ports(choices) != published(choices):
        kept = f"chancery-host:{name}"
        engine.docker("stop", name)
        engine.docker("commit", "--change", f"LABEL {choices.label}", name, kept)
        engine.docker("rm", name)
        create(choices, kept)
        done = "moved to another port"
    elif now == "absent":
        create(choices, image)
        done = "new"
    elif now != "running":
        engine.docker("start", name)
        done = "started again"
    wait(choices)
    admit(choices)
    return done


def wait(choices: Choices) -> None:
    """Wait until systemd has come up; Failed when the container stops, or after START_LIMIT_S seconds."""
    name, begin, said = container(choices), time.monotonic(), "no answer"
    words = ["docker", "exec", name, "systemctl", "is-system-running", "--wait"]
    while (left := begin + START_LIMIT_S - time.monotonic()) > 0:
        try:
            done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=left)
        except subprocess.TimeoutExpired:
            said = f"it is still starting; docker exec {name} systemctl list-jobs shows what it waits for"
            break
        if done.stdout.strip() in {"running", "degraded"}:
            return
        said = (done.stdout or done.stderr).strip()
        if state(choices) != "running":
            break
        time.sleep(0.3)
    raise Failed(
        f"systemd did not start in {name} within {elapsed(time.monotonic() - begin)}: {said}. "
        f"See docker logs {name}; Docker must allow every capability but SYS_RESOURCE."
    )


def address(choices: Choices) -> str:
    """Return the IP address of the dev host on its own network."""
    found = engine.inspect("container", container(choices))
    if found is None:
        raise Failed("The dev host does not exist: make up creates it.")
    return str(found["NetworkSettings"]["Networks"][container(choices)]["IPAddress"])


def key(choices: Choices) -> Path:
    """Return the operator's private key, which lies beside the known keys of the host."""
    return choices.directory / "id_ed25519"


def ssh_options(choices: Choices) -> list[str]:
    """Return the options by which ssh knows the host."""
    return ["-o", f"UserKnownHostsFile={choices.directory / 'known_hosts'}", "-o", "IdentitiesOnly=yes"]


def admit(choices: Choices) -> None:
    """Let the operator in with a key made here, and write down where and how the host is reached."""
    choices.directory.mkdir(parents=True, exist_ok=True)
    name = container(choices)
    private = key(choices)
    if not private.exists():
        words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", f"{USER}@{name}", "-f", str(private)]
        subprocess.run(words, check=True, stdin=subprocess.DEVNULL)
    home = f"/home/{USER}/.ssh"
    engine.docker("exec", name, "install", "-d", "-m", "0700", "-o", USER, "-g", USER, home)
    public = private.with_suffix(".pub").read_text()
    engine.docker("exec", "-i", name, "tee", f"{home}/authorized_keys", text=public)
    host_key = engine.docker("exec", name, "cat", "/etc/ssh/ssh_host_ed25519_key.pub")
    (choices.directory / "known_hosts").write_text(f"{address(choices)} {host_key}\n")
    inventory: dict[str, object] = {
        "accounts_operators": [{"name": USER, "keys": [public.strip()]}],
        "ansible_host": address(choices),
        "ansible_user": USER,
        "ansible_ssh_private_key_file": str(private),
        "ansible_ssh_common_args": " ".join(ssh_options(choices)),
    }
    (choices.directory / "host.yml").write_text(json.dumps({"all": {"hosts": {"dev": inventory}}}, indent=1) + "\n")


def stop(choices: Choices) -> bool:
    """Stop the dev host and keep what it holds; return whether it was running."""
    if state(choices) != "running":
        return False
    engine.docker("stop", "--time", "30", container(choices))
    return True
