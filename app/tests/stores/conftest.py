"""Real stores: Ceph and Azurite in containers, a directory, and a way to each that can break."""

from __future__ import annotations

import base64
import os
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import boto3
import pytest
from azure.core.credentials import AzureNamedKeyCredential
from azure.storage.blob import BlobServiceClient
from botocore.config import Config

from chancery.objects import Bucket, ObjectStore, open_store, remote

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "bin/lib"))

from stack import images
from stack.checkout import Choices

READY_S = 90
ACCOUNT = "chancerytest"
SECRET = base64.b64encode(b"the key of the tests, 32 bytes..").decode()


def docker(*words: str) -> str:
    return subprocess.run(["docker", *words], check=True, capture_output=True, text=True).stdout.strip()


def serve(image: str, port: int, *command: str, env: tuple[str, ...] = ()) -> tuple[str, int]:
    """Start a server in a container; returns the container and the port on 127.0.0.1."""
    options = ["--detach", "--publish", f"127.0.0.1::{port}", "--label", f"chancery.test={Choices().name}", *env]
    container = docker("run", *options, image, *command)
    return container, int(docker("port", container, f"{port}/tcp").splitlines()[0].rsplit(":", 1)[1])


def wait(container: str, make: Callable[[], object]) -> None:
    end = time.monotonic() + READY_S
    while True:
        try:
            make()
        except Exception as error:  # noqa: BLE001 -- whatever a server says that is only starting
            if time.monotonic() > end or docker("inspect", "--format", "{{.State.Running}}", container) == "false":
                pytest.fail(f"the store is not ready: {error}\n{docker('logs', '--tail', '30', container)}")
            time.sleep(0.3)
        else:
            return


@pytest.fixture(scope="session")
def image() -> str:
    return os.environ.get("CHANCERY_STORES_IMAGE") or images.build_stores(Choices())


@pytest.fixture(scope="session")
def servers(image: str) -> Iterator[dict[str, tuple[str, int]]]:
    """Both servers, which start at the same time: by kind the container and its port."""
    started = {
        "s3": serve(image, 8000, "s3", ACCOUNT, SECRET),
        "azure": serve(image, 10000, "azure", env=("--env", f"AZURITE_ACCOUNTS={ACCOUNT}:{SECRET}")),
    }
    yield started
    docker("rm", "--force", "--volumes", *(container for container, _ in started.values()))


@pytest.fixture(scope="session")
def s3(servers: dict[str, tuple[str, int]]) -> Bucket:
    container, port = servers["s3"]
    place = Bucket("s3", "chancery-files", "tests", f"http://127.0.0.1:{port}", "us-east-1", ACCOUNT, SECRET)
    client = boto3.session.Session().client(
        "s3",
        endpoint_url=place.endpoint,
        region_name=place.region,
        aws_access_key_id=ACCOUNT,
        aws_secret_access_key=SECRET,
        config=Config(retries={"total_max_attempts": 1}),
    )
    wait(container, lambda: client.create_bucket(Bucket=place.name))
    return place


@pytest.fixture(scope="session")
def azure(servers: dict[str, tuple[str, int]]) -> Bucket:
    container, port = servers["azure"]
    place = Bucket("azure", "chancery-files", "tests", f"http://127.0.0.1:{port}/{ACCOUNT}", "", ACCOUNT, SECRET)
    client = BlobServiceClient(place.endpoint, credential=AzureNamedKeyCredential(ACCOUNT, SECRET), retry_total=0)
    wait(container, lambda: client.create_container(place.name))
    return place


@pytest.fixture
def below(request: pytest.FixtureRequest) -> Callable[[str], Bucket]:
    """The bucket of a service, below a prefix that no other test uses."""
    return lambda kind: replace(request.getfixturevalue(kind), prefix=f"tests/{uuid.uuid4().hex}")


@pytest.fixture(params=["s3", "azure"])
def place(request: pytest.FixtureRequest, below: Callable[[str], Bucket]) -> Bucket:
    """A bucket of each service in turn."""
    return below(request.param)


@pytest.fixture
def store(place: Bucket) -> ObjectStore:
    return open_store(place)


class Way:
    """A way to a store over which only so many bytes pass `up` to it and `down` from it; then every connection is cut.

    None lets everything pass.
    """

    def __init__(self, port: int) -> None:
        self.up: int | None = None
        self.down: int | None = None
        self._to = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()
        self._ends: list[socket.socket] = []

    def close(self) -> None:
        for end in (self._listener, *self._ends):
            _cut(end)
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        while True:
            try:
                near = self._listener.accept()[0]
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self._to))
            self._ends += [near, far]
            for source, target, side in ((near, far, "up"), (far, near, "down")):
                self._threads.append(threading.Thread(target=self._pass, args=(source, target, side)))
                self._threads[-1].start()

    def _pass(self, source: socket.socket, target: socket.socket, side: str) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                left = getattr(self, side)
                if left is not None:
                    data = data[:left]
                    setattr(self, side, left - len(data))
                target.sendall(data)
                if left is not None and left == len(data):
                    break
        for end in (source, target):
            _cut(end)


def _cut(end: socket.socket) -> None:
    """Wake whoever waits for this socket, and close it: a socket that is shut and not closed goes on taking bytes."""
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@pytest.fixture
def way(place: Bucket) -> Iterator[Way]:
    way = Way(urlsplit(place.endpoint).port or 0)
    yield way
    way.close()


@pytest.fixture
def over(place: Bucket, way: Way, monkeypatch: pytest.MonkeyPatch) -> ObjectStore:
    """The same store, over the way that can break; it tries twice and not oftener, so that tests wait less."""
    monkeypatch.setattr(remote, "ATTEMPTS", 2)
    return open_store(replace(place, endpoint=f"http://127.0.0.1:{way.port}{urlsplit(place.endpoint).path}"))
