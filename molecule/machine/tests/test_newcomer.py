"""What somebody with a new checkout gets on a real Debian 13: the checks of `make up`, and the dev host."""

from __future__ import annotations

import re

from reading import Answers, said


def test_make_up_accepts_the_machine(newcomer: Answers) -> None:
    words = newcomer["up"][1]
    assert re.search(r"^\[1/6\] Checking the machine … \d+ (s|min \d+ s), Debian GNU/Linux 13 \(trixie\)$", words, re.M)
    assert "[2/6] Preparing the Python environment" in words


def test_make_up_starts_the_engine_and_lends_the_group(newcomer: Answers) -> None:
    assert "not in the group docker, so sudo lends it for this run" in newcomer["up"][1]


def test_make_up_says_what_to_do_without_a_network(newcomer: Answers) -> None:
    status, words = newcomer["up"]
    assert status != 0
    assert "The whole log: .local/log/environment.log" in words


def test_the_dev_host_starts_under_control_groups_of_version_2(newcomer: Answers) -> None:
    assert said(newcomer["groups"]) == "2"
    assert said(newcomer["started"]).startswith("new ")
    assert said(newcomer["privileged"]) == "false"
    assert said(newcomer["failed"]) == ""
    assert said(newcomer["system"]) == "running"


def test_the_engine_inside_it_runs_containers_with_limits(newcomer: Answers) -> None:
    said(newcomer["engine"])
    assert said(newcomer["inner_groups"]) == "2"
    said(newcomer["import"])
    assert said(newcomer["limits"]).split() == [str(64 * 1024**2), "8"]
