"""What only a kernel of its own can answer: control groups, Landlock, switches, the audit."""

from __future__ import annotations

from reading import Answers, said

KEYS = ("accounts", "settings", "keys", "modules", "mounts", "became_root", "service")
SENT = "/etc/chancery/sent"
# What Debian 13's kernel has.
LANDLOCK = 6


def test_it_is_the_kernel_of_debian_13(kernel: Answers) -> None:
    assert said(kernel["release"]).startswith("6.12.")


def test_control_groups_have_version_2(kernel: Answers) -> None:
    assert said(kernel["groups"]) == "cgroup2fs"


def test_the_kernel_has_the_modules_that_confine(kernel: Answers) -> None:
    assert {"landlock", "apparmor", "yama"} <= set(said(kernel["modules"]).split(","))
    assert kernel["landlock"] == LANDLOCK


def test_every_switch_is_set_since_the_boot(kernel: Answers) -> None:
    assert said(kernel["found"]).splitlines() == kernel["wanted"] != []


def test_nobody_but_root_makes_a_user_namespace(kernel: Answers) -> None:
    said(kernel["root_unshares"])
    assert kernel["person_unshares"][0] != 0


def test_the_rules_of_the_audit_are_loaded_since_the_boot(kernel: Answers) -> None:
    listed = said(kernel["listed"])
    assert [key for key in KEYS if f"key={key}" not in listed and f"-k {key}" not in listed] == []


def test_the_audit_notes_who_touches_keys(kernel: Answers) -> None:
    assert SENT in said(kernel["noted"])


def test_the_audit_sends_a_copy_away(kernel: Answers) -> None:
    assert SENT in said(kernel["sent"])
