"""What `chancery.host.units` makes of systemd's words; what it does on a host is tested with the role baseline."""

from __future__ import annotations

import pytest

from .conftest import imported

units = imported("units")
SAID = """LoadState=loaded
ActiveState=active
UnitFileState=enabled
NeedDaemonReload=yes
Triggers=a.service b.service

LoadState=not-found
ActiveState=inactive
UnitFileState=
NeedDaemonReload=no
"""


def test_each_unit_has_its_own_paragraph() -> None:
    timer, missing = units.read(["a.timer", "c.service"], SAID)
    assert (timer.name, timer.active, timer.file, timer.stale, timer.absent) == (
        "a.timer",
        "active",
        "enabled",
        True,
        False,
    )
    assert timer.triggers == ("a.service", "b.service")
    assert (missing.name, missing.absent, missing.stale, missing.triggers) == ("c.service", True, False, ())


def test_a_paragraph_more_or_less_is_not_guessed_at() -> None:
    with pytest.raises(units.Refused, match=r"described 2 units .* name each once"):
        units.read(["a.timer"], SAID)


@pytest.mark.parametrize(
    ("load", "check", "says"),
    [
        ("masked", False, "a.service is masked: if it is to run, type systemctl unmask a.service"),
        ("masked", True, "is masked"),
        ("not-found", False, "There is no unit a.service: install or write it first"),
        ("bad-setting", False, "systemctl status a.service says why"),
        ("error", True, "systemctl status a.service says why"),
    ],
)
def test_what_cannot_start_is_refused(load: str, check: bool, says: str) -> None:
    unit = units.Unit("a.service", load=load, active="inactive", file="", stale=False, triggers=())
    with pytest.raises(units.Refused, match=says):
        units.refuse([unit], check)


def test_a_rehearsal_takes_a_unit_that_is_not_there_for_one_to_come() -> None:
    units.refuse([units.Unit("a.service", "not-found", "inactive", "", stale=False, triggers=())], check=True)
