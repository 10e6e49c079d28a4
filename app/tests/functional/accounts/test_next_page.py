"""Where a person goes once she has signed in, on every way in; and where nobody can be led."""

import time

import pyotp
import pytest

BASE = "https://answers.example.org"
DEMO = "/interview?i=demo:data/questions/demo.yml"
SIGN_IN = "/account/sign-in?next=/interview%3Fi%3Ddemo:data/questions/demo.yml"
NEXT = "__Host-chancery-next"


def in_demo(shown):
    return shown.request.path.startswith("/session/") and "Question 0" in shown.text


@pytest.fixture
def ada(browser):
    """Somebody who has an account, and is signed out."""
    browser.register()
    browser.sign_out()
    return browser


def test_who_signs_in_goes_on_to_where_she_wanted(ada):
    ada.get(SIGN_IN)
    assert in_demo(ada.post("/account/sign-in", page=SIGN_IN, address="ada@example.org",
                            password="seven wet pelicans argue"))  # fmt: skip
    assert ada.cookie(NEXT) is None


def test_a_wrong_password_and_a_second_factor_do_not_lose_it(browser):
    browser.register()
    secret, _ = browser.add_app()
    browser.sign_out()
    browser.get(SIGN_IN)
    form = {"page": SIGN_IN, "address": "ada@example.org"}
    assert browser.post("/account/sign-in", **form, password="wrong").status_code == 422
    browser.post("/account/sign-in", **form, password="seven wet pelicans argue")
    later = pyotp.TOTP(secret).at(time.time() + 30)
    assert in_demo(browser.post("/account/second", code=later))


def test_who_registers_goes_on_to_where_she_wanted(browser):
    browser.get(SIGN_IN.replace("sign-in", "register"))
    token = browser.token(SIGN_IN.replace("sign-in", "register"))
    browser.client.post("/account/register", data={"_csrf": token, "address": "ada@example.org"}, base_url=BASE)
    browser.client.post("/account/register/code", base_url=BASE,
                        data={"_csrf": token, "address": "ada@example.org", "code": browser.mailbox.code(),
                              "password": "seven wet pelicans argue"})  # fmt: skip
    assert in_demo(browser.get("/account/keep"))


def test_who_has_begun_something_is_asked_first_what_to_keep(ada):
    begun = ada.begin()
    ada.get(SIGN_IN)
    shown = ada.post("/account/sign-in", page=SIGN_IN, address="ada@example.org", password="seven wet pelicans argue")
    assert "Save what is open in this browser?" in shown.text
    shown = ada.post("/account/keep", session=begun.rpartition("/")[2])
    assert (shown.request.path, in_demo(shown)) == (begun, True)


def test_who_is_signed_in_goes_there_at_once(browser):
    browser.register()
    assert in_demo(browser.get(SIGN_IN))
    assert browser.get("/account/sign-in").request.path == "/account"


def test_the_page_where_one_signs_in_forgets_what_another_address_wanted(ada):
    ada.get(SIGN_IN)
    assert ada.cookie(NEXT) == DEMO
    ada.get("/account/sign-in")
    assert ada.cookie(NEXT) is None


@pytest.mark.parametrize(
    "place", ["https://evil.example/", "//evil.example/", "/\\evil.example", "/%5Cevil.example", "javascript:alert(1)",
              "/account/erase", "/interview", "/interview?i=a b", "/session/x", "\u2044evil",
              "/interview?i=" + "a" * 1501]
)  # fmt: skip
def test_nobody_is_led_elsewhere(ada, place):
    ada.client.get("/account/sign-in", query_string={"next": place}, base_url=BASE)
    assert ada.cookie(NEXT) is None
    ada.client.set_cookie(NEXT, place.encode("ascii", "replace").decode(), domain="answers.example.org")
    answer = ada.client.post("/account/sign-in", base_url=BASE,
                             data={"_csrf": ada.form_token(), "address": "ada@example.org",
                                   "password": "seven wet pelicans argue"})  # fmt: skip
    assert answer.location == "/account/keep"
    assert ada.client.get("/account/keep", base_url=BASE).location == "/"


def test_a_link_over_that_page_erases_nothing(browser):
    browser.register()
    begun = browser.begin()
    browser.client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    shown = browser.get(SIGN_IN + "%26reset%3D1")
    assert shown.request.path != begun
    assert "Question 0" in browser.get(begun).text


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("/user/sign-in", "/account/sign-in"),
        ("/user/register", "/account/register"),
        ("/user/forgot-password", "/account/reset"),
    ],
)
def test_docassembles_own_addresses_of_accounts(browser, theirs, ours):
    assert browser.get(theirs).request.path == ours


def test_who_signs_in_by_docassembles_address_goes_on_too(ada):
    address = SIGN_IN.replace("/account", "/user")
    shown = ada.get(address)
    assert (shown.request.path, ada.cookie(NEXT)) == ("/account/sign-in", DEMO)
    ada.get("/user/sign-in?next=https://evil.example/")
    assert ada.cookie(NEXT) is None


def test_docassembles_address_of_the_profile(browser):
    browser.register()
    assert browser.get("/user/profile").request.path == "/account"
    assert browser.get("/user/change-password").request.path == "/account/password"
    assert browser.get("/user/manage").status_code == 404
