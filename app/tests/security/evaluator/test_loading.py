"""Loading an interview runs before its zygote is sealed, so it has walls and limits of its own."""

import time

import pytest
from evaluator_processes import failure_of


class TestLoading:
    """Loading runs before a zygote is sealed, so it has walls and limits of its own."""

    @pytest.mark.parametrize(
        ("code", "reason"),
        [
            ("while True: pass", "time"),
            ("os.read(3, 1)", "time"),
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
        assert (failure.reason, failure.line) == ("author", 1)

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
