"""What `chancery.host.packages` takes for installed; molecule's scenarios let it install."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import answered, imported

packages = imported("packages")
STATES = """Package: came-along
Architecture: amd64
Auto-Installed: 1

Package: asked-for
Architecture: amd64
Auto-Installed: 0
"""


def test_apt_is_asked_for_what_dpkg_does_not_have(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(packages, "DEPENDENCIES", tmp_path / "none")
    wanted = ["dpkg", "no-such-package", "dpkg=1.2", "libc-bin"]
    answer = answered(packages, capsys, {"names": wanted})
    assert (answer["changed"], answer["missing"]) == (False, ["no-such-package", "dpkg=1.2"])


def test_apt_is_asked_for_what_it_would_remove_with_another(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    states = tmp_path / "extended_states"
    states.write_text("Package: dpkg\nArchitecture: amd64\nAuto-Installed: 1\n\n")
    monkeypatch.setattr(packages, "DEPENDENCIES", states)
    assert answered(packages, capsys, {"names": ["dpkg", "libc-bin"]})["missing"] == ["dpkg"]


@pytest.mark.parametrize(
    ("line", "there"),
    [
        ("ii  nginx", True),
        ("hi  nginx", True),
        ("rc  nginx", False),
        ("un  nginx", False),
        ("iU  nginx", False),
        ("iF  nginx", False),
        ("iiR nginx", False),
    ],
)
def test_only_what_is_whole_counts(line: str, there: bool) -> None:
    assert packages.installed(f"{line}\n") == ({"nginx"} if there else set())


def test_what_came_along_is_told_from_what_was_asked_for() -> None:
    assert packages.came_along(STATES) == {"came-along"}
    assert packages.came_along("") == set()
