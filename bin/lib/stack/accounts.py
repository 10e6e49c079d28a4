"""The accounts of the dev host: the site's key, the first administrator's code, and letters, which stay on the host."""

from __future__ import annotations

import json
import re
import secrets
import time
from email import message_from_string, policy
from pathlib import Path

from stack import engine, host
from stack.checkout import Choices, Failed

ADMINISTRATOR = "admin@example.test"
# How long the application takes the code (chancery.accounts.codes.INVITATION_HOURS).
CODE_LIMIT_S = 72 * 3600
LETTERS = "/var/lib/chancery/mail"


def site_key(choices: Choices) -> str:
    """Return the key of the dev site, 64 hexadecimal digits; made the first time, in a file of this account alone."""
    path = choices.directory / "site-key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(f"{secrets.token_hex(32)}\n")
    return path.read_text().strip()


def _record(choices: Choices) -> Path:
    """Return the file that keeps the code, and says for which host and when it was made."""
    return choices.directory / "administrator.json"


def invite(choices: Choices) -> None:
    """Ask the application for the code with which its first administrator registers; once for each host."""
    identity = (engine.inspect("container", host.container(choices)) or {})["Id"]
    record = _record(choices)
    if record.exists() and json.loads(record.read_text())["host"] == identity:
        return
    name = host.container(choices)
    web = engine.docker("exec", name, "docker", "ps", "--quiet", "--filter", "name=chancery-web-").split()
    said = engine.docker("exec", name, "docker", "exec", web[0], "chancery", "administrator", ADMINISTRATOR)
    code = re.search(r"^ {4}(\S+)$", said, re.MULTILINE)
    record.touch(mode=0o600)
    record.write_text(json.dumps({"host": identity, "made": time.time(), "code": code[1] if code else ""}) + "\n")


def words(choices: Choices) -> str:
    """Return how the first administrator registers; how to read letters once the code is too old to work."""
    record = json.loads(_record(choices).read_text())
    if record["code"] and time.time() - record["made"] < CODE_LIMIT_S:
        return f"{ADMINISTRATOR} registers at /account/register with the code {record['code']} (good once)"
    return "anyone registers at /account/register; make mail shows the letter with the code"


def letters(choices: Choices) -> str:
    """Return the letters that the dev host kept instead of sending them, the oldest first; Failed without a host."""
    if host.state(choices) != "running":
        raise Failed("The dev host is not running: make up starts it.")
    script = f"""find {LETTERS} -name "*.eml" | sort | while read -r letter; do printf '\\0'; cat "$letter"; done"""
    files = engine.docker("exec", host.container(choices), "sh", "-c", script).split("\0")[1:]
    return "\n".join(map(readable, files)) or "There are no letters."


def readable(file: str) -> str:
    """Return what a person reads of a letter, which may be encoded for its way through mail servers."""
    letter = message_from_string(file, policy=policy.default)
    heads = [f"{name}: {letter[name]}" for name in ("Date", "To", "Subject")]
    return "\n".join([*heads, "", letter.get_content()])
