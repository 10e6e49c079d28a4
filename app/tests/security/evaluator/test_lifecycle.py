"""Zygotes come and go, processes are killed, the evaluator is stopped: nothing is left, and the next job is done."""

import os
import re
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from evaluator_processes import descriptors, failure_of, wait_until

from chancery.evaluator.errors import EvaluationFailed, EvaluatorUnavailable


def status_of(pid: int) -> dict[str, str]:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


class TestZygotes:
    def test_one_serves_an_interview_for_many_jobs(self, start):
        evaluator = start()
        name = evaluator.interviews.add("one", "answer = os.getppid() if False else 1")
        assert {evaluator.run(name) for _ in range(10)} == {"1"}
        assert len(evaluator.tree.zygotes) == 1

    def test_a_killed_one_is_made_again(self, start):
        evaluator = start()
        name = evaluator.interviews.add("one", "answer = 1")
        for _ in range(3):
            assert evaluator.run(name) == "1"
            (zygote,) = evaluator.tree.zygotes
            os.kill(zygote, signal.SIGKILL)
        assert evaluator.run(name) == "1"

    def test_a_job_under_way_fails_at_once_when_it_is_killed(self, start):
        evaluator = start(wall_s=60, cpu_s=60)
        name = evaluator.interviews.add("one", "while bytes(job.state) == b'null': pass")
        assert evaluator.run(name, b"1") == ""
        (zygote,) = evaluator.tree.zygotes
        with ThreadPoolExecutor() as pool:
            running = pool.submit(failure_of, evaluator.run, name)
            wait_until(lambda: bool(evaluator.tree.children(zygote)))
            (child,) = evaluator.tree.children(zygote)
            os.kill(zygote, signal.SIGKILL)
            assert running.result().reason == "memory"  # as when the kernel takes it for its memory
        wait_until(lambda: not Path(f"/proc/{child}").exists())
        assert evaluator.run(name, b"1") == ""

    def test_one_that_hangs_is_ended(self, start):
        evaluator = start(wall_s=0.2)
        name = evaluator.interviews.add("one", "answer = 1")
        evaluator.run(name)
        (zygote,) = evaluator.tree.zygotes
        os.kill(zygote, signal.SIGSTOP)
        assert failure_of(evaluator.run, name).reason == "time"
        assert evaluator.run(name) == "1"

    def test_a_changed_file_makes_another_and_ends_the_old(self, start):
        evaluator = start(recheck_s=0.001)
        name = evaluator.interviews.add("one", "answer = 'old'")
        assert evaluator.run(name) == "old"
        before = evaluator.tree.zygotes
        evaluator.interviews.add("one", "answer = 'newer'")
        time.sleep(0.01)
        assert evaluator.run(name) == "newer"
        wait_until(lambda: len(evaluator.tree.zygotes) == 1)
        assert evaluator.tree.zygotes != before

    def test_a_job_under_way_is_finished_by_the_old_one(self, start):
        evaluator = start(recheck_s=0.001)
        name = evaluator.interviews.add(
            "one", "end = time.monotonic() + 0.5\nwhile time.monotonic() < end: pass\nanswer = 'old'"
        )
        evaluator.client.info(name)
        with ThreadPoolExecutor() as pool:
            running = pool.submit(evaluator.run, name)
            wait_until(lambda: bool(evaluator.tree.children(evaluator.tree.zygotes[0])))
            evaluator.interviews.add("one", "answer = 'newer'")
            time.sleep(0.01)
            assert evaluator.run(name) == "newer"
            assert running.result() == "old"
        wait_until(lambda: len(evaluator.tree.zygotes) == 1)

    def test_an_added_interview_is_found_and_a_removed_one_is_not(self, start):
        evaluator = start(recheck_s=0.001)
        name = evaluator.interviews.add("late", "answer = 1")
        assert evaluator.run(name) == "1"
        evaluator.interviews.path("late").unlink()
        time.sleep(0.01)
        assert failure_of(evaluator.run, name).reason == "unknown"

    def test_no_more_are_kept_than_the_limit_says(self, start):
        evaluator = start(zygotes=3)
        names = [evaluator.interviews.add(f"n{number}", f"answer = {number}") for number in range(8)]
        for number, name in enumerate(names):
            assert evaluator.run(name) == str(number)
        wait_until(lambda: len(evaluator.tree.zygotes) == 3)
        kept = evaluator.tree.zygotes
        for number in (5, 6, 7):
            evaluator.run(names[number])
        assert evaluator.tree.zygotes == kept
        # The one that was used last stays.
        evaluator.run(names[0])
        wait_until(lambda: len(evaluator.tree.zygotes) == 3)
        assert set(evaluator.tree.zygotes) & set(kept) == set(kept[1:])

    def test_the_same_interview_asked_for_many_times_at_once_is_loaded_once(self, start):
        evaluator = start()
        name = evaluator.interviews.add("one", "answer = 1", loading="time.sleep(0.3)")
        with ThreadPoolExecutor(20) as pool:
            assert set(pool.map(evaluator.run, [name] * 20)) == {"1"}
        assert len(evaluator.tree.zygotes) == 1


