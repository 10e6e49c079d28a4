"""Build the images: a base bootstrapped from signed Debian packages, the application's and the hosts'.

Each tag is the content hash of what went in, so an unchanged image is found and not built again, and a changed one
never hides.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import subprocess
from pathlib import Path

from stack import engine
from stack.checkout import CACHE, ROOT, Choices, Failed, ca_bundle, chosen, digest
from stack.console import Log, together

SOURCES = ROOT / "images"
SMALLEST_BASE = 40_000_000  # bytes; a complete bootstrap is about twice that, a broken one next to nothing
LARGEST_APP = 250_000_000  # bytes
KEPT = 3  # images of a kind that stay for a quick way back


def present(image: str) -> bool:
    """Return whether Docker holds `image`."""
    return engine.inspect("image", image) is not None


def size(image: str) -> int:
    """Return the uncompressed size of `image` in bytes."""
    found = engine.inspect("image", image)
    if found is None:
        raise Failed(f"There is no image {image}: make build makes it.")
    return int(found["Size"])


def base_tag(choices: Choices) -> str:
    """Return the tag of the base image that these choices ask for."""
    if choices.base_image:
        return "chancery-base:" + digest(choices.base_image)
    parts = (choices.apt_mirror, choices.apt_security_mirror, platform.machine(), chosen("REFRESH"))
    return "chancery-base:" + digest(SOURCES / "base", *parts)


def build_base(choices: Choices, log: Log) -> str:
    """Make the base image unless it is there; return its tag."""
    tag = base_tag(choices)
    if present(tag):
        return tag
    if choices.base_image:
        if "@sha256:" not in choices.base_image:
            raise Failed(
                f"BASE_IMAGE={choices.base_image} has no digest: name it as repository@sha256:…, "
                "so that it cannot change unseen."
            )
        log.run("docker", "pull", choices.base_image)
        log.run("docker", "tag", choices.base_image, tag)
        return tag
    archive = CACHE / "base" / f"{tag.split(':')[1]}.tar"
    checksum = archive.with_suffix(".sha256")
    if not (archive.exists() and checksum.exists() and checksum.read_text() == sha256(archive)):
        archive.parent.mkdir(parents=True, exist_ok=True)
        partial = archive.with_suffix(".partial.tar")
        env = {
            "APT_MIRROR": choices.apt_mirror,
            "APT_SECURITY_MIRROR": choices.apt_security_mirror,
            "APT_OPTIONS": apt_options(choices, str(ca_bundle())),
        }
        log.run(SOURCES / "base/bootstrap", partial, env=env)
        if partial.stat().st_size < SMALLEST_BASE:
            raise Failed(
                f"The bootstrapped base has only {partial.stat().st_size} bytes, so it is not whole. "
                f"The log says why: {log.path}"
            )
        checksum.write_text(sha256(partial))
        partial.rename(archive)
    log.run("docker", "import", "--change", f"LABEL {choices.label}", archive, tag)
    return tag


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def apt_options(choices: Choices, bundle: str) -> str:
    """Return apt configuration for the site's proxies and certificate authority, whose bundle lies at `bundle`."""
    lines = [f'Acquire::https::CaInfo "{bundle}";']
    lines += [f'Acquire::http::Proxy "{choices.http_proxy}";'] if choices.http_proxy else []
    lines += [f'Acquire::https::Proxy "{choices.https_proxy}";'] if choices.https_proxy else []
    return "\n".join(lines) + "\n"


def gather(kind: str) -> Path:
    """Gather the build context of an image afresh and return its directory: exactly what the Dockerfile may see."""
    context = CACHE / "context" / kind
    shutil.rmtree(context, ignore_errors=True)
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info", "tests", "README.md")
    shutil.copytree(SOURCES / kind, context, ignore=ignored)
    if kind == "stores":
        shutil.copy2(ROOT / "requirements/node.txt", context)
    if kind == "app":
        shutil.copy2(ROOT / "app/requirements.txt", context)
        shutil.copytree(ROOT / "app/src", context / "app/src", ignore=ignored)
        for name in ("pyproject.toml", "README.md"):
            shutil.copy2(ROOT / "app" / name, context / "app")
        (context / "interviews").mkdir()
        if (ROOT / "app/interviews").is_dir():
            shutil.copytree(ROOT / "app/interviews", context / "interviews", dirs_exist_ok=True, ignore=ignored)
    return context


