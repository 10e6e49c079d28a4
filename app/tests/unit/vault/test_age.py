"""Archives for other programs: Debian's age, which shares no line with ours, opens what we encrypt."""

import os
import re
import subprocess

import pytest

from chancery.vault.age import BadRecipient, for_passphrase, for_recipient, seal_age
from chancery.vault.stream import CHUNK_BYTES

# Its private key was thrown away.
KNOWN = "age18j82v0yhapa9fpuh7zvcan5gzsfckvq9e6cw08vddkd606ulta5sng8js2"
PASSPHRASE = "seven wet pelicans argue – für Ada"


@pytest.fixture
def identity(tmp_path):
    """A key pair made by age: the file of the private key, and the recipient."""
    file = tmp_path / "identity"
    subprocess.run(["age-keygen", "-o", file], check=True, capture_output=True)
    return file, re.search(r"age1\w+", file.read_text())[0]


def sealed(wrap, *pieces: bytes) -> bytes:
    return b"".join(seal_age(wrap, pieces))


def opened(file, data: bytes) -> subprocess.CompletedProcess:
    return subprocess.run(["age", "-d", "-i", file], input=data, capture_output=True, check=False)


@pytest.mark.parametrize("length", [0, 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES])
def test_age_opens_what_is_sealed_to_a_recipient(identity, length):
    file, recipient = identity
    content = os.urandom(length)
    done = opened(file, sealed(for_recipient(recipient), content[:7], content[7:]))
    assert (done.returncode, done.stdout) == (0, content)


def test_a_recipient_may_be_written_in_capitals_with_spaces_around(identity):
    file, recipient = identity
    assert opened(file, sealed(for_recipient(f" {recipient.upper()}\n"), b"Dear")).stdout == b"Dear"


def test_age_opens_what_is_sealed_with_a_passphrase(tmp_path):
    path, out = tmp_path / "sealed", tmp_path / "out"
    path.write_bytes(sealed(for_passphrase(PASSPHRASE), b"Dear ", b"Ada"))
    # age reads a passphrase from a terminal alone; `script` gives it one.
    command = ["script", "-qec", f"age -d -o {out} {path}", "/dev/null"]
    subprocess.run(command, input=f"{PASSPHRASE}\n".encode(), check=True, capture_output=True)
    assert out.read_bytes() == b"Dear Ada"


def test_another_key_opens_nothing(identity, tmp_path):
    other = tmp_path / "other"
    subprocess.run(["age-keygen", "-o", other], check=True, capture_output=True)
    assert opened(other, sealed(for_recipient(identity[1]), b"Dear")).returncode != 0


@pytest.mark.parametrize("at", [0, 30, 200, -1])
def test_what_was_altered_does_not_open(identity, at):
    file, recipient = identity
    data = bytearray(sealed(for_recipient(recipient), bytes(100)))
    data[at] ^= 1
    assert opened(file, bytes(data)).returncode != 0


def test_what_was_cut_at_a_chunk_does_not_open(identity):
    file, recipient = identity
    data = sealed(for_recipient(recipient), bytes(2 * CHUNK_BYTES))
    assert opened(file, data[: -CHUNK_BYTES - 16]).returncode != 0


def test_pieces_go_out_before_all_have_come_in():
    given_out = seal_age(for_recipient(KNOWN), (bytes(CHUNK_BYTES) for _ in iter(int, 1)))
    assert sum(len(next(given_out)) for _ in range(10)) > 8 * CHUNK_BYTES


@pytest.mark.parametrize(
    "text",
    [
        "",
        "age1",
        KNOWN[:-1],
        KNOWN + "q",
        KNOWN.replace("hapa", "hapx"),
        KNOWN[:10].upper() + KNOWN[10:],
        "bge" + KNOWN[3:],
        "AGE-SECRET-KEY-1" + "Q" * 58,
        "age1" + "é" * 58,
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHsKLqeplhpW+uObz5dvMgjz1OxfM/XXUB+VHtZ6isGN",
        # Well-formed, and a point of small order: nobody can have the private key.
        "age1" + "q" * 52 + "5cu47z",
    ],
)
def test_what_is_no_recipient_is_refused(text):
    with pytest.raises(BadRecipient):
        for_recipient(text)
