"""The settings of a store of encrypted files: a directory, or a bucket of a service with what it takes to reach it.

`CHANCERY_OBJECTS` names the store in use, `CHANCERY_TARGET_OBJECTS` the one that `chancery objects move` copies to. A
bucket has further variables, whose names begin with its own: `_REGION`, `_ENDPOINT`, `_ACCOUNT`, `_SECRET_FILE`.
"""

from __future__ import annotations

import base64
from typing import Literal
from urllib.parse import urlsplit

from chancery.objects.place import Bucket, Place, split_address
from chancery.settings_reader import LOCAL_HOSTS, Reader, absolute


def read_place(read: Reader, name: Literal["OBJECTS", "TARGET_OBJECTS"] = "OBJECTS") -> Place:
    """The store that the variables beginning with CHANCERY_ and `name` tell of.

    Raises:
        SettingsError: one of them is missing or cannot be used.
    """
    example = "where encrypted files are kept: a directory as in /srv/objects, or as in s3://bucket/production"
    address = read.text(name, example)
    if "://" not in address:
        return read.parsed(name, absolute, example)
    kind, bucket, prefix = read.parsed(name, split_address)
    account = read.text(f"{name}_ACCOUNT", "the access key's id, or the storage account's name")
    secret = read.parsed(f"{name}_SECRET_FILE", _secret, "a file with the secret access key or the account's key")
    if kind == "azure":
        endpoint = read.parsed(f"{name}_ENDPOINT", _endpoint, "the address of the storage account")
        return Bucket(kind, bucket, prefix, endpoint, "", account, read.checked(f"{name}_SECRET_FILE", _base64, secret))
    endpoint = read.parsed(f"{name}_ENDPOINT", _endpoint) if read.text(f"{name}_ENDPOINT", default="") else ""
    region = read.text(f"{name}_REGION", "the region of the bucket, for instance eu-central-1")
    return Bucket(kind, bucket, prefix, endpoint, region, account, secret)


def _endpoint(value: str) -> str:
    parts = urlsplit(value)
    if not parts.hostname or parts.query or parts.fragment or parts.username:
        raise ValueError("set it to an address, as in https://account.blob.core.windows.net")
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOCAL_HOSTS):
        raise ValueError("begin it with https://, so that nobody on the way can take or alter what is stored")
    return value.rstrip("/")


def _secret(value: str) -> str:
    try:
        secret = absolute(value).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise ValueError(
            "the file cannot be read; set it to one that holds the secret and that this program may read"
        ) from None
    if not secret or not secret.isascii() or not secret.isprintable():
        raise ValueError("the file must hold one line, the secret")
    return secret


def _base64(value: str) -> str:
    try:
        base64.b64decode(value, validate=True)
    except ValueError:
        raise ValueError("the file does not hold a storage account's key, which is Base64") from None
    return value
