"""Gunicorn, set up for one job: to serve the application behind nginx on the same host, or to one developer."""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]  # gunicorn has no type hints
from gunicorn.glogging import Logger as GunicornLogger  # type: ignore[import-untyped]  # gunicorn has no type hints

from chancery.kept import keep_for_ever, let_go_of_files
from chancery.settings import Settings
from chancery.web import create_app

# nginx's workers connect as members of the socket's group; everyone else has no business here.
SOCKET_MODE = 0o660
# Seconds for requests in progress when the server is told to stop; supervisor and Docker wait longer.
GRACE_S = 7
# A process is replaced after about so many requests, which bounds what a slow leak can take.
MAX_REQUESTS = 20_000


def serve(settings: Settings, bind: str, *, processes: int, threads: int) -> None:
    """Serve until told to stop.

    Args:
        settings: of the application.
        bind: `unix:/path`, or `host:port`.
        processes: how many of them; each has its own database pool.
        threads: requests that one process works on at a time.
    """
    options: dict[str, Any] = {
        "bind": [f"fd://{_listen(Path(bind.removeprefix('unix:')))}" if bind.startswith("unix:") else bind],
        "workers": processes,
        "worker_class": "gthread",
        "threads": threads,
        "timeout": 30,
        "graceful_timeout": GRACE_S,
        "max_requests": MAX_REQUESTS,
        "max_requests_jitter": MAX_REQUESTS // 10,
        # Heartbeats must not wait for a disk.
        "worker_tmp_dir": "/dev/shm" if os.access("/dev/shm", os.W_OK) else None,  # noqa: S108  no data goes there
        "control_socket_disable": True,
        "accesslog": None,
        "logger_class": "chancery.server.Logger",
        "proc_name": "chancery-web",
    }

    # Made before the fork, so that the processes share it: it holds no connection and no thread yet.
    app = create_app(settings)
    keep_for_ever()
    let_go_of_files()
    _Server(app, options).run()


class _Server(BaseApplication):  # type: ignore[misc]  # see the import
    """Gunicorn without a command line, for an application that is made already."""

    def __init__(self, app: Callable[..., Any], options: dict[str, Any]) -> None:
        self._app = app
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Take our options; no file and no environment variable adds to them."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., Any]:
        """Give each worker the application."""
        return self._app


class Logger(GunicornLogger):  # type: ignore[misc]  # see the import
    """Gunicorn's own lines, in our form. Its workers quote addresses and headers in their complaints: those are cut."""

    def setup(self, cfg: object) -> None:  # noqa: ARG002  gunicorn's signature
        """Leave the handlers to `chancery.logs`. Runs before the workers are forked."""
        self._master = os.getpid()
        self.error_log.propagate = True

    def debug(self, msg: str, *args: object, **options: Any) -> None:
        """Say it in the master only."""
        if os.getpid() == self._master:
            super().debug(msg, *args, **options)

    def warning(self, msg: str, *args: object, **options: Any) -> None:
        """A complaint; of a worker's, only that there was one."""
        self._complain("warning", msg, args, options)

    def error(self, msg: str, *args: object, **options: Any) -> None:
        """See `warning`."""
        self._complain("error", msg, args, options)

    def critical(self, msg: str, *args: object, **options: Any) -> None:
        """See `warning`."""
        self._complain("critical", msg, args, options)

    def exception(self, msg: str, *args: object, **options: Any) -> None:
        """See `warning`; the class of the exception and its places are logged too."""
        self._complain("error", msg, args, {"exc_info": True} | options)

    def _complain(self, method: str, msg: str, args: tuple[object, ...], options: dict[str, Any]) -> None:
        if os.getpid() != self._master:
            msg, args = "request_refused", ()
        getattr(self.error_log, method)(msg, *args, **options)


def _listen(path: Path) -> int:
    """Listen on a unix socket of `SOCKET_MODE`, which inherits the group of a directory with the set-group-ID bit.

    Gunicorn would give it to this process's own group, in which nginx is not.
    """
    if path.exists() and stat.S_ISSOCK(path.stat().st_mode):
        path.unlink()
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o777 & ~SOCKET_MODE)
    try:
        listener.bind(str(path))
    finally:
        os.umask(before)
    return listener.detach()
