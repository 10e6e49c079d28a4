"""The server: accepts connections, reads their headers, and has the zygotes do the work. One thread, one loop."""

from __future__ import annotations

import contextlib
import logging
import resource
import selectors
import socket
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from time import monotonic

import msgspec

from chancery.evaluator import cleaner, failures, frames
from chancery.evaluator.catalogue import make_catalogue
from chancery.evaluator.config import Config, make_config
from chancery.evaluator.errors import CannotStart
from chancery.evaluator.held import Zygote, accepted
from chancery.evaluator.link import RootLink
from chancery.evaluator.listening import Listener
from chancery.evaluator.messages import Content, Ended, Header, header_decoder
from chancery.evaluator.outbox import Outbox
from chancery.evaluator.pool import Pool
from chancery.evaluator.signals import Signals
from chancery.evaluator.versions import Versions

log = logging.getLogger(__name__)

# Seconds for a client to send its header.
_HEADER_S = 5.0
# The root may be lost so often in so many seconds before the server gives up.
_MOST_LOSSES, _LOSSES_S = 3, 60.0
# Seconds between looks at the clock while something is under way.
_TICK_S = 0.2
_encoder = msgspec.json.Encoder()


def main(
    socket_path: Path, roots: Sequence[Path], *, catalogue: str = "", limits: Mapping[str, float] | None = None
) -> None:
    """Serve until SIGTERM or SIGINT; then finish what is under way.

    Args:
        socket_path: where to listen.
        roots: the directories that hold interview packages.
        catalogue: another source of interviews than these roots' YAML files; see `config.Config`.
        limits: fields of `config.Limits` that differ from their defaults.

    Raises:
        CannotJail: the kernel cannot jail.
        CannotStart: the socket, the roots or a limit cannot be used.
    """
    config = make_config(roots, limits, catalogue)
    # Every job that waits holds a descriptor.
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with Signals() as signals, contextlib.closing(Server(socket_path, config)) as server:
        server.serve(signals)


