"""Nobody learns from an answer, or from what the site does for it, whether an address has an account."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import event, text

from chancery.accounts import limits
from chancery.accounts.accounts import Accounts
from chancery.accounts.errors import MailFailed, Refused, TooSoon
from chancery.accounts.mail import Post
from chancery.vault import Visitor

ADA, EVE = "ada@example.org", "eve@example.org"
WRONG = "not the one at all"
pytestmark = pytest.mark.control("accounts_not_told")


def refuse(accounts: Accounts, address: str) -> None:
    with pytest.raises(Refused):
        accounts.sign_in(address, WRONG, "")


@contextmanager
def statements(database):
    """What is asked of the database, without its values."""
    said: list[str] = []

    def note(_connection, _cursor, statement, *_: object) -> None:
        said.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield said
    event.remove(database.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("ask", ["register", "reset"])
def test_asking_for_a_code_does_the_same_for_both(browser, accounts, mailbox, database, ask):
    browser.register()
    asked = {"register": accounts.registrations.ask, "reset": accounts.ask_to_reset}[ask]
    said, sent = [], []
    for address in (ADA, EVE):
        before = len(mailbox.letters)
        with statements(database) as seen:
            asked(Visitor.new(), address, "198.51.100.1")
        said.append(seen)
        sent.append(len(mailbox.letters) - before)
    assert said[0] == said[1]
    assert len(said[0]) > 4
    assert sent == [1, 1]


def test_signing_in_asks_the_same_of_the_database(browser, accounts, database):
    browser.register()
    said = []
    for address in (ADA, EVE):
        with statements(database) as seen:
            refuse(accounts, address)
        said.append(seen)
    assert said[0] == said[1]


def test_a_code_is_refused_alike(browser, new_browser, mailbox):
    browser.register()
    pages = []
    for address in (ADA, EVE):
        other = new_browser()
        other.post("/account/reset", address=address)
        fields = {"code": "0000-0000-00", "recovery": browser.recovery_code, "password": "nine dry herons applaud"}
        page = other.post("/account/reset/keep", page="/account/reset", address=address, **fields)
        pages.append((page.status_code, page.headers["X-Chancery-Failure"], len(page.text)))
    assert pages[0] == pages[1]


@pytest.mark.control("guessing_slowed")
def test_each_thing_that_is_counted_slows_down_by_itself(accounts, browser, database, settings):
    def tries(account: bytes, client: str) -> bool:
        try:
            accounts.limits.count(limits.guesses(account, client))
        except TooSoon:
            return False
        return True

    # One account, from everywhere.
    assert [tries(b"ada", f"203.0.113.{number}") for number in range(7)] == [True] * 6 + [False]
    # One client, at every account.
    assert [tries(b"%d" % number, "198.51.100.9") for number in range(22)] == [True] * 21 + [False]
    # Both of somebody else.
    assert tries(b"eve", "192.0.2.1")


@pytest.mark.control("guessing_slowed")
def test_many_at_once_do_not_slip_through(accounts):
    def tries(_: int) -> bool:
        try:
            accounts.limits.count(limits.guesses(b"ada", "203.0.113.7"))
        except TooSoon:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(tries, range(24))) == 6


@pytest.mark.control("guessing_slowed")
def test_the_table_of_attempts_does_not_say_whose(browser, database):
    browser.sign_in(EVE, WRONG)
    rows = database.read(lambda connection: connection.execute(text("SELECT tag FROM attempt_limit")).scalars().all())
    assert len(rows) == 3
    assert {len(bytes(tag)) for tag in rows} == {32}


def test_a_signed_in_page_takes_its_own_tokens_alone(browser):
    browser.get("/account/sign-in")
    visitor = Visitor.from_cookie(browser.cookie("__Host-chancery"))
    browser.register()
    refused = []
    for rule in browser.app.url_map.iter_rules():
        if "POST" not in rule.methods:
            continue
        path = rule.build(dict.fromkeys(rule.arguments, "0" * 32))[1]
        answer = browser.client.post(path, data={"_csrf": visitor.csrf_token()}, base_url="https://answers.example.org")
        refused.append(answer.status_code == 400 and "We could not tell that this came from you" in answer.text)
    assert len(refused) > 18
    assert all(refused)


def test_logs_hold_no_address_password_or_code(browser, mailbox, capsys, settings):
    browser.register()
    browser.sign_out()
    browser.sign_in(password="not the one at all")
    broken = replace(settings, smtp_port=1)
    with pytest.raises(MailFailed):
        Post(broken).send(ADA, "x", "y")
    said = capsys.readouterr()
    text = said.out + said.err
    assert '"event": "request"' in text
    assert '"event": "mail_failed"' in text
    for secret in (ADA, "not the one at all", "seven wet pelicans", mailbox.code(), browser.recovery_code):
        assert secret not in text
