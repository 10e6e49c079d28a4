"""testssl.sh as a judge of what sslyze and Mozilla's profiles say nothing of: attacks on TLS that have names."""

from __future__ import annotations

import json

import pytest
from asking import SITES, own_address
from testinfra.host import Host

PLANTED_PORT = 4433
# What testssl.sh calls its findings; a site without them was not judged. It names SWEET32 only where TLS 1.2 is spoken.
JUDGED = {"heartbleed", "CCS", "ticketbleed", "secure_renego", "secure_client_renego", "CRIME_TLS", "BREACH"}
JUDGED |= {"POODLE_SSL", "fallback_SCSV", "FREAK", "DROWN", "LOGJAM", "BEAST", "LUCKY13", "RC4"}
# Its severities for what is well, or only told.
FINE = {"OK", "INFO"}


@pytest.fixture(scope="module")
def judge(client: Host) -> Host:
    """The second host, with testssl.sh on it."""
    client.check_output("apt-get update -q && apt-get install -y -q --no-install-recommends testssl.sh")
    return client


def findings(judge: Host, address: str, name: str, *sections: str) -> dict[str, tuple[str, str]]:
    """Return severity and words of each finding of testssl.sh, by its name for it."""
    report = "/run/testssl.json"
    words = ["testssl", "--quiet", "--warnings batch", "--color 0", "--nodns min", f"--ip {address.rsplit(':', 1)[0]}"]
    words += ["--overwrite", f"--jsonfile {report}", *sections, f"https://{name}:{address.rsplit(':', 1)[1]}"]
    said = judge.run(" ".join(words))
    assert judge.file(report).exists, said.stdout + said.stderr
    found = {entry["id"]: (entry["severity"], entry["finding"]) for entry in json.loads(judge.file(report).content)}
    # That its own OpenSSL has no ciphers of Russia's is no fault of the server's.
    return {name: what for name, what in found.items() if name != "engine_problem"}


@pytest.mark.parametrize("name", ["standard", "alternative"])
@pytest.mark.control("tls_modern_enough")
def test_testssl_finds_no_attack_that_works(judge: Host, named: Host, name: str) -> None:
    site, _, https, _ = SITES[name]
    found = findings(judge, f"{own_address(named)}:{https}", site, "--vulnerable")
    assert JUDGED - set(found) == set()
    assert {name: what for name, what in found.items() if what[0] not in FINE} == {}


def test_testssl_notices_a_cipher_that_can_be_attacked(judge: Host) -> None:
    """A server as it was usual once, with blocks chained behind their code of authentication."""
    request = "openssl req -x509 -newkey rsa:2048 -nodes -keyout weak.key -out weak.pem -days 2 -subj /CN=weak.test"
    judge.check_output(f"cd /run && {request}")
    server = f"openssl s_server -accept {PLANTED_PORT} -key weak.key -cert weak.pem -tls1_2 -cipher AES128-SHA -www"
    listens = f"timeout 20 sh -c 'until ss -Hltn | grep -q :{PLANTED_PORT}; do sleep 0.1; done'"
    judge.check_output(f"cd /run && (timeout 120 {server} >/dev/null 2>&1 &) && {listens}")
    found = findings(judge, f"127.0.0.1:{PLANTED_PORT}", "weak.test", "--lucky13")
    assert found["LUCKY13"][0] not in FINE
