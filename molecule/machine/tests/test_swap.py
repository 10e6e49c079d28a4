"""No swap writes memory to the disk of a real host: not after the playbook, and not after a boot."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from reading import Answers, said

TASKS = Path(__file__).parents[3] / "roles/baseline/tasks/kernel.yml"
FILE = "/swapfile"


def test_what_was_tried_is_what_the_role_does(first: Answers) -> None:
    tasks = [task for task in yaml.safe_load(TASKS.read_text()) if "swap" in task["name"].lower()]
    at_boot = next(task["ansible.builtin.systemd_service"] for task in tasks if "boot" in task["name"])
    now = next(task["ansible.builtin.command"] for task in tasks if "now" in task["name"])
    assert at_boot == {"name": "swap.target", "masked": True}
    assert [" ".join(now["argv"]), f"systemctl mask {at_boot['name']}"] == first["swap"]["commands"]


@pytest.mark.control("nothing_in_clear_on_disk")
def test_swap_is_off_at_once(first: Answers) -> None:
    said(first["swap"]["made"])
    assert said(first["swap"]["before"]) == FILE
    assert FILE in said(first["swap"]["off"])
    assert said(first["swap"]["after"]) == ""


@pytest.mark.control("nothing_in_clear_on_disk")
def test_swap_stays_off_after_a_boot(again: Answers) -> None:
    assert said(again["swap"]["booted"]) == ""


def test_without_the_role_it_would_be_back(again: Answers) -> None:
    assert said(again["swap"]["without"]) == FILE