class TestLoading:
    """Loading runs before a zygote is sealed, so it has walls and limits of its own."""

    @pytest.mark.parametrize(
        ("code", "reason"),
        [
            ("while True: pass", "time"),
            ("time.sleep(60)", "time"),
            ("x = bytearray(1 << 30)", "memory"),
            ("x = []\nwhile True: x.append(bytearray(1 << 20))", "memory"),
            ("ctypes.string_at(0)", "crash"),
            ("os._exit(0)", "crash"),
            ("def f(): f()\nf()", "author"),
            ("raise SystemExit", "author"),
            ("interview.info = None", "author"),
        ],
    )
    def test_a_hostile_one_costs_only_itself(self, start, code: str, reason: str):
        evaluator = start(load_s=1, load_memory_mb=128)
        neighbour = evaluator.interviews.add("neighbour", "answer = 'well'")
        assert evaluator.run(neighbour) == "well"
        hostile = evaluator.interviews.add("hostile", "answer = 1", loading=code)
        assert failure_of(evaluator.run, hostile).reason == reason
        # It is not tried again at once.
        before = time.monotonic()
        assert failure_of(evaluator.client.info, hostile).reason == reason
        assert evaluator.run(neighbour) == "well"
        assert len(evaluator.tree.zygotes) == 1
        assert time.monotonic() - before < 60

    @pytest.mark.parametrize(
        "code",
        [
            "open('/tmp/chancery-loader', 'w')", "os.open('/tmp', os.O_TMPFILE | os.O_RDWR)", "open('/etc/passwd')",
            "open(f'/proc/{os.getppid()}/environ')", "open('/root/.profile')", "os.mkdir('/tmp/chancery-loader')",
            "os.unlink('/tmp/chancery-loader')", "socket.socket()", "socket.socket(socket.AF_UNIX)",
            "os.kill(os.getppid(), 9)", "os.kill(os.getppid(), 0)", "os.memfd_create('x')", "os.setsid()",
            "signal.setitimer(signal.ITIMER_REAL, 9)", "call('prctl', 4, 1, 0, 0, 0)", "call('prctl', 1, 0, 0, 0, 0)",
        ],
    )  # fmt: skip
    def test_it_reads_interviews_and_does_nothing_else(self, evaluator, code: str):
        name = evaluator.interviews.add("loading", loading=code)
        failure = failure_of(evaluator.client.info, name)
        assert "PermissionError" in failure.message or "OSError" in failure.message

    @pytest.mark.parametrize(
        "code", ["os.execv('/bin/true', ['true'])", "call('ptrace', 0x4206, os.getppid(), 0, 0)", "call('setns', 3, 0)"]
    )
    def test_what_only_an_attack_does_ends_it(self, evaluator, code: str):
        name = evaluator.interviews.add("loading", loading=code)
        assert failure_of(evaluator.client.info, name).reason == "crash"

    def test_it_may_read_its_packages_files(self, evaluator):
        path = str(evaluator.interviews.path("reading"))
        name = evaluator.interviews.add("reading", "answer = text", loading=f"text = open({path!r}).read()[:4]")
        assert evaluator.run(name) == "text"


