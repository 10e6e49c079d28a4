"""What is not to be believed of a provider's answer, or of somebody who says that it is one."""

import base64
import hmac
import json
import time
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey
from sqlalchemy import text

PASSWORD = "seven wet pelicans argue"


@pytest.fixture
def database_url(tmp_path) -> str:
    """One kind of database is enough here: what differs between them is tested beside this."""
    return f"sqlite:///{tmp_path}/chancery.sqlite"


def refused(answer, kind: str) -> bool:
    return answer.status_code == 422 and answer.headers.get("X-Chancery-Failure") == kind


def with_argument(url: str, /, **changed: str) -> str:
    arguments = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()} | changed
    return f"{url.partition('?')[0]}?{urlencode(arguments)}"


# -- state, code, verifier ----------------------------------------------------------------------------------------


@pytest.mark.control("providers_prove_identity_alone")
def test_an_answer_is_good_once(traveller):
    url = traveller.provider.authorize(traveller.leave())
    assert "Choose a passphrase" in traveller.back(url).text
    assert refused(traveller.back(url), "guess")


def test_a_code_is_good_once_also_with_a_new_state(traveller):
    first = traveller.provider.authorize(traveller.leave())
    traveller.back(first)
    code = parse_qs(urlsplit(first).query)["code"][0]
    second = traveller.provider.authorize(traveller.leave())
    assert refused(traveller.back(with_argument(second, code=code)), "login")


@pytest.mark.control("providers_prove_identity_alone")
def test_an_answer_is_good_in_the_browser_that_asked_alone(traveller, new_traveller):
    thief = new_traveller()
    thief.leave()
    url = traveller.provider.authorize(traveller.leave())
    assert refused(thief.back(url), "guess")
    assert refused(new_traveller().back(url), "guess"), "a browser without a cookie"
    # Neither used it up.
    assert "Choose a passphrase" in traveller.back(url).text


def test_nobody_is_signed_in_to_the_account_of_somebody_else(traveller, new_traveller):
    """Sign-in forgery: the thief's own answer, given to another browser, which has asked itself."""
    thief = new_traveller()
    url = thief.provider.authorize(thief.leave())
    traveller.leave()
    assert refused(traveller.back(url), "guess")


def test_states_cannot_be_swapped(traveller):
    one, two = (traveller.provider.authorize(traveller.leave()) for _ in range(2))
    state = parse_qs(urlsplit(two).query)["state"][0]
    # The code of one with the state of the other has the wrong verifier.
    assert refused(traveller.back(with_argument(one, state=state)), "login")


@pytest.mark.parametrize("state", ["", "x", "a" * 5000, "\x00", "é"])
def test_a_state_that_never_was(traveller, state):
    url = traveller.provider.authorize(traveller.leave())
    assert refused(traveller.back(with_argument(url, state=state)), "guess")


def test_an_answer_that_comes_too_late(traveller, database):
    url = traveller.provider.authorize(traveller.leave())
    change = "UPDATE identity_request SET expires = '2020-01-01 00:00:00'"
    database.write(lambda connection: connection.execute(text(change)))
    assert refused(traveller.back(url), "guess")


def test_a_request_row_opens_for_its_browser_alone(traveller, database):
    traveller.go()
    change = "UPDATE identity_request SET visitor = :other"
    assert traveller.browser.get("/account/identity").request.path == "/account/identity"
    database.write(lambda connection: connection.execute(text(change), {"other": "0" * 32}))
    assert traveller.browser.get("/account/identity").request.path == "/account/sign-in"


def test_a_proof_is_worth_one_login(traveller):
    traveller.register(PASSWORD)
    traveller.browser.sign_out()
    traveller.open(PASSWORD)
    traveller.browser.sign_out()
    assert traveller.browser.get("/account/identity").request.path == "/account/sign-in"
    again = traveller.browser.post("/account/identity/open", page="/account/sign-in", password=PASSWORD)
    assert again.request.path == "/account/sign-in"
    assert not traveller.browser.is_in()


def test_the_person_says_no(traveller):
    url = traveller.provider.authorize(traveller.leave())
    state = parse_qs(urlsplit(url).query)["state"][0]
    said = (
        f"{url.partition('?')[0]}?{urlencode({'error': 'access_denied', 'error_description': '<b>x', 'state': state})}"
    )
    answer = traveller.back(said)
    assert refused(answer, "none")
    assert "<b>x" not in answer.text
    assert "access_denied" not in answer.text


