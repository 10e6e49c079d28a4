"""Set the machine up: the Debian packages that are missing, and the locked virtual environment."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from stack import engine
from stack.checkout import CACHE, ROOT, VENV, Failed, ca_bundle, chosen, digest
from stack.console import Log

RELEASE = Path("/etc/os-release")
Check = Callable[[], bool]
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"


def command(name: str) -> Check:
    """Return a check that the program `name` is installed."""
    return lambda: shutil.which(name) is not None


def path(pattern: str) -> Check:
    """Return a check that a file below / matches `pattern`."""
    return lambda: any(Path("/").glob(pattern))


# What a command needs: how to see that it is there, and the Debian packages that bring it.
FOR_UP: tuple[tuple[Check, tuple[str, ...]], ...] = (
    (command("dockerd"), ("docker.io", "iptables")),
    (command("docker"), ("docker-cli",)),
    (command("mmdebstrap"), ("mmdebstrap",)),
    (path("usr/share/keyrings/debian-archive-keyring.gpg"), ("debian-archive-keyring",)),
    (path("etc/ssl/certs/ca-certificates.crt"), ("ca-certificates",)),
    (command("zstd"), ("zstd",)),
    (command("ssh-keygen"), ("openssh-client",)),
    (lambda: importlib.util.find_spec("ensurepip") is not None, ("python3-venv",)),
    # Whoever is not root bootstraps the base with it, on a machine that root may have prepared.
    (command("newuidmap"), ("uidmap",)),
)
FOR_TESTS: tuple[tuple[Check, tuple[str, ...]], ...] = (
    (command("chromium"), ("chromium",)),
    # What opens our exports with none of our code.
    (command("age"), ("age",)),
    (path("usr/lib/postgresql/*/bin/initdb"), ("postgresql",)),
)


def check_system() -> str:
    """Return the name of the operating system; Failed on one whose packages we do not know."""
    text = RELEASE.read_text() if RELEASE.exists() else ""
    facts = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
    facts = {key: value.strip('"') for key, value in facts.items()}
    name = facts.get("PRETTY_NAME", sys.platform)
    if facts.get("ID") != "debian" or facts.get("VERSION_ID") not in {"12", "13"}:
        raise Failed(
            f"{name} is not supported: use Debian 12 or 13 (a virtual machine will do). "
            "The deployed hosts are Debian 13 in any case."
        )
    return name


def missing(needs: tuple[tuple[Check, tuple[str, ...]], ...]) -> list[str]:
    """Return the Debian packages that `needs` asks for and the machine lacks."""
    return [package for there, packages in needs if not there() for package in packages]


def available(package: str) -> bool:
    """Return whether this Debian has `package` at all (docker-cli is a package of its own only from Debian 13 on)."""
    done = subprocess.run(["apt-cache", "show", package], capture_output=True, check=False)
    return done.returncode == 0


def install(packages: list[str], log: Log) -> None:
    """Install `packages` with apt, as root; refresh apt's lists only when they do not suffice."""
    apt = engine.as_root("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=300")
    wanted = [package for package in packages if available(package)]
    if wanted != packages or log.run(*apt, "install", "-y", "--no-install-recommends", *packages, check=False):
        # One unreachable third-party source must not stop the installation from Debian's own.
        log.run(*apt, "update", check=False)
        log.run(*apt, "install", "-y", "--no-install-recommends", *filter(available, packages))


def ensure_packages(log: Log, *, tests: bool = False) -> list[str]:
    """Install what is missing for `make up`, and for `make test` too when `tests`; return what was installed."""
    packages = missing(FOR_UP + FOR_TESTS if tests else FOR_UP)
    if packages:
        install(packages, log)
    return packages


def network_environment() -> dict[str, str]:
    """Return the variables that make pip, uv, git and Ansible trust what this machine trusts."""
    bundle = str(ca_bundle())
    return {
        "SSL_CERT_FILE": bundle,
        "PIP_CERT": bundle,
        "REQUESTS_CA_BUNDLE": bundle,
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }


def ensure_tool(name: str, log: Log) -> Path:
    """Return the locked program `name`, from an environment of its own: what it needs need not fit what others need."""
    lock_file = ROOT / f"requirements/{name}.txt"
    home = CACHE / f"{name}-{digest(PYTHON, lock_file)}"
    if not (home / "done").exists():
        log.run(sys.executable, "-m", "venv", "--clear", home)
        log.run(home / "bin/pip", "install", "-q", "--require-hashes", "-r", lock_file, env=network_environment())
        (home / "done").touch()
    return home / "bin" / name


def uv_environment() -> dict[str, str]:
    """Return what uv is told: this machine's trust, our virtual environment, a cache that make clean removes."""
    own = {"VIRTUAL_ENV": str(VENV), "UV_CACHE_DIR": str(CACHE / "uv"), "UV_LINK_MODE": "copy", "UV_NO_CONFIG": "1"}
    return (
        network_environment() | own | ({"UV_DEFAULT_INDEX": chosen("PIP_INDEX_URL")} if chosen("PIP_INDEX_URL") else {})
    )


def ensure_environment(log: Log) -> bool:
    """Make .venv hold exactly the locked packages and the application (editable); return whether anything was done."""
    locks = [ROOT / "requirements/uv.txt", ROOT / "requirements/dev.txt", ROOT / "requirements/build.txt"]
    wanted = digest(PYTHON, str(VENV), *locks, ROOT / "app/pyproject.toml")
    stamp = VENV / "locked"
    if stamp.exists() and stamp.read_text() == wanted:
        return False
    uv, env = ensure_tool("uv", log), uv_environment()
    stamp.unlink(missing_ok=True)
    if not (VENV / "bin/python").exists():
        log.run(uv, "venv", "-q", "--clear", "--python", sys.executable, VENV, env=env)
    log.run(uv, "pip", "sync", "-q", "--require-hashes", locks[1], env=env)
    log.run(
        uv, "pip", "install", "-q", "--no-deps", "--build-constraint", locks[2], "--editable", ROOT / "app", env=env
    )
    stamp.write_text(wanted)
    return True


def lock(log: Log) -> None:
    """Lock every list of Python packages again: exact versions and hashes, and no address of any index."""
    compile_list: list[str | Path] = [
        ensure_tool("uv", log),
        "pip",
        "compile",
        "-q",
        "--universal",
        "--python-version",
        "3.11",
        "--generate-hashes",
    ]
    compile_list += ["--no-emit-index-url", "--no-annotate", "--no-header"]
    groups = [word for name in ("controller", "lint", "test") for word in ("--group", f"pyproject.toml:{name}")]
    for sources, target in (
        (["requirements/uv.in"], "requirements/uv.txt"),
        (["requirements/sslyze.in"], "requirements/sslyze.txt"),
        (["requirements/build.in"], "requirements/build.txt"),
        (["requirements/node.in"], "requirements/node.txt"),
        (["app/pyproject.toml"], "app/requirements.txt"),
        # What is tested is what runs.
        (["app/pyproject.toml", *groups, "--constraints", "app/requirements.txt"], "requirements/dev.txt"),
    ):
        log.run(*compile_list, *sources, "-o", target, env=uv_environment())
