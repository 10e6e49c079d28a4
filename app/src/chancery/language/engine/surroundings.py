"""What an interview may know of the world around it: whether who asks has an account, and which role that has."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from .. import functions, state, text
from ..objects.empty import DAEmpty

if TYPE_CHECKING:
    from .engine import Engine


class _Facts(text.Shown):
    """Named facts; what is not among them is nothing."""

    __slots__ = ("_facts",)

    def __init__(self, **facts: Any) -> None:
        self._facts = facts

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._facts.get(name)

    def __str__(self) -> str:
        return ""


# A variable may hold them.
state.register(state.Codec("facts", _Facts, dump=lambda kept: kept._facts, build=lambda facts: _Facts(**facts)))


class _NoFax(text.Shown):
    """What became of a fax that was not sent: it counts as false."""

    __slots__ = ()

    def status(self) -> str:
        """What the service said of it."""
        return "not-configured"

    def pages(self) -> int:
        """How many pages were sent."""
        return 0

    def info(self) -> dict[str, str]:
        """All that the service said."""
        return {"FaxStatus": "not-configured"}

    def received(self) -> None:
        """Whether it has arrived: nothing is known."""

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return "False"


state.register(state.Codec("fax", _NoFax, dump=lambda _fax: None, build=lambda _kept: _NoFax()))


class SurroundingFunctions:
    """The functions of interviews that tell about the person, the browser and the site; each method is one."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def _facts(self) -> dict[str, Any]:
        engine, privileges = self._engine, self.user_privileges()
        package, _, file = engine.interview.info.name.partition(":")
        return {
            "filename": engine.interview.info.name, "session": engine.context.session, "package": package,
            "question_id": engine.shows or None, "variable": None, "inside": None, "id": None, "email": None,
            "first_name": None, "last_name": None, "privileges": privileges, "roles": privileges,
            "country": None, "timezone": engine.context.timezone, "language": engine.language, "interview_path": file,
        }  # fmt: skip

    def user_info(self) -> _Facts:
        """The session, the interview and the privileges of who asks; interviews are not told names or addresses."""
        return _Facts(**self._facts())

    def current_context(self) -> _Facts:
        """Where this is: the session, the interview, its package."""
        facts = self._facts()
        here = {"current_package": facts["package"], "current_filename": facts["filename"]}
        return _Facts(**facts, **here, current_section=self._engine.notes.section or None)

    def user_logged_in(self) -> bool:
        """Whether who asks is signed in to an account."""
        return self._engine.context.user is not None

    def user_privileges(self) -> list[str]:
        """The privileges of who asks: the role of the account, and `user` without one."""
        user = self._engine.context.user
        return [user.role] if user else ["user"]

    def user_has_privilege(self, *names: Any) -> bool:
        """Whether who asks has one of these privileges (without an account: `user`); each may be a list of several."""
        wanted: set[str] = set()
        for name in names:
            several = [name] if isinstance(name, str) else name
            wanted.update(text.plain(one) for one in several)
        return not wanted.isdisjoint(self.user_privileges())

    def interface(self) -> str:
        """How the interview is shown."""
        return "web"

    def device(self, ip: bool = False) -> Any:
        """The browser: nothing of it is told, neither its kind nor its address."""
        return None if ip else DAEmpty()

    def returning_user(self, **_limits: Any) -> bool:
        """Whether the person has come back after a long time: how long is not kept."""
        return False

    def server_capabilities(self) -> dict[str, Any]:
        """What the site can do besides asking."""
        return dict.fromkeys(("sms", "fax", "google_login", "facebook_login", "auth0_login", "twitter_login",
                              "azure_login", "phone_login", "voicerss", "s3", "azure", "github", "pypi", "googledrive",
                              "google_maps", "onedrive"), False)  # fmt: skip

    def get_config(self, _key: Any, default: Any = None) -> Any:
        """A setting of the site: interviews are told none."""
        return default

    def get_info(self, name: str) -> Any:
        """What `set_info` said."""
        return self._engine.notes.info.get(text.plain(name))

    def set_info(self, **facts: Any) -> None:
        """Say who the user is (`user=client`), and the like."""
        self._engine.notes.info.update({name: value for name, value in facts.items() if value is not None})

    def referring_url(self, default: Any = None, **_options: Any) -> Any:
        """Where the person came from: browsers do not tell."""
        return default

    def last_access_time(self, *_privileges: Any, timezone: str | None = None, **_options: Any) -> Any:
        """When the session was opened last: now, since earlier times are not kept."""
        return functions.NAMESPACE["current_datetime"](timezone)

    def last_access_delta(self, *_privileges: Any, **_options: Any) -> datetime.timedelta:
        """How long ago that was: not at all."""
        return datetime.timedelta()

    def last_access_days(self, *_privileges: Any, **_options: Any) -> float:
        """How long ago that was in days: not at all."""
        return 0.0

    last_access_hours = last_access_minutes = last_access_days

    def location_known(self) -> bool:
        """Whether the browser has told where it is: it is not asked."""
        return False

    location_returned = location_known

    def user_lat_lon(self) -> tuple[None, None]:
        """Where the browser is: it is not asked."""
        return None, None

    def map_of(self, *_places: Any, **_options: Any) -> str:
        """A map: there is none, since it would tell a service outside where people live."""
        return ""

    def set_live_help_status(self, *_status: Any, **_options: Any) -> None:
        """Who may help: nobody watches a session here."""

    def chat_partners_available(self, **_options: Any) -> _Facts:
        """How many could be talked to: nobody."""
        return _Facts(peer=0, help=0)

    def get_chat_log(self, **_options: Any) -> list[Any]:
        """What was said in talks: nothing."""
        return []

    def send_sms(self, **_options: Any) -> bool:
        """Send a message to a telephone: that needs a service outside, so it was not sent."""
        return False

    def send_fax(self, *_arguments: Any, **_options: Any) -> _NoFax:
        """Send a fax: that needs a service outside, so it was not sent, as what it gives says."""
        return _NoFax()

    def store_variables_snapshot(self, *_arguments: Any, **_options: Any) -> None:
        """Copy answers to where all sessions are read: nothing leaves the session."""

    def session_tags(self) -> set[str]:
        """The tags of this session: a set that can be changed, and that begins with the tags of the interview."""
        notes = self._engine.notes
        if notes.tags is None:
            notes.tags = set(self._engine.interview.info.tags)
        return notes.tags


def current_info(engine: Engine) -> dict[str, Any]:
    """Who asks, and where, as a dictionary: `current_info`, which older interviews read."""
    surroundings = SurroundingFunctions(engine)
    signed_in = surroundings.user_logged_in()
    user = {
        "is_authenticated": signed_in, "is_anonymous": not signed_in, "email": None,
        "roles": surroundings.user_privileges(), "firstname": None, "lastname": None, "theid": None,
    }  # fmt: skip
    return {
        "user": user, "session": engine.context.session, "url": engine.context.base_url, "interface": "web",
        "yaml_filename": engine.interview.info.name, "encrypted": True,
    }  # fmt: skip
