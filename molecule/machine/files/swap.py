"""Swap where Debian's installer would have it, and what becomes of it by what the role baseline does to a real host."""

from shell import sh

# The two tasks of the role, as commands; a test compares them with the role.
OFF_NOW = "swapoff --all --verbose"
OFF_AT_BOOT = "systemctl mask swap.target"
SHOWN = "swapon --show=NAME --noheadings"
FILE = "/swapfile"
BACK = "systemctl unmask swap.target && systemctl daemon-reload && systemctl start swap.target"
MADE = f"dd if=/dev/zero of={FILE} bs=1M count=16 status=none && chmod 600 {FILE} && mkswap --quiet {FILE}"
LISTED = f"echo '{FILE} none swap sw 0 0' >> /etc/fstab && swapon --all"


def switched_off() -> dict[str, object]:
    """Make swap that comes with every boot, switch it off as the role does, and return what was there when."""
    return {
        "made": sh(f"{MADE} && {LISTED}"),
        "before": sh(SHOWN),
        "commands": [OFF_NOW, OFF_AT_BOOT],
        "off": sh(f"{OFF_NOW} && {OFF_AT_BOOT}"),
        "after": sh(SHOWN),
    }


def after_a_boot() -> dict[str, object]:
    """Return what swap there is since the boot, and what there would be without the role's second task."""
    return {
        "booted": sh(SHOWN),
        "without": sh(f"{BACK} && {SHOWN}"),
        "off": sh(f"{OFF_NOW} && {OFF_AT_BOOT}"),
    }