# -- mix-up -------------------------------------------------------------------------------------------------------


def test_an_answer_for_another_provider(traveller):
    url = traveller.provider.authorize(traveller.leave())
    assert refused(traveller.back(url.replace("/provider/court/", "/provider/club/")), "guess")


def test_an_issuer_that_is_another_one(traveller, other):
    traveller.provider.answer = {"iss": other.issuer}
    assert refused(traveller.go(), "login")
    assert traveller.provider.tokens == [], "the code must not have been sent on"


def test_an_issuer_that_is_missing(traveller):
    traveller.provider.description = {"authorization_response_iss_parameter_supported": True}
    assert refused(traveller.go(), "login")
    traveller.provider.answer = {"iss": traveller.provider.issuer}
    assert "Choose a passphrase" in traveller.go().text


def test_the_same_subject_of_another_provider_is_another_person(traveller, new_traveller, other):
    traveller.register(PASSWORD)
    stranger = new_traveller()
    stranger.provider, stranger.name = other, "club"
    assert other.subject == traveller.provider.subject
    assert "No account opens with this yet" in stranger.go().text


@pytest.mark.control("providers_prove_identity_alone")
def test_a_provider_that_speaks_for_another_one(traveller, other):
    """A hostile provider sends on what the honest one signed for the same person."""
    traveller.go()
    stolen = traveller.provider.tokens[-1]
    traveller.provider, traveller.name = other, "club"
    other.sign = lambda _claims: stolen
    assert refused(traveller.go(), "login")


# -- the token ----------------------------------------------------------------------------------------------------


@pytest.mark.control("providers_prove_identity_alone")
@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "another client"},
        {"aud": None},
        {"aud": ["answers", "another client"]},
        {"aud": ["answers", "another client"], "azp": "another client"},
        {"azp": "another client"},
        {"exp": int(time.time()) - 3600},
        {"exp": None},
        {"iat": int(time.time()) + 3600},
        {"nbf": int(time.time()) + 3600},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"at_hash": "another"},
    ],
    ids=str,
)
def test_a_token_that_says_something_wrong(traveller, claims, database):
    traveller.provider.claims = {"email": "ada@example.org", "email_verified": True, **claims}
    assert refused(traveller.go(), "login")
    assert database.read(lambda connection: connection.scalar(text("SELECT count(*) FROM identity_request"))) == 0


@pytest.mark.control("providers_prove_identity_alone")
def test_a_nonce_of_another_sign_in(traveller):
    """A token that the provider did sign for this person and this site, but for another browser's request."""
    traveller.go()
    stolen = traveller.provider.tokens[-1]
    traveller.provider.sign = lambda _claims: stolen
    assert refused(traveller.go(), "login")


def unsigned(claims: dict) -> str:
    parts = ({"alg": "none", "typ": "JWT"}, claims)
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts) + "."


def of_a_stranger(provider, claims: dict) -> str:
    stranger = ECKey.generate_key("P-256")
    return jwt.encode({"alg": "ES256", "kid": provider.key.kid}, claims, stranger)


def with_own_key(_provider, claims: dict) -> str:
    """The header names the key to check it with."""
    stranger = ECKey.generate_key("P-256")
    return jwt.encode({"alg": "ES256", "jwk": stranger.as_dict(private=False)}, claims, stranger)


def by_the_secret(_provider, claims: dict) -> str:
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key("the provider and the site know this"))


def by_the_public_key(provider, claims: dict) -> str:
    """The known confusion of algorithms: the public key, which everybody has, as the secret of an HMAC."""
    header = {"alg": "HS256", "kid": provider.key.kid}
    signed = b".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (header, claims))
    made = hmac.digest(provider.key.as_pem(private=False), signed, "sha256")
    return f"{signed.decode()}.{base64.urlsafe_b64encode(made).rstrip(b'=').decode()}"


def changed_after(provider, claims: dict) -> str:
    header, _, signature = provider.signed(claims).split(".")
    body = base64.urlsafe_b64encode(json.dumps({**claims, "sub": "another"}).encode()).rstrip(b"=").decode()
    return f"{header}.{body}.{signature}"


FORGERIES = [
    lambda _provider, claims: unsigned(claims),
    of_a_stranger,
    with_own_key,
    by_the_secret,
    by_the_public_key,
    changed_after,
    lambda _provider, _claims: "",
    lambda _provider, _claims: "not.a.token",
    lambda _provider, _claims: "x" * 100_000,
]


