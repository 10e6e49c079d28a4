"""The image under test: what `make build` makes of this checkout, or the one that CHANCERY_APP_IMAGE names."""

from __future__ import annotations

import json
import os
import sys
import tarfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from running import LABEL, docker
from stack import images
from stack.checkout import Choices


@pytest.fixture(scope="session")
def image() -> str:
    """The tag of the image."""
    tag = os.environ.get("CHANCERY_APP_IMAGE") or images.app_tag(Choices())
    assert images.present(tag), f"there is no {tag}: make build"
    return tag


@pytest.fixture(scope="session")
def facts(image: str) -> dict[str, Any]:
    """What Docker knows of the image."""
    return dict(json.loads(docker("image", "inspect", image).stdout)[0])


@pytest.fixture(scope="session")
def members(image: str, tmp_path_factory: pytest.TempPathFactory) -> list[tarfile.TarInfo]:
    """Every file of the image."""
    archive = tmp_path_factory.mktemp("image") / "image.tar"
    name = f"chancery-test-{uuid.uuid4().hex[:8]}"
    docker("create", "--name", name, "--label", LABEL, image)
    try:
        docker("export", "--output", str(archive), name)
    finally:
        docker("rm", name)
    with tarfile.open(archive) as opened:
        return opened.getmembers()


@pytest.fixture
def container() -> Iterator[str]:
    """A name for a container, which is removed afterwards."""
    name = f"chancery-test-{uuid.uuid4().hex[:8]}"
    yield name
    docker("rm", "--force", "--volumes", name, check=False)
