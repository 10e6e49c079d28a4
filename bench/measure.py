"""What is timed, and how the figures are summed up."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from bench.wire import BenchError, Client, form_values

FLOOR_HOST = "floor.bench.invalid"
# Answers before timing starts: connections, caches and the branch predictor settle.
WARM_UP = 10
_QUESTIONS = "chancery.bench:data/questions"


@dataclass(frozen=True)
class Interview:
    """An interview of ours: its first answer sets the size of the session, then it asks so many questions more."""

    name: str
    questions: int


# Questions and nothing else; and an interview as they are written, with objects and thirty templates.
PLAIN = Interview(f"{_QUESTIONS}/answers.yml", 100)
HOUSEHOLD = Interview(f"{_QUESTIONS}/household.yml", 40)
# The same again under other names, so that ten interviews are loaded at once.
COPIES = [Interview(f"{_QUESTIONS}/household_{number}.yml", 40) for number in range(3, 11)]


@dataclass(frozen=True)
class Target:
    """Where to measure: the address of nginx, the site's name and the authority that signed its certificate."""

    address: tuple[str, int]
    name: str
    certificate_authority: str

    def client(self, host: str = "") -> Client:
        """Open a connection, to the site or to another `host` of the same nginx."""
        site = f"{self.name}:{self.address[1]}"
        return Client(self.address, self.name, host or site, self.certificate_authority)


@dataclass(frozen=True)
class Samples:
    """Timings of one kind, in seconds, and how long the whole run of them took."""

    seconds: list[float]
    elapsed: float

    def summary(self) -> dict[str, float]:
        """Return median and p95 in milliseconds and the requests per second."""
        ordered = sorted(self.seconds)
        return {
            "median_ms": round(statistics.median(ordered) * 1000, 3),
            "p95_ms": round(ordered[int(len(ordered) * 0.95)] * 1000, 3),
            "per_second": round(len(ordered) / self.elapsed, 1),
            "samples": len(ordered),
        }


def path_of(location: str) -> str:
    """Return the path of a redirect, absolute or relative."""
    parts = urlsplit(location)
    return parts.path + ("?" + parts.query if parts.query else "")


class Person:
    """Somebody who answers one of the benchmark's interviews."""

    def __init__(self, target: Target, first_answer: str, interview: Interview = PLAIN) -> None:
        self.client = target.client()
        self.interview = interview
        self.first_answer = first_answer
        self.path = ""
        self.left = 0

    def begin(self) -> float:
        """Start afresh and return the seconds to the first screen, redirects included."""
        began = time.perf_counter()
        response = self.client.get(f"/interview?i={quote(self.interview.name)}&reset=1")
        if response.status != 303:
            raise BenchError(f"starting the interview answered {response.status}, not 303")
        self.path = path_of(response.headers["location"])
        page = self.client.get(self.path)
        seconds = time.perf_counter() - began
        if page.status != 200:
            raise BenchError(f"the first screen answered {page.status}")
        self.page = page.body
        self.answer(self.first_answer)
        # A session is renewed before its questions run out.
        self.left = self.interview.questions
        return seconds

    def answer(self, text: str) -> tuple[float, float]:
        """Answer the screen; return the seconds of the answer and those of the next screen."""
        response = self.client.post(self.path, form_values(self.page, text))
        if response.status != 303:
            raise BenchError(f"an answer was met with {response.status}, not 303")
        page = self.client.get(path_of(response.headers["location"]))
        if page.status != 200:
            raise BenchError(f"the next screen answered {page.status}")
        self.page, self.left = page.body, self.left - 1
        return response.seconds, page.seconds


def time_answers(
    target: Target, first_answer: str, count: int, interview: Interview = PLAIN
) -> list[tuple[float, float]]:
    """Return `count` pairs of (answer, next screen) seconds of one person."""
    person = Person(target, first_answer, interview)
    timings = []
    for number in range(count + WARM_UP):
        if person.left < 2:
            person.begin()
        timings.append(person.answer(str(number)))
    person.client.close()
    return timings[WARM_UP:]


def time_household(target: Target, first_answer: str, count: int) -> list[tuple[float, float]]:
    """Return the same of the interview with objects and templates."""
    return time_answers(target, first_answer, count, HOUSEHOLD)


def load_interviews(target: Target) -> int:
    """Begin each of our interviews, so that the evaluator holds them all; return how many they are."""
    interviews = [PLAIN, HOUSEHOLD, *COPIES]
    for interview in interviews:
        person = Person(target, "1", interview)
        person.begin()
        person.client.close()
    return len(interviews)


def time_first_screens(target: Target, _: str, count: int) -> list[tuple[float, float]]:
    """Return the seconds of `count` first screens, each of a new session."""
    person = Person(target, "1")
    timings = [(person.begin(), 0.0) for _number in range(count + WARM_UP)]
    person.client.close()
    return timings[WARM_UP:]


def time_floor(target: Target, _: str, count: int) -> list[tuple[float, float]]:
    """Return `count` pairs of (POST, GET) seconds of the bare route."""
    client = target.client(FLOOR_HOST)
    timings = []
    for number in range(count + WARM_UP):
        posted = client.post("/floor", {"_revision": str(number), "_csrf": "x" * 43, "f0": str(number)})
        shown = client.get("/floor")
        if (posted.status, shown.status) != (303, 200):
            raise BenchError(f"the bare route answered {posted.status} and {shown.status}")
        timings.append((posted.seconds, shown.seconds))
    client.close()
    return timings[WARM_UP:]


def wait_for_floor(target: Target, patience_s: float = 10.0) -> None:
    """Wait until nginx has taken up the bare route; BenchError when it does not."""
    end = time.monotonic() + patience_s
    while True:
        client = target.client(FLOOR_HOST)
        status = client.get("/floor").status
        client.close()
        if status == 200:
            return
        if time.monotonic() > end:
            raise BenchError(f"the bare route answers {status}")
        time.sleep(0.2)


Timing = Callable[[Target, str, int], list[tuple[float, float]]]


def together(timing: Timing, target: Target, first_answer: str, count: int, clients: int) -> tuple[Samples, Samples]:
    """Run `timing` by `clients` at once, each `count` times; return the samples of both parts of its pairs."""
    began = time.perf_counter()
    with ProcessPoolExecutor(clients) as pool:
        parts = list(pool.map(timing, [target] * clients, [first_answer] * clients, [count] * clients))
    elapsed = time.perf_counter() - began
    pairs = [pair for part in parts for pair in part]
    return Samples([a for a, _ in pairs], elapsed), Samples([b for _, b in pairs], elapsed)
