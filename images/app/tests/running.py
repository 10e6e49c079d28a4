"""How the tests run the image, and how hardened."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "bin/lib"))

from stack.checkout import Choices

LABEL = f"chancery.test={Choices().name}"
HARDENED = (
    "--read-only",
    "--cap-drop=ALL",
    "--security-opt=no-new-privileges:true",
    "--network=none",
    "--tmpfs=/tmp:rw,noexec,nosuid,nodev,mode=0700,uid=10001,gid=10001",
    "--tmpfs=/run/web:rw,noexec,nosuid,nodev,mode=0700,uid=10001,gid=10001",
    "--tmpfs=/srv/objects:rw,noexec,nosuid,nodev,mode=0700,uid=10001,gid=10001",
)
SETTINGS = (
    "--env=CHANCERY_ENVIRONMENT_KIND=dev",
    "--env=CHANCERY_DATABASE_URL=sqlite:////tmp/chancery.sqlite",
    "--env=CHANCERY_OBJECTS=/srv/objects",
    "--env=CHANCERY_EVALUATOR_SOCKET=/run/evaluator/evaluator.sock",
    "--env=CHANCERY_BASE_URL=https://127.0.0.1:8443",
)


def docker(*words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run docker and return what came of it."""
    return subprocess.run(["docker", *words], capture_output=True, text=True, check=check)
