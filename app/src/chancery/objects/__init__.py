"""The object store: encrypted files by name. `store` is the interface; there is one module per kind of store."""

from pathlib import Path

from chancery.objects.local import LocalStore
from chancery.objects.store import (
    InvalidName,
    NoSuchObject,
    ObjectStore,
    ObjectsUnavailable,
    check_name,
    check_prefix,
    new_name,
)

__all__ = [
    "InvalidName",
    "NoSuchObject",
    "ObjectStore",
    "ObjectsUnavailable",
    "check_name",
    "check_prefix",
    "new_name",
    "open_store",
]


def open_store(place: Path) -> ObjectStore:
    """The store that the setting CHANCERY_OBJECTS names."""
    return LocalStore(place)
