import os
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.vault import LoginCookie, Unreadable
from chancery.vault import accounts as vault
from chancery.vault.envelope import Key
from chancery.vault.site import NoSiteKey, SiteKey

MASTER = bytes(range(32))


@pytest.fixture
def account() -> uuid.UUID:
    return uuid.uuid4()


def test_a_slot_opens_for_its_key_account_and_kind_alone(account):
    key = Key(os.urandom(32))
    box = vault.seal_slot(key, account, vault.PASSWORD, MASTER)
    assert vault.open_slot(key, account, vault.PASSWORD, box) == MASTER
    for other in [
        (Key(os.urandom(32)), account, vault.PASSWORD),
        (key, uuid.uuid4(), vault.PASSWORD),
        (key, account, vault.RECOVERY),
    ]:
        with pytest.raises(Unreadable):
            vault.open_slot(*other, box)


@pytest.mark.control("cookie_bound")
def test_a_login_opens_for_its_cookie_account_and_stage_alone(account):
    cookie = LoginCookie.new()
    box = vault.seal_login(cookie, account, "factor", MASTER)
    assert vault.open_login(cookie, account, "factor", box) == MASTER
    for other in [
        (LoginCookie(cookie.id, os.urandom(32)), account, "factor"),
        (LoginCookie(uuid.uuid4(), cookie.key), account, "factor"),
        (cookie, uuid.uuid4(), "factor"),
        # Whoever edits the row does not get past the second factor.
        (cookie, account, "full"),
    ]:
        with pytest.raises(Unreadable):
            vault.open_login(*other, box)


@given(st.integers(1, 24))
def test_a_code_can_be_typed_back(size):
    code = vault.new_code(size)
    raw = vault.read_code(code, size)
    assert raw is not None
    assert len(raw) == size
    sloppy = code.lower().replace("-", "  ").replace("0", "o").replace("1", "l")
    assert vault.read_code(sloppy, size) == raw


@pytest.mark.parametrize("text", ["", "U" * 32, "0" * 31, "0" * 33, "é" * 32, "-" * 32, "\x00" * 32])
def test_what_is_no_code(text):
    assert vault.read_code(text, vault.RECOVERY_BYTES) is None


def test_a_recovery_code_has_160_bits():
    codes = {vault.read_code(vault.new_code(vault.RECOVERY_BYTES), vault.RECOVERY_BYTES) for _ in range(50)}
    assert len(codes) == 50
    assert {len(code) for code in codes} == {20}


# -- the site's key -----------------------------------------------------------------------------------------------


def test_an_address_is_found_and_read_by_the_sites_key_alone(account):
    raw = os.urandom(32)
    site, again, other = SiteKey(raw), SiteKey(raw), SiteKey(os.urandom(32))
    assert site.address_tag("ada@example.org") == again.address_tag("ada@example.org")
    assert site.address_tag("ada@example.org") != other.address_tag("ada@example.org")
    box = site.seal_address(account, "ada@example.org")
    assert again.open_address(account, box) == "ada@example.org"
    assert other.open_address(account, box) == ""
    assert site.open_address(uuid.uuid4(), box) == ""


@pytest.mark.parametrize("content", [None, "", "change_me", "0" * 64, "a" * 63, "g" * 64, b"\xff" * 64])
def test_a_file_without_a_key_is_refused_with_what_to_type(tmp_path, content):
    path = tmp_path / "site-key"
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(NoSiteKey, match="openssl rand -hex 32"):
        SiteKey.from_file(path)
