"""A person with a browser and an account, who leaves marks wherever something can be typed or uploaded."""

from __future__ import annotations

import importlib.util
import io
import re
import struct
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page
from testinfra.host import Host

SITE = "https://standard.test"
ADDRESS = "somebody@example.test"
OURS = "/interview?i=chancery.canary:data/questions/everything.yml"
WALKED = [
    "chancery.kinds:data/questions/fields.yml",
    "chancery.kinds:data/questions/documents.yml",
    "web.tests:data/questions/journey.yml",
]
# The first breaks in its code, the second never ends and is ended.
BROKEN = ["web.tests:data/questions/faulty.yml", "web.tests:data/questions/slow.yml"]
LIMIT = 30
# What a page's own script does: ask the site, and say what came back; 0 is a connection that was cut.
FETCH = """async ([path, type, text, times]) => {
    const options = type ? {method: "POST", headers: {"Content-Type": type}, body: text.repeat(times)} : {};
    try {
        const answer = await fetch(path, options);
        return [answer.status, Array.from(new Uint8Array(await answer.arrayBuffer()))];
    } catch { return [0, []]; }
}"""
FORM = "application/x-www-form-urlencoded"


def load_walker() -> ModuleType:
    """Return the test that walks through interviews by itself, for its hands."""
    path = Path(__file__).parents[3] / "app/tests/browser/test_interviews.py"
    spec = importlib.util.spec_from_file_location("walker", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@dataclass
class Visit:
    """What a visit left with the person: the browser's cookies, where the sessions are, and the documents."""

    mark: str
    context: BrowserContext
    places: list[str] = field(default_factory=list)
    documents: dict[str, bytes] = field(default_factory=dict)

    @property
    def password(self) -> str:
        """What the account opens with; a mark as well."""
        return f"{self.mark} opens it"

    def page(self, path: str) -> Page:
        """Open a page of the site in a new tab."""
        page = self.context.new_page()
        page.goto(SITE + path)
        return page


def press(page: Page, name: str) -> None:
    """Press a button of the form and wait for the page that follows."""
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def register(visit: Visit, host: Host) -> None:
    """Make an account with the code of the letter; letters are the one place where an address lies in clear."""
    page = visit.page("/account/register")
    page.get_by_label("E-mail address").fill(ADDRESS)
    press(page, "Send me a code")
    letter = host.check_output("cat $(ls -t /var/lib/chancery/mail/*.eml | head -n 1)")
    code = re.search(r"^ {4}(\S+)$", letter, re.MULTILINE)
    assert code is not None, letter
    page.get_by_label("Code from the letter").fill(code[1])
    page.get_by_label("New password").fill(visit.password)
    press(page, "Make my account")
    page.get_by_role("heading", name="Write down your recovery code").wait_for()


def walk(visit: Visit, name: str) -> None:
    """Answer an interview to its end, or to where it breaks, with marks."""
    walker = load_walker()
    page = visit.page(f"/interview?i={name}")
    visit.places.append(page.url)
    attempts: dict[str, int] = {}
    for _ in range(LIMIT):
        if not page.locator(".c-form").count():
            break
        heading = page.get_by_role("heading", level=1).inner_text()
        attempts[heading] = attempts.get(heading, -1) + 1
        walker.fill(page, attempts[heading], f"{visit.mark}walk")
        if not walker.go_on(page):
            break
        page.wait_for_load_state()
    take_documents(visit, page)
    page.close()


def everything(visit: Visit) -> None:
    """Type and upload, answer such that the code breaks over what was typed, answer again, and take documents away."""
    mark = visit.mark
    page = visit.page(OURS)
    visit.places.append(page.url)
    for label, text in (
        ("Line", f"{mark}line"),
        ("Story", f"{mark}story\n{mark}again"),
        ("Mail", f"{mark}@example.test"),
    ):
        page.get_by_label(label).fill(text)
    page.get_by_label("Secret").fill(f"{mark}secret")
    press(page, "Continue")
    content = f"{mark}paper\n".encode() * 20_000
    page.locator("input[type=file]").set_input_files(
        {"name": f"{mark}.txt", "mimeType": "text/plain", "buffer": content}
    )
    press(page, "Continue")
    page.get_by_role("heading", name="Shall it crash?").wait_for()
    press(page, "Yes")
    assert page.get_by_role("heading", level=1).inner_text() != "Shall it crash?"
    page.goto(visit.places[-1])
    press(page, "No")
    page.get_by_role("heading", name=f"Thank you, {mark}line").wait_for()
    take_documents(visit, page)
    page.close()


def ask(page: Page, path: str, kind: str = "", text: str = "", times: int = 1) -> tuple[int, bytes]:
    """Let a page ask the site without leaving it, by POST if there is a `kind` of content; return status and body."""
    status, body = page.evaluate(FETCH, [path, kind, text, times])
    return status, bytes(body)


def piece(document: bytes) -> bytes:
    """Return a piece of what is compressed in a document and like no other: a DOCX's text, or a PDF's middle."""
    if document.startswith(b"%PDF"):
        return document[len(document) // 2 :][:24]
    text = zipfile.ZipFile(io.BytesIO(document)).getinfo("word/document.xml")
    # The header of a file in an archive: 30 bytes, then its name and a field whose lengths the header ends with.
    lengths = struct.unpack_from("<2H", document, text.header_offset + 26)
    end = text.header_offset + 30 + sum(lengths) + text.compress_size
    return document[end - 24 : end]


def take_documents(visit: Visit, page: Page) -> None:
    """Download every document of the page, and keep a piece of each."""
    for link in page.locator(".c-formats a[download]").all():
        status, body = ask(page, str(link.get_attribute("href")))
        assert status == 200
        visit.documents[f"document {len(visit.documents)}: {link.inner_text()}"] = piece(body)


def misbehave(visit: Visit) -> None:
    """Send marks where no form sends them: fields that nobody asked for, a token that is wrong, too much at once."""
    mark = visit.mark
    page = visit.context.new_page()
    page.goto(visit.places[0])
    for path, kind, text, times in (
        (visit.places[0], FORM, f"{mark}field={mark}value", 1),
        (visit.places[0], FORM, f"_csrf={mark}token&field_0={mark}value", 1),
        (visit.places[0], "text/plain", mark, 9),
        (visit.places[0], FORM, f"field_0={mark}", 5_000_000),
        ("/account/sign-in", FORM, f"%ff{mark}", 1),
    ):
        status, _ = ask(page, path, kind, text, times)
        assert status == 0 or status >= 400, (path, text, status)
    page.close()


def visit_everything(browser: Browser, host: Host, mark: str) -> Visit:
    """Do all of it, as one person."""
    visit = Visit(mark, browser.new_context(ignore_https_errors=True))
    visit.context.set_default_timeout(60_000)
    register(visit, host)
    for name in [*WALKED, *BROKEN]:
        walk(visit, name)
    everything(visit)
    misbehave(visit)
    assert len(visit.documents) >= 4
    return visit


def leave(visit: Visit) -> None:
    """Exit from every session."""
    for place in visit.places:
        page = visit.context.new_page()
        page.goto(f"{place}/exit")
        press(page, "Erase my answers and exit")
        page.close()


def sign_in(context: BrowserContext, visit: Visit) -> None:
    """Sign in with the password."""
    page = context.new_page()
    page.goto(f"{SITE}/account/sign-in")
    page.get_by_label("E-mail address").fill(ADDRESS)
    page.get_by_label("Password").fill(visit.password)
    press(page, "Sign in")
    assert page.get_by_role("link", name="Account").count(), page.get_by_role("main").inner_text()


def seen_again(browser: Browser, visit: Visit, cookies: list[Any]) -> list[str]:
    """Return where marks are shown to somebody who has the cookies of before, and to somebody who has the password."""
    shown = []
    contexts = {name: browser.new_context(ignore_https_errors=True) for name in ("cookies", "password")}
    contexts["cookies"].add_cookies(cookies)
    sign_in(contexts["password"], visit)
    for name, context in contexts.items():
        page = context.new_page()
        for place in [*visit.places, f"{SITE}/account"]:
            page.goto(place)
            shown += [f"{name}: {place}"] if visit.mark in page.content() else []
        context.close()
    return shown
