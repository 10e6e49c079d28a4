"""Long files, sent to the real server: through little memory, in clear nowhere; what broke off leaves nothing."""

from __future__ import annotations

import hashlib
import html
import http.client
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from chancery.database import Database, migrate
from chancery.objects import LocalStore

INTERVIEWS = Path(__file__).parents[2] / "interviews"
INTERVIEW = "chancery.kinds:data/questions/uploads.yml"
MIB = 1 << 20
PATIENCE_S = 120
BOUNDARY = "long-and-unlikely-boundary"
# What may come to the memory of the server's process while a file many times as large passes through it.
GROWTH_BYTES = 32 * MIB
LENGTH = 256 * MIB
MARK = b"said under the seal of confession"
FILM = b"\0\0\0\x18ftypmp42"
DATABASE = ("chancery.sqlite", "chancery.sqlite-wal", "chancery.sqlite-shm")
BLOCK = random.Random(4).randbytes(MIB - len(MARK) - 8)


def film(length: int) -> Iterator[bytes]:
    """A film of that many bytes, no two pieces of which are the same."""
    left, number, begin = length, 0, FILM
    while left:
        piece = (begin + number.to_bytes(8, "big") + MARK + BLOCK)[: min(left, MIB)]
        left, number, begin = left - len(piece), number + 1, b""
        yield piece


class Site:
    """The server, and a browser that is at the question for files."""

    def __init__(self, path: str, server: subprocess.Popen, objects: Path) -> None:
        self.path, self.server, self.objects = path, server, objects
        self.cookie = ""
        self._opened: list[http.client.HTTPConnection | http.client.HTTPResponse] = []

    def close(self) -> None:
        for one in self._opened:
            one.close()

    def connect(self) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection("localhost", timeout=PATIENCE_S)
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.settimeout(PATIENCE_S)
        connection.sock.connect(self.path)
        self._opened.append(connection)
        return connection

    def answer(self, connection: http.client.HTTPConnection) -> http.client.HTTPResponse:
        self._opened.append(connection.getresponse())
        return self._opened[-1]

    def get(self, address: str, **headers: str) -> http.client.HTTPResponse:
        connection = self.connect()
        connection.request("GET", address, headers={"Cookie": self.cookie, **headers})
        return self.answer(connection)

    def begin(self) -> None:
        started = self.get(f"/interview?i={INTERVIEW}&new_session=1")
        self.cookie = started.getheader("Set-Cookie", self.cookie).partition(";")[0] or self.cookie
        self.address = started.getheader("Location")
        page = self.get(self.address).read().decode()
        self.form = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
        self.key = re.search(r'<input[^>]*name="(field_\d+)"', page)[1]

    def around(self, name: str, *, form: dict[str, str] | None = None) -> tuple[bytes, bytes]:
        """What stands before and behind the one file of a form; a button stands behind it, as in a browser."""
        fields = self.form if form is None else form
        lines = [
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in fields.items()
        ]
        file = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{self.key}"; filename="{name}"\r\n\r\n'
        behind = f'\r\n--{BOUNDARY}\r\nContent-Disposition: form-data; name="continue"\r\n\r\n\r\n--{BOUNDARY}--\r\n'
        return ("".join(lines) + file).encode(), behind.encode()

    def headers(self, length: int) -> dict[str, str]:
        return {
            "Cookie": self.cookie,
            "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
            "Content-Length": str(length),
        }

    def send(self, name: str, length: int, **form: dict[str, str]) -> http.client.HTTPResponse:
        before, behind = self.around(name, **form)
        connection = self.connect()
        body = (piece for part in ([before], film(length), [behind]) for piece in part)
        connection.request("POST", self.address, body, self.headers(len(before) + length + len(behind)))
        return self.answer(connection)

    def send_in_part(self, sent: int, length: int = LENGTH) -> http.client.HTTPConnection:
        """Begin to send a film, and stop in the middle of it."""
        before, behind = self.around("film.mp4")
        connection = self.connect()
        connection.putrequest("POST", self.address)
        for name, value in self.headers(len(before) + length + len(behind)).items():
            connection.putheader(name, value)
        connection.endheaders(before)
        for piece in film(sent):
            connection.send(piece)
        return connection

    def worker(self) -> int:
        pid = self.server.pid
        return int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])

    def files(self) -> list[Path]:
        return [path for path in self.objects.rglob("*") if path.is_file()]


