"""Who has an account, what they may do, and what sshd makes of it."""

from __future__ import annotations

import pytest
from testinfra.host import Host

EXPECTED = {
    "standard": {"ada": ["chancery-operators"], "dora": ["chancery-developers", "systemd-journal"]},
    "alternative": {"olga": ["keepers"], "omar": ["keepers"]},
}
KEYS = {"standard": "/etc/ssh/authorized_keys.d", "alternative": "/etc/chancery-keys"}


def sshd(host: Host) -> dict[str, str]:
    """Return the settings that sshd would run with, by its own account."""
    lines = host.check_output("sshd -T -C user=ada,host=elsewhere,addr=192.0.2.1").splitlines()
    return {line.split(" ", 1)[0]: line.split(" ", 1)[-1] for line in lines}


@pytest.mark.parametrize("which", EXPECTED)
def test_everybody_has_an_account_and_no_password(which: str, request: pytest.FixtureRequest) -> None:
    host: Host = request.getfixturevalue(which)
    for name, groups in EXPECTED[which].items():
        user = host.user(name)
        assert sorted(set(user.groups) - {name}) == groups
        assert user.shell == "/bin/bash"
        assert host.check_output("getent shadow %s", name).split(":")[1].startswith("!")


@pytest.mark.control("keys_only")
@pytest.mark.parametrize("which", KEYS)
def test_only_root_writes_keys(which: str, request: pytest.FixtureRequest) -> None:
    host: Host = request.getfixturevalue(which)
    directory = host.file(KEYS[which])
    assert (directory.user, directory.mode) == ("root", 0o755)
    assert sorted(directory.listdir()) == sorted(EXPECTED[which])
    for name in EXPECTED[which]:
        file = host.file(f"{KEYS[which]}/{name}")
        assert (file.user, file.group, file.mode) == ("root", "root", 0o644)


@pytest.mark.control("keys_only")
def test_sshd_knows_keys_only(host: Host) -> None:
    assert host.service("ssh").is_running
    assert host.service("ssh").is_enabled
    assert host.socket("tcp://0.0.0.0:22").is_listening
    settings = sshd(host)
    assert settings["passwordauthentication"] == settings["kbdinteractiveauthentication"] == "no"
    assert settings["permitrootlogin"] == "no"
    assert settings["authenticationmethods"] == "publickey"


def test_sshd_takes_the_chosen_values(standard: Host, alternative: Host) -> None:
    assert (sshd(standard)["maxauthtries"], sshd(alternative)["maxauthtries"]) == ("3", "2")
    assert sshd(standard)["authorizedkeysfile"] == "/etc/ssh/authorized_keys.d/%u"
    assert sshd(alternative)["authorizedkeysfile"] == "/etc/chancery-keys/%u .ssh/authorized_keys"
    assert sshd(standard)["allowgroups"] == "chancery-developers"  # the last of two lines
    assert sshd(alternative)["allowgroups"] == "keepers"


def test_sudo_is_for_operators(host: Host) -> None:
    operator = "ada" if host.user("ada").exists else "olga"
    assert host.check_output("runuser -u %s -- sudo -n id -un", operator) == "root"
    assert host.check_output("visudo -c").count("parsed OK") >= 2
    assert (host.file("/etc/sudoers.d/chancery").mode, host.file("/etc/sudoers.d/chancery").user) == (0o440, "root")


def test_a_developer_may_read_the_journal_and_no_more(standard: Host) -> None:
    assert standard.run("runuser -u dora -- sudo -n id").rc != 0
    assert standard.run("runuser -u dora -- journalctl --lines 1 --no-pager").rc == 0
    assert standard.run("runuser -u dora -- cat /etc/ssh/sshd_config.d/00-chancery.conf").rc != 0


def test_an_account_that_is_kept_stays_and_is_not_let_in(alternative: Host) -> None:
    assert alternative.user("operator").exists
    assert "keepers" not in alternative.user("operator").groups


def test_broken_files_would_be_refused(standard: Host) -> None:
    """The checkers that the role validates with notice a planted fault."""
    assert standard.run("echo 'PermitRootLogin perhaps' > /run/planted && sshd -t -f /run/planted").rc != 0
    assert standard.run("echo 'ada ALL=(ALL) SOMETIMES: ALL' > /run/planted && visudo -cf /run/planted").rc != 0
    assert standard.run("echo 'ssh-ed25519 nonsense ada' > /run/planted && ssh-keygen -l -f /run/planted").rc != 0
    standard.check_output("rm /run/planted")
