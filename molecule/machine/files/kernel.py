"""What the kernel answers: control groups, Landlock, switches, the audit."""

import ctypes
from pathlib import Path

from shell import sh

SWITCHES = Path("/etc/sysctl.d/90-chancery.conf")
SENT = "/etc/chancery/sent"
# landlock_create_ruleset(2): without a ruleset and with flag 1 it tells the version of its interface.
LANDLOCK = 444
PERSON = "setpriv --reuid 1000 --clear-groups --inh-caps=-all --bounding-set=-all"


def answers() -> dict[str, object]:
    """Return what the kernel answers, by question; of a command its status and what it said."""
    wanted = [line for line in SWITCHES.read_text().splitlines() if " = " in line]
    names = " ".join(line.split(" = ")[0] for line in wanted)
    return {
        "release": sh("uname -r"),
        "modules": sh("cat /sys/kernel/security/lsm"),
        "groups": sh("stat -fc %T /sys/fs/cgroup"),
        "landlock": ctypes.CDLL(None).syscall(LANDLOCK, None, 0, 1),
        "wanted": wanted,
        "found": sh(f"sysctl {names}"),
        "root_unshares": sh("unshare --user true"),
        "person_unshares": sh(f"{PERSON} unshare --user true"),
        "listed": sh("auditctl -l"),
        "sent": sh(f"python3 /usr/local/lib/chancery-machine/audit_server.py {SENT}", limit_s=700),
        "noted": sh("ausearch --input-logs -k keys -i"),
    }
