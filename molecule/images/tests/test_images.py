"""The host's engine knows the image, whichever way it came, and nothing is left of the way."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable

from testinfra.host import Host

Play = Callable[..., subprocess.CompletedProcess[str]]
IMAGE = f"chancery-app:{os.environ.get('CHANCERY_APP_VERSION', '')}"


def test_the_image_is_there_and_runs_as_nobody_special(host: Host) -> None:
    image = json.loads(host.check_output("docker image inspect %s", IMAGE))[0]
    assert image["Config"]["User"] == "10001:10001"


def test_the_image_is_the_one_of_the_controller(standard: Host) -> None:
    here = subprocess.run(["docker", "image", "inspect", IMAGE], capture_output=True, text=True, check=True).stdout
    there = standard.check_output("docker image inspect %s", IMAGE)
    assert json.loads(there)[0]["Id"] == json.loads(here)[0]["Id"]


def test_an_image_can_be_built_on_the_host(alternative: Host) -> None:
    assert alternative.run("docker image inspect chancery-built:1").rc == 0


def test_no_copy_of_the_archive_is_left(host: Host) -> None:
    assert host.check_output("find /var/tmp -name '*.chancery-image'") == ""


def test_an_archive_of_another_version_is_refused(play: Play, standard: Host) -> None:
    done = play("images", "standard", images_app_version="0" * 12)
    assert done.returncode != 0
    assert f"holds {IMAGE}, not chancery-app:{'0' * 12}" in " ".join(done.stdout.split())
    assert standard.check_output("find /var/tmp -name '*.chancery-image'") == ""
