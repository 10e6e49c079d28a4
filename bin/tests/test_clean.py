"""Cleaning removes what the label names, children first, and leaves what another checkout's container uses."""

from __future__ import annotations

import io
import subprocess
import tarfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from stack import engine


@pytest.fixture
def family(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """A labelled image with one built on it; yields the label and the name of a container made from the latter."""
    name = f"chancery-test-{uuid.uuid4().hex[:8]}"
    label = f"chancery.project={name}"
    archive = tmp_path / "base.tar"
    with tarfile.open(archive, "w") as opened:
        opened.addfile(tarfile.TarInfo("empty"), io.BytesIO())
    engine.docker("import", "--change", f"LABEL {label}", str(archive), f"{name}:base")
    (tmp_path / "Dockerfile").write_text(f'FROM {name}:base\nCOPY base.tar /copy\nCMD ["/copy"]\n')
    engine.docker("build", "--quiet", "--tag", f"{name}:child", "--tag", f"{name}:again", str(tmp_path))
    engine.docker("create", "--name", name, f"{name}:child")
    yield label, name
    subprocess.run(["docker", "rm", "--force", name], capture_output=True, check=False)
    engine.remove_images(label)


def test_images_go_with_their_parents_once_no_container_is_left(family: tuple[str, str]) -> None:
    label, container = family
    _, kept = engine.remove_images(label)
    assert kept
    assert engine.inspect("image", f"{container}:child")
    assert engine.inspect("image", f"{container}:base")
    engine.docker("rm", container)
    removed, kept = engine.remove_images(label)
    assert removed
    assert not kept
    assert not engine.listed("image", label)
