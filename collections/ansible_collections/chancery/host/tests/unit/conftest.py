"""The module runs as Ansible runs it, in this process and on real files; only its arguments and its exit are caught."""

from __future__ import annotations

import grp
import importlib.util
import json
import os
import pwd
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from ansible.module_utils.testing import patch_module_args

MODULES = Path(__file__).parents[2] / "plugins/modules"
ME = pwd.getpwuid(os.geteuid()).pw_name
MY_GROUP = grp.getgrgid(os.getegid()).gr_name

Run = Callable[..., dict[str, Any]]


def imported(name: str) -> ModuleType:
    """Return a module of the collection, which is no package that Python knows."""
    full = f"chancery_host_{name}"
    if full not in sys.modules:
        spec = importlib.util.spec_from_file_location(full, MODULES / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        # A dataclass looks its module up.
        sys.modules[full] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[full])
    return sys.modules[full]


def answered(module: ModuleType, capsys: pytest.CaptureFixture[str], arguments: dict[str, Any]) -> dict[str, Any]:
    """Run a module with its arguments and return its answer."""
    with patch_module_args(arguments), pytest.raises(SystemExit):
        module.main()
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


@pytest.fixture
def files(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return what runs the module `files` with a list of entries, and returns its answer."""

    def run(*entries: dict[str, Any], check: bool = False, diff: bool = False, **options: Any) -> dict[str, Any]:
        arguments = {"owner": ME, "group": MY_GROUP, "files": list(entries), **options}
        told = {"_ansible_check_mode": check, "_ansible_diff": diff}
        return answered(imported("files"), capsys, arguments | told)

    return run
