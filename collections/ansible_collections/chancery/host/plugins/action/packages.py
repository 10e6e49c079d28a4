"""The controller's part of `chancery.host.packages`: asks dpkg first, and apt only if something is missing."""

from __future__ import annotations

from typing import Any

from ansible.plugins.action import ActionBase

INDEX_SECONDS = 3600


# Ansible has no types.
class ActionModule(ActionBase):  # type: ignore[misc]
    """Runs the module, and then `apt` for what it found missing."""

    def run(self, tmp: None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Run the module, and apt if there is something for it to do.

        Args:
            tmp: not used any more by Ansible.
            task_vars: the variables of the task.
        """
        super().run(tmp, task_vars)
        found = dict(self._execute_module("chancery.host.packages", module_args=self._task.args, task_vars=task_vars))
        if found.get("failed") or not found["missing"]:
            return found
        wanted = {
            "name": self._task.args["names"],
            "state": "present",
            "install_recommends": False,
            "update_cache": True,
            "cache_valid_time": INDEX_SECONDS,
        }
        done = dict(self._execute_module("ansible.builtin.apt", module_args=wanted, task_vars=task_vars))
        return done | {"missing": found["missing"]}
