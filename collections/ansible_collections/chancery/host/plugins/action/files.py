"""The controller's part of `chancery.host.files`: reads sources and templates, then visits the host once."""

from __future__ import annotations

from typing import Any

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase
from ansible.plugins.loader import lookup_loader


# Ansible has no types.
class ActionModule(ActionBase):  # type: ignore[misc]
    """Turns `source` and `template` of every entry into its `content`, by the lookups of those names."""

    def run(self, tmp: None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Run the module with what the files are to hold.

        Args:
            tmp: not used any more by Ansible.
            task_vars: the variables of the task.

        Raises:
            AnsibleActionFail: an entry is no mapping, or names a template and a source or content at once.
        """
        super().run(tmp, task_vars)
        variables = task_vars or {}
        arguments = dict(self._task.args)
        arguments["files"] = [self._filled(entry, variables) for entry in arguments.get("files") or []]
        return dict(self._execute_module("chancery.host.files", module_args=arguments, task_vars=variables))

    def _filled(self, entry: object, variables: dict[str, Any]) -> dict[str, Any]:
        if not isinstance(entry, dict):
            raise AnsibleActionFail(f"{entry!r} is no entry of files: write a mapping with a path")
        filled = {key: value for key, value in entry.items() if value is not None}
        named = [key for key in ("content", "template", "source") if key in filled]
        if len(named) > 1:
            raise AnsibleActionFail(f"{entry.get('path')} has {' and '.join(named)}: keep one of them")
        template, source, told = (filled.pop(key, None) for key in ("template", "source", "vars"))
        if template is not None:
            filled["content"] = self._look_up("template", template, variables, template_vars=told or {})
        elif source is not None:
            filled["content"] = self._look_up("file", source, variables, rstrip=False)
        return filled

    def _look_up(self, plugin: str, name: str, variables: dict[str, Any], **options: Any) -> str:
        lookup = lookup_loader.get(f"ansible.builtin.{plugin}", loader=self._loader, templar=self._templar)
        found: list[str] = lookup.run([name], variables=variables, **options)
        return found[0]
