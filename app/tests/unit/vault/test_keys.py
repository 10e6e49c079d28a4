import os
import uuid

import pytest

from chancery.vault import Unreadable, Visitor, new_share, session_key, step_place, unwrap_share, wrap_share
from chancery.vault.keys import _wrap_place, _wrapping_key

SESSION = uuid.UUID(int=5)
VISITOR = Visitor(uuid.UUID(bytes=bytes(range(16))), bytes(range(32, 64)))


def test_vector_of_a_step():
    key = session_key(SESSION, b"\1" * 32, b"\2" * 32)
    assert key._seal(b"x", step_place(SESSION, "p:q", 1), bytes(12)).hex() == (
        "43560101a2767493900299a5b1f28b8ba3745e6a71726aa99e737b66ab2553da7cd718ee000000000000000000000000"
        "88afcbbb0c4e99e9f82e9a2842e4d5cac88652339f"
    )


def test_vector_of_a_wrapped_share():
    sealed = _wrapping_key(VISITOR)._seal(b"\3" * 32, _wrap_place(VISITOR, SESSION), bytes(12)).hex()
    assert sealed == (
        "43560101236cc99e3b56f9358a6507de11fdb4aefd0318384a34da4c6c4554279a1eb2210000000000000000"
        "000000008b6c97560d6c6f06f65ad4a206415ff93d5c724cd0a7a3d635f038c74ac17c83db52c54fb96e19a30c97bd54dbb90f5f03b1a4f4"
    )
    assert unwrap_share(VISITOR, SESSION, bytes.fromhex(sealed)) == b"\3" * 32


def test_only_the_visitor_unwraps_and_only_for_this_session():
    share = new_share()
    wrapped = wrap_share(VISITOR, SESSION, share)
    assert unwrap_share(VISITOR, SESSION, wrapped) == share
    for visitor, session in (
        (Visitor(VISITOR.id, os.urandom(32)), SESSION),
        (Visitor(uuid.uuid4(), VISITOR.key), SESSION),
        (VISITOR, uuid.uuid4()),
    ):
        with pytest.raises(Unreadable):
            unwrap_share(visitor, session, wrapped)


def test_every_ingredient_changes_the_session_key():
    place = step_place(SESSION, "a:b", 1)
    box = session_key(SESSION, b"\1" * 32, b"\2" * 32).seal(b"x", place)
    for session, mine, theirs in (
        (uuid.UUID(int=6), b"\1" * 32, b"\2" * 32),
        (SESSION, b"\3" * 32, b"\2" * 32),
        (SESSION, b"\1" * 32, b"\3" * 32),
        (SESSION, b"\2" * 32, b"\1" * 32),
    ):
        with pytest.raises(Unreadable):
            session_key(session, mine, theirs).open(box, place)
