"""The certificate after the role: who signed it, for whom, and when it is made again."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest
from testinfra.host import Host

Play = Callable[..., subprocess.CompletedProcess[str]]
DIRECTORY = {"standard": "/etc/chancery/tls", "alternative": "/etc/ssl/chancery"}


def text(host: Host, path: str) -> str:
    """Return a certificate in words."""
    return str(host.check_output("openssl x509 -noout -text -in %s", path))


def serial(host: Host, path: str) -> str:
    """Return a certificate's serial number."""
    return str(host.check_output("openssl x509 -noout -serial -in %s", path))


def test_the_authority_signed_it(standard: Host, alternative: Host) -> None:
    for host, name in ((standard, "standard"), (alternative, "alternative")):
        verify = "openssl verify -CAfile /etc/chancery/ca/ca.pem -verify_hostname %s %s/fullchain.pem"
        assert host.run(verify, f"{name}.test", DIRECTORY[name]).rc == 0
        assert host.run(verify, "elsewhere.test", DIRECTORY[name]).rc != 0
    address = "openssl verify -CAfile /etc/chancery/ca/ca.pem -verify_ip 192.0.2.7 /etc/ssl/chancery/fullchain.pem"
    assert alternative.run(address).rc == 0


def test_what_it_is_good_for(standard: Host, alternative: Host) -> None:
    words = text(standard, "/etc/chancery/tls/fullchain.pem")
    assert "id-ecPublicKey" in words
    assert "CA:FALSE" in words
    assert "TLS Web Server Authentication" in words
    assert "Another authority" in text(alternative, "/etc/chancery/ca/ca.pem")


@pytest.mark.parametrize("path", ["/etc/chancery/ca/ca.key", "/etc/chancery/tls/privkey.pem"])
def test_only_root_reads_the_keys(standard: Host, path: str) -> None:
    assert (standard.file(path).user, standard.file(path).mode) == ("root", 0o600)
    assert standard.run("runuser -u www-data -- cat %s", path).rc != 0


def test_the_authority_signs_for_no_other_name(standard: Host) -> None:
    """A certificate for another name, signed with the authority's own key, is not accepted."""
    standard.check_output(
        "cd /run && openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout planted.key"
        " -subj /CN=bank.test -addext subjectAltName=DNS:bank.test -out planted.csr 2>/dev/null"
        " && openssl x509 -req -in planted.csr -CA /etc/chancery/ca/ca.pem -CAkey /etc/chancery/ca/ca.key"
        " -copy_extensions copy -days 2 -out planted.pem 2>/dev/null"
    )
    refused = standard.run("openssl verify -CAfile /etc/chancery/ca/ca.pem /run/planted.pem")
    standard.run("rm /run/planted.*")
    assert "permitted subtree violation" in refused.stderr


def test_it_is_made_again_when_it_is_about_to_expire_and_when_names_change(play: Play, alternative: Host) -> None:
    path = "/etc/ssl/chancery/fullchain.pem"
    first = serial(alternative, path)
    soon = play("certificates", "alternative", certificates_days=90, certificates_renew_days=60)
    assert soon.returncode == 0, soon.stdout
    second = serial(alternative, path)
    assert second != first
    names = ["alternative.test", "other.test"]
    changed = play("certificates", "alternative", certificates_names=names, certificates_days=90)
    assert changed.returncode == 0, changed.stdout
    assert serial(alternative, path) != second
    assert "DNS:other.test" in text(alternative, path)
    assert play("certificates", "alternative").returncode == 0
    assert alternative.run("openssl x509 -checkip 192.0.2.7 -noout -in %s", path).stdout.count("does match") == 1


def test_production_refuses_it_without_a_reason(play: Play) -> None:
    done = play("certificates", "standard", certificates_environment_kind="production")
    assert done.returncode != 0
    assert "Give the reason in certificates_local_ca_reason" in " ".join(done.stdout.split())


LOOK = "/usr/local/sbin/chancery-local-ca-test /run/seen/ca /run/seen/tls $(cat /etc/chancery/ca/made-for) %s"


@pytest.mark.parametrize(
    ("spoil", "seconds", "says"),
    [
        ("true", "60", "right"),
        ("true", "900000000", "fullchain.pem ends too soon"),
        ("echo else > ca/made-for", "60", "made for something else"),
        ("rm ca/made-for", "60", "made for something else"),
        ("rm tls/privkey.pem", "60", "tls/privkey.pem is missing"),
        ("chmod 0644 ca/ca.key", "60", "ca/ca.key is not for root alone"),
        ("chown www-data tls/privkey.pem", "60", "tls/privkey.pem is not for root alone"),
        ("echo x > ca/ca.key", "60", "ca/ca.key is no key"),
        ("echo x > tls/fullchain.pem", "60", "tls/fullchain.pem is no certificate"),
        ("cat ca/ca.key > tls/privkey.pem", "60", "tls/fullchain.pem is not for /run/seen/tls/privkey.pem"),
        (
            "openssl req -x509 -key tls/privkey.pem -subj /CN=x -days 9 > new && cat new > tls/fullchain.pem",
            "60",
            "tls/fullchain.pem is not signed by /run/seen/ca/ca.pem",
        ),
    ],
)
def test_one_look_finds_what_is_wrong(standard: Host, spoil: str, seconds: str, says: str) -> None:
    standard.check_output("mkdir /run/seen && cp -a /etc/chancery/ca /etc/chancery/tls /run/seen")
    try:
        standard.check_output(f"cd /run/seen && {spoil}")
        said = standard.check_output(LOOK, seconds)
    finally:
        standard.check_output("rm -r /run/seen")
    assert said.endswith(says)


def test_what_is_broken_is_made_anew(standard: Host, play: Play) -> None:
    """The key is another one: the run makes a certificate for it, and the next finds nothing to do."""
    standard.check_output("openssl ecparam -genkey -name prime256v1 -noout -out /etc/chancery/tls/privkey.pem")
    before = serial(standard, "/etc/chancery/tls/fullchain.pem")
    assert play("certificates", "standard").returncode == 0
    assert serial(standard, "/etc/chancery/tls/fullchain.pem") != before
    assert "changed=0" in play("certificates", "standard").stdout
