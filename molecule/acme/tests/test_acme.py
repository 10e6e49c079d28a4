"""A certificate from an authority: issued, renewed while people ask, and never lost when something fails."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from testinfra.host import Host

SCENARIO = Path(__file__).parents[1]
CHAIN = "/etc/chancery/tls/fullchain.pem"
BROKEN = "/etc/nginx/conf.d/broken.conf"
RENEW = "REQUESTS_CA_BUNDLE=/etc/ssl/acme-test.pem certbot renew --quiet --force-renewal --no-random-sleep-on-renew"
Load = Callable[..., AbstractContextManager[dict[str, Any]]]


def issue(**variables: object) -> subprocess.CompletedProcess[str]:
    """Ask the authority again with other variables; return what Ansible said."""
    command = ["ansible-playbook", "-i", str(SCENARIO.parent / "inventory"), "-e", json.dumps(variables)]
    environment = os.environ | {"ANSIBLE_CONFIG": str(SCENARIO.parents[1] / "ansible.cfg")}
    return subprocess.run(
        [*command, str(SCENARIO / "issue.yml")], capture_output=True, text=True, check=False, env=environment
    )


def serial(host: Host) -> str:
    """Return the number of the certificate that is in place."""
    return str(host.check_output(f"openssl x509 -noout -serial -in {CHAIN}"))


@pytest.fixture(scope="session")
def authority(client: Host, container: Callable[[str], str]) -> str:
    """The path on the client of the certificate that the authority signs with."""
    command = ["docker", "exec", container("authority"), "curl", "-sSk", "https://localhost:15000/roots/0"]
    pem = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    client.check_output("printf '%%s\\n' %s > /tmp/acme-root.pem", pem)
    return "/tmp/acme-root.pem"


def test_the_authority_signed_for_the_name(standard: Host, client: Host, authority: str) -> None:
    words = standard.check_output(f"openssl x509 -noout -text -in {CHAIN}")
    assert "Pebble Intermediate CA" in words
    assert "id-ecPublicKey" in words
    assert "DNS:standard.test" in words
    assert standard.file("/etc/chancery/tls/privkey.pem").mode == 0o600
    assert client.run(f"curl -sS -o /dev/null --cacert {authority} https://standard.test/").rc == 0


@pytest.mark.control("reload_unnoticed")
def test_a_renewal_fails_no_request(standard: Host, client: Host, authority: str, under_load: Load) -> None:
    first = serial(standard)
    with under_load(client, "standard.test", "443", "/", authority) as seen:
        standard.check_output(RENEW)
        client.check_output("sleep 3")
    assert serial(standard) != first
    assert (seen["failed"], seen["certificates"]) == (0, 2), seen


@pytest.mark.control("certificate_watched")
def test_a_renewal_that_nginx_refuses_is_put_in_place_later(standard: Host, client: Host, authority: str) -> None:
    """Until then the old certificate stays, nginx serves, and the watch says so."""
    before = serial(standard)
    standard.check_output(f"echo 'server {{ broken; }}' > {BROKEN}")
    try:
        standard.run(RENEW)
        assert serial(standard) == before
        assert client.run(f"curl -sS -o /dev/null --cacert {authority} https://standard.test/").rc == 0
        assert standard.run("systemctl start chancery-certificate-watch").rc != 0
        said = standard.check_output("journalctl -u chancery-certificate-watch --no-pager -n 20")
        assert "nginx would not start with" in said
    finally:
        standard.check_output(f"rm {BROKEN}")
    standard.check_output("systemctl start chancery-certificate-watch")
    assert serial(standard) != before


@pytest.mark.control("certificate_watched")
def test_the_watch_fails_when_little_time_is_left(standard: Host) -> None:
    watch = "/usr/local/sbin/chancery-certificate-watch"
    assert "days_left=" in standard.check_output(watch)
    late = standard.run(f"sed 's/-lt 7 /-lt 100000 /' {watch} > /run/late && sh /run/late")
    assert late.rc == 1
    assert "fewer than" in late.stderr
    assert standard.service("chancery-certificate-watch.timer").is_running
    assert standard.service("certbot.timer").is_running


@pytest.mark.parametrize(
    ("variables", "advice"),
    [
        pytest.param(
            {"certificates_names": ["standard.test", "nowhere.test"]}, "nowhere.test has no address", id="dns"
        ),
        pytest.param(
            {"certificates_names": ["standard.test", "alternative.test"]}, "alternative.test leads to", id="elsewhere"
        ),
        pytest.param(
            {"certificates_names": ["standard.test", "blocked.test"], "certificates_acme_self_test_enabled": False},
            "forbidden by policy",
            id="refused",
        ),
        pytest.param(
            {
                "certificates_names": ["standard.test", "other.test"],
                "certificates_acme_self_test_enabled": False,
                "acme_server": "https://acme.test:9/dir",
            },
            "The authority signed nothing",
            id="unreachable",
        ),
    ],
)
def test_what_fails_leaves_the_certificate_and_says_what_to_do(
    standard: Host, variables: dict[str, object], advice: str
) -> None:
    before = serial(standard)
    done = issue(**variables)
    said = " ".join(done.stdout.split())
    assert done.returncode != 0
    assert advice in said
    assert "that was there stays" in said
    assert serial(standard) == before


def test_other_names_get_another_certificate(standard: Host, container: Callable[[str], str]) -> None:
    """Docker knows the host by the name of its container as well."""
    names = ["standard.test", container("standard")]
    standard.check_output(
        f"sed -i 's/server_name standard.test;/server_name {' '.join(names)};/'"
        " /etc/nginx/conf.d/chancery.conf && nginx -t -q && systemctl reload nginx && sleep 2"
    )
    done = issue(certificates_names=names)
    assert done.returncode == 0, done.stdout
    assert f"DNS:{names[1]}" in standard.check_output(f"openssl x509 -noout -text -in {CHAIN}")


def test_files_that_do_not_belong_together_are_not_put_in_place(standard: Host) -> None:
    before = serial(standard)
    standard.check_output("openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out /run/other.key")
    said = standard.run(f"chancery-certificate-install /etc/chancery/tls {CHAIN} /run/other.key")
    assert said.rc != 0
    assert "is not the key of" in said.stderr
    assert serial(standard) == before
