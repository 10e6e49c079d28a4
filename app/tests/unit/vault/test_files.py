import hmac
import io
import json
import uuid

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from chancery.vault import Key, Label, Unmeasured, Unreadable, open_file, seal_file, sealed_lengths
from chancery.vault.files import CHUNK_BYTES, HEADER

KEY = Key(bytes(range(32)))
FILE = uuid.UUID(int=5)
PRELUDE = len(HEADER) + 64


def sealed(content: bytes, key: Key = KEY, file: uuid.UUID = FILE) -> bytes:
    return b"".join(seal_file(key, file, Label("a.pdf", "application/pdf", len(content)), [content]))


def opened(data: bytes, key: Key = KEY, file: uuid.UUID = FILE, step: int = 10_000) -> bytes:
    label, pieces = open_file(key, file, [data[at : at + step] for at in range(0, len(data), step)])
    content = b"".join(pieces)
    assert (label.name, label.size) == ("a.pdf", len(content))
    return content


def chunks_of(data: bytes) -> tuple[bytes, list[bytes]]:
    body, size = data[PRELUDE:], CHUNK_BYTES + 16
    return data[:PRELUDE], [body[at : at + size] for at in range(0, len(body), size)]


@pytest.mark.control("answers_encrypted")
@pytest.mark.parametrize("length", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 5 * CHUNK_BYTES + 7])
def test_what_is_sealed_opens_and_is_not_in_clear(length):
    content = (b"repair the roof" * (length // 15 + 1))[:length]
    data = sealed(content)
    assert opened(data) == content
    assert b"repair" not in data
    assert b"a.pdf" not in data


def test_by_another_route():
    """The bytes by the specification alone, with none of our code."""
    data = sealed(b"repair the roof")
    salt = data[4:36]
    secret = hmac.digest(salt, bytes(range(32)), "sha256")
    info = b"chancery v1 file" + FILE.bytes
    first = hmac.digest(secret, info + b"\x01", "sha256")
    second = hmac.digest(secret, first + info + b"\x02", "sha256")
    assert data[:68] == b"CF\x01\x01" + salt + second
    plain = AESGCM(first).decrypt(bytes(11) + b"\x01", data[68:], data[:68])
    length = int.from_bytes(plain[:4], "big")
    assert json.loads(plain[4 : 4 + length]) == {"name": "a.pdf", "type": "application/pdf", "size": 15}
    assert plain[4 + length :].rstrip(b"\0") == b"repair the roof"


@given(data=st.data())
@settings(max_examples=40)
def test_any_flipped_bit_shows(data):
    whole = bytearray(sealed(b"x" * (CHUNK_BYTES + 100)))
    bit = data.draw(st.integers(0, len(whole) * 8 - 1))
    whole[bit // 8] ^= 1 << bit % 8
    with pytest.raises(Unreadable):
        opened(bytes(whole))


def test_chunks_that_are_cut_swapped_repeated_or_added_show():
    prelude, chunks = chunks_of(sealed(bytes(3 * CHUNK_BYTES)))
    assert len(chunks) > 3
    damaged = {
        "nothing": [], "cut at a chunk": chunks[:-1], "first alone": chunks[:1], "no first": chunks[1:],
        "swapped": [chunks[1], chunks[0], *chunks[2:]], "repeated": [chunks[0], *chunks],
        "added": [*chunks, chunks[-1]], "cut within": [*chunks[:-1], chunks[-1][:-1]],
    }  # fmt: skip
    for parts in damaged.values():
        with pytest.raises(Unreadable):
            opened(prelude + b"".join(parts))


def test_no_piece_of_an_altered_chunk_is_given():
    prelude, chunks = chunks_of(sealed(bytes(3 * CHUNK_BYTES)))
    bad = bytearray(chunks[2])
    bad[0] ^= 1
    _, pieces = open_file(KEY, FILE, [prelude, *chunks[:2], bytes(bad), *chunks[3:]])
    given_out = []
    with pytest.raises(Unreadable):
        given_out.extend(pieces)
    assert sum(map(len, given_out)) <= 2 * CHUNK_BYTES


@pytest.mark.parametrize(("key", "file"), [(Key(bytes(32)), FILE), (KEY, uuid.UUID(int=6))])
def test_another_key_or_another_file_opens_nothing(key, file):
    with pytest.raises(Unreadable):
        opened(sealed(b"x"), key, file)


def test_a_file_passes_in_pieces():
    """Sealing gives the first chunk before the last piece of the content is asked for."""
    asked = io.StringIO()

    def content():
        for number in range(8):
            asked.write(str(number))
            yield bytes(CHUNK_BYTES)

    pieces = seal_file(KEY, FILE, Label("a", "text/plain", 8 * CHUNK_BYTES), content())
    next(pieces)
    next(pieces)
    assert asked.getvalue() == "0"


def test_a_label_that_lies_about_the_size_is_refused():
    with pytest.raises(ValueError, match="another length"):
        list(seal_file(KEY, FILE, Label("a", "text/plain", 3), [b"four"]))


def sealed_unmeasured(content: bytes, step: int = 10_000) -> bytes:
    pieces = (content[at : at + step] for at in range(0, len(content), step))
    sealing = Unmeasured(KEY, FILE, "a.pdf", "application/pdf", pieces)
    rest = b"".join(sealing.rest())
    assert sealing.size == len(content)
    first = sealing.first()
    assert len(first) == Unmeasured.FIRST_BYTES
    return first + rest


@pytest.mark.control("answers_encrypted")
@pytest.mark.parametrize("length", [CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES - 50, 5 * CHUNK_BYTES + 7])
def test_a_file_whose_length_shows_at_its_end_is_like_any_other(length):
    content = (b"repair the roof" * (length // 15 + 1))[:length]
    data = sealed_unmeasured(content)
    assert opened(data) == content
    label = Label("a.pdf", "application/pdf", length)
    assert {len(data), len(sealed(content))} == sealed_lengths(label)
    # Nor does its own length tell more than that of another.
    assert abs(len(data) - len(sealed(content))) <= len(content) // 16 + CHUNK_BYTES
    assert b"repair" not in data
    prelude, chunks = chunks_of(data)
    for cut in (data[:-1], data[: PRELUDE + CHUNK_BYTES + 16], prelude + b"".join([chunks[1], chunks[0], *chunks[2:]])):
        with pytest.raises(Unreadable):
            opened(cut)


def test_a_first_chunk_is_sealed_once_and_never_before_the_rest():
    sealing = Unmeasured(KEY, FILE, "a.pdf", "application/pdf", [bytes(CHUNK_BYTES)])
    with pytest.raises(ValueError, match="not ended"):
        sealing.first()
    list(sealing.rest())
    sealing.first()
    with pytest.raises(ValueError, match="already"):
        sealing.first()
    with pytest.raises(ValueError, match="one chunk"):
        list(Unmeasured(KEY, FILE, "a.pdf", "application/pdf", [bytes(CHUNK_BYTES - 200)]).rest())
