"""What a person can choose, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from stack import checkout
from stack.checkout import Choices, Failed, digest


@pytest.mark.parametrize("text", ["abc", "0", "65536", "-1", "80.5", "8443 8444"])
def test_what_is_no_port_is_refused_with_an_example(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("PORT", text)
    with pytest.raises(Failed, match=r"is not a port: .* make up PORT=8443"):
        Choices()


def test_a_port_can_be_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", " 9443 ")
    assert Choices().port == 9443


def test_a_certificate_bundle_that_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CA_BUNDLE", "/nowhere/ca.pem")
    with pytest.raises(Failed, match=r"CA_BUNDLE=/nowhere/ca\.pem is not a file"):
        checkout.ca_bundle()


def test_the_bundle_that_was_named_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    named, other = tmp_path / "named.pem", tmp_path / "other.pem"
    named.touch()
    other.touch()
    monkeypatch.setenv("PIP_CERT", str(other))
    monkeypatch.setenv("CA_BUNDLE", str(named))
    assert checkout.ca_bundle() == named


def test_two_checkouts_have_two_names(monkeypatch: pytest.MonkeyPatch) -> None:
    first = checkout.default_name()
    monkeypatch.setattr(checkout, "ROOT", Path("/somewhere/else"))
    assert first != checkout.default_name()


def test_a_digest_sees_contents_names_and_modes(tmp_path: Path) -> None:
    file = tmp_path / "a"
    seen = {digest(tmp_path)}
    for change in (
        lambda: file.write_text("one"),
        lambda: file.write_text("two"),
        lambda: file.chmod(0o755),
        lambda: file.rename(tmp_path / "b"),
    ):
        change()
        seen.add(digest(tmp_path))
    assert len(seen) == 5
    assert digest("ab", "c") != digest("a", "bc")


def test_a_digest_does_not_see_byte_code(tmp_path: Path) -> None:
    before = digest(tmp_path)
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__/a.pyc").write_bytes(b"x")
    assert digest(tmp_path) == before
