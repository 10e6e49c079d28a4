"""Deploy playbooks/site.yml to the dev host, unless nothing changed since it was last deployed and the site answers."""

from __future__ import annotations

import json
import os
import shutil
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from stack import accounts, engine, host
from stack.checkout import ROOT, VENV, Choices, Failed, digest
from stack.console import Log

READY_LIMIT_S = 60


def ca(choices: Choices) -> Path:
    """Return where the certificate of the host's local authority is brought to."""
    return choices.directory.parent / "ca.pem"


def stamp(choices: Choices) -> Path:
    """Return the file that says what was deployed last."""
    return choices.directory / "deployed"


def variables(choices: Choices) -> Path:
    """Return the file with what the playbook is told besides the inventory."""
    return choices.directory / "deploy.yml"


def base_url(choices: Choices) -> str:
    """Return the address that a browser on this machine uses."""
    return f"https://127.0.0.1:{host.ports(choices)['https']}"


def write_variables(choices: Choices, app: str, archive: Path, packages: list[Path]) -> None:
    """Write what the playbook is told: the image, the address, the site's key, and packages besides our own."""
    values = {
        "images_app_version": app.split(":")[1],
        "images_archive_path": str(archive),
        "app_version": app.split(":")[1],
        "app_base_url": base_url(choices),
        "app_interview_packages": [str(package) for package in packages],
        "certificates_local_ca_fetch_path": str(ca(choices)),
        "vault_app_site_key": accounts.site_key(choices),
    }
    variables(choices).touch(mode=0o600)
    variables(choices).write_text(json.dumps(values, indent=1) + "\n")


def wanted(choices: Choices) -> str:
    """Return a hash of everything that a deployment depends on."""
    sources = [ROOT / name for name in ("ansible.cfg", "collections", "inventories/dev", "playbooks", "roles")]
    found = engine.inspect("container", host.container(choices))
    identity = str(found["Id"]) if found else ""
    packages = [Path(name) for name in json.loads(variables(choices).read_text())["app_interview_packages"]]
    told = [variables(choices), host.key(choices).with_suffix(".pub")]
    return digest(identity, *told, *[source for source in [*sources, *packages] if source.exists()])


def ready(choices: Choices) -> str:
    """Return an empty string when the site answers /readyz through its published port, else what went wrong."""
    if not ca(choices).exists():
        return "the certificate of the local authority is not here yet"
    try:
        context = ssl.create_default_context(cafile=str(ca(choices)))
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context)
        )
        with opener.open(f"{base_url(choices)}/readyz", timeout=5) as response:
            response.read()
    except (urllib.error.URLError, OSError) as error:
        return str(error)
    return ""


def current(choices: Choices) -> bool:
    """Return whether what is deployed is what would be deployed, and works."""
    return stamp(choices).exists() and stamp(choices).read_text() == wanted(choices) and not ready(choices)


def play(choices: Choices, log: Log, *arguments: str) -> None:
    """Run the whole playbook with the dev inventory and what `make up` knows."""
    env = {
        "ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"),
        "ANSIBLE_FORCE_COLOR": "0",
        "PATH": f"{VENV / 'bin'}:{os.environ['PATH']}",
    }
    host_file = choices.directory / "host.yml"
    sources = ["-i", str(ROOT / "inventories/dev"), "-i", str(host_file), "-e", f"@{variables(choices)}"]
    log.run(VENV / "bin/ansible-playbook", *sources, *arguments, ROOT / "playbooks/site.yml", env=env)


def deploy(choices: Choices, log: Log) -> None:
    """Run the playbook, which also fetches the certificate of the local authority."""
    stamp(choices).unlink(missing_ok=True)
    play(choices, log)
    stamp(choices).write_text(wanted(choices))


def wait_ready(choices: Choices) -> None:
    """Wait until the site answers; Failed with what it said when it does not."""
    limit = time.monotonic() + READY_LIMIT_S
    while trouble := ready(choices):
        if time.monotonic() > limit:
            stamp(choices).unlink(missing_ok=True)
            raise Failed(f"{base_url(choices)}/readyz does not answer: {trouble}. make logs shows what the host says.")
        time.sleep(0.5)


def shell(choices: Choices) -> int:
    """Open a shell of the operator on the dev host."""
    if host.state(choices) != "running":
        raise Failed("The dev host is not running: make up starts it.")
    if not shutil.which("ssh"):
        raise Failed("ssh is not installed: make setup installs it.")
    options = ["-i", str(host.key(choices)), *host.ssh_options(choices)]
    return subprocess.run(["ssh", *options, f"{host.USER}@{host.address(choices)}"], check=False).returncode
