"""The controller's part of `chancery.host.files`: reads sources and templates, then visits the host once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase
from ansible.plugins.loader import lookup_loader

# What stands for the name of an item in an entry with `each`, and where.
MARK = "{name}"
MARKED = ("path", "template", "source")


# Ansible has no types.
class ActionModule(ActionBase):  # type: ignore[misc]
    """Makes entries of `each`, and the `content` of `source` and `template` by the lookups of those names."""

    def run(self, tmp: None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Run the module with what the files are to hold.

        Args:
            tmp: not used any more by Ansible.
            task_vars: the variables of the task.

        Raises:
            AnsibleActionFail: an entry is no mapping, names a template and a source or content at once, or has items
                that names do not tell apart.
        """
        super().run(tmp, task_vars)
        variables = task_vars or {}
        arguments = dict(self._task.args)
        arguments["files"] = [
            self._filled(one, variables) for entry in arguments.get("files") or [] for one in spread(entry)
        ]
        return dict(self._execute_module("chancery.host.files", module_args=arguments, task_vars=variables))

    def _filled(self, entry: dict[str, Any], variables: dict[str, Any]) -> dict[str, Any]:
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


def spread(entry: object) -> Iterator[dict[str, Any]]:
    """Yield an entry as it is, or once for every item of its `each`, which the template is told as `item`.

    Raises:
        AnsibleActionFail: it is no mapping, its path is the same for every item, or an item has no name that can be a
            part of a path.
    """
    if not isinstance(entry, dict):
        raise AnsibleActionFail(f"{entry!r} is no entry of files: write a mapping with a path")
    shared = {key: value for key, value in entry.items() if key != "each"}
    items = entry.get("each")
    if items is None:
        yield shared
        return
    path = str(entry.get("path"))
    if not isinstance(items, list) or MARK not in path:
        raise AnsibleActionFail(f"{path} has each: write a list there, and {MARK} in the path where its names go")
    for item in items:
        name = item.get("name") if isinstance(item, dict) else item
        if not isinstance(name, str) or not re.fullmatch(r"[^/\x00]+", name):
            raise AnsibleActionFail(f"{item!r} in each of {path} needs a name without a slash, or to be one")
        named = {key: str(shared[key]).replace(MARK, name) for key in MARKED if shared.get(key) is not None}
        yield shared | named | {"vars": (shared.get("vars") or {}) | {"item": item}}
