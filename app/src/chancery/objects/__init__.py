"""The object store: encrypted files by name. `store` is the interface; there is one module per kind of store."""

from pathlib import Path

from chancery.objects.local import LocalStore
from chancery.objects.place import Bucket, Place
from chancery.objects.store import (
    Head,
    InvalidName,
    NoSuchObject,
    ObjectStore,
    ObjectsUnavailable,
    check_name,
    check_prefix,
    new_name,
)

__all__ = [
    "Bucket",
    "Head",
    "InvalidName",
    "NoSuchObject",
    "ObjectStore",
    "ObjectsUnavailable",
    "Place",
    "check_name",
    "check_prefix",
    "new_name",
    "open_store",
]


def open_store(place: Place) -> ObjectStore:
    """The store that the setting CHANCERY_OBJECTS names. Only the kit of its own kind is loaded: each takes 30 MB."""
    if isinstance(place, Path):
        return LocalStore(place)
    if place.kind == "s3":
        from chancery.objects.s3 import S3Store

        return S3Store(place)
    from chancery.objects.azure import AzureStore

    return AzureStore(place)
