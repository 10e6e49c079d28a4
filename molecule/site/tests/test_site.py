"""The whole stack, seen from a second host: what is open, what a person meets, and what survives when a part fails.

The tests stand in the order in which they disturb the host, the most violent last.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from typing import Any

import pytest
from testinfra.host import Host

INTERVIEW = "/interview?i=chancery.scenario:data/questions/three.yml"
# The host answers nothing on a closed port, so many are tried at a time.
SCAN = """
import select, socket, time
address = socket.gethostbyname("chancery.test")
found = []
for first in range(1, 65536, 4096):
    probes, waiting = {}, select.poll()
    for port in range(first, min(first + 4096, 65536)):
        probe = socket.socket()
        probe.setblocking(False)
        probe.connect_ex((address, port))
        probes[probe.fileno()] = (probe, port)
        waiting.register(probe, select.POLLOUT)
    limit = time.monotonic() + 2
    while (left := limit - time.monotonic()) > 0:
        for number, _ in waiting.poll(left * 1000):
            waiting.unregister(number)
            probe, port = probes[number]
            if probe.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0:
                found.append(port)
    for probe, _ in probes.values():
        probe.close()
print(sorted(found))
"""
HEADERS = {
    "strict-transport-security": "max-age=63072000; includeSubDomains",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}
Wait = Callable[[], None]
# The person of conftest.py, whose class pytest alone can see.
Person = Any


def inspect(site: Host, container: str) -> dict[str, Any]:
    """Return what the engine knows of a container."""
    known: dict[str, Any] = json.loads(site.check_output("docker inspect %s", container))[0]
    return known


@pytest.mark.control("only_three_ports")
def test_only_ssh_http_and_https_are_open(site: Host, client: Host) -> None:
    assert json.loads(client.check_output("python3 -c %s", SCAN)) == [22, 80, 443]
    # The engine that runs the test host gives it a name server of its own, on its loopback address.
    assert [line for line in site.check_output("ss -H -lnu").splitlines() if " 127." not in line] == []


def test_no_unit_of_the_host_has_failed(site: Host) -> None:
    assert site.check_output("systemctl --failed --no-legend --plain") == ""


def test_plain_http_leads_to_https(client: Host) -> None:
    command = "curl -sS -o /dev/null -w '%{http_code} %{redirect_url}' http://chancery.test/interview?i=x"
    assert client.check_output(command) == "308 https://chancery.test/interview?i=x"


@pytest.mark.parametrize("path", ["/", INTERVIEW, "/nowhere"])
def test_every_page_carries_its_headers_once(client: Host, path: str) -> None:
    said = client.check_output(
        f"curl -sSL -D - -o /dev/null --cacert /tmp/site.pem -c /run/jar 'https://chancery.test{path}'"
    )
    last = said.replace("\r", "").strip().split("\n\n")[-1].lower()
    for name, value in HEADERS.items():
        assert last.count(f"{name}: {value.lower()}") == 1
    assert last.count("\ncontent-security-policy: ") == 1
    assert "'unsafe-" not in last
    assert last.count("\nserver: nginx") == 1


def test_an_interview_is_answered_from_beginning_to_end(person: Person) -> None:
    name, tea, end = person.does(["open", INTERVIEW], ["press", "Continue", ["Ada <b>"]], ["press", "Yes", []])
    assert (name["status"], tea["status"], end["status"]) == (200, 200, 200)
    assert "What is your name?" in name["text"]
    assert "Do you like tea?" in tea["text"]
    assert "Good day, Ada <b>" in end["text"]
    assert "There is tea." in end["text"]


def test_the_examples_open(client: Host, person: Person) -> None:
    listed = person.does(["open", "/"])[0]
    assert listed["status"] == 200
    for name in ("repair_letter", "power_of_attorney", "intake_triage"):
        seen = person.does(["open", f"/interview?i=chancery.examples:data/questions/{name}.yml"])[0]
        assert seen["status"] == 200
        assert seen["path"].startswith("/session/")


@pytest.mark.control("answers_encrypted")
def test_answers_are_nowhere_on_the_host_in_clear(site: Host, person: Person) -> None:
    planted = "Planted-Answer-4711"
    person.does(["open", INTERVIEW], ["press", "Continue", [planted]])
    assert planted in person.does(["press", "Yes", []])[0]["text"]
    assert planted not in site.check_output("runuser -u postgres -- pg_dump chancery")
    assert site.run(f"grep -r {planted} /var/log /var/lib/chancery /var/lib/nginx /run/chancery").rc == 1
    assert planted not in site.check_output("journalctl --no-pager")


@pytest.mark.control("exit_erases")
def test_exit_leaves_nothing(site: Host, person: Person) -> None:
    def count() -> str:
        statement = "SELECT count(*) FROM interview_session"
        return str(site.check_output("runuser -u postgres -- psql -X -t -A -d chancery -c %s", statement))

    before = count()
    person.does(["open", INTERVIEW], ["press", "Continue", ["Ada"]])
    assert int(count()) == int(before) + 1
    person.does(["open", f"{person.place}/exit"], ["press", "Erase my answers and exit", []])
    assert count() == before


def test_a_person_registers_with_the_letter_that_the_dev_host_kept(site: Host, person: Person) -> None:
    sent = person.does(["open", "/account/register"], ["press", "Send me a code", ["ada@example.test"]])[-1]
    assert sent["status"] == 200
    letters = "/var/lib/chancery/mail"
    assert site.check_output(f"stat -c '%a %u' {letters} {letters}/*.eml").splitlines() == ["700 10001", "600 10001"]
    letter = site.check_output(f"cat {letters}/*.eml")
    assert "To: ada@example.test" in letter
    code = re.search(r"^ {4}(\S+)$", letter, re.MULTILINE)
    assert code is not None, letter
    fields = {"address": "ada@example.test", "code": code[1], "password": "nine calm otters rowing"}
    made = person.does(["open", "/account/register"], ["send", "/account/register/code", fields])[-1]
    assert made["status"] == 200
    assert "recovery code" in made["text"]
    assert code[1] not in site.check_output("journalctl --no-pager")


@pytest.mark.control("abusers_banned", "innocent_not_banned")
def test_a_guessed_address_is_written_down_and_ones_own_is_not(site: Host, client: Host, person: Person) -> None:
    log = "/var/log/nginx/chancery-failures.log"
    person.does(["open", INTERVIEW])
    before = int(site.check_output(f"wc -l < {log}"))
    for place in (person.place, "/session/" + "0" * 32):
        asked = f"curl -sS -D - -o /dev/null --cacert /tmp/site.pem https://chancery.test{place}"
        said = client.check_output(asked).lower()
        assert said.startswith("http/2 404")
        assert "chancery-failure" not in said
    lines = site.check_output(f"tail -n +{before + 1} {log}").splitlines()
    assert [line.split()[2:] for line in lines] == [["guess", "404"]]


def test_the_evaluator_stops_and_the_person_is_asked_to_try_again(
    site: Host, slot: str, person: Person, recovers: Wait
) -> None:
    person.does(["open", INTERVIEW])
    site.check_output("docker stop %s", f"chancery-evaluator-{slot}")
    try:
        seen = person.does(["press", "Continue", ["Ada"]])[0]
    finally:
        site.check_output("docker start %s", f"chancery-evaluator-{slot}")
    assert seen["status"] == 503
    assert "try again" in seen["text"].lower()
    recovers()
    again, tea = person.does(["open", person.place], ["press", "Continue", ["Ada"]])
    assert "What is your name?" in again["text"]
    assert "Do you like tea?" in tea["text"]


def test_the_database_stops_and_the_person_goes_on_afterwards(site: Host, person: Person, recovers: Wait) -> None:
    person.does(["open", INTERVIEW])
    cookies, place = person.cookies, person.place
    site.check_output("systemctl stop postgresql@17-main")
    try:
        asked = person.does(["open", place])[0]
    finally:
        site.check_output("systemctl start postgresql@17-main")
    assert asked["status"] == 503
    assert "try again" in asked["text"].lower()
    recovers()
    person.cookies, person.place = cookies, place
    assert "Do you like tea?" in person.does(["press", "Continue", ["Ada"]])[0]["text"]


def test_a_program_that_keeps_dying_ends_its_container_which_starts_again(
    site: Host, slot: str, person: Person, recovers: Wait
) -> None:
    person.does(["open", INTERVIEW], ["press", "Continue", ["Ada"]])
    web = f"chancery-web-{slot}"
    restarts = inspect(site, web)["RestartCount"]
    kill = f"""
        for turn in $(seq 150); do
            docker top {web} -eo pid,args | awk '/bin.chancery web/ {{ print $1 }}' | xargs -r kill -9
            [ "$(docker inspect -f '{{{{.RestartCount}}}}' {web})" -gt {restarts} ] && exit 0
            sleep 0.1
        done
        exit 1
    """
    assert site.run(kill).rc == 0, "the container went on with a dead program"
    recovers()
    assert "Do you like tea?" in person.does(["open", person.place])[0]["text"]


def test_the_host_reboots_and_everything_is_there_again(site: Host, slot: str, person: Person, recovers: Wait) -> None:
    person.does(["open", INTERVIEW], ["press", "Continue", ["Ada"]])
    subprocess.run(["docker", "restart", "--time", "60", site.backend.name], check=True, capture_output=True)
    recovers()
    assert "Good day, Ada" in person.does(["press", "No", []])[0]["text"]
    running = site.check_output("docker ps --format '{{.Names}}'").split()
    assert sorted(running) == [f"chancery-evaluator-{slot}", f"chancery-web-{slot}"]
    assert site.file(f"/run/chancery/{slot}/web").mode == 0o2710
    assert site.check_output("systemctl --failed --no-legend --plain") == ""
