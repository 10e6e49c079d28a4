"""Answers over HTTP while web workers, evaluators and PostgreSQL are killed: acknowledged ones are there, none twice.

Some hundred answers within `make test`; a thousand are a command of its own:
CHANCERY_KILLS_ANSWERS=1000 .venv/bin/pytest app/tests/functional/database/test_kills.py
"""

import http.client
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest

from chancery.database import Database, migrate

PEOPLE = 4
ANSWERS = int(os.environ.get("CHANCERY_KILLS_ANSWERS", "200"))
# Seconds for a site to answer again, on a busy machine.
PATIENCE_S = 120
FIELD = re.compile(r'name="(field_\d+)"')
HIDDEN = re.compile(r'name="(_csrf|_revision)" value="([^"]*)"')
SO_FAR = re.compile(r"So far: ([\d ]*)\.")


def children(pid):
    """The processes that `pid` started and that still run."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def kill_one(pids):
    """Kill one of them with SIGKILL; one that has just ended by itself does not count."""
    if pids:
        try:
            os.kill(random.choice(pids), signal.SIGKILL)
        except ProcessLookupError:
            return False
    return bool(pids)


class Browser:
    """One person's browser on the unix socket of the site: cookies, the page shown, and what was typed."""

    def __init__(self, path):
        self.path = path
        self.cookies = {}
        self.place = self.ask("GET", "/interview?i=letters:data/questions/words.yml")[1]
        self.page = self.reload()

    def ask(self, method, place, form=None):
        """Return the status, where it leads and the page.

        Raises:
            OSError, http.client.HTTPException: the line broke, and nobody knows what became of it.
        """
        connection = http.client.HTTPConnection("localhost", timeout=PATIENCE_S)
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.settimeout(PATIENCE_S)
        try:
            connection.sock.connect(self.path)
            headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
            if form is not None:
                headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": "http://localhost"}
            connection.request(method, place, urlencode(form) if form is not None else None, headers)
            answer = connection.getresponse()
            for line in answer.headers.get_all("Set-Cookie", []):
                self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
            return answer.status, answer.headers.get("Location", ""), answer.read().decode()
        finally:
            connection.close()

    def until_decided(self, *request):
        """Send it, and the very same again as long as the site is not there or the line breaks."""
        end = time.monotonic() + PATIENCE_S
        troubles = 0
        while time.monotonic() < end:
            try:
                status, _, page = self.ask(*request)
            except (OSError, http.client.HTTPException):
                status = 503
            if status < 500:
                return status, page, troubles
            troubles += 1
            time.sleep(0.05)
        pytest.fail("the site did not come back")

    def reload(self):
        status, page, _ = self.until_decided("GET", self.place)
        assert status == 200, page
        return page

    def answer(self, word):
        """Type a word and press the button; return the status in the end, and how often there was trouble."""
        form = dict(HIDDEN.findall(self.page)) | {FIELD.search(self.page)[1]: word}
        status, _, troubles = self.until_decided("POST", self.place, form)
        self.page = self.reload()
        return status, troubles

    def words(self):
        return SO_FAR.search(self.reload())[1].split()


class Person(threading.Thread):
    """Somebody who answers with rising numbers, sends again what got no reply, and notes what was acknowledged."""

    def __init__(self, path):
        super().__init__()
        self.browser = Browser(path)
        self.acknowledged, self.unknown, self.troubles = [], [], 0
        self.fault = None

    def run(self):
        try:
            for number in range(ANSWERS // PEOPLE):
                self.type(str(number))
        except BaseException as fault:
            self.fault = fault
            raise

    def type(self, word):
        while word not in self.acknowledged + self.unknown:
            status, troubles = self.browser.answer(word)
            self.troubles += troubles
            if status == 303:
                self.acknowledged.append(word)
            else:
                # It was sent twice: the first time it was stored, and the reply was lost.
                assert (status, troubles > 0) == (409, True)
                self.unknown.append(word)


@pytest.fixture
def evaluator(start_evaluator):
    """One of this test's own: it is killed often."""
    return start_evaluator(Path(__file__).parents[1] / "interviews")


def listens(path):
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(path) == 0


@pytest.fixture
def site(settings, evaluator):
    """The web server with two workers: its process id and its socket."""
    database = Database(settings.database_url)
    migrate(database)
    database.close()
    environment = {
        "PATH": os.environ["PATH"],
        "CHANCERY_ENVIRONMENT_KIND": "dev",
        "CHANCERY_DATABASE_URL": settings.database_url,
        "CHANCERY_OBJECTS": str(settings.objects),
        "CHANCERY_EVALUATOR_SOCKET": str(evaluator.socket),
        "CHANCERY_BASE_URL": "http://localhost",
    }
    with tempfile.TemporaryDirectory(prefix="chancery-") as directory:
        path = f"{directory}/web.sock"
        command = [sys.executable, "-m", "chancery", "web", "--bind", f"unix:{path}", "--processes", "2"]
        server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        end = time.monotonic() + PATIENCE_S
        while not listens(path):
            assert server.poll() is None
            assert time.monotonic() < end
            time.sleep(0.05)
        yield server.pid, path
        server.terminate()
        server.wait(PATIENCE_S)


@pytest.fixture
def murders(request, site, evaluator, database_url):
    """What may be killed, each by a function that says whether it did."""

    def kill_evaluator():
        evaluator.kill()
        evaluator.start()
        return True

    found = {
        "web worker": lambda: kill_one(children(site[0])),
        "zygote": lambda: kill_one(children(evaluator.pid)),
        "evaluator": kill_evaluator,
    }
    if database_url.startswith("postgresql"):
        postgresql = request.getfixturevalue("postgresql")

        def restart_after(end):
            end()
            postgresql.start()
            return True

        found |= {
            "postgres process": lambda: kill_one(children(postgresql.pid)),
            "postgresql, in a hurry": lambda: restart_after(postgresql.stop),
            "postgresql, every process": lambda: restart_after(postgresql.kill),
        }
    return found


@pytest.mark.control("acknowledged_is_stored")
def test_under_random_kills_every_acknowledged_answer_is_there_and_none_twice(site, murders):
    people = [Person(site[1]) for _ in range(PEOPLE)]
    for person in people:
        person.start()
    killed = dict.fromkeys(murders, 0)
    while any(person.is_alive() for person in people):
        # Each in its turn, at moments that nobody chose.
        name = min(killed, key=killed.get)
        killed[name] += murders[name]()
        time.sleep(random.uniform(0.1, 0.4))
    assert [person.fault for person in people] == [None] * PEOPLE
    assert min(killed.values()) > 0, killed
    assert sum(person.troubles for person in people) > 0
    for person in people:
        words = person.browser.words()
        assert set(person.acknowledged) <= set(words)
        assert len(words) == len(set(words))
        assert words == [str(number) for number in range(ANSWERS // PEOPLE)]
