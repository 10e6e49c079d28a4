"""The application's settings: read once from the environment, typed, and refused with a sentence that says what to set.

No variable is a secret: PostgreSQL is reached by peer authentication and every key is random and lives with the person
who answers (`chancery.vault`). Where accounts are on, or files are kept by a service, settings name files that hold
one. So there is nothing here that could have an unsafe default.
"""

from __future__ import annotations

import os
import re
import zoneinfo
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from chancery.objects.place import Place
from chancery.settings_objects import read_place
from chancery.settings_providers import Provider, read_providers
from chancery.settings_reader import LOCAL_HOSTS, Reader, SettingsError, absolute

_SHORT_NAME = re.compile(r"[\w-]{1,80}")
_INTERVIEW = re.compile(r"[\w.-]+:data/questions/[\w./-]+\.yml")


@dataclass(frozen=True)
class Settings:
    """Everything that differs from one installation to another. A field's variable is CHANCERY_ and its name."""

    environment_kind: Literal["dev", "production"]
    database_url: str
    # The directory, bucket or container of encrypted files.
    objects: Place
    evaluator_socket: Path
    # The site's own address, without a slash at the end.
    base_url: str
    site_name: str = "Chancery"
    # IANA name; what an interview's `today()` means for a person whose own zone is not known.
    timezone: str = "UTC"
    # Days without an answer after which a session is erased.
    session_lifetime_days: int = 30
    # Days for which the ledger remembers what was erased: longer than the oldest backup is kept.
    erasure_ledger_days: int = 400
    # Sessions that one browser may keep open.
    max_sessions_per_visitor: int = 20
    # Screens that Back can reach, per session; the oldest are forgotten first.
    max_steps: int = 200
    # Encrypted bytes kept per session; beyond it the oldest steps are forgotten first.
    max_session_bytes: int = 16 * 1024 * 1024
    # Bytes of one posted form, names and values together.
    max_answer_bytes: int = 1024 * 1024
    # Bytes of the files that one answer brings.
    max_upload_bytes: int = 100 * 1024 * 1024
    evaluator_timeout_s: float = 5.0
    # Connections that one process keeps: as many as it has threads, so it is no variable of its own.
    database_pool_size: int = 8
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    # The file with the site's key, 64 hexadecimal digits: it signs receipts of erasure, and accounts need it.
    site_key_file: Path | None = None
    # Whether people may have accounts.
    accounts_enabled: bool = False
    # Whether interviews may send letters, and how many each session may, and one process within an hour.
    interview_mail_enabled: bool = False
    max_letters_per_session: int = 20
    max_letters_per_hour: int = 200
    # Where letters go out, and from whom; on a development host they may be kept in a directory instead.
    mail_directory: Path | None = None
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_security: Literal["tls", "starttls", "none"] = "starttls"
    smtp_user: str = ""
    smtp_password_file: Path | None = None
    mail_sender: str = ""
    # Hours after which a login ends, and minutes without a request after which it does.
    login_hours: int = 12
    login_idle_minutes: int = 120
    # Password derivations that one process runs at a time; the command line shares four among the processes.
    derivations_at_once: int = 4
    # Short names of interviews for links (`/start/NAME/`), each with the interview's own name.
    dispatch: Mapping[str, str] = field(default_factory=dict)
    # Who may prove to the site who a person is, besides her password.
    providers: tuple[Provider, ...] = ()

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read the settings from `environment` (the process's own by default).

        Raises:
            SettingsError: a variable is missing or invalid, or allowed on a development host only.
        """
        read = Reader(os.environ if environment is None else environment)
        settings = cls(
            environment_kind=_kind(read.text("ENVIRONMENT_KIND", "'production', or 'dev' on a developer's machine")),
            database_url=read.parsed(
                "DATABASE_URL", _database_url, "postgresql+psycopg:///chancery?host=/run/postgresql"
            ),
            objects=read_place(read),
            evaluator_socket=read.parsed(
                "EVALUATOR_SOCKET", absolute, "the evaluator's socket, for instance /run/evaluator/evaluator.sock"
            ),
            base_url=read.parsed(
                "BASE_URL", _base_url, "the site's own address, for instance https://answers.example.org"
            ),
            site_name=read.text("SITE_NAME", default=cls.site_name),
            timezone=read.parsed("TIMEZONE", _timezone, default=cls.timezone),
            session_lifetime_days=read.whole("SESSION_LIFETIME_DAYS", cls.session_lifetime_days, 1, 3650),
            erasure_ledger_days=read.whole("ERASURE_LEDGER_DAYS", cls.erasure_ledger_days, 1, 36_500),
            max_sessions_per_visitor=read.whole("MAX_SESSIONS_PER_VISITOR", cls.max_sessions_per_visitor, 1, 1000),
            max_steps=read.whole("MAX_STEPS", cls.max_steps, 2, 10_000),
            max_session_bytes=read.whole("MAX_SESSION_BYTES", cls.max_session_bytes, 1 << 20, 1 << 30),
            max_answer_bytes=read.whole("MAX_ANSWER_BYTES", cls.max_answer_bytes, 1 << 10, 3 << 20),
            max_upload_bytes=read.whole("MAX_UPLOAD_BYTES", cls.max_upload_bytes, 1 << 16, 1 << 32),
            evaluator_timeout_s=float(read.whole("EVALUATOR_TIMEOUT_S", int(cls.evaluator_timeout_s), 1, 60)),
            dispatch=read.parsed("DISPATCH", _dispatch, default=""),
            log_level=_level(read.text("LOG_LEVEL", default=cls.log_level)),
            **_accounts(read),
            **_mail(read),
        )
        if settings.environment_kind == "production":
            _refuse_on_production(settings)
        return settings

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a SQLite file."""
        return self.database_url.startswith("sqlite")


def _accounts(read: Reader) -> dict[str, Any]:
    """The site's key and the settings of accounts; these are not asked for where there are no accounts."""
    enabled = read.parsed("ACCOUNTS_ENABLED", _yes, default="false")
    if not enabled and not read.text("SITE_KEY_FILE", default=""):
        return {}
    key = read.parsed(
        "SITE_KEY_FILE", absolute, "a file that holds the output of openssl rand -hex 32, since accounts are on"
    )
    if not enabled:
        return {"site_key_file": key}
    return {
        "accounts_enabled": True,
        "site_key_file": key,
        "login_hours": read.whole("LOGIN_HOURS", Settings.login_hours, 1, 720),
        "login_idle_minutes": read.whole("LOGIN_IDLE_MINUTES", Settings.login_idle_minutes, 5, 10_080),
        "providers": read_providers(read),
    }


def _mail(read: Reader) -> dict[str, Any]:
    """How letters go out; not asked for where neither accounts nor interviews send any."""
    accounts = read.parsed("ACCOUNTS_ENABLED", _yes, default="false")
    interviews = read.parsed("INTERVIEW_MAIL_ENABLED", _yes, default="false")
    if not (accounts or interviews):
        return {}
    password_file = read.text("SMTP_PASSWORD_FILE", default="")
    directory = read.parsed("MAIL_DIRECTORY", absolute) if read.text("MAIL_DIRECTORY", default="") else None
    server = f"the mail server that takes the site's letters, since {'accounts' if accounts else 'letters'} are on"
    return {
        "interview_mail_enabled": interviews,
        "max_letters_per_session": read.whole("MAX_LETTERS_PER_SESSION", Settings.max_letters_per_session, 1, 1000),
        "max_letters_per_hour": read.whole("MAX_LETTERS_PER_HOUR", Settings.max_letters_per_hour, 1, 100_000),
        "mail_directory": directory,
        "smtp_host": "" if directory else read.text("SMTP_HOST", server),
        "smtp_port": read.whole("SMTP_PORT", Settings.smtp_port, 1, 65_535),
        "smtp_security": read.parsed("SMTP_SECURITY", _security, default=Settings.smtp_security),
        "smtp_user": read.text("SMTP_USER", "the name to log in to the mail server with") if password_file else "",
        "smtp_password_file": read.parsed("SMTP_PASSWORD_FILE", absolute) if password_file else None,
        "mail_sender": read.parsed(
            "MAIL_SENDER", _sender, "whom the site's letters are from, for instance help@example.org"
        ),
    }


def _yes(value: str) -> bool:
    if value not in ("true", "false"):
        raise ValueError("set it to true or false")
    return value == "true"


def _security(value: str) -> str:
    if value not in ("tls", "starttls", "none"):
        raise ValueError("set it to tls, starttls or none")
    return value


def _sender(value: str) -> str:
    letter = EmailMessage()
    with suppress(ValueError):
        letter["From"] = value
    # Read as mail servers read it: after a comma without quotes they see a second address, and send from the first.
    read = letter["From"]
    if read is None or read.defects or len(read.addresses) != 1:
        raise ValueError("set it to one e-mail address, as in help@example.org or The Help Desk <help@example.org>")
    return value


def _kind(value: str) -> Literal["dev", "production"]:
    if value == "dev":
        return "dev"
    if value == "production":
        return "production"
    raise SettingsError("CHANCERY_ENVIRONMENT_KIND cannot be used: set it to 'dev' or 'production'.")


def _level(value: str) -> Literal["debug", "info", "warning", "error"]:
    for level in ("debug", "info", "warning", "error"):
        if value == level:
            return level
    raise SettingsError("CHANCERY_LOG_LEVEL cannot be used: set it to debug, info, warning or error.")


def _database_url(value: str) -> str:
    try:
        url = make_url(value)
    except ArgumentError:
        raise ValueError(
            "it is not a database address; set it to postgresql+psycopg:///NAME?host=/run/postgresql or sqlite:////PATH"
        ) from None
    if url.drivername not in ("postgresql+psycopg", "sqlite"):
        raise ValueError("begin it with postgresql+psycopg:// or sqlite:////")
    if not url.database:
        raise ValueError(
            "it names no database; add one, as in postgresql+psycopg:///chancery or sqlite:////srv/chancery.sqlite"
        )
    if url.drivername == "sqlite" and not Path(url.database).is_absolute():
        raise ValueError("a SQLite file needs a path from the root, with four slashes: sqlite:////srv/chancery.sqlite")
    return value


def _base_url(value: str) -> str:
    try:
        parts = urlsplit(value)
        # Only whoever asks for the port is told that it is none.
        _port = parts.port
    except ValueError:
        raise ValueError("set it to scheme, host and port only, as in https://answers.example.org:8443") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("set it to an address with its scheme, as in https://answers.example.org")
    if parts.path.strip("/") or parts.query or parts.fragment or parts.username:
        raise ValueError("set it to scheme, host and port only, as in https://answers.example.org:8443")
    return value.rstrip("/")


def _dispatch(value: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in value.replace(",", " ").split():
        name, _, interview = entry.partition("=")
        if not (_SHORT_NAME.fullmatch(name) and _INTERVIEW.fullmatch(interview)):
            raise ValueError(
                "set it to pairs of a short name and an interview, separated by commas or spaces, as in "
                "eviction=docassemble.housing:data/questions/eviction.yml"
            )
        if name in found:
            raise ValueError(f"it has {name} twice; give each interview a name of its own")
        found[name] = interview
    return found


def _timezone(value: str) -> str:
    if value not in zoneinfo.available_timezones():
        raise ValueError("set it to an IANA time zone, as in Europe/London or America/Chicago")
    return value


def _refuse_on_production(settings: Settings) -> None:
    if settings.is_sqlite:
        raise SettingsError(
            "CHANCERY_DATABASE_URL names a SQLite file, which is for development only. "
            "Set it to postgresql+psycopg:///chancery?host=/run/postgresql, or CHANCERY_ENVIRONMENT_KIND to 'dev'."
        )
    if settings.base_url.startswith("http:") and urlsplit(settings.base_url).hostname not in LOCAL_HOSTS:
        raise SettingsError(
            "CHANCERY_BASE_URL begins with http:, so answers would travel in clear. Set it to an https: address."
        )
    sends = settings.accounts_enabled or settings.interview_mail_enabled
    if sends and settings.smtp_security == "none" and settings.smtp_host not in LOCAL_HOSTS:
        raise SettingsError(
            "CHANCERY_SMTP_SECURITY is 'none', so letters would travel in clear. Set it to starttls or tls."
        )
    if settings.mail_directory is not None:
        raise SettingsError(
            "CHANCERY_MAIL_DIRECTORY keeps letters with codes in a directory, which is for development only. "
            "Remove it, and set CHANCERY_SMTP_HOST to the mail server that sends them."
        )
    if settings.log_level == "debug":
        raise SettingsError("CHANCERY_LOG_LEVEL is 'debug', which is for development only. Set it to 'info'.")
