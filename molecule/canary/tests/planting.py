"""Places where a host could keep what people type, and how a mark is put into each; the search has to find them all."""

from __future__ import annotations

import json

from testinfra.host import Host

IMAGE = "docker inspect --format '{{{{.Image}}}}' chancery-web-{slot}"
CONTAINER = "python3 -c \"open('/tmp/planted', 'w').write('{mark}')\""
# By the name of a place: what puts {mark} there, how the search calls that, and what takes it away again.
PLACES = {
    "table": (
        "runuser -u postgres -- psql -q -d chancery -c \"CREATE TABLE planted AS SELECT '{mark}' AS t\" -c CHECKPOINT",
        "/var/lib/postgresql/17/main/base/",
        "runuser -u postgres -- psql -q -d chancery -c 'DROP TABLE planted' -c CHECKPOINT",
    ),
    "table, dumped": ("true", "pg_dump", "true"),
    "write-ahead log": ("true", "/var/lib/postgresql/17/main/pg_wal/", "true"),
    "log of PostgreSQL": (
        "echo {mark} > /var/log/postgresql/planted",
        "/var/log/postgresql/",
        "rm /var/log/postgresql/planted",
    ),
    "object store": (
        "echo {mark} > /var/lib/chancery/objects/planted",
        "/var/lib/chancery/objects/",
        "rm /var/lib/chancery/objects/planted",
    ),
    "backup": (
        "echo {mark} > /var/backups/chancery/planted",
        "/var/backups/chancery/",
        "rm /var/backups/chancery/planted",
    ),
    "layer of a container": (
        f"docker create --name planted $({IMAGE}) && echo {{mark}} > /run/planted"
        " && docker cp /run/planted planted:/srv/planted",
        "/var/lib/docker/overlay2/",
        "docker rm planted && rm /run/planted",
    ),
    "volume": (
        "docker volume create planted && echo {mark} > /var/lib/docker/volumes/planted/_data/planted",
        "/var/lib/docker/volumes/",
        "docker volume rm planted",
    ),
    "/tmp of the evaluator": (
        f"docker exec chancery-evaluator-{{slot}} {CONTAINER}",
        "private /proc/",
        "docker exec chancery-evaluator-{slot} python3 -c \"import os; os.unlink('/tmp/planted')\"",
    ),
    "/tmp of the web container": (
        f"docker exec chancery-web-{{slot}} {CONTAINER}",
        "/run/chancery/{slot}/tmp/",
        "rm /run/chancery/{slot}/tmp/planted",
    ),
    "log of nginx": ("echo {mark} > /var/log/nginx/planted", "/var/log/nginx/planted", "rm /var/log/nginx/planted"),
    "log that was turned": (
        "echo {mark} | gzip > /var/log/nginx/planted.2.gz",
        "/var/log/nginx/planted.2.gz",
        "rm /var/log/nginx/planted.2.gz",
    ),
    "buffer of nginx": (
        "echo {mark} > /var/lib/nginx/body/planted",
        "/var/lib/nginx/body/",
        "rm /var/lib/nginx/body/planted",
    ),
    "journal, compressed": (
        "yes {mark} | head -n 200 | tr '\\n' ' ' | systemd-cat && journalctl --sync",
        "journal",
        "journalctl --rotate && journalctl --vacuum-time=1s",
    ),
    "/tmp": ("echo {mark} > /tmp/planted", "/tmp/planted", "rm /tmp/planted"),
    "/var/tmp": ("echo {mark} > /var/tmp/planted", "/var/tmp/planted", "rm /var/tmp/planted"),
    "swap": ("head -c 9000000 /dev/zero > /swapfile && echo {mark} >> /swapfile", "/swapfile", "rm /swapfile"),
    "core file": (
        "mkdir -p /var/lib/systemd/coredump && echo {mark} > /var/lib/systemd/coredump/core.planted",
        "/var/lib/systemd/coredump/",
        "rm /var/lib/systemd/coredump/core.planted",
    ),
    "file without a name": (
        "systemd-run --quiet --unit=planted sh -c"
        " 'exec 3>/var/cache/planted; echo {mark} >&3; rm /var/cache/planted; exec sleep 1000'",
        "nameless /proc/",
        "systemctl stop planted",
    ),
}


def slot(host: Host) -> str:
    """Return the slot that serves."""
    return str(json.loads(host.file("/etc/ansible/facts.d/chancery_app.fact").content_string)["slot"])


def plant(host: Host, mark: str) -> None:
    """Put the mark into every place."""
    for command, _, _ in PLACES.values():
        host.check_output(command.format(mark=mark, slot=slot(host)).replace("%", "%%"))


def weed(host: Host) -> None:
    """Take it away again, and turn the write-ahead log over, which keeps what it has until it is reused."""
    for _, _, command in PLACES.values():
        host.check_output(command.format(slot=slot(host)).replace("%", "%%"))
