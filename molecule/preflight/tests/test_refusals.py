"""Bad input to the roles: each is refused before anything changes, in words that say what to type."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

HERE = Path(__file__).parents[1]
TREE = HERE.parents[1]
PRODUCTION = {"environment_kind": "production", "app_base_url": "https://interviews.invalid"}
REGISTRY = {
    "images_source": "registry",
    "images_registry_repository": "registry.invalid/app",
    "images_registry_digest": f"sha256:{'0' * 64}",
}
ADA = f"ssh-ed25519 AAAA{'C' * 64} ada"

ACCOUNTS = {
    "app_accounts_enabled": True,
    "app_site_key": "0123456789abcdef" * 4,
    "app_smtp_host": "mail.example.org",
    "app_mail_sender": "help@example.org",
    "app_web_network": "chancery",
}
GOOGLE = {"name": "google", "client_id": "x"}
BUCKET: dict[str, object] = {
    "app_objects_bucket": "s3://chancery-files/test",
    "app_objects_region": "eu-central-1",
    "app_objects_account": "keeper",
    "app_objects_secret": "not-a-secret",
    "app_web_network": "chancery",
}
REFUSED = [
    ("preflight", {"environment_kind": "staging"}, "Set it to dev or production in group_vars/all"),
    ("preflight", {"preflight_debian_releases": ["12"]}, "the roles are tested on Debian 12"),
    ("preflight", PRODUCTION | {"app_base_url": "http://interviews.invalid"}, "Production refuses plain HTTP"),
    ("preflight", PRODUCTION | {"app_interview_packages": []}, "app_interview_packages: remove it"),
    (
        "preflight",
        PRODUCTION | {"certificates_local_ca_fetch_path": "x"},
        "certificates_local_ca_fetch_path: remove it",
    ),
    ("preflight", PRODUCTION | {"app_mail_directory": "/srv/mail"}, "name the mail server in app_smtp_host"),
    ("app", {"app_environment_kind": "production", "app_mail_directory": "/srv/mail"}, "must not lie about"),
    ("preflight", PRODUCTION | {"preflight_developers": ["dora"]}, "Remove dora from accounts_developers"),
    ("preflight", PRODUCTION | {"vault_smtp_password": "change_me"}, "Still a placeholder: vault_smtp_password"),
    ("preflight", PRODUCTION | {"site_names": ["www.example.org"]}, "Still a placeholder: site_names"),
    ("preflight", PRODUCTION | {"certificates_provider": "local_ca"}, "browsers would warn everyone"),
    (
        "preflight",
        {"preflight_waivers": [{"control": "plain_http", "reason": "x"}]},
        "What can be waived is",
    ),
    (
        "preflight",
        {"preflight_waivers": [{"control": "self_signed_certificate", "reason": " "}]},
        "with a reason",
    ),
    ("preflight", PRODUCTION | {"images_secure_logging": False}, "images_secure_logging is false"),
    (
        "preflight",
        {"preflight_renamed_variables": [{"old": "app_uid", "new": "app_service_uid", "drop_in": "9"}], "app_uid": 1},
        "app_uid is now app_service_uid",
    ),
    ("baseline", {"baseline_locale": "en_GB.ISO-8859-1"}, "Names and answers are UTF-8"),
    ("accounts", {"accounts_operators": []}, "Name at least one: accounts_operators: [{name: ada"),
    ("accounts", {"accounts_operators": [{"name": "Ada L.", "keys": [ADA]}]}, "in small letters, digits and dashes"),
    ("accounts", {"accounts_operators": [{"name": "root", "keys": [ADA]}]}, "root and chancery are nobody's"),
    ("accounts", {"accounts_operators": [{"name": "ada", "keys": [ADA]}] * 2}, "Write each name once"),
    (
        "accounts",
        {"accounts_operators": [{"name": "ada", "keys": []}]},
        "A key of ada is missing, or not one to let in",
    ),
    (
        "accounts",
        {"accounts_operators": [{"name": "ada", "keys": ["-----BEGIN OPENSSH PRIVATE KEY-----"]}]},
        "A key of ada",
    ),
    ("accounts", {"accounts_operators": [{"name": "ada", "keys": [f"ssh-rsa AAAA{'B' * 368}"]}]}, "needs 3072 bits"),
    ("accounts", {"accounts_operators": [{"name": "ada", "keys": [f'command="x" {ADA}']}]}, "options before the type"),
    (
        "accounts",
        {"accounts_environment_kind": "production", "accounts_developers": [{"name": "dora", "keys": [ADA]}]},
        "accounts_developers names dora on a production host",
    ),
    ("accounts", {"accounts_kept": [{"name": "agent", "reason": " "}]}, "Say for each what it is for"),
    ("accounts", {"accounts_sshd_settings": {"passwordAuthentication": "yes"}}, "sets passwordauthentication"),
    ("accounts", {"accounts_sshd_settings": {"AllowUsers": "eve"}}, "sets allowusers"),
    ("docker", {"docker_daemon_options_extra": {"hosts": ["tcp://0.0.0.0:2375"]}}, "unix socket only"),
    ("docker", {"docker_daemon_options_extra": {"no-new-privileges": False}}, "switches no-new-privileges off"),
    ("images", {"images_app_version": ""}, "Set it to the version of the image to deploy"),
    ("images", {"images_archive_path": "/nowhere.tar"}, "the controller has no such file"),
    ("images", {"images_source": "registry", "images_registry_digest": "latest"}, "a tag alone can be moved"),
    ("images", REGISTRY | {"images_registry_user": "ada"}, "images_registry_password is empty"),
    ("images", {"images_source": "build"}, "Set it to the absolute path of a checkout"),
    ("database", {"database_settings_extra": {"listen_addresses": "*"}}, "keeps the server on its unix socket"),
    ("database", {"database_settings_extra": {"fsync": "off"}}, "what was acknowledged on the disk"),
    ("database", {"database_name": 'x"; DROP'}, "is no name for a database or a role here"),
    ("certificates", {"certificates_names": []}, "List the names that people reach the site by"),
    ("certificates", {"certificates_renew_days": 90}, "The first must be the smaller one"),
    ("edge", {"edge_names": ["https://standard.test/"]}, "without scheme, port or wildcard"),
    ("edge", {"edge_http_port": 443}, "Give each its own"),
    ("app", {"app_version": ""}, "Set it to the version of the image to run"),
    ("app", {"app_base_url": "http://standard.test"}, "Set it to https:// and the name of the site"),
    ("app", {"app_service_uid": 0}, "which is root"),
    ("app", {"app_web_environment": {"CHANCERY_SMTP_PASSWORD": "x"}}, "no secret"),
    ("app", {"app_upload_megabytes": 0}, "a number of MiB from 1 to 4096"),
    ("app", {"app_upload_megabytes": 4097}, "a number of MiB from 1 to 4096"),
    ("app", BUCKET | {"app_objects_bucket": "s3://chancery-files"}, "Name the bucket as in s3://"),
    ("app", BUCKET | {"app_objects_region": ""}, "Name the bucket as in s3://"),
    ("app", BUCKET | {"app_objects_endpoint": "http://s3.standard.test"}, "Name the bucket as in s3://"),
    ("app", BUCKET | {"app_objects_account": ""}, "Name the bucket as in s3://"),
    ("app", BUCKET | {"app_objects_bucket": "azure://files/test"}, "Name the bucket as in s3://"),
    ("app", BUCKET | {"app_web_network": "none"}, "a Docker network, which the role makes"),
    ("app", BUCKET | {"app_objects_secret": ""}, "as vault_app_objects_secret"),
    ("app", {"app_web_environment": {"CHANCERY_ERASURE_LEDGER_DAYS": "30"}}, 'Set it to "366" at least'),
    ("app", {"app_web_environment": {"CHANCERY_OBJECTS_ACCOUNT": "x"}}, "which have variables of their own"),
    ("app", {"app_interview_packages": ["/nowhere"]}, "the controller has no such directory"),
    ("app", {"app_web_environment": {"PATH": "/x"}}, "may hold CHANCERY_ settings only"),
    ("app", {"app_interview_mail_enabled": True}, "Name the mail server"),
    ("app", {"app_administrator": "ada@example.org"}, '"" where app_accounts_enabled is false'),
    ("app", ACCOUNTS | {"app_administrator": "ada"}, "Set it to one e-mail address"),
    ("app", {"app_providers": [GOOGLE]}, "need app_accounts_enabled"),
    ("app", ACCOUNTS | {"app_providers": [GOOGLE]}, "under google in vault_app_provider_secrets"),
    ("app", ACCOUNTS | {"app_providers": [{"name": "court", "client_id": "x"}]}, "also a title and an issuer"),
    ("app", ACCOUNTS | {"app_providers": [GOOGLE, GOOGLE]}, "Each needs a different name"),
    (
        "app",
        ACCOUNTS
        | {
            "app_environment_kind": "production",
            "app_providers": [{"name": "court", "client_id": "x", "title": "Court", "issuer": "http://court.test"}],
            "app_provider_secrets": {"court": "x"},
        },
        "an issuer that does not begin with https://",
    ),
]


WAIVED = [{"control": "self_signed_certificate", "reason": "the proxy in front ends TLS"}]
# The last two are accepted.
CASES = [
    *REFUSED,
    ("preflight", PRODUCTION | {"certificates_provider": "local_ca", "preflight_waivers": WAIVED}, ""),
    ("preflight", PRODUCTION, ""),
]


def case(number: int, role: str, variables: dict[str, object]) -> dict[str, Any]:
    """Return a task that lets a role look at the host with these variables, and keeps what it said."""
    tasks_from = "main" if role == "preflight" else "preflight"
    look = {
        "name": "Look",
        "ansible.builtin.include_role": {"name": role, "tasks_from": tasks_from},
        "vars": dict(variables),
    }
    said = {"name": "Keep", "ansible.builtin.set_fact": {f"said_{number}": "{{ ansible_failed_result.msg | string }}"}}
    return {"name": f"Case {number}", "block": [look], "rescue": [said]}


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What the roles said to each of the cases, in one run, which must not change the host."""
    directory = tmp_path_factory.mktemp("refusals")
    cases = [case(number, role, variables) for number, (role, variables, _) in enumerate(CASES)]
    result = directory / "said.json"
    everything = (
        "{{ " + str([f"said_{number}" for number in range(len(CASES))]) + " | map('extract', vars_said) | list }}"
    )
    keep = {
        "name": "Write it down",
        "ansible.builtin.copy": {"dest": str(result), "content": everything, "mode": "0600"},
        "vars": {
            "vars_said": {f"said_{number}": f"{{{{ said_{number} | default('') }}}}" for number in range(len(CASES))}
        },
        "delegate_to": "localhost",
        "become": False,
        "changed_when": False,
    }
    play = {"name": "Refusals", "hosts": "standard", "become": True, "gather_facts": True, "tasks": [*cases, keep]}
    (directory / "play.yml").write_text(yaml.safe_dump([play], sort_keys=False))
    command = ["ansible-playbook", "-i", str(HERE.parent / "inventory"), str(directory / "play.yml")]
    environment = os.environ | {"ANSIBLE_CONFIG": str(TREE / "ansible.cfg")}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " changed=0 " in done.stdout
    held: list[str] = json.loads(result.read_text())
    return held


