"""Docker Engine: is it there, may we use it, and the few questions that the other modules ask of it."""

from __future__ import annotations

import grp
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from stack.checkout import LOCAL, LOGS, ROOT, Failed

START_LIMIT_S = 30
NEEDED_BYTES = 6 * 1000**3


def docker(*words: str, text: str | None = None) -> str:
    """Run a docker command and return its output; Failed with Docker's own words when it fails."""
    done = subprocess.run(["docker", *words], input=text, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failed(f"docker {' '.join(words[:2])}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout.strip()


def inspect(kind: str, name: str) -> dict[str, Any] | None:
    """Return what Docker knows of an image, container, network or volume; None when there is none."""
    done = subprocess.run(["docker", kind, "inspect", name], capture_output=True, text=True, check=False)
    if done.returncode:
        return None
    found: dict[str, Any] = json.loads(done.stdout)[0]
    return found


def listed(kind: str, label: str) -> list[str]:
    """Return the ids of the containers, images, networks or volumes with `label`."""
    every = ["--all"] if kind in {"container", "image"} else []
    return sorted(set(docker(kind, "ls", "--quiet", *every, "--filter", f"label={label}").split()))


def remove_all(label: str) -> dict[str, int]:
    """Remove the containers, volumes and networks with `label`; return how many of each went."""
    removed = {}
    for kind, words in (("container", ["--force", "--volumes"]), ("volume", []), ("network", [])):
        found = listed(kind, label)
        if found:
            docker(kind, "rm", *words, *found)
        removed[kind] = len(found)
    return removed


def remove_images(label: str) -> tuple[int, int]:
    """Remove the images with `label`, build stages included; return how many went and how many stay.

    One that a container was made from stays, even if that container is stopped. An image goes only after those that
    were built on it, so this goes round until nothing more can be removed.
    """
    containers = docker("container", "ls", "--all", "--quiet").split()
    used = docker("container", "inspect", "--format", "{{.Image}}", *containers).split() if containers else []
    first = left = listed("image", label)
    while removable := [image for image in left if not any(full.startswith(f"sha256:{image}") for full in used)]:
        subprocess.run(["docker", "image", "rm", "--force", *removable], capture_output=True, check=False)
        before, left = left, listed("image", label)
        if left == before:
            break
    return len(first) - len(left), len(left)


def complaint() -> str:
    """Return why Docker cannot be used, in Docker's words; empty when it can."""
    if not shutil.which("docker"):
        return "docker was not found"
    done = subprocess.run(
        ["docker", "version", "--format", "{{.Server.Version}}"], capture_output=True, text=True, check=False
    )
    return done.stderr.strip() if done.returncode else ""


def as_root(*words: str) -> list[str]:
    """Return the command line that runs `words` as root; Failed when there is no way to."""
    if os.geteuid() == 0:
        return list(words)
    if shutil.which("sudo"):
        return ["sudo", *words]
    raise Failed(f"This needs root, and sudo is not installed. As root, run: {' '.join(words)}")


class NotInGroup(Failed):
    """Docker runs, but this account is not in the group that may use it."""

    def __init__(self) -> None:
        super().__init__("This account may not use Docker: sudo usermod -aG docker $USER, then log in anew.")


def start() -> None:
    """Make sure that Docker answers: start it through systemd where that is PID 1, by itself where not.

    Raises NotInGroup when it answers others, Failed when it cannot be started.
    """
    trouble = complaint()
    if not trouble:
        return
    if "permission denied" in trouble.lower():
        raise NotInGroup
    if trouble == "docker was not found":
        raise Failed("Docker is not installed: make setup installs it.")
    if Path("/run/systemd/system").is_dir():
        subprocess.run(as_root("systemctl", "start", "docker"), check=False)
    else:
        LOGS.mkdir(parents=True, exist_ok=True)
        mount_control_groups()
        # In a container /proc/sys is read-only: Docker 26 and later, unable to switch IPv6 off, would start nothing.
        with (LOGS / "dockerd.log").open("ab") as log:
            daemon = subprocess.Popen(
                as_root("env", "DOCKER_ALLOW_IPV6_ON_IPV4_INTERFACE=1", "dockerd"),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        (LOCAL / "dockerd.pid").write_text(f"{daemon.pid}\n")
    limit = time.monotonic() + START_LIMIT_S
    while trouble := complaint():
        if "permission denied" in trouble.lower():
            raise NotInGroup
        if time.monotonic() > limit:
            raise Failed(
                f"Docker did not start within {START_LIMIT_S} s. "
                f"Its log says why: journalctl -u docker, or {LOGS / 'dockerd.log'}"
            )
        time.sleep(0.5)


def mount_control_groups() -> None:
    """Mount /sys/fs/cgroup where no init system has done so; dockerd cannot start without."""
    if not any(Path("/sys/fs/cgroup").iterdir()):
        subprocess.run(as_root("mount", "-t", "cgroup2", "none", "/sys/fs/cgroup"), check=False)


def check_space(path: Path) -> None:
    """Refuse to begin when the disk that holds `path` has less room than the images need."""
    free = shutil.disk_usage(path).free
    if free < NEEDED_BYTES:
        raise Failed(
            f"The disk of {path} has {free / 1000**3:.1f} GB free and {NEEDED_BYTES / 1000**3:.0f} GB are needed: "
            "free some (docker system df shows what Docker holds; make clean removes what this checkout made)."
        )


def again_in_group(arguments: list[str]) -> None:
    """Run this command again with the group docker, through sudo, for this once; return when there is no way to.

    The account's own membership is not changed: who is in that group is as good as root, so a person decides that.
    """
    if os.environ.get("CHANCERY_IN_GROUP") or not shutil.which("sudo"):
        return
    hint = "sudo usermod -aG docker $USER spares that"
    sys.stdout.write(f"This account is not in the group docker, so sudo lends it for this run ({hint}).\n")
    os.environ["CHANCERY_IN_GROUP"] = "yes"
    groups = ",".join(map(str, sorted({*os.getgroups(), grp.getgrnam("docker").gr_gid})))
    # Not as the main group (sudo --group): newuidmap serves only a process with the main group of its owner.
    words = [
        "sudo",
        "--preserve-env",
        "setpriv",
        f"--reuid={os.getuid()}",
        f"--regid={os.getgid()}",
        f"--groups={groups}",
    ]
    sys.stdout.flush()
    os.execvp("sudo", [*words, str(ROOT / "bin/stack"), *arguments])  # noqa: S606 -- the same command, as the same person
