import os
import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chancery.vault import Key, Unreadable
from chancery.vault.envelope import HEADER, MINIMUM_BYTES, aad, padme

KEY = Key(bytes(range(32)))
PLACE = aad("step", uuid.UUID(int=1), "a:b", 7)
# Made once from the specification in the module's docstring; it must never change for version 1.
VECTOR = (
    "435601015a1d3a0a600c272d5ccb478205ce114e6b5cf71973750058826fe2d50bf67798000000000000000000000000"
    "ec08a781810825fd6646f4cf08913a9e7afe7d3d7a2bffba4c50223fa89179a5ad70b6cd"
)


def test_vector():
    assert KEY._seal(b"repair the roof", PLACE, bytes(12)).hex() == VECTOR
    assert KEY.open(bytes.fromhex(VECTOR), PLACE) == b"repair the roof"


def test_the_vector_by_another_route():
    """The same bytes by the specification alone, with none of our code."""
    import hmac
    import struct

    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    first = hmac.digest(bytes(range(32)), b"chancery v1 envelope\x01", "sha256")
    second = hmac.digest(bytes(range(32)), first + b"chancery v1 envelope\x02", "sha256")
    parts = [b"step", bytes(15) + b"\x01", b"a:b", struct.pack(">Q", 7)]
    place = b"".join(struct.pack(">I", len(part)) + part for part in parts)
    text = b"repair the roof"
    padded = (struct.pack(">I", len(text)) + text).ljust(20, b"\0")
    box = AESGCM(first).encrypt(bytes(12), padded, b"CV\x01\x01" + place)
    assert (b"CV\x01\x01" + second + bytes(12) + box).hex() == VECTOR


@given(plaintext=st.binary(max_size=5000), place=st.binary(max_size=100))
def test_what_is_sealed_opens(plaintext, place):
    assert KEY.open(KEY.seal(plaintext, place), place) == plaintext


@given(plaintext=st.binary(max_size=200), data=st.data())
def test_any_flipped_bit_shows(plaintext, data):
    envelope = bytearray(KEY.seal(plaintext, PLACE))
    bit = data.draw(st.integers(0, len(envelope) * 8 - 1))
    envelope[bit // 8] ^= 1 << bit % 8
    with pytest.raises(Unreadable):
        KEY.open(bytes(envelope), PLACE)


@given(plaintext=st.binary(max_size=200), data=st.data())
def test_any_truncation_or_addition_shows(plaintext, data):
    envelope = KEY.seal(plaintext, PLACE)
    for damaged in (
        envelope[: data.draw(st.integers(0, len(envelope) - 1))],
        envelope + data.draw(st.binary(min_size=1, max_size=20)),
    ):
        with pytest.raises(Unreadable):
            KEY.open(damaged, PLACE)


@given(st.binary(max_size=300))
@settings(max_examples=50)
def test_anything_else_is_refused(garbage):
    for damaged in (garbage, HEADER + garbage, KEY.seal(b"", PLACE)[:48] + garbage):
        with pytest.raises(Unreadable):
            KEY.open(damaged, PLACE)


def test_another_key_is_noticed_before_anything_is_decrypted():
    envelope = KEY.seal(b"x", PLACE)
    with pytest.raises(Unreadable, match="another key"):
        Key(os.urandom(32)).open(envelope, PLACE)


def test_another_place_is_noticed():
    envelope = KEY.seal(b"x", PLACE)
    for other in (
        aad("step", uuid.UUID(int=2), "a:b", 7),
        aad("step", uuid.UUID(int=1), "a:c", 7),
        aad("step", uuid.UUID(int=1), "a:b", 8),
        aad("session_key", uuid.UUID(int=1), "a:b", 7),
        b"",
    ):
        with pytest.raises(Unreadable):
            KEY.open(envelope, other)


def test_two_envelopes_of_one_text_differ():
    assert KEY.seal(b"x", PLACE) != KEY.seal(b"x", PLACE)


@given(st.lists(st.one_of(st.binary(max_size=9), st.text(max_size=5)), max_size=4), st.data())
def test_places_are_never_confused(parts, data):
    other = data.draw(st.lists(st.one_of(st.binary(max_size=9), st.text(max_size=5)), max_size=4))

    def raw(items):
        return [item.encode() if isinstance(item, str) else item for item in items]

    assert (aad(*parts) == aad(*other)) == (raw(parts) == raw(other))


@given(st.integers(0, 1 << 24))
def test_padding_costs_at_most_an_eighth_and_hides_the_length(length):
    padded = padme(length)
    assert length <= padded <= length * 1.12 + 1
    assert padme(padded) == padded


def test_lengths_that_the_padding_makes_equal():
    sizes = {len(KEY.seal(b"x" * n, PLACE)) for n in range(50_000, 51_000)}
    assert len(sizes) <= 2


def test_the_shortest_envelope():
    assert len(KEY.seal(b"", PLACE)) == MINIMUM_BYTES


@pytest.mark.parametrize("raw", [b"", bytes(16), bytes(31), bytes(33)])
def test_a_key_has_32_bytes(raw):
    with pytest.raises(ValueError, match="32"):
        Key(raw)


def test_lying_padding_is_refused():
    # Only someone with the key can make this; it must not make us read beyond the text.
    body = (2**31).to_bytes(4, "big") + b"x"
    envelope = HEADER + KEY._commitment + bytes(12) + KEY._aead.encrypt(bytes(12), body, HEADER + PLACE)
    with pytest.raises(Unreadable, match="padding"):
        KEY.open(envelope, PLACE)