class _Incoming:
    """A connection whose header is being read, and not a byte beyond it: the rest is the child's."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.deadline = monotonic() + _HEADER_S
        self._received = b""

    def header(self) -> Header | None:
        """The header, or None while it is incomplete.

        Raises:
            ValueError: it is not one, or the client has closed.
        """
        while True:
            wanted = frames.LENGTH.size - len(self._received)
            if wanted <= 0:
                (length,) = frames.LENGTH.unpack_from(self._received)
                if length > frames.MAX_HEADER_BYTES:
                    raise ValueError("a header of too many bytes")
                wanted += length
                if wanted == 0:
                    return header_decoder.decode(self._received[frames.LENGTH.size :])
            try:
                data = self.connection.recv(wanted, socket.MSG_DONTWAIT)
            except BlockingIOError:
                return None
            except OSError as error:
                raise ValueError("the client closed") from error
            if not data:
                raise ValueError("the client closed")
            self._received += data


class Server:
    """One evaluator. Close it when `serve` has returned or failed."""

    def __init__(self, socket_path: Path, config: Config) -> None:
        self._config = config
        self._selector = selectors.DefaultSelector()
        self._outbox = Outbox(self._selector)
        self._incoming: set[_Incoming] = set()
        recheck_s = config.limits.recheck_s
        self._catalogue = make_catalogue(config.catalogue, [Path(root) for root in config.roots], recheck_s)
        self._versions = Versions(self._catalogue, self._rescan, recheck_s)
        self._link = RootLink(config)
        self._listen_to(self._link.socket, self._hear_root)
        self._pool = Pool(self._link, config.limits, self._listen_to_zygote, self._selector.unregister, self._outbox)
        try:
            self._listener: Listener | None = Listener(socket_path)
        except CannotStart:
            self._link.stop()
            raise
        self._listen_to(self._listener.socket, self._accept)
        self._stop_at = float("inf")
        self._losses: list[float] = []

    def serve(self, signals: Signals) -> None:
        """Serve until a signal says to stop and what is under way has been finished, or has had its time."""
        self._listen_to(signals.socket, signals.drain)
        log.info("ready: %s interviews", len(self._catalogue.names()))
        while not self._finished():
            for key, _ in self._selector.select(self._patience()):
                key.data()
            self._tick()
            if signals.stop and self._listener is not None:
                self._stop_listening()

    def close(self) -> None:
        """End every process and close every descriptor."""
        self._stop_listening()
        self._link.stop()
        self._selector.close()

    def _listen_to(self, readable: socket.socket, heed: Callable[[], None]) -> None:
        self._selector.register(readable, selectors.EVENT_READ, heed)

    def _listen_to_zygote(self, control: socket.socket, zygote: Zygote) -> None:
        self._listen_to(control, lambda: self._pool.read(zygote))

    def _stop_listening(self) -> None:
        if self._listener is not None:
            self._selector.unregister(self._listener.socket)
            self._listener.close()
            self._listener = None
            self._stop_at = monotonic() + self._config.limits.drain_s

    def _finished(self) -> bool:
        if self._listener is not None:
            return False
        return monotonic() > self._stop_at or not (self._pool.busy or self._incoming or len(self._outbox))

    def _patience(self) -> float | None:
        return _TICK_S if self._pool.busy or self._incoming or len(self._outbox) else None

    def _tick(self) -> None:
        self._pool.tick()
        self._outbox.tick()
        now = monotonic()
        for incoming in [other for other in self._incoming if other.deadline < now]:
            self._drop(incoming)

    def _accept(self) -> None:
        if self._listener is None:
            return
        try:
            connection, _ = self._listener.socket.accept()
        except OSError:
            # The client has gone, or there is no descriptor left: those that are in use will be closed soon.
            return
        # Not made non-blocking: that would hold for the child too, which shares it.
        incoming = _Incoming(connection)
        self._incoming.add(incoming)
        self._listen_to(connection, lambda: self._read_header(incoming))
        self._read_header(incoming)

    def _read_header(self, incoming: _Incoming) -> None:
        try:
            header = incoming.header()
        except (ValueError, msgspec.MsgspecError):
            self._drop(incoming)
            return
        if header is not None:
            self._incoming.remove(incoming)
            self._selector.unregister(incoming.connection)
            self._do(header, incoming.connection)

    def _drop(self, incoming: _Incoming) -> None:
        self._incoming.remove(incoming)
        self._selector.unregister(incoming.connection)
        incoming.connection.close()

    def _do(self, header: Header, connection: socket.socket) -> None:
        if header.op == "ready":
            self._reply(connection, True)
        elif header.op == "names":
            self._reply(connection, self._versions.names())
        elif header.op == "file":
            self._reply(connection, self._content(header.name))
        else:
            self._submit(header, connection)

    def _content(self, name: str) -> Content:
        """A file of a package's `data/static`. The library knows it by its name; no name becomes a path."""
        try:
            return Content(True, self._catalogue.static(name))
        except (LookupError, OSError):
            return Content(False)

    def _submit(self, header: Header, connection: socket.socket) -> None:
        if header.op == "clean":
            self._pool.submit(cleaner.NAME, cleaner.VERSION, connection, info_only=False)
            return
        try:
            version = self._versions.current(header.name)
        except LookupError:
            self._reply(connection, failures.unknown())
            return
        if header.version not in ("", version):
            self._reply(connection, failures.changed())
            return
        self._pool.submit(header.name, version, connection, info_only=header.op == "info")

    def _reply(self, connection: socket.socket, payload: object) -> None:
        self._outbox.send(connection, accepted("") + frames.pack(_encoder.encode(payload)))

    def _rescan(self) -> None:
        self._catalogue.rescan()
        self._link.rescan()

    def _hear_root(self) -> None:
        try:
            report = self._link.report()
        except (frames.FrameTruncated, OSError):
            self._replace_root()
            return
        if isinstance(report, Ended):
            self._pool.ended(report.id, report.status)

    def _replace_root(self) -> None:
        """The root has ended, which it never does by itself: begin again with another.

        Raises:
            CannotStart: there is none to be had; whoever started the server must see that.
        """
        log.error("the root process ended; starting another")
        now = monotonic()
        self._losses = [earlier for earlier in self._losses if now - earlier < _LOSSES_S] + [now]
        if len(self._losses) > _MOST_LOSSES:
            raise CannotStart("The evaluator's root process ends again and again; its log, above, says why.")
        self._selector.unregister(self._link.socket)
        self._link.stop()
        self._link = RootLink(self._config)
        self._listen_to(self._link.socket, self._hear_root)
        self._pool.adopt(self._link)
