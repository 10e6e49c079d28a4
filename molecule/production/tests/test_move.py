"""A host moves from development to production, and nothing of its developers stays."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from testinfra.host import Host

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + "D" * 43 + " dora"
OTHER = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + "E" * 43 + " somebody"
ARCHIVES = "/var/backups/chancery-accounts"
# What dora, whom the role let in, and mallory, whom somebody made by hand, have on the host.
PLANT = f"""
set -eu
rm -rf /tmp/dora-file /srv/dora
useradd --create-home --shell /bin/bash mallory
printf 'mallory ALL=(ALL) NOPASSWD: ALL\\n' > /etc/sudoers.d/mallory && chmod 0440 /etc/sudoers.d/mallory
printf '# nightly\\n* * * * * mallory true\\n' > /etc/cron.d/mallory
install -d -m 0700 /root/.ssh
printf '%s\\n%s\\n' '{KEY}' '{OTHER}' > /root/.ssh/authorized_keys
# Whoever would keep a key there puts something in the way of a new file.
touch /root/.ssh/.authorized_keys.new
runuser -l dora -s /bin/sh -c '
  umask 022
  mkdir -p .ssh .config/systemd/user && echo "{KEY}" > .ssh/authorized_keys && echo secret > .ssh/id_ed25519
  echo "what I thought" > notes
  cd .config/systemd/user
  printf "[Service]\\nType=exec\\nExecStart=/bin/sleep 4711\\n[Install]\\nWantedBy=default.target\\n" > hold.service
  echo "* * * * * true" | crontab -
  echo true | at -q b now + 3 hours 2> /dev/null
  setsid sleep 4712 > /dev/null 2>&1 &
  echo x > /tmp/dora-file
'
loginctl enable-linger dora
uid=$(id -u dora)
for turn in $(seq 100); do [ -S /run/user/$uid/systemd/private ] && break; sleep 0.2; done
runuser -u dora -- env XDG_RUNTIME_DIR=/run/user/$uid systemctl --user enable --now hold.service 2> /dev/null
systemd-run --quiet --service-type=exec --unit=dora-service --uid=dora --property=Restart=always sleep 4713
echo 'Subject: hello' > /var/mail/dora && chown dora:mail /var/mail/dora
install -d -o dora -g dora -m 0777 /srv/dora
install -o dora -g dora -m 4755 /usr/bin/id /srv/dora/id
install -o root -g dora -m 0664 /dev/null /srv/dora/shared
ln -s /etc/passwd /srv/dora/link && chown -h dora:dora /srv/dora/link
"""


@dataclass(frozen=True)
class Move:
    """Numbers that were the developers', and what the run said that moved the host."""

    uid: int
    gid: int
    said: str


@pytest.fixture(scope="module")
def move(standard: Host, play: Callable[..., subprocess.CompletedProcess[str]]) -> Move:
    """Let a developer in as on development, plant all that one may leave, and run the role as on production."""
    dev = {"accounts_environment_kind": "dev", "accounts_developers": [{"name": "dora", "keys": [KEY]}]}
    done = play("production", "standard", **dev)
    assert done.returncode == 0, done.stdout
    standard.check_output(PLANT)
    processes = standard.check_output("ps -eo user:20,args")
    assert [number for number in ("4711", "4712", "4713") if f"sleep {number}" in processes] == ["4711", "4712", "4713"]
    uid, gid = (int(standard.check_output(f"id -{letter} dora")) for letter in "ug")
    done = play("production", "standard")
    assert done.returncode == 0, done.stdout
    return Move(uid, gid, done.stdout)


@pytest.mark.control("nobody_but_operators")
def test_whoever_is_no_operator_is_removed_and_reported(move: Move, standard: Host) -> None:
    assert "name: dora" in move.said
    assert "name: mallory" in move.said
    people = [line.split(":") for line in standard.check_output("getent passwd").splitlines()]
    assert {fields[0] for fields in people if 1000 <= int(fields[2]) < 60000} - {"chancery"} == {"ada"}
    assert standard.run("getent group dora mallory").rc != 0


@pytest.mark.control("leavers_leave_nothing")
def test_no_process_is_left(move: Move, standard: Host) -> None:
    assert standard.run(f"ps -u {move.uid}").rc == 1
    assert "sleep 471" not in standard.check_output("ps -eo args")
    assert not standard.file(f"/run/user/{move.uid}").exists
    assert standard.run("systemctl is-active dora-service").rc != 0
    assert all(name in move.said for name in ("- dora-service.service", "- sleep"))


@pytest.mark.control("leavers_leave_nothing")
def test_no_scheduled_work_is_left(move: Move, standard: Host) -> None:
    for path in ("/var/spool/cron/crontabs/dora", "/var/lib/systemd/linger/dora"):
        assert not standard.file(path).exists
        assert path in move.said
    assert standard.check_output("find /var/spool/cron/atjobs -type f -name 'b*'") == ""
    assert standard.file("/etc/cron.d/mallory").content_string == "# nightly\n"


@pytest.mark.control("leavers_leave_nothing")
def test_no_key_and_no_right_is_left(move: Move, standard: Host) -> None:
    assert not standard.file("/etc/ssh/authorized_keys.d/dora").exists
    assert standard.file("/root/.ssh/authorized_keys").content_string == OTHER + "\n"
    assert standard.run(f"grep -rI {KEY.split()[1]} /etc /root /home /srv /var/backups").rc == 1
    assert standard.file("/etc/sudoers.d/mallory").content_string == ""
    assert standard.run("visudo -c").rc == 0
    assert standard.run("grep -E '^(dora|mallory):' /etc/subuid /etc/subgid /etc/shadow /etc/gshadow").rc == 1


@pytest.mark.control("leavers_leave_nothing")
def test_no_file_is_left_and_none_became_dangerous(move: Move, standard: Host) -> None:
    everywhere = "find / /tmp /run /dev/shm -xdev"
    assert (
        standard.check_output(f"{everywhere} '(' -uid {move.uid} -o -gid {move.gid} -o -nouser -o -nogroup ')'") == ""
    )
    handed = standard.file("/srv/dora/id")
    assert (handed.user, handed.group, handed.mode) == ("root", "root", 0o755)
    assert standard.file("/srv/dora").mode == 0o755
    assert standard.file("/srv/dora/link").is_symlink
    assert standard.file("/etc/passwd").mode == 0o644
    assert not standard.file("/home/dora").exists
    assert not standard.file("/var/mail/dora").exists
    assert "- /srv/dora" in move.said
    assert "- /tmp/dora-file" in move.said


def test_what_was_at_home_is_kept_for_root_without_keys(move: Move, standard: Host) -> None:
    path = standard.check_output(f"ls {ARCHIVES}/dora-*.tar.gz").splitlines()[-1]
    assert path in move.said
    archive = standard.file(path)
    assert (archive.user, archive.mode) == ("root", 0o600)
    names = standard.check_output(f"tar -tzf {path}").splitlines()
    assert {"home/notes", "spool/mail/dora", "spool/crontabs/dora"} <= set(names)
    assert not [name for name in names if ".ssh" in name]
    assert standard.check_output(f"tar -xzOf {path} home/notes") == "what I thought"
