"""Where things lie in this checkout, and what the person who typed `make` chose."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
LOCAL = ROOT / ".local"
DEV = LOCAL / "dev"
LOGS = LOCAL / "log"
CACHE = ROOT / ".cache"
VENV = ROOT / ".venv"

DEFAULT_PORT = 8443
SYSTEM_CA = Path("/etc/ssl/certs/ca-certificates.crt")


class Failed(Exception):
    """A command cannot go on; the text says what is wrong and what to type or change."""


def chosen(name: str) -> str:
    """Return the environment variable `name`, or an empty string."""
    return os.environ.get(name, "").strip()


def port(name: str, default: int | None) -> int | None:
    """Return the port that the variable `name` holds, or `default`; Failed when it is not a port."""
    text = chosen(name)
    if not text:
        return default
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise Failed(f"{name}={text} is not a port: give a number from 1 to 65535, as in make up {name}={DEFAULT_PORT}")
    return int(text)


def ca_bundle() -> Path:
    """Return the certificate bundle that this machine trusts: the one that its tools are told of, or Debian's."""
    for name in ("CA_BUNDLE", "PIP_CERT", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"):
        text = chosen(name)
        if text and Path(text).is_file():
            return Path(text)
        if text and name == "CA_BUNDLE":
            raise Failed(f"CA_BUNDLE={text} is not a file: name a PEM file with the certificates of your authority")
    return SYSTEM_CA


def default_name() -> str:
    """Return a name for this checkout's containers that no other checkout on the machine has."""
    return f"chancery-{hashlib.sha256(str(ROOT).encode()).hexdigest()[:6]}"


@dataclass(frozen=True)
class Choices:
    """What can be chosen on the command line of make, with the defaults."""

    name: str = field(default_factory=lambda: chosen("NAME") or default_name())
    port: int | None = field(default_factory=lambda: port("PORT", None))
    http_port: int | None = field(default_factory=lambda: port("HTTP_PORT", None))
    base_image: str = field(default_factory=lambda: chosen("BASE_IMAGE"))
    apt_mirror: str = field(default_factory=lambda: chosen("APT_MIRROR"))
    apt_security_mirror: str = field(default_factory=lambda: chosen("APT_SECURITY_MIRROR"))
    http_proxy: str = field(default_factory=lambda: chosen("http_proxy") or chosen("HTTP_PROXY"))
    https_proxy: str = field(default_factory=lambda: chosen("https_proxy") or chosen("HTTPS_PROXY"))
    no_proxy: str = field(default_factory=lambda: chosen("no_proxy") or chosen("NO_PROXY"))
    index: str = field(default_factory=lambda: chosen("PIP_INDEX_URL"))
    # Where the host's key, inventory and variables are; the certificate of its local authority lies beside it.
    directory: Path = DEV

    @property
    def label(self) -> str:
        """The label that everything this checkout makes in Docker carries."""
        return f"chancery.project={self.name}"


def digest(*parts: str | bytes | Path) -> str:
    """Return a short content hash of texts and of files or whole directories (names, modes and contents)."""
    total = hashlib.sha256()
    for part in parts:
        if isinstance(part, Path):
            files = sorted(part.rglob("*")) if part.is_dir() else [part]
            for path in files:
                if path.is_file() and "__pycache__" not in path.parts:
                    name = path.relative_to(part) if part.is_dir() else path.name
                    total.update(f"{name}\0{path.stat().st_mode & 0o111:o}\0".encode())
                    total.update(hashlib.sha256(path.read_bytes()).digest())
        else:
            content = part.encode() if isinstance(part, str) else part
            total.update(len(content).to_bytes(8, "big") + content)
    return total.hexdigest()[:12]
