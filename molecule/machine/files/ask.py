#!/usr/bin/python3
"""The first process of the emulated machine: it asks the kernel, prints the answers in one line, and switches it off.

There is no systemd, which takes long under emulation: what the questions need is started here.
"""

import ctypes
import json
import subprocess
import sys
import time
from pathlib import Path

MOUNTS = (("proc", "/proc"), ("sysfs", "/sys"), ("securityfs", "/sys/kernel/security"), ("cgroup2", "/sys/fs/cgroup"))
TMPFS = ("/run", "/tmp")
SWITCHES = "/etc/sysctl.d/90-chancery.conf"
RULES = "/etc/audit/rules.d/50-chancery.rules"
SENT = "/etc/chancery/sent"
PATH = "/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin"
ENGINE_LIMIT_S = 600
# landlock_create_ruleset(2): without a ruleset and with flag 1 it tells the version of its interface.
LANDLOCK = 444
# A container of one program, made of what is there.
IMPORT = "tar -ch /usr/bin/cat /lib64/ld-linux-x86-64.so.2 /lib/x86_64-linux-gnu/libc.so.6 | docker import - probe"
# As the role app starts what it starts; there is no journal, so nothing is logged.
RUN = "docker run --rm --log-driver none --network none --read-only --cap-drop ALL --memory 64m probe"
PERSON = "setpriv --reuid 1000 --clear-groups --inh-caps=-all --bounding-set=-all"


def sh(command: str) -> tuple[int, str]:
    """Return the status of a shell command and what it printed; what went wrong, where something did."""
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, env={"PATH": PATH})
    return done.returncode, (done.stdout + (done.stderr if done.returncode else "")).strip()


def start(command: str) -> None:
    """Start a program that stays; what it says goes into a file."""
    with Path(f"/tmp/{command.split()[0]}.log").open("w") as log:
        subprocess.Popen(["/bin/sh", "-c", f"exec {command}"], stdout=log, stderr=log, env={"PATH": PATH})


def settings() -> list[str]:
    """Return the lines `name = value` of the role's switches."""
    return [line for line in Path(SWITCHES).read_text().splitlines() if " = " in line]


def engine() -> dict[str, object]:
    """Start the engine, and return what it says of itself and how it confines a container."""
    start("dockerd")
    limit = time.monotonic() + ENGINE_LIMIT_S
    while sh("docker version")[0] and time.monotonic() < limit:
        time.sleep(2)
    return {
        "options": sh("docker info --format '{{json .SecurityOptions}}'"),
        "groups": sh("docker info --format '{{.CgroupVersion}}'"),
        "import": sh(IMPORT),
        "label": sh(f"{RUN} cat /proc/self/attr/current"),
        "status": sh(f"{RUN} cat /proc/self/status"),
        "limit": sh(f"{RUN} cat /sys/fs/cgroup/memory.max"),
    }


def answers() -> dict[str, object]:
    """Return what the kernel answers, by question."""
    for kind, place in MOUNTS:
        sh(f"mountpoint -q {place} || mount -t {kind} {kind} {place}")
    for place in TMPFS:
        sh(f"mount -t tmpfs tmpfs {place}")
    sh("ip link set lo up")
    found: dict[str, object] = {
        "kernel": sh("uname -r"),
        "modules": sh("cat /sys/kernel/security/lsm"),
        "groups": sh("stat -fc %T /sys/fs/cgroup"),
        "landlock": ctypes.CDLL(None).syscall(LANDLOCK, None, 0, 1),
        "wanted": settings(),
        "apply": sh(f"sysctl -p {SWITCHES}"),
        "found": [sh(f"sysctl {line.split(' = ')[0]}")[1] for line in settings()],
        "root_unshares": sh("unshare --user true"),
        "person_unshares": sh(f"{PERSON} unshare --user true"),
        "engine": engine(),
    }
    sh("install -d -m 0750 /var/log/audit && auditctl -e 1")
    start("auditd -n -s nochange")
    found["rules"] = sh(f"auditctl -R {RULES}")
    found["listed"] = sh("auditctl -l")
    found["sent"] = sh(f"python3 /usr/local/lib/chancery-machine/audit_server.py {SENT}")
    found["noted"] = sh("ausearch --input-logs -k keys -i")
    return found


sys.stdout.write(f"ANSWERS {json.dumps(answers())}\n")
sys.stdout.flush()
sh("sync")
Path("/proc/sysrq-trigger").write_text("o")
time.sleep(60)
