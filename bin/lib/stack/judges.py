"""The judges of style, types and practice: each is one test, and each must be silent."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from stack.checkout import ROOT, VENV
from stack.console import Log

SHELLS = (b"#!/bin/sh", b"#!/bin/bash", b"#!/usr/bin/env bash", b"#!/usr/bin/env sh")


def kept() -> list[Path]:
    """Return the files that git keeps, and the new ones that it does not ignore."""
    words = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def shell_scripts() -> list[Path]:
    """Return the files that begin as a shell script does."""
    return [path for path in kept() if path.suffix != ".j2" and path.read_bytes()[:30].startswith(SHELLS)]


def judges() -> dict[str, list[list[str | Path]]]:
    """Return the commands of each judge by its name."""
    tool = VENV / "bin"
    # Modules of one name, which mypy takes one at a time.
    plugins: list[list[str | Path]] = [
        [tool / "mypy", path] for path in sorted(ROOT.glob("collections/**/plugins/*/*.py"))
    ]
    return {
        "ruff check": [[tool / "ruff", "check", "."]],
        "ruff format": [[tool / "ruff", "format", "--check", "."]],
        "mypy": [
            [tool / "mypy", "-p", "chancery", "-p", "stack", "-p", "bench"],
            [tool / "mypy", "images/app/supervise.py"],
            *plugins,
        ],
        "yamllint": [[tool / "yamllint", "--strict", "."]],
        "ansible-lint": [[tool / "ansible-lint", "--offline", "--strict"]],
        "hadolint": [[tool / "hadolint", *sorted(ROOT.glob("images/*/Dockerfile"))]],
        "shellcheck": [[tool / "shellcheck", *shell_scripts()]],
    }


def environment() -> dict[str, str]:
    """Return what the judges need to find each other and the project's modules."""
    return {"PATH": f"{VENV / 'bin'}:{os.environ['PATH']}", "MYPYPATH": f"{ROOT / 'bin/lib'}:{ROOT}"}


def judge(name: str, log: Log) -> bool:
    """Return whether the judge `name` is silent; what it says goes into the log."""
    statuses = [log.run(*words, env=environment(), check=False) for words in judges()[name]]
    return not any(statuses)
