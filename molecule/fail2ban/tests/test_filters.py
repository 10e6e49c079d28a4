"""The filters on sample lines: what counts, what does not, and lines in which a client tries to name somebody else."""

from __future__ import annotations

import pytest
from battle import FIXTURES, bring
from testinfra.host import Host

OTHER = "203.0.113.9"


def found(host: Host, sample: str, name: str) -> list[str]:
    """Return the addresses that the filter finds in a sample."""
    bring(FIXTURES / sample, host, "/var/tmp/sample.log")
    said = host.run("fail2ban-regex --out ip /var/tmp/sample.log %s", name)
    assert said.rc == 0, said.stderr
    return [line.strip() for line in said.stdout.splitlines() if line.strip()]


@pytest.mark.control("abusers_banned")
@pytest.mark.parametrize(
    ("kind", "addresses"),
    [
        ("login", ["192.0.2.1", "2001:db8::4"]),
        ("guess", ["192.0.2.2", "2001:db8::5"]),
        ("scan", ["192.0.2.3", "2001:db8::6", "192.0.2.7"]),
    ],
)
def test_each_kind_of_failure_is_found(standard: Host, kind: str, addresses: list[str]) -> None:
    assert found(standard, "chancery-failures.log", f"chancery-failures[kind={kind}]") == addresses


@pytest.mark.control("innocent_not_banned")
@pytest.mark.parametrize("kind", ["login", "guess", "scan"])
def test_a_line_that_nginx_would_not_write_counts_for_nobody(standard: Host, kind: str) -> None:
    assert found(standard, "chancery-failures-forged.log", f"chancery-failures[kind={kind}]") == []


@pytest.mark.control("abusers_banned")
def test_each_failed_login_by_ssh_is_found_once(standard: Host) -> None:
    wanted = [*(f"192.0.2.{number}" for number in range(1, 7)), "2001:db8::7", "192.0.2.8", "2001:db8::9"]
    assert found(standard, "sshd.log", "chancery-sshd") == wanted


@pytest.mark.control("innocent_not_banned")
def test_what_is_no_failed_login_counts_for_nobody(standard: Host) -> None:
    assert found(standard, "sshd-harmless.log", "chancery-sshd") == []


@pytest.mark.control("innocent_not_banned")
def test_an_address_inside_the_name_of_a_user_counts_for_nobody(standard: Host) -> None:
    assert OTHER in (FIXTURES / "sshd-forged.log").read_text()
    assert set(found(standard, "sshd-forged.log", "chancery-sshd")) == {"198.51.100.1"}


def test_a_laxer_filter_would_have_fallen_for_it(standard: Host) -> None:
    """The sample is worth something: a filter that looks for the first address takes the planted one."""
    lax = r"user .*?<ADDR> port \d+"
    assert OTHER in found(standard, "sshd-forged.log", lax)


def test_the_checker_notices_a_fault_anywhere_and_changes_nothing(standard: Host) -> None:
    path = "/etc/fail2ban/jail.d/chancery.local"
    before = standard.file(path).sha256sum
    good = standard.run("cp %s /run/candidate && chancery-fail2ban-test jail.d/chancery.local /run/candidate", path)
    standard.run("sed -i 's/^logpath = .*/logpath = \\/nowhere/' /run/candidate")
    bad = standard.run("chancery-fail2ban-test jail.d/chancery.local /run/candidate")
    standard.run("rm /run/candidate")
    assert good.rc == 0, good.stderr
    assert bad.rc != 0
    assert standard.file(path).sha256sum == before
    assert standard.run("find /tmp -maxdepth 1 -name 'tmp.*' | grep .").rc == 1


def test_the_jails_have_what_the_inventory_says(alternative: Host) -> None:
    wanted = {"chancery-login": (3, 10), "chancery-guess": (4, 10), "chancery-scan": (5, 10), "sshd": (3, 10)}
    wanted["recidive"] = (6, 600)
    for jail, (failures, seconds) in wanted.items():
        assert alternative.check_output("fail2ban-client get %s maxretry", jail) == str(failures)
        assert alternative.check_output("fail2ban-client get %s bantime", jail) == str(seconds)
    assert "2001:db8::/64" in alternative.check_output("fail2ban-client get sshd ignoreip")
    assert alternative.check_output("fail2ban-client get loglevel").split()[-1].strip("'") == "INFO"
