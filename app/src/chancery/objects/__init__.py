"""The object store: encrypted files by name. Interface and errors here; one module per kind of store."""

from chancery.objects.store import (
    InvalidName,
    NoSuchObject,
    ObjectStore,
    ObjectsUnavailable,
    check_name,
    check_prefix,
    new_name,
    open_store,
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
