from pathlib import Path

import pytest

from chancery.settings import Settings
from chancery.settings_reader import SettingsError

GOOD = {
    "CHANCERY_ENVIRONMENT_KIND": "production",
    "CHANCERY_DATABASE_URL": "postgresql+psycopg:///chancery?host=/run/postgresql",
    "CHANCERY_OBJECTS": "/srv/objects",
    "CHANCERY_EVALUATOR_SOCKET": "/run/evaluator/evaluator.sock",
    "CHANCERY_BASE_URL": "https://answers.example.org/",
    "PATH": "/usr/bin",
}


def test_good_settings_are_typed():
    settings = Settings.from_environment({**GOOD, "CHANCERY_SESSION_LIFETIME_DAYS": "7"})
    assert settings.base_url == "https://answers.example.org"
    assert settings.objects == Path("/srv/objects")
    assert settings.session_lifetime_days == 7
    assert settings.evaluator_timeout_s == 5.0


ACCOUNTS = {
    "CHANCERY_ACCOUNTS_ENABLED": "true",
    "CHANCERY_SITE_KEY_FILE": "/run/credentials/site-key",
    "CHANCERY_MAIL_SENDER": "help@example.org",
}


def test_letters_are_kept_in_a_directory_on_a_development_host_alone():
    environment = {**GOOD, **ACCOUNTS, "CHANCERY_MAIL_DIRECTORY": "/srv/mail"}
    settings = Settings.from_environment({**environment, "CHANCERY_ENVIRONMENT_KIND": "dev"})
    assert (settings.mail_directory, settings.smtp_host) == (Path("/srv/mail"), "")
    with pytest.raises(SettingsError, match=r"CHANCERY_MAIL_DIRECTORY keeps letters .* set CHANCERY_SMTP_HOST"):
        Settings.from_environment(environment)
    with pytest.raises(SettingsError, match="CHANCERY_MAIL_DIRECTORY cannot be used: set it to a path from the root"):
        Settings.from_environment({**environment, "CHANCERY_MAIL_DIRECTORY": "mail"})


@pytest.mark.parametrize("name", [name for name in GOOD if name.startswith("CHANCERY_")])
@pytest.mark.parametrize("value", [None, "", "  "])
def test_a_missing_variable_is_named_with_what_to_set(name, value):
    environment = dict(GOOD)
    del environment[name]
    if value is not None:
        environment[name] = value
    with pytest.raises(SettingsError, match=rf"^{name} is not set.* Set it to .+\.$"):
        Settings.from_environment(environment)


def test_a_misspelt_variable_is_pointed_out():
    environment = {**GOOD, "CHANCERY_DATABSE_URL": GOOD["CHANCERY_DATABASE_URL"]}
    del environment["CHANCERY_DATABASE_URL"]
    with pytest.raises(SettingsError, match="CHANCERY_DATABSE_URL is set: is it misspelt"):
        Settings.from_environment(environment)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ENVIRONMENT_KIND", "staging"),
        ("DATABASE_URL", "no address"),
        ("DATABASE_URL", "mysql:///chancery"),
        ("DATABASE_URL", "postgresql+psycopg://"),
        ("DATABASE_URL", "postgresql:///chancery"),
        ("OBJECTS", "srv/objects"),
        ("EVALUATOR_SOCKET", "evaluator.sock"),
        ("BASE_URL", "answers.example.org"),
        ("BASE_URL", "ftp://answers.example.org"),
        ("BASE_URL", "https://answers.example.org/path"),
        ("BASE_URL", "https://answers.example.org/?q"),
        ("BASE_URL", "https://me@answers.example.org"),
        ("BASE_URL", "https://answers.example.org:84430"),
        ("BASE_URL", "https://answers.example.org:eight"),
        ("BASE_URL", "https://[answers.example.org"),
        ("TIMEZONE", "Mars/Olympus"),
        ("TIMEZONE", "../../etc/passwd"),
        ("SESSION_LIFETIME_DAYS", "0"),
        ("SESSION_LIFETIME_DAYS", "soon"),
        ("SESSION_LIFETIME_DAYS", "-1"),
        ("SESSION_LIFETIME_DAYS", "1.5"),
        ("SESSION_LIFETIME_DAYS", "\u0661"),
        ("MAX_STEPS", "1"),
        ("MAX_ANSWER_BYTES", "99999999999"),
        ("MAX_UPLOAD_BYTES", "1G"),
        ("MAX_UPLOAD_BYTES", "4294967297"),
        ("LOG_LEVEL", "chatty"),
    ],
)
def test_an_unusable_value_is_named_with_what_to_set(name, value):
    with pytest.raises(SettingsError, match=rf"^CHANCERY_{name} cannot be used: .+\.$"):
        Settings.from_environment({**GOOD, f"CHANCERY_{name}": value})


def test_the_value_of_a_bad_address_is_not_shown():
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment({**GOOD, "CHANCERY_DATABASE_URL": "mysql://me:SECRETWORD@db/chancery"})
    assert "SECRETWORD" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "sqlite:////srv/chancery.sqlite"),
        ("BASE_URL", "http://answers.example.org"),
        ("LOG_LEVEL", "debug"),
    ],
)
def test_what_is_for_development_is_refused_on_production(name, value):
    environment = {**GOOD, f"CHANCERY_{name}": value}
    with pytest.raises(SettingsError, match=f"CHANCERY_{name}.* Set it to "):
        Settings.from_environment(environment)
    assert Settings.from_environment({**environment, "CHANCERY_ENVIRONMENT_KIND": "dev"})


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:8000"])
def test_clear_text_to_this_machine_is_no_danger(host):
    assert Settings.from_environment({**GOOD, "CHANCERY_BASE_URL": f"http://{host}"})


def test_settings_cannot_be_changed():
    with pytest.raises(AttributeError):
        Settings.from_environment(GOOD).base_url = "http://evil.example.org"
