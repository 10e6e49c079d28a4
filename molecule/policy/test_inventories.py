"""Development and production differ in values, never in names; nothing for development is on production."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from repository import ROOT, load, plays, variables

PLACEHOLDER = re.compile(r"^$|change_me|generate_me")
SECRET_NAME = re.compile(r"(password|secret|token|passphrase)$")
DEV_ONLY = "all/dev_only.yml"


def names(inventory: str) -> set[str]:
    """Return every variable of an inventory, those apart that only development may have."""
    return {name for path, held in variables(inventory).items() if path != DEV_ONLY for name in held}


def test_both_inventories_set_the_same_variables() -> None:
    assert names("dev") == names("production")


def test_both_inventories_split_them_alike() -> None:
    assert set(variables("dev")) - {DEV_ONLY} == set(variables("production"))


def test_variables_for_development_are_those_that_preflight_refuses() -> None:
    refused = {
        entry["name"] for entry in load(ROOT / "roles/preflight/defaults/main.yml")["preflight_dev_only_variables"]
    }
    assert set(variables("dev")[DEV_ONLY]) <= refused
    assert not names("production") & refused
    assert not names("dev") & refused


def test_every_relaxation_has_its_reason() -> None:
    """A value of development's that production does not have stands under a comment that says why."""
    production = {name: value for held in variables("production").values() for name, value in held.items()}
    bare = []
    for path, held in variables("dev").items():
        lines = (ROOT / "inventories/dev/group_vars" / path).read_text().splitlines()
        for before, line in pairwise(lines):
            name = line.split(":")[0]
            relaxed = name in held and name != "environment_kind" and held[name] != production.get(name)
            if relaxed and not PLACEHOLDER.search(str(production.get(name))) and not before.startswith("#"):
                bare.append(f"{path}: {name}")
    assert not bare


@pytest.mark.parametrize("inventory", ["dev", "production"])
def test_no_secret_has_a_value_that_works(inventory: str) -> None:
    held = {name: value for part in variables(inventory).values() for name, value in part.items()}
    secrets = {
        name: str(value or "") for name, value in held.items() if name.startswith("vault_") or SECRET_NAME.search(name)
    }
    assert secrets
    assert not {
        name for name, value in secrets.items() if not (PLACEHOLDER.search(value) or value.startswith("{{ vault_"))
    }


def test_no_role_has_a_secret_by_default() -> None:
    for path in (ROOT / "roles").glob("*/defaults/main.yml"):
        held = load(path) or {}
        assert not {name for name, value in held.items() if SECRET_NAME.search(name) and value != ""}, path


def test_both_inventories_have_the_same_groups() -> None:
    groups = [
        set(load(ROOT / "inventories" / inventory / "hosts.yml")["all"]["children"])
        for inventory in ("dev", "production")
    ]
    assert groups[0] == groups[1] == {"edge", "app", "database", "builder"}


def test_every_play_ends_at_the_first_error() -> None:
    lenient = [
        play["name"]
        for _, play in plays()
        if not (play.get("any_errors_fatal") is True and play.get("max_fail_percentage") == 0)
    ]
    assert plays()
    assert not lenient


@pytest.mark.parametrize("playbook", ["site.yml", "deploy.yml"])
def test_nothing_changes_before_every_role_has_refused_what_does_not_fit(playbook: str) -> None:
    first, *others = load(ROOT / "playbooks" / playbook)
    assert first["ansible.builtin.import_playbook"] == "preflight.yml"
    refusing = load(ROOT / "playbooks/preflight.yml")
    assert all("always" in (play.get("tags") or play["roles"][0]["tags"]) for play in refusing)
    modules = {module for play in refusing for task in play.get("tasks", []) for module in task if "." in module}
    assert modules == {"ansible.builtin.import_role"}
    asked = {
        (task["ansible.builtin.import_role"]["name"], play["hosts"])
        for play in refusing
        for task in play.get("tasks", [])
    }
    for play in others:
        for entry in play["roles"]:
            assert any(
                role == entry["role"] and set(hosts.split(":")) & {"all", *play["hosts"].split(":")}
                for role, hosts in asked
            ), entry
