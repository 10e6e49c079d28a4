"""`chancery objects move`, run as an operator runs it: killed in the middle, begun again, told what is wrong."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import uuid

import pytest

from chancery.objects import new_name, open_store
from chancery.objects.remote import PART_BYTES

SESSION = uuid.UUID(int=7)
COMMAND = [sys.executable, "-m", "chancery", "objects", "move"]


@pytest.fixture
def source(tmp_path):
    store = open_store(tmp_path / "objects")
    for length in (PART_BYTES + 5, *[50_000] * 40):
        store.put(new_name(SESSION), [os.urandom(length)])
    return store


@pytest.fixture
def environment(tmp_path, place, source):
    secret = tmp_path / "secret"
    secret.write_text(place.secret)
    return {
        "CHANCERY_OBJECTS": str(tmp_path / "objects"),
        "CHANCERY_TARGET_OBJECTS": f"{place.kind}://{place.name}/{place.prefix}",
        "CHANCERY_TARGET_OBJECTS_ENDPOINT": place.endpoint,
        "CHANCERY_TARGET_OBJECTS_REGION": place.region,
        "CHANCERY_TARGET_OBJECTS_ACCOUNT": place.account,
        "CHANCERY_TARGET_OBJECTS_SECRET_FILE": str(secret),
    }


def run(environment):
    return subprocess.run(COMMAND, env=environment, capture_output=True, text=True, check=False)


def content(store):
    return {name: b"".join(store.get(name)) for name in store.list()}


def test_killed_in_the_middle_it_goes_on_from_there(environment, source, store):
    process = subprocess.Popen(COMMAND, env=environment, stderr=subprocess.DEVNULL)
    while len(list(store.list())) < 3 and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    there = len(list(store.list()))
    assert 3 <= there < 41

    again = run(environment)
    assert again.returncode == 0, again.stderr
    assert f"Copied {41 - there} files" in again.stdout
    assert f"{there} were there already." in again.stdout
    assert content(store) == content(source)
    assert len(list(source.list())) == 41


def test_a_bucket_that_is_not_there_is_told_in_a_sentence(environment, place):
    environment["CHANCERY_TARGET_OBJECTS"] = f"{place.kind}://no-such-bucket/tests"
    answer = run(environment)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr.startswith("chancery: One of the stores does not work: there is no such ")
    assert "Traceback" not in answer.stderr
    assert place.secret not in answer.stderr
