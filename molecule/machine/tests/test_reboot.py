"""Everything is up after each boot: the first, of what a container left behind, and the one after a reboot."""

from __future__ import annotations

from reading import Answers, said

SERVICES = {"auditd", "cron", "docker", "fail2ban", "nginx", "ssh", "systemd-timesyncd", "unattended-upgrades"}
TIMERS = {"chancery-certificate-watch", "chancery-tmp", "chancery-tmpreaper-application", "logrotate"}
# An address for documentation, which was banned before the reboot.
BANNED = "192.0.2.7"


def test_systemd_is_the_first_process_and_nothing_has_failed(boot: Answers) -> None:
    assert said(boot["first"]) == "systemd"
    assert said(boot["failed"]) == "", boot["journal"][1]
    assert said(boot["system"]) == "running"


def test_the_machine_was_rebooted_in_between(first: Answers, again: Answers) -> None:
    assert said(first["boot"]) != said(again["boot"])


def test_the_site_is_ready_through_nginx(boot: Answers) -> None:
    said(boot["ready"])


def test_services_run(boot: Answers) -> None:
    running = {name.removesuffix(".service") for name in said(boot["services"]).split()}
    assert running >= SERVICES
    assert any(name.startswith("postgresql@") for name in running)


def test_every_timer_that_is_wanted_runs(boot: Answers) -> None:
    wanted = set(said(boot["timers_wanted"]).split())
    assert wanted - set(said(boot["timers"]).split()) == set()
    assert {name.removesuffix(".timer") for name in wanted} >= TIMERS


def test_the_firewall_stands(boot: Answers) -> None:
    assert "table inet chancery" in said(boot["firewall"]).splitlines()


def test_the_kernel_has_its_switches_and_rules(boot: Answers) -> None:
    assert said(boot["switch"]) == "2"
    assert "became_root" in said(boot["rules"])


def test_the_containers_are_the_same_ones(first: Answers, again: Answers) -> None:
    before, after = ({name: entry["id"] for name, entry in boot["containers"].items()} for boot in (first, again))
    assert before == after != {}


def test_who_was_banned_is_banned_still(first: Answers, again: Answers) -> None:
    assert said(first["ban"]) == "1"
    assert BANNED not in first["banned"][1]
    assert BANNED in said(again["banned"])
    assert BANNED in said(again["dropped"])
