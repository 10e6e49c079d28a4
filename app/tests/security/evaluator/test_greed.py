"""What a screen, or a client, may cost others: nothing."""

import socket
import time

import pytest
from evaluator_processes import failure_of

from chancery.evaluator import frames
from chancery.evaluator.client import EvaluatorClient

GREEDY = {
    "spin": ("while True: pass", "time"),
    "spin in C": ("sum(range(10**12))", "time"),
    "spin and swallow": ("while True:\n try:\n  while True: pass\n except BaseException: pass", "time"),
    "wait for nothing": ("os.read(3, 1 << 20); os.read(3, 1)", "time"),
    "eat memory": ("answer = bytearray(2 << 30)", "memory"),
    "eat memory bit by bit": ("kept = []\nwhile True: kept.append(bytearray(1 << 20))", "memory"),
    "eat memory and swallow": (
        "kept = []\nwhile True:\n try:\n  kept.append(bytearray(1 << 20))\n except MemoryError: pass", "time",
    ),
    "segfault": ("ctypes.string_at(0)", "crash"),
    "abort": ("os.abort()", "crash"),
    "end well and say nothing": ("os._exit(0)", "crash"),
    "end badly": ("os._exit(3)", "crash"),
    "a forbidden call": ("call('ptrace', 0, 0, 0, 0)", "crash"),
    "overflow the C stack": ("def f(x): return [x]\nx = 1\nfor _ in range(10**6): x = [x]\nrepr(x)", "author"),
}  # fmt: skip
GARBLED = {
    "a huge screen": ("answer = 'x' * (5 << 20)", "size"),
    "no result": ("result = None", "garbage"),
    "a result of another kind": ("result = {'kind': 'result'}", "garbage"),
    "a result that is no JSON": ("result = Result(Screen(form=Form('q')), Raw(b'{nonsense'))", "garbage"),
    "a result that cannot be encoded": ("result = Result(Screen(form=Form('q', private={'x': object()})))", "garbage"),
    "a result within itself": ("x = {}; x['x'] = x; result = Result(Screen(form=Form('q', private=x)))", "garbage"),
    "a half frame": ("os.write(3, b'\\0\\0\\1\\0half'); os._exit(0)", "crash"),
    "a half frame and a crash": ("os.write(3, b'\\0\\0\\1\\0half'); ctypes.string_at(0)", "crash"),
    "a frame of no JSON": ("os.write(3, b'\\0\\0\\0\\4null' * 9); os._exit(0)", "garbage"),
    "a frame of nothing": ("os.write(3, b'\\0\\0\\0\\0'); os._exit(0)", "garbage"),
    "a frame too large": ("os.write(3, b'\\xff\\xff\\xff\\xff'); os._exit(0)", "size"),
    "a flood": ("while True: os.write(3, b'\\0\\1\\0\\0' + b'x' * 65536)", "garbage"),
    "deep nesting": ("x = b'[' * 100000 + b']' * 100000\n"
        "y = b'{\"kind\":\"result\",\"screen\":{\"form\":{\"question\":\"q\",\"private\":{\"x\":' + x + b'}}}}'\n"
        "os.write(3, len(y).to_bytes(4, 'big') + y); os._exit(0)", "garbage"),
    "a state that is no object": ("result = Result(Screen(form=Form('q')), Raw(b'[]'))", "garbage"),
    "a redirect elsewhere": (
        "result = Result(Screen(form=Form('q')), Raw(b'{}'), [Exit('javascript:alert(1)')])", "garbage",
    ),
    "a variable that is code": (
        "result = Result(Screen(form=Form('q', [Field(key='f', variable='__import__')])), Raw(b'{}'))", "garbage",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def neighbour(evaluator) -> str:
    """An interview that has nothing to do with it."""
    return evaluator.add_guarded("answer = 1")


class TestWhatAScreenMayCost:
    @pytest.mark.parametrize("name", [*GREEDY, *GARBLED])
    @pytest.mark.control("greed_limited")
    def test_it_costs_that_request_only(self, evaluator, neighbour: str, name: str):
        code, reason = {**GREEDY, **GARBLED}[name]
        tried = evaluator.add_guarded(code)
        zygotes = [evaluator.run(tried, b"1"), evaluator.run(neighbour, b"1")]
        assert failure_of(evaluator.run, tried).reason == reason
        # Its zygote lives on, and so do the others.
        assert [evaluator.run(tried, b"1"), evaluator.run(neighbour, b"1")] == zygotes

    def test_its_failure_comes_when_it_ends_and_not_when_the_client_gives_up(self, evaluator):
        patient = EvaluatorClient(evaluator.socket, 1000)
        name = evaluator.interviews.add("crashing", "ctypes.string_at(0)")
        assert failure_of(patient.run, name, evaluator.job()).reason == "crash"

    def test_a_client_that_sends_no_job_waits_no_longer_than_a_screen_may_take(self, start):
        evaluator = start(wall_s=0.3)
        name = evaluator.interviews.add("waiting")
        evaluator.run(name)
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(evaluator.socket))
            client.sendall(frames.pack(b'{"op":"run","name":"%s"}' % name.encode()))
            assert b"version" in frames.receive(client.recv)
            assert b'"time"' in frames.receive(client.recv)
            assert client.recv(1) == b""

    def test_a_job_that_is_none_is_garbage(self, evaluator):
        name = evaluator.interviews.add("fed")
        for job in (b"", b"null", b"[" * 100_000, b"\xff", b'{"event":{"kind":"x"}}'):
            with socket.socket(socket.AF_UNIX) as client:
                client.connect(str(evaluator.socket))
                client.sendall(frames.pack(b'{"op":"run","name":"%s"}' % name.encode()) + frames.pack(job))
                frames.receive(client.recv)
                assert b'"garbage"' in frames.receive(client.recv)

    @pytest.mark.parametrize(
        "header",
        [b"", b"null", b"{}", b'{"op":"exec"}', b"\xff\xff", b'{"op":' + b"[" * 4000, b'{"op":"run","name":1}'],
    )
    def test_a_header_that_is_none_ends_the_connection(self, evaluator, header: bytes):
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(evaluator.socket))
            client.sendall(frames.pack(header))
            assert client.recv(1) == b""
        assert evaluator.try_code("answer = 1") == "1"

    def test_a_header_may_come_slowly(self, evaluator):
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(evaluator.socket))
            for byte in frames.pack(b'{"op":"ready"}'):
                client.sendall(bytes([byte]))
                time.sleep(0.001)
            assert frames.receive(client.recv)
            assert frames.receive(client.recv) == b"true"

    def test_a_client_that_goes_away_costs_nothing(self, evaluator):
        name = evaluator.interviews.add("left", "answer = 'x' * 100000")
        for _ in range(20):
            with socket.socket(socket.AF_UNIX) as client:
                client.connect(str(evaluator.socket))
                client.sendall(frames.pack(b'{"op":"run","name":"%s"}' % name.encode()))
        assert len(evaluator.run(name)) == 100_000
