"""What the application image holds, and what it must not hold."""

from __future__ import annotations

import re
import tarfile
from typing import Any

import pytest
from running import HARDENED, docker

LARGEST = 250_000_000
COMMANDS = {"python3", "python3.13", "tini"}
SECRET = re.compile(r"passw|secret|token|private|credential|api_?key", re.IGNORECASE)


def named(name: str, mode: int = 0o755, kind: bytes = tarfile.REGTYPE) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.mode, member.type = mode, kind
    return member


def foreign_commands(members: list[tarfile.TarInfo]) -> list[str]:
    """Programs of the system's directories besides those that are run."""
    programs = [member.name.removeprefix("./") for member in members if not member.isdir()]
    return [
        name for name in programs if re.match(r"(usr/)?s?bin/[^/]+$", name) and name.rsplit("/", 1)[1] not in COMMANDS
    ]


def privileged(members: list[tarfile.TarInfo]) -> list[str]:
    """Files that run as their owner or group, and files that everyone may write."""
    return [
        member.name
        for member in members
        if (member.mode & 0o6000 and member.isfile())
        or (member.mode & 0o002 and not member.issym() and member.name.strip("./") != "tmp")
    ]


def telling(variables: list[str]) -> list[str]:
    """Environment variables whose names promise a secret."""
    return [variable for variable in variables if SECRET.search(variable.split("=", 1)[0])]


def test_the_checks_below_see_what_was_planted() -> None:
    assert foreign_commands([named("usr/bin/sh"), named("usr/bin/tini")]) == ["usr/bin/sh"]
    assert privileged([named("usr/bin/su", 0o4755), named("app/x", 0o666), named("tmp", 0o1777, tarfile.DIRTYPE)]) == [
        "usr/bin/su",
        "app/x",
    ]
    assert telling(["PATH=/usr/bin", "DB_PASSWORD=x"]) == ["DB_PASSWORD=x"]


def test_it_is_at_most_250_megabytes(facts: dict[str, Any]) -> None:
    assert facts["Size"] <= LARGEST


def test_it_runs_as_a_user_without_rights(facts: dict[str, Any]) -> None:
    assert facts["Config"]["User"] == "10001:10001"


def test_it_has_no_shell_and_no_package_tool(members: list[tarfile.TarInfo]) -> None:
    assert foreign_commands(members) == []


def test_nothing_is_setuid_or_writable_by_everyone(members: list[tarfile.TarInfo]) -> None:
    assert privileged(members) == []


def test_only_the_application_and_its_server_are_commands(members: list[tarfile.TarInfo]) -> None:
    scripts = {member.name.rsplit("/", 1)[1] for member in members if re.search(r"app/venv/bin/[^/]+$", member.name)}
    assert scripts == {"chancery", "gunicorn", "python", "python3", "python3.13"}


def test_what_is_installed_stays_known_to_scanners(members: list[tarfile.TarInfo]) -> None:
    known = {member.name.rsplit("/", 1)[1] for member in members if "var/lib/dpkg/status.d/" in member.name}
    assert {"libc6", "python3.13-minimal", "libssl3t64", "tini"} <= known


def test_its_configuration_holds_no_secret(facts: dict[str, Any]) -> None:
    assert telling(facts["Config"]["Env"]) == []
    assert facts["Config"]["Entrypoint"] == ["/usr/bin/tini", "--"]


def test_the_site_s_network_leaves_no_trace(image: str, members: list[tarfile.TarInfo]) -> None:
    history = docker("history", "--no-trunc", "--format", "{{.CreatedBy}}", image).stdout
    assert not re.search(r"ca\.crt|proxy|index", history, re.IGNORECASE)
    assert not [member.name for member in members if member.name.removeprefix("./").startswith("build/")]


def test_of_bootstrap_only_what_is_served_is_there(members: list[tarfile.TarInfo]) -> None:
    files = [member.name for member in members if "/flask_bootstrap/" in member.name and member.isfile()]
    assert {name.rsplit("/", 1)[1] for name in files} == {"bootstrap.min.css", "jquery.min.js"}


def test_of_amazon_s_services_the_one_for_objects_is_there(members: list[tarfile.TarInfo]) -> None:
    names = [member.name.partition("/botocore/data/")[2] for member in members if member.isfile()]
    assert {name.partition("/")[0] for name in names if "/" in name} == {"s3"}


@pytest.mark.parametrize("kind", ["s3", "azure"])
def test_what_was_pruned_is_not_needed_to_reach_a_store(image: str, kind: str) -> None:
    """There is no network, so that it cannot be reached is the right answer, and one that takes the whole kit."""
    program = (
        "from chancery.objects import Bucket, ObjectsUnavailable, open_store\n"
        f"place = Bucket({kind!r}, 'files', 'tests', 'https://127.0.0.1:9', 'eu-central-1', 'me', 'c2VjcmV0')\n"
        "store = open_store(place)\n"
        "try:\n    store.probe()\nexcept ObjectsUnavailable as error:\n    print(error)"
    )
    answer = docker("run", "--rm", *HARDENED, "--entrypoint=/app/venv/bin/python", image, "-c", program)
    assert answer.stdout.strip() == "the service does not answer"
