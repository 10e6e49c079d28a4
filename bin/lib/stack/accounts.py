"""The accounts of the dev host: the site's key, the first administrator's code, and letters, which stay on the host."""

from __future__ import annotations

import re
import secrets
from email import message_from_string, policy

from stack import engine, host
from stack.checkout import Choices, Failed

# Whom inventories/dev names, and where the role app keeps the code.
ADMINISTRATOR = "admin@example.test"
KEPT = "/etc/chancery/administrator"
# How long the application takes the code (chancery.accounts.codes.INVITATION_HOURS).
CODE_LIMIT_MINUTES = 72 * 60
LETTERS = "/var/lib/chancery/mail"


def site_key(choices: Choices) -> str:
    """Return the key of the dev site, 64 hexadecimal digits; made the first time, in a file of this account alone."""
    path = choices.directory / "site-key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(f"{secrets.token_hex(32)}\n")
    return path.read_text().strip()


def code(choices: Choices) -> str:
    """Return the first administrator's code, which the role app keeps on the host for root; "" once it is too old."""
    script = f"test ! -e {KEPT} || find {KEPT} -mmin -{CODE_LIMIT_MINUTES} -exec cat {{}} +"
    return code_in(engine.docker("exec", host.container(choices), "sh", "-c", script))


def code_in(said: str) -> str:
    """Return the code in what the application said when it made one; "" if there is none."""
    found = re.search(r"^ {4}(\S+)$", said, re.MULTILINE)
    return found[1] if found else ""


def words(code: str) -> str:
    """Return how the first administrator registers; how to read letters where there is no code."""
    if code:
        return f"{ADMINISTRATOR} registers at /account/register with the code {code} (good once)"
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