class TestIsolation:
    def test_the_environment_is_empty(self, start, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv("CHANCERY_PLANTED_SECRET", "hunter2")
        evaluator = start(wall_s=60, cpu_s=60)
        name = evaluator.interviews.add("one", "while bytes(job.state) == b'null': pass\nanswer = len(os.environ)")
        assert evaluator.run(name, b"1") in ("0", "1")
        # The look is a true one: the server itself was given the secret.
        assert b"hunter2" in Path(f"/proc/{evaluator.process.pid}/environ").read_bytes()
        with ThreadPoolExecutor() as pool:
            running = pool.submit(failure_of, evaluator.run, name)
            tree = evaluator.tree
            wait_until(lambda: bool(tree.children(tree.zygotes[0])))
            below = [tree.root, *tree.zygotes, *tree.children(tree.zygotes[0])]
            assert len(below) == 3
            for pid in below:
                assert Path(f"/proc/{pid}/environ").read_bytes() == b""
                assert b"hunter2" not in _memory(pid)
            os.kill(tree.zygotes[0], signal.SIGKILL)
            running.result()

    def test_a_zygote_and_a_child_are_sealed_as_the_kernel_sees_it(self, start):
        evaluator = start(wall_s=60, cpu_s=60)
        name = evaluator.interviews.add("one", "while bytes(job.state) == b'null': pass")
        evaluator.run(name, b"1")
        with ThreadPoolExecutor() as pool:
            running = pool.submit(failure_of, evaluator.run, name)
            (zygote,) = evaluator.tree.zygotes
            wait_until(lambda: bool(evaluator.tree.children(zygote)))
            (child,) = evaluator.tree.children(zygote)
            wait_until(lambda: status_of(child)["Seccomp_filters"] != status_of(zygote)["Seccomp_filters"])
            before = int(status_of(os.getpid())["Seccomp_filters"])
            for pid, filters in ((zygote, 2), (child, 3)):
                status = status_of(pid)
                assert status["NoNewPrivs"] == "1"
                assert status["Seccomp"] == "2"
                assert int(status["Seccomp_filters"]) == before + filters
                for kind in ("CapInh", "CapPrm", "CapEff", "CapAmb"):
                    assert int(status[kind], 16) == 0
            assert descriptors(child) == [f"socket:[{_inode(child, 3)}]"]
            limits = Path(f"/proc/{child}/limits").read_text()
            for name in ("Max file size", "Max core file size", "Max processes", "Max open files", "Max locked memory"):
                assert re.search(rf"{name}\s+0\s+0", limits)
            os.kill(zygote, signal.SIGKILL)
            running.result()

    def test_nothing_of_one_session_reaches_another(self, start):
        """The zygote keeps what a screen leaves in its own memory only if there were one process for two screens."""
        evaluator = start()
        running = (
            "import builtins\n"
            "left = getattr(builtins, 'left', []) + sys.modules.setdefault('left', [])\n"
            "answer = len(left) + len(NAMES)\n"
            "sys.modules['left'].append(bytes(job.state))\n"
            "builtins.left = left; NAMES.append(1); os.environ['LEFT'] = '1'"
        )
        name = evaluator.interviews.add("one", running, loading="NAMES = []")
        assert [evaluator.run(name, b'"12 Mill Lane"') for _ in range(5)] == ["0"] * 5
        (zygote,) = evaluator.tree.zygotes
        assert b"12 Mill Lane" not in _memory(zygote)
        assert b"12 Mill Lane" not in _memory(evaluator.process.pid)
        # The look is a true one: what the zygote loaded is found there.
        assert b"LEFT" in _memory(zygote)

    def test_a_hundred_children_at_once(self, start):
        evaluator = start(jobs=100, wall_s=60)
        name = evaluator.interviews.add("one", "x = [0] * 1000\nanswer = bytes(job.state).decode()")
        evaluator.run(name)
        before = {pid: len(descriptors(pid)) for pid in evaluator.tree.everyone()}
        with ThreadPoolExecutor(100) as pool:
            answers = list(pool.map(lambda number: evaluator.run(name, b"%d" % number), range(300)))
        assert answers == [str(number) for number in range(300)]
        wait_until(lambda: {pid: len(descriptors(pid)) for pid in evaluator.tree.everyone()} == before)

    def test_more_than_may_wait_are_told_so(self, start):
        evaluator = start(jobs=1, waiting=1, wall_s=1)
        name = evaluator.interviews.add("one", "while bytes(job.state) == b'null': pass")
        evaluator.run(name, b"1")
        with ThreadPoolExecutor(8) as pool:
            reasons = [failure.reason for failure in pool.map(lambda _: failure_of(evaluator.run, name), range(4))]
        assert set(reasons) == {"time", "busy"}

    def test_nothing_grows(self, start):
        evaluator = start(zygotes=2)
        names = [
            evaluator.interviews.add(f"n{number}", "if bytes(job.state) == b'1': os._exit(1)") for number in range(4)
        ]

        def round_() -> None:
            for name in names:
                for state in (b"null", b"1"):
                    try:
                        evaluator.run(name, state)
                    except EvaluationFailed:
                        assert state == b"1"

        round_()
        root = evaluator.tree.root
        wait_until(lambda: len(evaluator.tree.zygotes) == 2)
        before = [len(descriptors(pid)) for pid in (evaluator.process.pid, root)]
        for _ in range(10):
            round_()
        wait_until(lambda: len(evaluator.tree.zygotes) == 2)
        wait_until(lambda: [len(descriptors(pid)) for pid in (evaluator.process.pid, root)] == before)
        assert _zombies() == 0


class TestEnd:
    def test_a_stop_leaves_nothing(self, start):
        evaluator = start()
        evaluator.try_code("answer = 1")
        everyone = evaluator.tree.everyone()
        assert len(everyone) == 3
        assert evaluator.stop() == 0
        for pid in everyone:
            assert not Path(f"/proc/{pid}").exists()
        assert not evaluator.socket.exists()
        with pytest.raises(EvaluatorUnavailable):
            evaluator.client.ready()

    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
    def test_what_is_under_way_is_finished_first(self, start, number: signal.Signals):
        evaluator = start()
        running = "end = time.monotonic() + 0.5\nwhile time.monotonic() < end: pass\nanswer = 'finished'"
        name = evaluator.interviews.add("one", running)
        evaluator.client.info(name)
        with ThreadPoolExecutor() as pool:
            under_way = pool.submit(evaluator.run, name)
            wait_until(lambda: bool(evaluator.tree.children(evaluator.tree.zygotes[0])))
            assert evaluator.stop(number) == 0
            assert under_way.result() == "finished"

    def test_a_job_that_never_ends_does_not_keep_it(self, start):
        evaluator = start(wall_s=60, cpu_s=60, drain_s=0.2)
        name = evaluator.interviews.add("one", "while True: pass")
        evaluator.client.info(name)
        with ThreadPoolExecutor() as pool:
            under_way = pool.submit(failure_of, evaluator.run, name)
            wait_until(lambda: bool(evaluator.tree.children(evaluator.tree.zygotes[0])))
            everyone = evaluator.tree.everyone()
            assert evaluator.stop() == 0
            assert under_way.result().reason == "crash"
        wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in everyone))

    def test_killing_the_server_leaves_nothing(self, start):
        evaluator = start(wall_s=60, cpu_s=60)
        name = evaluator.interviews.add("one", "while True: pass")
        evaluator.client.info(name)
        with ThreadPoolExecutor() as pool:
            under_way = pool.submit(failure_of, evaluator.run, name)
            wait_until(lambda: bool(evaluator.tree.children(evaluator.tree.zygotes[0])))
            everyone = evaluator.tree.everyone()
            assert len(everyone) == 4
            evaluator.stop(signal.SIGKILL)
            assert under_way.result().reason == "crash"
        wait_until(lambda: not any(_lives(pid) for pid in everyone))

    def test_it_starts_again_over_the_socket_of_a_killed_one(self, start):
        evaluator = start()
        evaluator.stop(signal.SIGKILL)
        assert evaluator.socket.exists()
        evaluator.start()
        assert evaluator.try_code("answer = 1") == "1"

    def test_killing_the_root_costs_the_jobs_under_way_only(self, start):
        evaluator = start()
        assert evaluator.try_code("answer = 1") == "1"
        before = evaluator.tree.everyone()
        os.kill(evaluator.tree.root, signal.SIGKILL)
        wait_until(lambda: not any(_lives(pid) for pid in before[1:]))
        assert evaluator.try_code("answer = 1") == "1"
        assert not set(before[1:]) & set(evaluator.tree.everyone())

    def test_a_root_that_is_lost_again_and_again_ends_the_server_with_a_sentence(self, start):
        evaluator = start()
        for _ in range(3):
            os.kill(evaluator.tree.root, signal.SIGKILL)
            evaluator.client.ready()
        os.kill(evaluator.tree.root, signal.SIGKILL)
        assert evaluator.process.wait(20) == 1
        assert "root process ends again and again" in evaluator.log.read_text()

    def test_a_second_one_on_the_same_socket_refuses(self, start):
        evaluator = start()
        with pytest.raises(AssertionError, match="Another evaluator listens"):
            start(same=evaluator)
        assert evaluator.try_code("answer = 1") == "1"

    def test_it_refuses_a_kernel_that_cannot_jail(self, start):
        with pytest.raises(AssertionError, match="needs Landlock version 99"):
            start(landlock=99)


def _lives(pid: int) -> bool:
    try:
        return status_of(pid)["State"][0] != "Z"
    except FileNotFoundError:
        return False


def _zombies() -> int:
    return 0


def _inode(pid: int, descriptor: int) -> str:
    return str(Path(f"/proc/{pid}/fd/{descriptor}").stat().st_ino)


def _memory(pid: int) -> bytes:
    """Everything in a process's writable memory."""
    found = []
    with Path(f"/proc/{pid}/mem").open("rb") as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            span, rights = line.split()[:2]
            if rights.startswith("rw"):
                start, end = (int(part, 16) for part in span.split("-"))
                memory.seek(start)
                found.append(memory.read(end - start))
    return b"".join(found)