def build(kind: str, targets: tuple[str, ...], base: str, choices: Choices, log: Log) -> dict[str, str]:
    """Build what is not there yet of images/<kind>/Dockerfile; return the tags by target ("" is the last one)."""
    context = gather(kind)
    version = digest(context, base)
    # The machine's own authority and proxies are no part of what the image is: they come after the hash.
    shutil.copyfile(ca_bundle(), context / "ca.crt")
    inside = "/build/ca.crt" if kind == "app" else "/usr/local/share/chancery-build/ca.crt"
    (context / "apt.conf").write_text(apt_options(choices, inside))
    tags = {}
    for target in targets:
        tag = f"chancery-{kind}:{target}-{version}" if target else f"chancery-{kind}:{version}"
        tags[target] = tag
        if not present(tag):
            command = ["docker", "build", "--label", choices.label, "--build-arg", f"BASE={base}", "--tag", tag]
            command += [
                word for name, value in build_arguments(choices).items() for word in ("--build-arg", f"{name}={value}")
            ]
            command += ["--target", target] if target else []
            log.run(*command, context, env={"BUILDKIT_PROGRESS": "plain"})
        if target:
            log.run("docker", "tag", tag, f"chancery-{kind}:{target}")
    return tags


def app_tag(choices: Choices) -> str:
    """Return the tag that the application's image has or will have when it is built from this checkout."""
    return f"chancery-app:{digest(gather('app'), base_tag(choices))}"


def build_arguments(choices: Choices) -> dict[str, str]:
    """Return the build arguments that stand for this site's network; Docker keeps proxies out of an image's history."""
    arguments = {
        "http_proxy": choices.http_proxy,
        "https_proxy": choices.https_proxy,
        "no_proxy": choices.no_proxy,
        "PIP_INDEX_URL": choices.index,
        "NPM_CONFIG_REGISTRY": chosen("NPM_CONFIG_REGISTRY"),
    }
    return {name: value for name, value in arguments.items() if value}


def build_all(choices: Choices, hosts: tuple[str, ...] = ("bare", "packages"), *, stores: bool = False) -> str:
    """Build the application's image and, at the same time, the `hosts` and `stores` images; return the first's tag."""
    base = build_base(choices, Log("image-base"))
    app: dict[str, str] = {}
    together(
        lambda: app.update(build("app", ("",), base, choices, Log("image-app"))),
        lambda: build("host", hosts, base, choices, Log("image-host")),
        *([lambda: build_stores(choices)] if stores else []),
    )
    tag = app[""]
    if size(tag) > LARGEST_APP:
        raise Failed(
            f"{tag} has {size(tag) / 1e6:.0f} MB and may have {LARGEST_APP / 1e6:.0f}: docker history {tag} shows why."
        )
    forget_old("chancery-app", tag)
    return tag


def build_stores(choices: Choices) -> str:
    """Build the image of the object stores that the tests use, unless it is there; return its tag."""
    return build("stores", ("",), build_base(choices, Log("image-base")), choices, Log("image-stores"))[""]


def forget_old(repository: str, current: str) -> None:
    """Remove all but the newest images of a repository; one that a container uses stays."""
    lines = engine.docker("image", "ls", repository, "--format", "{{json .}}").splitlines()
    tags = [f"{entry['Repository']}:{entry['Tag']}" for entry in map(json.loads, lines)]
    for tag in [tag for tag in tags if tag != current][KEPT - 1 :]:
        subprocess.run(["docker", "image", "rm", tag], capture_output=True, check=False)


def archive(tag: str) -> Path:
    """Return a compressed archive of `tag` for hosts to load, made unless it is there."""
    path = CACHE / "images" / f"{tag.replace(':', '-')}.tar.zst"
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{os.getpid()}.partial")
    with partial.open("wb") as out, subprocess.Popen(["docker", "save", tag], stdout=subprocess.PIPE) as save:
        packed = subprocess.run(["zstd", "-q", "-T0", "-3"], stdin=save.stdout, stdout=out, check=False)
    if packed.returncode or save.returncode:
        partial.unlink()
        raise Failed(f"{tag} could not be saved to {path}: is the disk full?")
    for old in path.parent.iterdir():
        if old != partial:
            old.unlink()
    partial.rename(path)
    return path
