import socket

import pytest

from chancery.evaluator import frames


def read_from(data: bytes, step: int):
    """A reader that gives at most `step` bytes at a time."""
    rest = bytearray(data)

    def read(wanted: int) -> bytes:
        part = bytes(rest[: min(wanted, step)])
        del rest[: len(part)]
        return part

    return read


@pytest.mark.parametrize("payload", [b"", b"x", b"x" * 70_000])
@pytest.mark.parametrize("step", [1, 3, 4096, 1 << 20])
def test_a_frame_is_read_whole_however_it_arrives(payload: bytes, step: int):
    assert frames.receive(read_from(frames.pack(payload) + b"next", step)) == payload


def test_two_frames_on_a_socket_stay_apart():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall(frames.pack(b"first") + frames.pack(b"second"))
        assert frames.receive(theirs.recv) == b"first"
        assert frames.receive(theirs.recv) == b"second"


def test_a_frame_beyond_the_limit_is_refused_before_it_is_read():
    read = read_from(frames.pack(b"x" * 101), 1000)
    with pytest.raises(frames.FrameTooLarge):
        frames.receive(read, 100)
    assert len(read(1000)) == 101


@pytest.mark.parametrize("length", range(9))
def test_a_frame_that_ends_early_is_refused(length: int):
    with pytest.raises(frames.FrameTruncated):
        frames.receive(read_from(frames.pack(b"hello")[:length], 100))
