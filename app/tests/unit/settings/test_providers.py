"""Providers of identity in the settings: off by default, and each variable that is missing is named."""

from pathlib import Path

import pytest

from chancery.settings import Settings
from chancery.settings_providers import Provider
from chancery.settings_reader import SettingsError

GOOD = {
    "CHANCERY_ENVIRONMENT_KIND": "production",
    "CHANCERY_DATABASE_URL": "postgresql+psycopg:///chancery?host=/run/postgresql",
    "CHANCERY_OBJECTS": "/srv/objects",
    "CHANCERY_EVALUATOR_SOCKET": "/run/evaluator/evaluator.sock",
    "CHANCERY_BASE_URL": "https://answers.example.org/",
    "CHANCERY_ACCOUNTS_ENABLED": "true",
    "CHANCERY_SITE_KEY_FILE": "/run/credentials/site-key",
    "CHANCERY_SMTP_HOST": "mail.example.org",
    "CHANCERY_MAIL_SENDER": "help@example.org",
}
COURT = {
    "CHANCERY_PROVIDERS": "court",
    "CHANCERY_PROVIDER_COURT_TITLE": "The Court",
    "CHANCERY_PROVIDER_COURT_ISSUER": "https://login.example.org/court",
    "CHANCERY_PROVIDER_COURT_CLIENT_ID": "answers",
    "CHANCERY_PROVIDER_COURT_SECRET_FILE": "/run/credentials/provider-court",
}


def test_there_are_none_unless_they_are_named():
    assert Settings.from_environment(GOOD).providers == ()
    assert Settings.from_environment({**GOOD, "CHANCERY_PROVIDERS": ""}).providers == ()


def test_there_are_none_without_accounts():
    assert Settings.from_environment({**GOOD, **COURT, "CHANCERY_ACCOUNTS_ENABLED": "false"}).providers == ()


def test_any_provider():
    secret = Path("/run/credentials/provider-court")
    expected = Provider("court", "The Court", "https://login.example.org/court", "answers", secret)
    assert Settings.from_environment({**GOOD, **COURT}).providers == (expected,)


def test_google_and_facebook_need_a_client_alone():
    known = {
        "CHANCERY_PROVIDERS": "google, facebook",
        "CHANCERY_PROVIDER_GOOGLE_CLIENT_ID": "a",
        "CHANCERY_PROVIDER_GOOGLE_SECRET_FILE": "/run/credentials/provider-google",
        "CHANCERY_PROVIDER_FACEBOOK_CLIENT_ID": "b",
        "CHANCERY_PROVIDER_FACEBOOK_SECRET_FILE": "/run/credentials/provider-facebook",
    }
    google, facebook = Settings.from_environment({**GOOD, **known}).providers
    assert (google.title, google.issuer, google.token_endpoint) == ("Google", "https://accounts.google.com", "")
    assert (facebook.title, facebook.issuer) == ("Facebook", "https://www.facebook.com")
    assert facebook.token_endpoint.startswith("https://graph.facebook.com/")


@pytest.mark.parametrize("name", [name for name in COURT if name != "CHANCERY_PROVIDERS"])
def test_a_missing_variable_is_named_with_what_to_set(name):
    environment = {**GOOD, **COURT}
    del environment[name]
    with pytest.raises(SettingsError, match=rf"^{name} is not set.* Set it to .+ lists court\.$"):
        Settings.from_environment(environment)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("CHANCERY_PROVIDERS", "court,court", "different names"),
        ("CHANCERY_PROVIDERS", "The Court", "small letters and digits"),
        ("CHANCERY_PROVIDERS", "../court", "small letters and digits"),
        ("CHANCERY_PROVIDER_COURT_ISSUER", "http://login.example.org", "https: address"),
        ("CHANCERY_PROVIDER_COURT_ISSUER", "https://a@login.example.org", "https: address"),
        ("CHANCERY_PROVIDER_COURT_ISSUER", "https://login.example.org/?x=y", "https: address"),
        ("CHANCERY_PROVIDER_COURT_ISSUER", "login.example.org", "https: address"),
        ("CHANCERY_PROVIDER_COURT_SECRET_FILE", "provider-court", "path from the root"),
    ],
)
def test_what_cannot_be_used_is_said(name, value, sentence):
    with pytest.raises(SettingsError, match=sentence):
        Settings.from_environment({**GOOD, **COURT, name: value})
