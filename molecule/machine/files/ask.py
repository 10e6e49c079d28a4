#!/usr/bin/python3
"""Ask the emulated machine what the tests want to know: one line of JSON for each boot, on its second serial line.

The first boot is of a disk that a host in a container left behind, so what runs then was started by nobody. It ends in
a reboot. In the second boot the same is asked again, then what a newcomer gets here, and the machine is switched off.
"""

import json
import sys
from pathlib import Path

import deployed
import kernel
import newcomer
import swap
from shell import say, sh

ANSWERS = Path("/dev/ttyS1")
# A boot writes a line into it; a third one is a machine that fell over.
BOOTS = Path("/var/lib/chancery-machine")


def tell(answers: dict[str, object]) -> None:
    """Write one line of answers."""
    with ANSWERS.open("w") as line:
        line.write(f"{json.dumps(answers)}\n")


def first() -> None:
    """Ask the kernel and the site, switch swap off, ban somebody, and reboot."""
    answers: dict[str, object] = deployed.answers()
    answers |= {"kernel": kernel.answers(), "evaluator": deployed.start_up_checks()}
    answers["swap"] = swap.switched_off()
    answers["ban"] = sh(f"fail2ban-client set sshd banip {deployed.BANNED}")
    tell(answers)
    sh("systemctl reboot")


def second() -> None:
    """Ask what is up again, then what a newcomer gets, and switch the machine off."""
    tell(deployed.answers() | {"swap": swap.after_a_boot()})
    tell(newcomer.answers())
    sh("systemctl poweroff")


def main() -> None:
    """Do what is due at this boot."""
    with BOOTS.open("a") as boots:
        boots.write("boot\n")
    number = len(BOOTS.read_text().splitlines())
    say(f"boot {number}")
    try:
        if number <= 2:
            (first, second)[number - 1]()
            return
    except Exception as error:
        tell({"fault": f"boot {number}: {error!r}"})
        sh("systemctl poweroff")
        raise
    tell({"fault": "the machine rebooted by itself"})
    sh("systemctl poweroff")


if __name__ == "__main__":
    sys.exit(main())
