"""What only a kernel of its own can answer: control groups, AppArmor, Landlock, switches, the audit."""

from __future__ import annotations

import json
from typing import Any

import pytest

KEYS = ("accounts", "settings", "keys", "modules", "mounts", "became_root", "service")
SENT = "/etc/chancery/sent"
# What production hosts ask for (roles/app, app_evaluator_landlock).
LANDLOCK = 4
Answers = dict[str, Any]


def said(answer: tuple[int, str]) -> str:
    """Return what a command said, which has to have gone well."""
    status, words = answer
    assert status == 0, words
    return words


def test_it_is_the_kernel_of_debian_13(answers: Answers) -> None:
    assert said(answers["kernel"]).startswith("6.12.")


def test_control_groups_have_version_2(answers: Answers) -> None:
    assert said(answers["groups"]) == "cgroup2fs"
    assert said(answers["engine"]["groups"]) == "2"


def test_the_kernel_has_landlock_as_the_evaluator_asks_for_it(answers: Answers) -> None:
    assert {"landlock", "apparmor", "yama"} <= set(said(answers["modules"]).split(","))
    assert answers["landlock"] >= LANDLOCK


def test_every_switch_is_known_and_set(answers: Answers) -> None:
    said(answers["apply"])
    assert answers["found"] == answers["wanted"] != []


def test_nobody_but_root_makes_a_user_namespace(answers: Answers) -> None:
    said(answers["root_unshares"])
    assert answers["person_unshares"][0] != 0


def test_what_the_engine_brings(answers: Answers) -> None:
    options = set(json.loads(said(answers["engine"]["options"])))
    assert {"name=apparmor", "name=seccomp,profile=builtin", "name=cgroupns", "name=no-new-privileges"} <= options
    assert "name=userns" not in options


@pytest.mark.control("containers_confined")
def test_apparmor_confines_what_the_engine_starts(answers: Answers) -> None:
    assert said(answers["engine"]["label"]) == "docker-default (enforce)"


def test_system_calls_are_filtered_and_no_right_is_held(answers: Answers) -> None:
    lines = said(answers["engine"]["status"]).splitlines()
    facts = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
    assert (facts["Seccomp"], facts["NoNewPrivs"], facts["CapEff"], facts["CapBnd"]) == ("2", "1", "0" * 16, "0" * 16)


def test_limits_are_in_force(answers: Answers) -> None:
    assert said(answers["engine"]["limit"]) == str(64 * 1024**2)


def test_the_kernel_takes_the_rules_of_the_audit(answers: Answers) -> None:
    said(answers["rules"])
    listed = said(answers["listed"])
    assert [key for key in KEYS if f"key={key}" not in listed and f"-k {key}" not in listed] == []


def test_the_audit_notes_who_touches_keys(answers: Answers) -> None:
    assert SENT in said(answers["noted"])


def test_the_audit_sends_a_copy_away(answers: Answers) -> None:
    assert SENT in said(answers["sent"])
