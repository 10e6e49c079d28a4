"""A real Chromium in front of a real server. What a page logs, or what the policy refuses, fails the test."""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from chancery.protocol import InterviewInfo, Screen
from chancery.sessions import Sessions, View
from chancery.settings import Settings
from chancery.vault import Visitor
from chancery.web import create_app

CHROMIUM = "/usr/bin/chromium"
# Without a sandbox of its own, as it may run as root in a container, and without its own calls home.
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
INFO = InterviewInfo(name="a:data/questions/b.yml", version="1", title="A letter")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    # Without motion: a colour that is still changing would be measured.
    made = browser.new_context(reduced_motion="reduce")
    watch(made)
    yield made
    made.close()
    assert made.complaints == []


@pytest.fixture(scope="session")
def violations() -> Callable[[Page], list[str]]:
    """What axe finds wrong with a page: one line for each element, by the rules of WCAG 2.2 AA and good practice."""

    def found(page: Page) -> list[str]:
        result = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]})
        return [
            f"{rule['id']}: {node['target']} {node['failureSummary']}"
            for rule in result.response["violations"]
            for node in rule["nodes"]
        ]

    return found


@pytest.fixture
def watched(browser: Browser) -> Iterator[BrowserContext]:
    """A browser context whose complaints the test itself looks at."""
    made = browser.new_context()
    watch(made)
    yield made
    made.close()


def watch(context: BrowserContext) -> None:
    """Collect what pages of `context` log: a refusal of the Content-Security-Policy is among it, in words."""
    context.complaints = []

    def note(text: str) -> None:
        # The browser itself reports every answer from 400 on, wanted ones too.
        if "Failed to load resource: the server responded with a status of 4" not in text:
            context.complaints.append(text)

    context.on("console", lambda message: note(message.text) if message.type in ("error", "warning") else None)
    context.on("weberror", lambda error: note(str(error.error)))


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Flask], str]]:
    """Serve an application on this machine until the tests end; gives its address."""
    servers = []

    def start(app: Flask) -> str:
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        servers.append((server, thread))
        return f"http://127.0.0.1:{server.port}"

    yield start
    for server, thread in servers:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def gallery() -> ModuleType:
    """One screen of every kind; the same file that the tests of the drawing use."""
    path = Path(__file__).parents[1] / "functional" / "web" / "gallery.py"
    spec = importlib.util.spec_from_file_location("gallery", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Shelf(Sessions):
    """Sessions that show the screens put on the shelf, by number: for tests of pages that need nothing stored."""

    def __init__(self) -> None:
        self.evaluator = None
        self.screens: list[Screen] = []

    def current(self, visitor: Visitor, uid: str) -> View:
        return View(uid, INFO, self.screens[int(uid, 16)], 1, can_go_back=True)

    def put(self, screen: Screen) -> str:
        """The path at which `screen` is shown."""
        self.screens.append(screen)
        return f"/session/{len(self.screens) - 1:032x}"


@pytest.fixture(scope="session")
def shelf_settings(tmp_path_factory: pytest.TempPathFactory, settings_in) -> Settings:
    return settings_in(tmp_path_factory.mktemp("shelf"), base_url="http://127.0.0.1:8000")


@pytest.fixture(scope="session")
def shelf(serve: Callable[[Flask], str], shelf_settings: Settings) -> tuple[Shelf, str]:
    sessions = Shelf()
    return sessions, serve(create_app(shelf_settings, sessions=sessions))


@pytest.fixture
def show(shelf: tuple[Shelf, str], context: BrowserContext) -> Callable[[Screen], Page]:
    """The page of a screen, in the browser."""
    sessions, base = shelf
    context.add_cookies([{"name": "chancery-without-tls", "value": Visitor.new().cookie(), "url": base}])

    def shown(screen: Screen) -> Page:
        page = context.new_page()
        page.goto(base + sessions.put(screen))
        return page

    return shown


@pytest.fixture(scope="session")
def site(serve: Callable[[Flask], str], tmp_path_factory: pytest.TempPathFactory, settings_in, whole_site) -> str:
    """The whole application on SQLite with the real evaluator; gives its address."""
    return serve(whole_site(settings_in(tmp_path_factory.mktemp("site"), base_url="http://127.0.0.1:8000")))
