"""What an evaluator refuses to start with, and the sentence that it refuses with."""

import socket
import stat
from pathlib import Path

import pytest

from chancery.evaluator.catalogue import make_catalogue
from chancery.evaluator.config import make_config
from chancery.evaluator.errors import CannotJail, CannotStart
from chancery.evaluator.jail import kernel
from chancery.evaluator.jail.kernel import require_kernel, require_landlock
from chancery.evaluator.listening import Listener


def test_this_kernel_can_jail():
    require_kernel()


@pytest.mark.parametrize("found", [0, 1, 3])
def test_a_kernel_without_enough_landlock_is_refused(found: int):
    with pytest.raises(CannotJail, match=r"needs Landlock version 4 \(Linux 6.7 or later\)") as caught:
        require_landlock(found, 4)
    assert "Debian 13" in str(caught.value)


def test_a_kernel_of_the_future_is_asked_for_by_version():
    with pytest.raises(CannotJail, match="version 99"):
        require_kernel(99)


def test_another_processor_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    with pytest.raises(CannotJail, match="riscv64"):
        require_kernel()


@pytest.mark.parametrize(
    ("hole", "fault"),
    [("bpf.install", "could still make a socket"), ("landlock.restrict", None), ("everything", "could still open")],
)
def test_a_jail_that_does_not_hold_is_noticed(monkeypatch: pytest.MonkeyPatch, hole: str, fault: str | None):
    """The trial itself is tried: with filters that do nothing, as emulators have them, it must fail."""

    def nothing(*_arguments: object) -> None:
        return

    for place in ("bpf.install", "landlock.restrict"):
        if hole in (place, "everything"):
            monkeypatch.setattr(f"chancery.evaluator.jail.{place}", nothing)
    # With NOFILE at zero no descriptor can be made whatever the filter does, so that limit is taken away too.
    monkeypatch.setattr(kernel.limits, "limit_child", lambda *_arguments, **_limits: None)
    if fault is None:
        require_kernel()
    else:
        with pytest.raises(CannotJail, match=fault):
            require_kernel()


def test_a_kernel_that_refuses_filters_is_refused(monkeypatch: pytest.MonkeyPatch):
    def refuse(_program: bytes) -> None:
        raise PermissionError("seccomp")

    monkeypatch.setattr("chancery.evaluator.jail.bpf.install", refuse)
    with pytest.raises(CannotJail, match="could not be sealed"):
        require_kernel()


class TestListener:
    def test_only_the_group_may_connect(self, tmp_path: Path):
        listener = Listener(tmp_path / "s")
        assert stat.S_IMODE((tmp_path / "s").stat().st_mode) == 0o660
        listener.close()
        assert list(tmp_path.iterdir()) == []

    def test_a_stale_socket_is_replaced(self, tmp_path: Path):
        stale = socket.socket(socket.AF_UNIX)
        stale.bind(str(tmp_path / "s"))
        stale.close()
        listener = Listener(tmp_path / "s")
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(tmp_path / "s"))
        listener.close()

    def test_a_socket_in_use_is_left_alone(self, tmp_path: Path):
        first = Listener(tmp_path / "s")
        with pytest.raises(CannotStart, match="Another evaluator listens"):
            Listener(tmp_path / "s")
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(tmp_path / "s"))
        first.close()

    def test_a_socket_that_has_been_replaced_is_not_removed(self, tmp_path: Path):
        first = Listener(tmp_path / "s")
        (tmp_path / "s").unlink()
        second = Listener(tmp_path / "s")
        first.close()
        assert (tmp_path / "s").exists()
        second.close()

    def test_a_file_is_not_replaced(self, tmp_path: Path):
        (tmp_path / "s").write_text("precious")
        with pytest.raises(CannotStart, match="is not a socket"):
            Listener(tmp_path / "s")
        assert (tmp_path / "s").read_text() == "precious"

    def test_a_symbolic_link_is_not_followed(self, tmp_path: Path):
        (tmp_path / "precious").write_text("precious")
        (tmp_path / "s").symlink_to(tmp_path / "precious")
        with pytest.raises(CannotStart, match="is not a socket"):
            Listener(tmp_path / "s")

    def test_a_path_that_is_too_long_is_refused(self, tmp_path: Path):
        with pytest.raises(CannotStart, match="too long"):
            Listener(tmp_path / ("x" * 108))

    def test_a_missing_directory_is_named(self, tmp_path: Path):
        with pytest.raises(CannotStart, match=r"missing.*No such file or directory"):
            Listener(tmp_path / "missing" / "s")


class TestConfig:
    def test_a_root_that_is_not_there_is_named(self, tmp_path: Path):
        with pytest.raises(CannotStart, match="missing is not a directory"):
            make_config([tmp_path / "missing"])

    def test_there_must_be_a_root(self):
        with pytest.raises(CannotStart, match="at least one"):
            make_config([])

    @pytest.mark.parametrize(
        ("limits", "said"),
        [
            ({"zygotes": 0}, "above zero"),
            ({"wall_s": -1}, "above zero"),
            ({"wall_s": float("nan")}, "above zero"),
            ({"speed": 1}, "no limit speed. There are zygotes"),
            ({"cpu_s": 1.5}, "cannot be used"),
        ],
    )
    def test_a_bad_limit_is_named(self, tmp_path: Path, limits: dict[str, float], said: str):
        with pytest.raises(CannotStart, match=said):
            make_config([tmp_path], limits)

    def test_limits_reach_the_root_as_json(self, tmp_path: Path):
        config = make_config([tmp_path], {"zygotes": 3, "wall_s": 0.5})
        assert (config.limits.zygotes, config.limits.wall_s) == (3, 0.5)

    @pytest.mark.parametrize("spec", ["no_such_module:X", "os:no_such_name", "/no/such/file.py:X", "nonsense"])
    def test_a_catalogue_that_is_not_there_is_named(self, spec: str):
        with pytest.raises(CannotStart, match=spec):
            make_catalogue(spec, [])
