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
from typing import Any

import pytest
from ansible.module_utils.testing import patch_module_args

MODULE = Path(__file__).parents[2] / "plugins/modules/files.py"
ME = pwd.getpwuid(os.geteuid()).pw_name
MY_GROUP = grp.getgrgid(os.getegid()).gr_name

Run = Callable[..., dict[str, Any]]


@pytest.fixture
def files(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return what runs the module with a list of entries, and returns its answer."""
    spec = importlib.util.spec_from_file_location("chancery_host_files", MODULE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # A dataclass looks its module up.
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)

    def run(*entries: dict[str, Any], check: bool = False, diff: bool = False, **options: Any) -> dict[str, Any]:
        arguments = {"owner": ME, "group": MY_GROUP, "files": list(entries), **options}
        told = {"_ansible_check_mode": check, "_ansible_diff": diff}
        with patch_module_args(arguments | told), pytest.raises(SystemExit):
            module.main()
        answer: dict[str, Any] = json.loads(capsys.readouterr().out)
        return answer

    return run