def wait_until(holds) -> None:
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def is_written(entry: Path) -> bool:
    """Whether an open file of a process is a file of some length that it writes."""
    flags = int(re.search(r"flags:\s+(\d+)", (entry.parents[1] / "fdinfo" / entry.name).read_text())[1], 8)
    return bool(flags & (os.O_WRONLY | os.O_RDWR)) and entry.stat().st_size > 0


def memory(pid: int, what: str) -> int:
    return int(re.search(rf"{what}:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())[1]) * 1024


@pytest.fixture(scope="module")
def evaluator(start_evaluator):
    return start_evaluator(INTERVIEWS)


@pytest.fixture
def site(tmp_path, evaluator) -> Iterator[Site]:
    database = Database(f"sqlite:///{tmp_path}/chancery.sqlite")
    migrate(database)
    database.close()
    objects = tmp_path / "objects"
    with tempfile.TemporaryDirectory(prefix="chancery-") as directory:
        path = f"{directory}/web.sock"
        environment = {
            "PATH": os.environ["PATH"],
            "TMPDIR": directory,
            "CHANCERY_ENVIRONMENT_KIND": "dev",
            "CHANCERY_DATABASE_URL": f"sqlite:///{tmp_path}/chancery.sqlite",
            "CHANCERY_OBJECTS": str(objects),
            "CHANCERY_EVALUATOR_SOCKET": str(evaluator.socket),
            "CHANCERY_BASE_URL": "http://localhost",
            "CHANCERY_MAX_UPLOAD_BYTES": str(LENGTH + MIB),
        }
        command = [sys.executable, "-m", "chancery", "web", "--bind", f"unix:{path}", "--processes", "1"]
        server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

        def listens() -> bool:
            assert server.poll() is None
            with socket.socket(socket.AF_UNIX) as probe:
                return probe.connect_ex(path) == 0

        wait_until(listens)
        site = Site(path, server, objects)
        site.begin()
        yield site
        site.close()
        server.terminate()
        server.wait(PATIENCE_S)


@pytest.mark.control("uploads_take_bounded_room", "answers_encrypted")
def test_a_film_many_times_as_large_as_its_room_is_kept_bit_for_bit_and_in_clear_nowhere(site):
    # What a first long file makes the process keep for the next ones is no growth with the length.
    assert site.send("first.mp4", 12 * MIB).status == 303
    site.begin()
    pid = site.worker()
    Path(f"/proc/{pid}/clear_refs").write_text("5")
    before = memory(pid, "VmRSS")
    assert site.send("film.mp4", LENGTH).status == 303
    assert memory(pid, "VmHWM") - before < GROWTH_BYTES

    page = html.unescape(site.get(site.address).read().decode())
    assert f"film.mp4 is video/mp4 of {LENGTH} bytes" in page
    link = re.search(r'href="(/session/\w+/file/\w+)"', page)[1]
    whole = site.get(link)
    sent, got = hashlib.sha256(), hashlib.sha256()
    for piece in film(LENGTH):
        sent.update(piece)
    while piece := whole.read(MIB):
        got.update(piece)
    assert got.digest() == sent.digest()
    part = site.get(link, Range=f"bytes={LENGTH - 70_000}-{LENGTH - 60_001}")
    assert (part.status, part.read()) == (206, b"".join(film(LENGTH))[LENGTH - 70_000 : LENGTH - 60_000])
    assert memory(pid, "VmHWM") - before < GROWTH_BYTES

    stored = site.files()
    assert max(path.stat().st_size for path in stored) > LENGTH
    for path in stored:
        with path.open("rb") as file:
            end = b""
            while piece := file.read(8 * MIB):
                assert MARK not in end + piece
                end = piece[-len(MARK) :]


@pytest.mark.control("uploads_take_bounded_room")
def test_while_it_is_sent_only_ciphertext_lies_anywhere(site):
    connection = site.send_in_part(64 * MIB)
    wait_until(lambda: sum(path.stat().st_size for path in site.files()) > 60 * MIB)
    # Neither by a name nor without one does the server have another file open that could hold it.
    [half] = site.files()
    written = {str(entry.readlink()) for entry in Path(f"/proc/{site.worker()}/fd").iterdir() if is_written(entry)}
    assert {name for name in written if not name.endswith(DATABASE)} == {str(half)}
    data = half.read_bytes()
    assert MARK not in data
    assert FILM not in data
    connection.close()
    wait_until(lambda: not site.files())


@pytest.mark.control("acknowledged_is_stored")
def test_a_line_that_breaks_leaves_the_question_and_no_file(site):
    site.send_in_part(40 * MIB).close()
    wait_until(lambda: not site.files())
    assert "What do you have?" in site.get(site.address).read().decode()
    assert site.send("film.mp4", 12 * MIB).status == 303


@pytest.mark.control("acknowledged_is_stored")
def test_what_a_killed_server_leaves_goes_with_the_sweep(site):
    connection = site.send_in_part(40 * MIB)
    wait_until(lambda: site.files())
    os.kill(site.worker(), signal.SIGKILL)
    [left] = site.files()
    assert left.name.startswith(".")
    store = LocalStore(site.objects)
    assert list(store.list()) == []
    assert store.sweep(datetime.now(UTC) + timedelta(hours=1)) == 1
    assert site.files() == []
    connection.close()


@pytest.mark.control("uploads_take_bounded_room")
def test_those_who_send_long_files_leave_room_for_those_who_answer(site):
    """Of eight threads two take long files; who sends a third is told, and everybody else is served."""
    slow = [site.send_in_part(2 * MIB) for _ in range(2)]
    wait_until(lambda: len(site.files()) == 2)
    short = site.send("film.mp4", MIB)
    assert short.status == 303, "a short one is not counted"
    site.begin()
    third = site.answer(site.send_in_part(0))
    assert third.status == 503
    assert "Many large files are being sent just now" in third.read().decode()
    for _ in range(8):
        assert site.get(site.address).status == 200
    for connection in slow:
        connection.close()
    wait_until(lambda: len(site.files()) == 1)
    assert site.send("film.mp4", 12 * MIB).status == 303


@pytest.mark.control("tampering_noticed")
def test_a_long_file_that_was_cut_or_altered_is_said_to_be_so_and_nothing_false_is_given(site):
    assert site.send("film.mp4", 12 * MIB).status == 303
    link = re.search(r'href="(/session/\w+/file/\w+)"', site.get(site.address).read().decode())[1]
    [file] = site.files()
    whole = file.read_bytes()
    file.write_bytes(whole[: -(MIB // 4)])
    cut = site.get(link)
    assert cut.status == 404
    assert "This file cannot be opened" in cut.read().decode()
    file.write_bytes(whole[: 8 * MIB] + bytes([whole[8 * MIB] ^ 1]) + whole[8 * MIB + 1 :])
    altered = site.get(link)
    with pytest.raises(http.client.IncompleteRead) as broken:
        altered.read()
    assert 7 * MIB < len(broken.value.partial) <= 8 * MIB
    assert b"".join(film(12 * MIB)).startswith(broken.value.partial)
    file.write_bytes(whole)
    assert site.get(link).read() == b"".join(film(12 * MIB))


@pytest.mark.parametrize(("name", "said"), [
    ("film.exe", "Files of this kind are not taken."), ("film.pdf", "This file is not what its name says."),
])  # fmt: skip
def test_a_long_file_that_is_not_taken_is_read_away_and_said_at_the_field(site, name, said):
    refused = site.send(name, 40 * MIB)
    assert refused.status == 422
    assert said in html.unescape(refused.read().decode())
    assert site.files() == []


@pytest.mark.control("csrf_refused")
def test_without_the_token_before_it_no_file_is_taken(site):
    token = site.form.pop("_csrf")
    assert site.send("film.mp4", 2 * MIB).status == 400
    assert site.send("film.mp4", 2 * MIB, form={**site.form, "_csrf": "A" * 86}).status == 400
    assert site.files() == []
    site.form["_csrf"] = token
    assert site.send("film.mp4", 2 * MIB).status == 303


def test_a_late_answer_is_refused_before_anything_of_its_file_is_kept(site):
    assert site.send("a.mp4", 2 * MIB).status == 303
    assert site.send("b.mp4", 40 * MIB).status == 409
    assert len(site.files()) == 1


def test_more_than_is_let_in_is_refused_by_its_length(site):
    assert site.answer(site.send_in_part(0, 2 * LENGTH)).status == 413
    assert site.files() == []
