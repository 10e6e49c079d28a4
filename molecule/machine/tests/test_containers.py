"""The application's two containers as the role app made them, started by the engine at boot, on a real kernel."""

from __future__ import annotations

import json

import pytest
from reading import Answers, said

# Everybody's number in a container, and no right.
SERVICE = "10001"
NONE = "0" * 16


@pytest.fixture(params=["web", "evaluator"])
def container(request: pytest.FixtureRequest, boot: Answers) -> Answers:
    """One of the two, at one of the boots."""
    [found] = [entry for name, entry in boot["containers"].items() if request.param in name]
    return dict(found)


def test_nothing_else_runs_in_a_container(boot: Answers) -> None:
    assert sorted(name.rsplit("-", 1)[0] for name in boot["containers"]) == ["chancery-evaluator", "chancery-web"]


def test_what_the_engine_brings(boot: Answers) -> None:
    options = set(json.loads(said(boot["options"])))
    assert {"name=apparmor", "name=seccomp,profile=builtin", "name=cgroupns", "name=no-new-privileges"} <= options
    assert "name=userns" not in options
    assert said(boot["groups"]) == "2 systemd"


@pytest.mark.control("containers_confined")
def test_apparmor_confines_every_process(container: Answers) -> None:
    assert container["profile"] == "docker-default"
    # What the engine starts for a health check is its own program at first.
    labels = {process["label"] for process in container["processes"] if not process["Name"].startswith("runc")}
    assert labels == {"docker-default (enforce)"}


@pytest.mark.control("containers_confined")
def test_no_process_has_a_right_or_an_unfiltered_call(container: Answers) -> None:
    own = [process for process in container["processes"] if not process["Name"].startswith("runc")]
    rights = {tuple(process[name] for name in ("Seccomp", "NoNewPrivs", "CapEff", "CapBnd")) for process in own}
    assert rights == {("2", "1", NONE, NONE)}
    assert {process["Uid"] for process in own} == {"\t".join([SERVICE] * 4)}


def test_limits_are_in_force(container: Answers) -> None:
    limits = [int(line) for line in said(container["limits"]).splitlines()]
    assert limits == container["wanted"]
    assert min(limits) > 0


def test_no_container_makes_a_user_namespace(container: Answers) -> None:
    status, words = container["unshare"]
    assert status != 0
    assert "PermissionError" in words


@pytest.mark.control("code_in_a_jail")
def test_the_evaluator_starts_with_all_of_landlock_that_this_kernel_has(first: Answers) -> None:
    check = first["evaluator"]["present"]
    said(check["listens"])
    assert said(check["status"]) == "running 0"


@pytest.mark.control("code_in_a_jail")
def test_the_evaluator_refuses_a_kernel_that_lacks_what_it_asks_for(first: Answers) -> None:
    check = first["evaluator"]["lacking"]
    status, code = said(check["status"]).split()
    assert (status, code == "0", check["listens"][0] == 0) == ("exited", False, False)
    words = " ".join(said(check["said"]).split())
    assert "needs Landlock version 7" in words
    assert "this kernel has version 6" in words
