"""Put the floor onto the dev host, and take it away again."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.measure import FLOOR_HOST
from bench.wire import BenchError

HERE = Path(__file__).parent
FLOOR_CONTAINER = "chancery-bench-floor"
FLOOR_FILES = "/srv/chancery-bench"
FLOOR_SOCKET = "/run/chancery-bench"
NGINX_SITE = "/etc/nginx/conf.d/chancery-bench.conf"


def on_host(host: str, *command: str, text: str | None = None) -> str:
    """Run `command` in the dev host's container and return its output; BenchError says what failed."""
    done = subprocess.run(
        ["docker", "exec", "-i", host, *command],
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BenchError(f"on {host}: {' '.join(command[:4])} …: {done.stderr.strip()[-400:]}. Is it up? make up")
    return done.stdout


def web_container(host: str) -> str:
    """Return the name of the web container that is in service."""
    names = on_host(host, "docker", "ps", "--filter", "name=chancery-web-", "--format", "{{.Names}}").split()
    if not names:
        raise BenchError(f"no web container runs on {host}: make up")
    return names[0]


def active_web(host: str) -> tuple[str, list[str]]:
    """Return the image of the web container that is in service, and gunicorn's arguments for a server like its own."""
    described = json.loads(on_host(host, "docker", "inspect", web_container(host)))[0]
    settings = dict(line.split("=", 1) for line in described["Config"]["Env"])
    processes = settings.get("CHANCERY_WEB_PROCESSES", "2")
    threads = settings.get("CHANCERY_WEB_THREADS", "8")
    alike = ["--worker-class", "gthread", "--workers", processes, "--threads", threads]
    return described["Config"]["Image"], [*alike, "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--umask", "0"]


def site_block(host: str) -> str:
    """Return an nginx server block for the floor, with the certificate and listeners of the real site."""
    effective = on_host(host, "nginx", "-T")
    certificate = next(line.strip() for line in effective.splitlines() if line.strip().startswith("ssl_certificate "))
    key = next(line.strip() for line in effective.splitlines() if line.strip().startswith("ssl_certificate_key "))
    return "\n".join(
        [
            f"upstream chancery_bench_floor {{ server unix:{FLOOR_SOCKET}/web.sock; keepalive 16; }}",
            f"server {{ listen 443 ssl; http2 on; server_name {FLOOR_HOST}; {certificate} {key}",
            "  location / { proxy_pass http://chancery_bench_floor; proxy_http_version 1.1;",
            '    proxy_set_header Connection ""; proxy_set_header Host $host; } }',
            "",
        ]
    )


@contextmanager
def installed(host: str) -> Iterator[None]:
    """Install the floor on `host` for the time of a benchmark."""
    image, gunicorn_arguments = active_web(host)
    try:
        on_host(host, "mkdir", "-p", FLOOR_FILES, FLOOR_SOCKET)
        on_host(host, "tee", f"{FLOOR_FILES}/floor.py", text=(HERE / "floor.py").read_text())
        on_host(host, "chown", "10001:10001", FLOOR_SOCKET)
        on_host(host, "docker", "rm", "-f", FLOOR_CONTAINER)
        on_host(
            host,
            "docker",
            "run",
            "-d",
            "--name",
            FLOOR_CONTAINER,
            "--network",
            "none",
            "--read-only",
            "--cap-drop",
            "ALL",
            "--tmpfs",
            "/tmp",
            "-v",
            f"{FLOOR_SOCKET}:/run/web",
            "-v",
            f"{FLOOR_FILES}:/floor:ro",
            image,
            "gunicorn",
            "--chdir",
            "/floor",
            "--bind",
            "unix:/run/web/web.sock",
            *gunicorn_arguments,
            "floor:application",
        )
        on_host(host, "tee", NGINX_SITE, text=site_block(host))
        on_host(host, "nginx", "-t")
        on_host(host, "systemctl", "reload", "nginx")
        yield
    finally:
        on_host(host, "rm", "-rf", NGINX_SITE, FLOOR_FILES)
        on_host(host, "docker", "rm", "-f", FLOOR_CONTAINER)
        on_host(host, "systemctl", "reload", "nginx")
