"""`features`: which there are, what their values may be, and remarks about those that do nothing."""

from __future__ import annotations

from typing import Any

from .. import absent
from ..errors import did_you_mean
from .reader import Keys

_YES_NO = (True, False)
# Features that do something, each with the values that it may have; () for any.
ACTIVE: dict[str, tuple[Any, ...]] = {
    "checkin interval": (),
    "css": (),
    "default date max": (),
    "default date min": (),
    "floating labels": _YES_NO,
    "image upload type": ("png", "jpeg", "jpg", "bmp"),
    "javascript": (),
    "labels above fields": _YES_NO,
    "maximum image size": (),
    "navigation": (*_YES_NO, "horizontal"),
    "navigation back button": _YES_NO,
    "pdf/a": _YES_NO,
    "progress bar": _YES_NO,
    "progress bar method": ("default", "stepped"),
    "progress bar multiplier": (),
    "progress can go backwards": _YES_NO,
    "review button color": ("primary", "secondary", "success", "danger", "warning", "info", "light", "dark", "link"),
    "show progress bar percentage": _YES_NO,
    "small screen navigation": (*_YES_NO, "dropdown"),
    "use catchall": _YES_NO,
}


# Those that are numbers, each with the least and the most that it may be.
NUMBERS = {"checkin interval": (0, 3_600_000), "progress bar multiplier": (0.001, 1)}


def remark_features(keys: Keys) -> None:
    """Note the features of the mapping `keys` that do nothing, or whose value says nothing."""
    keys.remark_idle("`features`", absent.FEATURES)
    for name, value in keys.data.items():
        values = ACTIVE.get(name)
        if values is None and name not in absent.FEATURES:
            keys.remark(name, f"The feature “{name}” is not known, and does nothing.",
                        did_you_mean(name, (*ACTIVE, *absent.FEATURES)))  # fmt: skip
        elif values and not isinstance(value, dict | list) and value is not None and value not in values:
            known = ", ".join(str(one) for one in values)
            keys.remark(name, f"The feature “{name}” cannot be “{value}”.", f"It can be {known}.")
        elif name in NUMBERS and not _is_between(value, *NUMBERS[name]):
            least, most = NUMBERS[name]
            keys.remark(name, f"The feature “{name}” cannot be “{value}”.", f"It is a number from {least} to {most:,}.")


def _is_between(value: Any, least: float, most: float) -> bool:
    return value is None or (isinstance(value, int | float) and value is not True and least <= value <= most)
