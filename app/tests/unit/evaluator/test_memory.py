import pytest

from chancery.evaluator.memory import Memory
from chancery.evaluator.versions import Versions
from chancery.protocol import Failure


class TestMemory:
    def test_a_description_is_good_for_its_version_only(self):
        memory = Memory(60)
        memory.loaded("a", "1", b"{}")
        assert memory.info("a", "1") == b"{}"
        assert memory.info("a", "2") is None
        assert memory.info("b", "1") is None

    @pytest.mark.parametrize("reason", ["author", "size", "time", "memory", "crash"])
    def test_a_failure_is_good_for_its_version_only(self, reason: str):
        memory = Memory(60)
        memory.failed("a", "1", Failure(reason=reason))
        found = memory.failure("a", "1")
        assert found is not None
        assert found.reason == reason
        assert memory.failure("a", "2") is None

    def test_a_shortage_is_forgotten_after_a_while_and_an_authors_error_is_not(self):
        memory = Memory(-1)
        memory.failed("a", "1", Failure(reason="time"))
        memory.failed("b", "1", Failure(reason="author"))
        assert memory.failure("a", "1") is None
        assert memory.failure("b", "1") is not None

    def test_being_busy_is_not_remembered(self):
        memory = Memory(60)
        memory.failed("a", "1", Failure(reason="busy"))
        assert memory.failure("a", "1") is None

    def test_loading_ends_a_failure(self):
        memory = Memory(60)
        memory.failed("a", "1", Failure(reason="time"))
        memory.loaded("a", "1", b"{}")
        assert memory.failure("a", "1") is None

    def test_it_does_not_grow_without_end(self):
        memory = Memory(60)
        for number in range(5000):
            memory.loaded(str(number), "1", b"{}")
            memory.failed(str(number), "1", Failure(reason="author"))
        assert memory.info("0", "1") is None
        assert memory.failure("0", "1") is None


class Disk:
    """A catalogue that sees new interviews only when it is told to look."""

    def __init__(self) -> None:
        self.there: dict[str, str] = {}
        self.seen: dict[str, str] = {}

    def names(self) -> list[str]:
        return sorted(self.seen)

    def version(self, name: str) -> str:
        return self.seen[name]

    def rescan(self) -> None:
        self.seen = dict(self.there)

    def preload(self) -> None:
        raise AssertionError

    def load(self, name: str):
        raise AssertionError(name)


class TestVersions:
    def make(self, recheck_s: float) -> tuple[Disk, Versions]:
        disk = Disk()
        return disk, Versions(disk, disk.rescan, recheck_s)

    def test_a_new_interview_is_looked_for(self):
        disk, versions = self.make(0)
        disk.there = {"a": "1"}
        assert versions.current("a") == "1"

    def test_asking_for_what_is_not_there_does_not_scan_the_disk_each_time(self):
        disk, versions = self.make(60)
        scans = 0

        def rescan() -> None:
            nonlocal scans
            scans += 1

        versions = Versions(disk, rescan, 60)
        for _ in range(10):
            with pytest.raises(LookupError):
                versions.current("nothing")
        assert scans == 1

    def test_a_removed_interview_is_unknown(self):
        disk, versions = self.make(0)
        disk.there = disk.seen = {"a": "1"}
        versions.current("a")
        disk.there = disk.seen = {}
        with pytest.raises(LookupError):
            versions.current("a")