@pytest.mark.control("providers_prove_identity_alone")
@pytest.mark.parametrize("forge", FORGERIES, ids=lambda forge: forge.__name__)
def test_a_token_that_the_provider_did_not_sign(traveller, forge):
    traveller.provider.sign = lambda claims: forge(traveller.provider, claims)
    assert refused(traveller.go(), "login")


def test_a_new_key_of_the_provider_is_fetched(traveller, monkeypatch):
    monkeypatch.setattr("chancery.accounts.openid._ASKED_AGAIN_S", 0.0)
    assert "Choose a passphrase" in traveller.go().text
    traveller.provider.key = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=True)
    assert "Choose a passphrase" in traveller.go().text


def test_unknown_keys_do_not_make_the_site_ask_again_and_again(traveller):
    traveller.go()
    before = len(traveller.provider.requests)
    traveller.provider.sign = lambda claims: jwt.encode(
        {"alg": "ES256", "kid": "unknown"}, claims, ECKey.generate_key("P-256")
    )
    for _ in range(3):
        assert refused(traveller.go(), "login")
    assert len(traveller.provider.requests) == before


# -- where people are sent ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["next", "url", "redirect_uri", "return_to"])
def test_nobody_is_sent_where_an_argument_says(traveller, name):
    url = traveller.provider.authorize(traveller.leave())
    parts = urlsplit(with_argument(url, **{name: "https://evil.example/"}))
    answer = traveller.browser.client.get(f"{parts.path}?{parts.query}", base_url="https://answers.example.org")
    assert (answer.status_code, answer.location) == (303, "/account/identity")
    assert "evil.example" not in answer.text


def test_the_provider_is_asked_to_send_people_to_this_site(traveller):
    asked = parse_qs(urlsplit(traveller.leave()).query)
    assert asked["redirect_uri"] == ["https://answers.example.org/account/provider/court/callback"]
    assert len(asked["state"][0]) >= 43
    assert len(asked["nonce"][0]) >= 43


@pytest.mark.parametrize(
    "description",
    [
        {"issuer": "https://evil.example"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": None},
        {"jwks_uri": "ftp://evil.example/keys"},
    ],
    ids=str,
)
def test_a_provider_that_describes_itself_wrongly(traveller, description):
    traveller.provider.description = description
    answer = traveller.browser.post("/account/provider/court", page="/account/sign-in")
    assert answer.status_code == 503
    assert "cannot be asked just now" in answer.text
    assert "javascript:" not in answer.text


def test_a_provider_that_is_away(traveller):
    url = traveller.provider.authorize(traveller.leave())
    traveller.provider.stop()
    answer = traveller.back(url)
    assert answer.status_code == 503
    assert answer.headers["X-Chancery-Failure"] == "none"


def test_an_unknown_provider_is_not_found(browser):
    assert browser.post("/account/provider/unknown", page="/account/sign-in").status_code == 404
    assert browser.get("/account/provider/unknown/callback?state=x&code=y").status_code == 404


def test_every_form_is_checked_against_forgery(traveller):
    """A walk over every route of a site that has providers too."""
    walked = set()
    for rule in traveller.browser.app.url_map.iter_rules():
        if "POST" not in rule.methods:
            continue
        path = rule.build(dict.fromkeys(rule.arguments, "court" if "name" in rule.arguments else "0" * 32))[1]
        answer = traveller.browser.client.post(path, base_url="https://answers.example.org")
        assert answer.status_code == 400, path
        walked.add(path)
    assert {"/account/provider/court", "/account/identity/open", "/account/identity/recover"} <= walked


def test_the_policy_is_the_same_and_secrets_reach_no_page_and_no_log(traveller, capsys):
    pages = [traveller.browser.get("/account/sign-in")]
    pages.append(traveller.go())
    for page in pages:
        assert "form-action 'self';" in page.headers["Content-Security-Policy"]
        assert page.headers["Referrer-Policy"] == "no-referrer"
    traveller.provider.claims = {"nonce": "another"}
    assert refused(traveller.go(), "login")
    logged = "".join(capsys.readouterr())
    assert '"event": "provider_refused"' in logged
    said = [traveller.provider.tokens[-1], traveller.provider.subject, "the provider and the site", "ada@example.org"]
    assert [word for word in said if word in logged] == []
