"""Sounds: those of a package and those that a person sent are played in the page, in the whole application."""

from __future__ import annotations

import io
import wave

import pytest
from playwright.sync_api import Locator, Page, expect

RECORDINGS = "/interview?i=web.tests:data/questions/recordings.yml"
# Loads what the player has not loaded before it was asked, and tells how long that is.
SECONDS = """(player) => new Promise((done, failed) => {
    player.onloadedmetadata = () => done(player.duration);
    player.onerror = () => failed(player.error.message);
    player.load();
    player.preload = "auto";
})"""


@pytest.fixture
def page(site, context) -> Page:
    page = context.new_page()
    page.goto(site + RECORDINGS)
    return page


def silence(seconds: int) -> bytes:
    """A sound of the kind that a telephone records."""
    written = io.BytesIO()
    with wave.open(written, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(b"\x80" * 8000 * seconds)
    return written.getvalue()


def seconds(player: Locator) -> float:
    return float(player.evaluate(SECONDS))


def send(page: Page, content: bytes) -> None:
    """Choose a recording, and press the button that the page hides."""
    page.get_by_label("Your own recording").set_input_files(
        [{"name": "mine.wav", "mimeType": "audio/wav", "buffer": content}]
    )
    page.evaluate("document.getElementById('da-continue-button').hidden = false")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You recorded this.")


def test_a_sound_of_the_package_plays(page):
    assert seconds(page.locator("audio")) == pytest.approx(0.25, abs=0.01)


def test_nothing_is_loaded_before_it_is_played(page):
    assert page.locator("audio").evaluate("(player) => [player.preload, player.readyState]") == ["none", 0]


def test_a_button_that_is_hidden_is_there_for_a_script(page):
    expect(page.locator("#da-continue-button")).to_be_hidden()
    send(page, silence(1))


def test_what_a_person_recorded_plays_beside_what_the_package_has(page):
    send(page, silence(3))
    players = page.locator("audio")
    assert [round(seconds(players.nth(number)), 2) for number in range(2)] == [3.0, 0.25]
    assert players.nth(1).get_attribute("aria-label") == "the bell"
