"""A site on a host, looked at from within: its database, its files, and its pages as nginx asks for them."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import dataclass

from testinfra.host import Host

INTERVIEW = "/interview?i=chancery.examples:data/questions/repair_letter.yml"


def back_up(host: Host) -> None:
    """Make a backup, and wait until what systemd starts after one is over as well."""
    host.check_output("systemctl start chancery-backup && systemctl start chancery-backup-keep")


@dataclass(frozen=True)
class Site:
    """A host with the names and places of its inventory; its address is `name`.test, and the port as people type it."""

    host: Host
    name: str
    database: str
    objects: str
    backups: str
    port: str = ""

    def sql(self, statement: str) -> str:
        """Return the answer to a statement."""
        words = f"runuser -u postgres -- psql -X -q -t -A -d {self.database} -c %s"
        return str(self.host.check_output(words, statement))

    @property
    def slot(self) -> str:
        """The slot that serves."""
        return str(json.loads(self.host.file("/etc/ansible/facts.d/chancery_app.fact").content_string)["slot"])

    def ask(self, path: str, cookie: str = "") -> str:
        """Return the answer to a GET with its headers."""
        web = f"/run/chancery/{self.slot}/web/web.sock"
        headers = f"-H 'X-Forwarded-Proto: https' -H 'Host: {self.name}.test{self.port}' -H %s"
        return str(
            self.host.check_output(
                f"curl -sS --include {headers} --unix-socket {web} http://localhost%s", f"Cookie: {cookie}", path
            )
        )

    def begin(self) -> tuple[str, str]:
        """Begin an interview as a person would; return its uid, and the cookie with the person's half of the key."""
        said = self.ask(INTERVIEW)
        place = re.search(r"/session/([0-9a-f]{32})", said)
        cookie = re.search(r"(?i)^set-cookie: (__Host-[^;]+)", said, re.MULTILINE)
        assert place is not None, said
        assert cookie is not None, said
        return place[1], cookie[1]

    def add_session(self, uid: str) -> None:
        """Add a session with a step, both halves of a key and a file, none of which anything but a copy looks at."""
        self.sql(
            "INSERT INTO interview_session"
            " (uid, interview, revision, floor, stored_bytes, created, last_active, expires)"
            f" VALUES ('{uid}', 'x', 1, 1, 4, now(), now(), now() + interval '1 day');"
            f" INSERT INTO step SELECT id, 1, 'step' FROM interview_session WHERE uid = '{uid}';"
            f" INSERT INTO keystore.session_secret VALUES ('{uid}', 'half')",
        )
        directory = f"{self.objects}/{uid[:2]}/{uid}"
        self.host.check_output(f"runuser -u chancery -- mkdir -p -m 0700 {directory}")
        self.host.check_output(f"runuser -u chancery -- sh -c 'umask 077; printf encrypted > {directory}/{uid}'")

    def erase(self, uid: str) -> None:
        """Erase a session as Exit does, by the application."""
        line = json.dumps({"session": uid, "erased": "2026-11-28T10:00:00+00:00", "reason": "exit"})
        words = ["docker", "exec", "-i", f"chancery-web-{self.slot}", "chancery", "replay", "-"]
        done = subprocess.run(
            ["docker", "exec", "-i", self.host.backend.name, *words],
            input=line,
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Erased 1 session again" in done.stdout, done.stderr

    def sessions(self) -> dict[str, tuple[bool, bool]]:
        """Return, by uid, whether the server's half of the key and the file of a planted session are there."""
        uids = self.sql("SELECT replace(uid::text, '-', '') FROM interview_session WHERE interview = 'x'").split()
        halves = self.sql("SELECT replace(session::text, '-', '') FROM keystore.session_secret").split()
        return {uid: (uid in halves, self.host.file(f"{self.objects}/{uid[:2]}/{uid}/{uid}").exists) for uid in uids}

    def newest(self, kind: str) -> str:
        """Return the newest backup of a kind, as it is named below the directory of backups."""
        return f"{kind}/{self.host.check_output(f'ls {self.backups}/{kind}').split()[-1]}"
