"""The pages of accounts in a browser: no violation of WCAG 2.2 AA, and a passkey made and shown by a real one."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

import pytest

from chancery.accounts.accounts import Accounts
from chancery.accounts.mail import Post
from chancery.database import Database, migrate
from chancery.objects import open_store
from chancery.sessions import Sessions, Visitor
from chancery.settings_providers import Provider
from chancery.vault.passwords import Cost
from chancery.vault.site import SiteKey
from chancery.web import create_app

# As long as addresses are: a narrow page must not grow wider for one.
ADA, BOB = "ada@example.org", "bob.augustus.of.little.missenden@example.org"
PASSWORD = "seven wet pelicans argue"
OPEN = ["/account/register", "/account/sign-in", "/account/reset"]
PROVIDER = ["/provider/court/add", "/provider/court/remove"]
OWN = [
    "",
    *PROVIDER,
    "/password",
    "/recovery-code",
    "/erase",
    "/export",
    "/factors/app",
    "/factors/passkey",
    "/factors/codes",
]


@pytest.fixture
def provider(new_provider):
    return new_provider()


@pytest.fixture
def accounts_site(serve, plain_evaluator, tmp_path, provider, settings_in) -> str:
    """A site with two accounts; gives its address under a name, since passkeys are for names."""
    (tmp_path / "site-key").write_text(os.urandom(32).hex())
    (tmp_path / "provider-secret").write_text("the provider and the site know this")
    settings = settings_in(
        tmp_path,
        accounts_enabled=True,
        site_key_file=tmp_path / "site-key",
        smtp_host="localhost",
        mail_sender="help@example.org",
        providers=(Provider("court", "The Court", provider.issuer, "answers", tmp_path / "provider-secret"),),
    )
    database = Database(settings.database_url)
    migrate(database)
    cheap = Cost(memory_kib=64, passes=1)
    accounts = Accounts(database, SiteKey.from_file(settings.site_key_file), Post(settings), settings, cost=cheap)
    for address in (ADA, BOB):
        accounts.registrations.register(
            Visitor.new(), address, accounts.registrations.invite(address, "user"), PASSWORD, ""
        )
    sessions = Sessions(database, open_store(settings.objects), plain_evaluator, settings)
    app = create_app(settings, sessions=sessions, accounts=accounts)
    base = f"http://localhost:{urlsplit(serve(app)).port}"
    # The port is known only now.
    accounts.factors._passkeys._origin = base
    app.extensions["chancery.provided"]._openid._base_url = base
    return base


def sign_in(page, base: str, address: str = ADA) -> None:
    page.goto(base + "/account/sign-in")
    page.get_by_label("E-mail address").fill(address)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_can_be_used_by_everybody(accounts_site, context, violations, scheme):
    page = context.new_page()
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 320, "height": 900})
    found = {}
    for path in OPEN:
        page.goto(accounts_site + path)
        found[path] = violations(page)
        page.get_by_role("main").get_by_role("button").first.click()
        found[path + " with errors"] = violations(page)
    sign_in(page, accounts_site)
    for path in OWN:
        page.goto(f"{accounts_site}/account{path}")
        assert page.url == f"{accounts_site}/account{path}"
        found[path] = violations(page)
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0, path
    page.goto(accounts_site + "/account/export")
    page.get_by_label("Encrypted to a recipient of age").check()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Download the archive").click()
    assert page.get_by_label("Encrypted to a recipient of age").is_checked()
    found["/export with errors"] = violations(page)
    assert {path: faults for path, faults in found.items() if faults} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_a_provider_can_be_used_by_everybody(accounts_site, context, violations, provider, scheme):
    """There and back in a real browser, under the policy of every page; what that refuses fails the test."""
    page = context.new_page()
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 320, "height": 900})
    found = {}

    def go() -> None:
        page.goto(accounts_site + "/account/sign-in")
        page.get_by_role("button", name="Sign in with The Court").click()
        found["away"] = violations(page)
        page.get_by_role("link", name="Go on to The Court").click()

    # Nobody may take the account of an address that the provider names: this one is Ada's.
    go()
    found["no account"] = violations(page)
    assert page.get_by_role("heading", name="No account opens with this yet").is_visible()
    provider.claims = {"email": "eve@example.org", "email_verified": True}
    go()
    found["new"] = violations(page)
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Make my account").click()
    page.get_by_role("link", name="I have written it down").click()
    page.goto(accounts_site + "/account")
    found["account"] = violations(page)
    page.get_by_role("button", name="Sign out", exact=True).click()
    go()
    found["open"] = violations(page)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    page.get_by_role("button", name="Open my account").click()
    found["open with errors"] = violations(page)
    page.get_by_label("Passphrase").fill(PASSWORD)
    page.get_by_role("button", name="Open my account").click()
    page.goto(accounts_site + "/account/provider/court/callback?state=x&code=y")
    found["failed"] = violations(page)
    assert page.get_by_role("heading", name="That did not work").is_visible()
    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_several_people(accounts_site, context, watched, violations, scheme):
    """One invites and the other joins and leaves, each in a browser of her own."""
    page, guest = context.new_page(), watched.new_page()
    found = {}

    def look(at, name: str) -> None:
        found[name] = violations(at)
        assert at.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0, name

    for each, address in ((page, ADA), (guest, BOB)):
        each.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        each.set_viewport_size({"width": 320, "height": 900})
        sign_in(each, accounts_site, address)
    page.goto(accounts_site + "/interview?i=demo:data/questions/demo.yml")
    page.get_by_role("link", name="People").click()
    look(page, "alone")
    page.get_by_role("button", name="Make a code for one more person").click()
    assert page.get_by_role("heading", name="Give this code to one person").is_visible()
    look(page, "code")
    guest.goto(accounts_site + "/account/join")
    look(guest, "join")
    guest.get_by_label("Code", exact=True).fill("nothing")
    guest.get_by_role("button", name="Join").click()
    look(guest, "join with errors")
    guest.get_by_label("Code", exact=True).fill(page.locator("code").inner_text())
    guest.get_by_role("button", name="Join").click()
    assert guest.get_by_role("button", name="Leave this interview").is_visible()
    look(guest, "the guest's list")
    guest.get_by_role("link", name="Back to the interview").click()
    guest.get_by_role("link", name="Exit").click()
    assert guest.get_by_role("heading", name="Leave this interview?").is_visible()
    look(guest, "the guest's exit")
    page.get_by_role("link", name="Back to the interview").click()
    page.get_by_text("People", exact=False).first.click()
    assert page.get_by_text(BOB).is_visible()
    look(page, "screen")
    page.get_by_role("link", name="Who can read this").click()
    look(page, "the owner's list")
    page.goto(accounts_site + "/account/erase")
    assert page.get_by_text("erased for everybody who is in it").is_visible()
    look(page, "erase")
    guest.get_by_role("button", name="Leave this interview").click()
    guest.goto(accounts_site + "/account")
    assert guest.get_by_text("No interview is stored in your account.").is_visible()
    assert watched.complaints == []
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_a_passkey_of_the_browser(accounts_site, context):
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    sign_in(page, accounts_site)
    page.goto(accounts_site + "/account/factors/passkey")
    page.get_by_label("What you call the device").fill("This laptop")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Make the passkey").click()
    page.get_by_role("heading", name="Write down these codes").wait_for()
    page.get_by_role("link", name="I have written them down").click()
    assert page.get_by_text("Passkey “This laptop”").is_visible()
    page.get_by_role("button", name="Sign out", exact=True).click()
    sign_in(page, accounts_site)
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("link", name="Account").click()
    page.get_by_role("heading", name="Your account").wait_for()
