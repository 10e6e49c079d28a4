"""How the image behaves as a container with everything taken from it."""

from __future__ import annotations

import json
import re
import time

from running import HARDENED, LABEL, SETTINGS, docker

LIMIT_S = 40
PROBE = """
import json, os, subprocess
def refused(action):
    try:
        action()
    except OSError:
        return True
    return False
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
script = "/tmp/script"
open(script, "w").write("#!/usr/bin/python3")
os.chmod(script, 0o700)
print(json.dumps({
    "root is read-only": refused(lambda: open("/app/planted", "w")),
    "tmp runs nothing": refused(lambda: subprocess.run([script])),
    "no capabilities": int(status["CapEff"], 16) == 0 and int(status["CapBnd"], 16) == 0,
    "no new privileges": status["NoNewPrivs"].strip() == "1",
    "not root": os.getuid() == 10001 == os.getgid(),
}))
"""


def wait_for(container: str, pattern: str) -> str:
    """Wait until the container's output matches; return the output."""
    limit = time.monotonic() + LIMIT_S
    while True:
        done = docker("logs", container)
        output = done.stdout + done.stderr
        if re.search(pattern, output):
            return output
        assert time.monotonic() < limit, f"{pattern} did not appear in:\n{output}"
        time.sleep(0.2)


def test_the_probe_sees_a_container_that_was_not_hardened(image: str) -> None:
    done = docker("run", "--rm", "--label", LABEL, "--user=0", image, "python", "-c", PROBE)
    assert not any(json.loads(done.stdout).values())


def test_a_hardened_container_can_change_nothing(image: str) -> None:
    done = docker("run", "--rm", "--label", LABEL, *HARDENED, image, "python", "-c", PROBE)
    assert all(json.loads(done.stdout).values()), done.stdout


def test_there_is_no_shell_to_run(image: str) -> None:
    for shell in ("/bin/sh", "/bin/bash", "/bin/dash", "/bin/busybox"):
        assert docker("run", "--rm", "--label", LABEL, image, shell, "-c", "true", check=False).returncode == 127


def test_the_command_line_works_hardened(image: str) -> None:
    done = docker("run", "--rm", "--label", LABEL, *HARDENED, image, "chancery", "--help")
    assert "web" in done.stdout
    assert "evaluator" in done.stdout


def test_a_program_that_cannot_be_kept_running_ends_the_container(image: str, container: str) -> None:
    # Without its settings the web program ends at once, again and again, until the supervisor gives it up.
    docker("run", "--detach", "--name", container, "--label", LABEL, *HARDENED, image)
    assert docker("wait", container).stdout.strip() == "70"
    assert "could not be kept running" in docker("logs", container).stderr


def test_docker_stop_ends_it_politely(image: str, container: str) -> None:
    docker("run", "--detach", "--name", container, "--label", LABEL, *HARDENED, *SETTINGS, image)
    # Without its tables the worker would end again and again, and with it the container.
    docker("exec", container, "chancery", "migrate")
    wait_for(container, "Listening at|Booting worker")
    # After ten seconds Docker kills, and the status is then 137.
    docker("stop", "--time", "10", container)
    assert docker("inspect", "--format", "{{.State.ExitCode}}", container).stdout.strip() == "0"
