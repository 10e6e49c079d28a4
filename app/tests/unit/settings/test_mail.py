"""Letters in the settings: off by default, and each variable that is missing is named."""

import pytest

from chancery.settings import Settings
from chancery.settings_reader import SettingsError

BASE = {
    "CHANCERY_ENVIRONMENT_KIND": "production",
    "CHANCERY_DATABASE_URL": "postgresql+psycopg:///chancery?host=/run/postgresql",
    "CHANCERY_OBJECTS": "/srv/objects",
    "CHANCERY_EVALUATOR_SOCKET": "/run/evaluator/evaluator.sock",
    "CHANCERY_BASE_URL": "https://answers.example.org",
}
MAIL = {
    "CHANCERY_INTERVIEW_MAIL_ENABLED": "true",
    "CHANCERY_SMTP_HOST": "mail.example.org",
    "CHANCERY_MAIL_SENDER": "help@example.org",
}


def test_interviews_send_nothing_unless_that_is_said():
    assert not Settings.from_environment(BASE).interview_mail_enabled
    assert not Settings.from_environment({**BASE, **MAIL, "CHANCERY_INTERVIEW_MAIL_ENABLED": ""}).interview_mail_enabled


def test_interviews_may_send_where_there_are_no_accounts():
    settings = Settings.from_environment({**BASE, **MAIL, "CHANCERY_MAX_LETTERS_PER_SESSION": "3"})
    assert (settings.interview_mail_enabled, settings.accounts_enabled) == (True, False)
    assert (settings.smtp_host, settings.max_letters_per_session) == ("mail.example.org", 3)


@pytest.mark.parametrize(
    "sender",
    ["Help", "a@b@c", "a,b@example.org", "Smith, Ann <a@example.org>", "Ann; Bob <a@example.org>", "Dr. (x <a@b.org>"],
)
def test_a_sender_that_is_no_one_address(sender):
    with pytest.raises(SettingsError, match="CHANCERY_MAIL_SENDER cannot be used: set it to one e-mail address"):
        Settings.from_environment({**BASE, **MAIL, "CHANCERY_MAIL_SENDER": sender})


@pytest.mark.parametrize("sender", ["help@example.org", "The Help Desk <help@example.org>", '"Smith, Ann" <a@b.org>'])
def test_a_sender(sender):
    assert Settings.from_environment({**BASE, **MAIL, "CHANCERY_MAIL_SENDER": sender}).mail_sender == sender


@pytest.mark.parametrize("name", ["CHANCERY_SMTP_HOST", "CHANCERY_MAIL_SENDER"])
def test_a_missing_variable_is_named(name):
    with pytest.raises(SettingsError, match=f"{name} is not set"):
        Settings.from_environment({**BASE, **{key: value for key, value in MAIL.items() if key != name}})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"CHANCERY_SMTP_SECURITY": "none"}, "letters would travel in clear"),
        ({"CHANCERY_MAIL_DIRECTORY": "/srv/mail"}, "for development only"),
        ({"CHANCERY_MAX_LETTERS_PER_SESSION": "0"}, "whole number from 1"),
        ({"CHANCERY_MAX_LETTERS_PER_HOUR": "many"}, "whole number from 1"),
        ({"CHANCERY_INTERVIEW_MAIL_ENABLED": "yes"}, "true or false"),
    ],
)
def test_what_production_refuses(change, said):
    with pytest.raises(SettingsError, match=said):
        Settings.from_environment({**BASE, **MAIL, **change})
