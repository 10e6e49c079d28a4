"""What the processes hold: no environment, no descriptor too many, nothing of another session."""

import os
import re
import secrets
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from evaluator_processes import descriptors, failure_of, status_of, wait_until

from chancery.evaluator.errors import EvaluationFailed


class TestIsolation:
    def test_the_environment_is_empty(self, start, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv("CHANCERY_PLANTED_SECRET", "hunter2")
        evaluator = start(wall_s=60)
        # Python itself sets that one, after it has started.
        assert evaluator.try_code("answer = dict(os.environ)") in ("{}", "{'LC_CTYPE': 'C.UTF-8'}")
        # The look is a true one: the server itself was given the secret.
        assert b"hunter2" in Path(f"/proc/{evaluator.process.pid}/environ").read_bytes()
        under_way = evaluator.begin("done")
        tree = evaluator.tree
        children = [child for zygote in tree.zygotes for child in tree.children(zygote)]
        assert len(tree.zygotes) == 2
        assert len(children) >= 1
        for pid in [tree.root, *tree.zygotes, *children]:
            assert Path(f"/proc/{pid}/environ").read_bytes() == b""
            assert b"hunter2" not in _memory(pid)
        assert under_way.finish() == "done"

    def test_a_zygote_and_a_child_are_sealed_as_the_kernel_sees_it(self, start):
        evaluator = start(wall_s=60)
        under_way = evaluator.begin("done")
        (zygote,) = evaluator.tree.zygotes
        (child,) = evaluator.tree.children(zygote)
        before = int(status_of(os.getpid())["Seccomp_filters"])
        for pid, filters in ((zygote, 3), (child, 4)):
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
        assert under_way.finish() == "done"

    @pytest.mark.control("one_process_a_screen")
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
        answer = secrets.token_hex(16).encode()
        assert [evaluator.run(name, b'"' + answer + b'"') for _ in range(5)] == ["0"] * 5
        (zygote,) = evaluator.tree.zygotes
        assert answer not in _memory(zygote)
        assert answer not in _memory(evaluator.process.pid)
        # The look is a true one: what the zygote loaded is found there.
        assert b"LEFT" in _memory(zygote)

    def test_a_hundred_children_at_once(self, start):
        evaluator = start(jobs=100, wall_s=60)
        name = evaluator.interviews.add("one", "x = [0] * 1000\nanswer = bytes(job.state).decode()")
        evaluator.run(name)
        (zygote,) = evaluator.tree.zygotes
        lasting = [evaluator.process.pid, evaluator.tree.root, zygote]
        wait_until(lambda: len(evaluator.tree.everyone()) == 4)
        before = [len(descriptors(pid)) for pid in lasting]
        with ThreadPoolExecutor(100) as pool:
            answers = list(pool.map(lambda number: evaluator.run(name, b"%d" % number), range(300)))
        assert answers == [str(number) for number in range(300)]
        wait_until(lambda: len(evaluator.tree.everyone()) == 4)
        assert [len(descriptors(pid)) for pid in lasting] == before

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
