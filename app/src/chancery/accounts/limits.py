"""Growing delays after failed attempts, per account, per client and for the whole site; nobody is ever locked out.

An attempt is counted before it is judged, so that many at once do not slip through together, and taken back when it
succeeds. Counts are forgotten some time after the last delay ended. The tags in the table do not say whose they are.
"""
# Keeps control_guessing_slowed.

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Integer, LargeBinary, bindparam, delete, text, update

from chancery.accounts.errors import TooSoon
from chancery.database import Database
from chancery.database.account_models import AttemptLimit
from chancery.database.models import UtcDateTime
from chancery.vault.site import SiteKey


@dataclass(frozen=True, slots=True)
class Rule:
    """After `free` attempts the next one has to wait `first_s`, then twice that, up to `most_s` seconds."""

    free: int
    first_s: float
    most_s: float
    forget_s: float

    def delay_s(self, count: int) -> float:
        """Seconds to wait after the attempt that has this number."""
        if count <= self.free:
            return 0.0
        return min(self.most_s, self.first_s * 2.0 ** min(count - self.free - 1, 40))


@dataclass(frozen=True, slots=True)
class Limit:
    """One thing that is counted: a rule, and what it is about."""

    name: str
    about: str
    rule: Rule


def guesses(account: bytes, client: str) -> list[Limit]:
    """What limits guesses at an account: half a minute at most for its owner, who must never be locked out."""
    return [
        Limit("guess account", account.hex(), Rule(free=5, first_s=1, most_s=30, forget_s=3600)),
        Limit("guess client", network(client), Rule(free=20, first_s=1, most_s=900, forget_s=3600)),
        Limit("guess site", "", Rule(free=300, first_s=0.01, most_s=0.5, forget_s=60)),
    ]


def letters(account: bytes, client: str) -> list[Limit]:
    """What limits letters to one address, of one client, and of the whole site."""
    return [
        Limit("letter account", account.hex(), Rule(free=3, first_s=60, most_s=3600, forget_s=3600)),
        Limit("letter client", network(client), Rule(free=10, first_s=10, most_s=3600, forget_s=3600)),
        Limit("letter site", "", Rule(free=500, first_s=0.01, most_s=10, forget_s=600)),
    ]


def requests(client: str) -> list[Limit]:
    """What limits how often a client asks a provider, each of which is a row."""
    return [
        Limit("request client", network(client), Rule(free=20, first_s=1, most_s=60, forget_s=600)),
        Limit("request site", "", Rule(free=600, first_s=0.01, most_s=1, forget_s=60)),
    ]


def network(client: str) -> str:
    """Whom an address stands for: an IPv4 address itself, of IPv6 the /64, which one subscriber has whole."""
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return ""
    if address.version == 4:
        return str(address)
    mapped = address.ipv4_mapped
    return str(mapped or ipaddress.ip_network((address, 64), strict=False))


# A row is made or locked by the same statement, on both kinds of database.
_TOUCH = (
    text(
        "INSERT INTO attempt_limit (tag, count, until) VALUES (:tag, 0, :now) "
        "ON CONFLICT (tag) DO UPDATE SET tag = excluded.tag RETURNING count, until"
    )
    .bindparams(bindparam("tag", type_=LargeBinary), bindparam("now", type_=UtcDateTime))
    .columns(count=Integer, until=UtcDateTime)
)


class Limits:
    """Counts attempts in the database, so that every process and host of the site counts together."""

    def __init__(self, database: Database, site: SiteKey) -> None:
        self._database = database
        self._site = site

    def count(self, limits: Sequence[Limit]) -> None:
        """Count an attempt.

        Raises:
            TooSoon: one of the limits says to wait; the attempt is not counted.
            DatabaseUnavailable: see there.
        """
        now = datetime.now(UTC)
        # In one order, so that two attempts never wait for each other's rows.
        tagged = sorted((self._tag(limit), limit.rule) for limit in limits)
        wait_s = self._database.write(lambda connection: _count(connection, tagged, now))
        if wait_s > 0:
            raise TooSoon(max(1, round(wait_s + 0.5)))

    def forgive(self, limits: Sequence[Limit]) -> None:
        """Take an attempt back that turned out to be the person herself; her account's count begins anew."""
        tags = [self._tag(limit) for limit in limits]

        def work(connection: Connection) -> None:
            connection.execute(delete(AttemptLimit).where(AttemptLimit.tag == tags[0]))
            for tag in sorted(tags[1:]):
                connection.execute(
                    update(AttemptLimit)
                    .where(AttemptLimit.tag == tag, AttemptLimit.count > 0)
                    .values(count=AttemptLimit.count - 1)
                )

        self._database.write(work)

    def _tag(self, limit: Limit) -> bytes:
        return self._site.limit_tag(limit.name, limit.about)


def _count(connection: Connection, tagged: Sequence[tuple[bytes, Rule]], now: datetime) -> float:
    """Count an attempt under every tag, or none and tell how long to wait."""
    counts = []
    wait_s = 0.0
    for tag, rule in tagged:
        count, until = connection.execute(_TOUCH, {"tag": tag, "now": now}).one()
        wait_s = max(wait_s, (until - now).total_seconds())
        counts.append(0 if (now - until).total_seconds() > rule.forget_s else count)
    if wait_s > 0:
        return wait_s
    for (tag, rule), count in zip(tagged, counts, strict=True):
        until = now + timedelta(seconds=rule.delay_s(count + 1))
        connection.execute(update(AttemptLimit).where(AttemptLimit.tag == tag).values(count=count + 1, until=until))
    return 0.0
