"""What is spoken before the first request: judged by ourselves, and by sslyze against Mozilla's profiles."""

from __future__ import annotations

import os
import re
import subprocess

import pytest
from asking import SITES, address, own_address
from testinfra.host import Host

PROFILES = {"standard": "intermediate", "alternative": "modern"}
both = pytest.mark.parametrize("name", ["standard", "alternative"])


def faults(named: Host, name: str, profile: str) -> set[str]:
    """Return what sslyze finds on a site that a profile of Mozilla's does not have."""
    site, _, https, _ = SITES[name]
    place = f"{own_address(named)}:{https}"
    command = [os.environ["CHANCERY_SSLYZE"], f"--mozilla_config={profile}", f"--sni={site}", place]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    _, judged, verdict = said.partition("COMPLIANCE AGAINST TLS CONFIGURATION")
    assert f'Mozilla\'s "{profile}" configuration' in judged + verdict, said
    found = set(re.findall(r"^ +\* ([a-z0-9_]+):", verdict, re.MULTILINE))
    assert found or "OK - Compliant" in verdict, said
    # That no browser knows the authority of a test is no fault of the server's.
    return found - {"certificate_path_validation"}


@both
@pytest.mark.control("tls_modern_enough")
def test_sslyze_finds_mozillas_profile(named: Host, name: str) -> None:
    assert faults(named, name, PROFILES[name]) == set()


def test_sslyze_notices_a_profile_that_is_not_kept(standard: Host) -> None:
    assert "tls_versions" in faults(standard, "standard", "modern")


@pytest.mark.parametrize(
    ("name", "version", "answers"),
    [
        ("standard", "1.1", False),
        ("standard", "1.2", True),
        ("standard", "1.3", True),
        ("alternative", "1.2", False),
        ("alternative", "1.3", True),
    ],
)
@pytest.mark.control("tls_modern_enough")
def test_a_profile_speaks_its_versions_of_tls_alone(client: Host, name: str, version: str, answers: bool) -> None:
    bounds = f"--tlsv{version} --tls-max {version} --ciphers DEFAULT@SECLEVEL=0"
    assert (client.run(f"curl -sSk {bounds} -o /dev/null {address(name)}").rc == 0) is answers


@both
def test_what_is_recorded_today_stays_closed_to_a_quantum_computer(client: Host, named: Host, name: str) -> None:
    site, _, https, _ = SITES[name]
    said = client.run(f"openssl s_client -connect {site}:{https} -servername {site} </dev/null 2>&1")
    assert "X25519MLKEM768" in said.stdout


def test_nothing_is_resumed_from_a_ticket(client: Host) -> None:
    """A ticket's key, lying in memory for days, would open what was recorded."""
    said = client.run("openssl s_client -tls1_2 -connect standard.test:443 -servername standard.test </dev/null 2>&1")
    assert "Cipher    : ECDHE-ECDSA-AES" in said.stdout
    assert "TLS session ticket:" not in said.stdout