@pytest.mark.parametrize("number", range(len(REFUSED)), ids=lambda number: f"{REFUSED[number][0]}-{number}")
@pytest.mark.control("production_refuses_development")
def test_refused(said: list[str], number: int) -> None:
    assert REFUSED[number][2] in " ".join(said[number].split())


def test_a_production_inventory_that_is_filled_in_is_accepted(said: list[str]) -> None:
    assert said[-1] == ""


def test_a_certificate_of_our_own_is_accepted_for_a_reason(said: list[str]) -> None:
    assert said[-2] == ""


def test_the_production_inventory_as_it_comes_is_refused(container: Callable[[str], str]) -> None:
    command = ["ansible-playbook", "-i", str(TREE / "inventories/production"), str(TREE / "playbooks/site.yml")]
    there = {
        "ansible_connection": "community.docker.docker",
        "ansible_user": "root",
        "ansible_host": container("standard"),
    }
    environment = os.environ | {"ANSIBLE_CONFIG": str(TREE / "ansible.cfg")}
    done = subprocess.run(
        [*command, "-e", json.dumps(there)], capture_output=True, text=True, check=False, env=environment
    )
    said = " ".join(done.stdout.split())
    assert done.returncode == 2, said
    names = "site_base_url, site_names, site_version, vault_app_site_key, vault_images_registry_password"
    assert f"Still a placeholder: {names}" in said
    assert " changed=0 " in said
