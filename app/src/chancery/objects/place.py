"""Where a store is: a directory, or a bucket or container of a service, with what is needed to reach it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

# Amazon's rule for buckets, which Azure's for containers is within, but for dots.
_BUCKET_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_PREFIX = re.compile(r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*")


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket of Amazon S3, or of what speaks as it does; or a container of Azure Blob.

    Attributes:
        name: the bucket's or container's.
        prefix: what stands before every object's name, without slashes at its ends; one for each environment.
        endpoint: the service's address; empty for Amazon's own.
        region: of Amazon's.
        account: the access key's id, or the storage account's name.
        secret: the secret access key, or the account's key.
    """

    kind: Literal["s3", "azure"]
    name: str
    prefix: str
    endpoint: str
    region: str
    account: str
    secret: str = field(repr=False)


Place = Path | Bucket


def split_address(address: str) -> tuple[Literal["s3", "azure"], str, str]:
    """Return kind, name and prefix of an address, as in `s3://chancery-files/production`.

    Raises:
        ValueError: it is no such address, or has no prefix.
    """
    kind, _, rest = address.partition("://")
    name, _, prefix = rest.partition("/")
    if not _BUCKET_NAME.fullmatch(name) or not _PREFIX.fullmatch(prefix):
        raise ValueError(
            "set it to a path from the root, or to s3:// or azure:// with the bucket or container and a prefix that "
            "this environment alone uses, as in s3://chancery-files/production"
        )
    if kind == "s3":
        return "s3", name, prefix
    if kind == "azure":
        return "azure", name, prefix
    raise ValueError("begin it with /, s3:// or azure://")
