"""What somebody with a new checkout gets on this machine: what `make up` checks, and the dev host under its engine.

It comes last, because it stops the site and gives the engine Debian's options.
"""

from shell import sh

CHECKOUT = "/usr/local/src/chancery"
# There is no network: the packages' index cannot be reached, so `make up` ends after its checks.
UP = f"cd {CHECKOUT} && sudo --user operator --login env --chdir {CHECKOUT} PIP_RETRIES=0 make up 2>&1"
START = """
from stack import host
from stack.checkout import Choices
host.START_LIMIT_S = 1100
choices = Choices()
host.check_ports(choices)
print(host.ensure(choices, "chancery-host:packages"), host.container(choices))
"""
# A container of one program, made of what is there: nothing is fetched.
PROBE = "tar -ch /usr/bin/cat /lib64/ld-linux-x86-64.so.2 /lib/x86_64-linux-gnu/libc.so.6 | docker import - probe"
RUN = "docker run --rm --network none --memory 64m --pids-limit 8 probe /usr/bin/cat"


def answers() -> dict[str, object]:
    """Return what `make up` said, and how the dev host runs; of a command its status and what it said."""
    sh("docker stop $(docker ps --quiet) && rm /etc/docker/daemon.json")
    sh("systemctl stop docker.socket docker.service")
    found: dict[str, object] = {"up": sh(UP, limit_s=900)}
    started = sh(f"cd {CHECKOUT} && PYTHONPATH=bin/lib python3 -B -c '{START}'", limit_s=1200)
    name = started[1].rsplit(" ", 1)[-1]
    inside = f"docker exec {name} sh -c"
    return found | {
        "started": started,
        "groups": sh("docker info --format '{{.CgroupVersion}}'"),
        "privileged": sh(f"docker inspect --format '{{{{.HostConfig.Privileged}}}}' {name}"),
        "system": sh(f"docker exec {name} systemctl is-system-running"),
        "failed": sh(f"docker exec {name} systemctl list-units --failed --plain --no-legend"),
        "engine": sh(f"docker exec {name} systemctl start docker.service", limit_s=600),
        "inner_groups": sh(f"docker exec {name} docker info --format '{{{{.CgroupVersion}}}}'"),
        "import": sh(f"{inside} '{PROBE}'"),
        "limits": sh(f"{inside} '{RUN} /sys/fs/cgroup/memory.max /sys/fs/cgroup/pids.max'"),
    }
