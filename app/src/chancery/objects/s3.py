"""Objects in a bucket of Amazon S3, or of another service that speaks as it does: `<prefix>/<name>`.

Every request is signed together with the SHA-256 of its body, so the service refuses bytes that were altered on the
way. A file of more than one part is a multipart upload: it is there when the service has completed it, and not before.
Protocol: https://docs.aws.amazon.com/AmazonS3/latest/API/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cache
from itertools import chain
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from chancery.objects import remote
from chancery.objects.place import Bucket
from chancery.objects.store import (
    PIECE_BYTES,
    Head,
    NoSuchObject,
    ObjectsUnavailable,
    check_name,
    check_prefix,
    is_name,
    probe,
)


class S3Store:
    """A bucket, which must be there already. One object serves all threads."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket.name
        self._prefix = f"{bucket.prefix}/"
        config = Config(
            connect_timeout=remote.CONNECT_TIMEOUT_S,
            read_timeout=remote.READ_TIMEOUT_S,
            retries={"mode": "standard", "total_max_attempts": remote.ATTEMPTS},
            signature_version="s3v4",
            # The signature's SHA-256 is the check of every body; other services do not know Amazon's further ones.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            s3={"payload_signing_enabled": True, "addressing_style": "path" if bucket.endpoint else "auto"},
        )
        # The keys are given: nothing is looked for in files, in the environment or at the cloud's own address for them.
        self._client: Any = _kit().client(
            "s3",
            endpoint_url=bucket.endpoint or None,
            region_name=bucket.region,
            aws_access_key_id=bucket.account,
            aws_secret_access_key=bucket.secret,
            verify=remote.AUTHORITIES,
            config=config,
        )

    def put(self, name: str, pieces: Iterable[bytes], head: Head | None = None) -> int:
        """Store an object; see `ObjectStore.put`."""
        key = self._key(name)
        parts = remote.parts(pieces, head)
        first, second = next(parts), next(parts, None)
        if second is not None:
            return self._put_parts(key, chain([first, second], parts))
        with _unavailable():
            self._client.put_object(Bucket=self._bucket, Key=key, Body=first[1])
        return len(first[1])

    def get(self, name: str) -> Iterator[bytes]:
        """The bytes of an object; see `ObjectStore.get`."""
        try:
            with _unavailable():
                answer = self._client.get_object(Bucket=self._bucket, Key=self._key(name))
        except _Missing:
            raise NoSuchObject(name) from None
        return _pieces(answer["Body"], answer["ContentLength"])

    def size(self, name: str) -> int:
        """The length of an object; see `ObjectStore.size`."""
        try:
            with _unavailable():
                return int(self._client.head_object(Bucket=self._bucket, Key=self._key(name))["ContentLength"])
        except _Missing:
            raise NoSuchObject(name) from None

    def delete(self, name: str) -> None:
        """Delete an object; see `ObjectStore.delete`."""
        with _unavailable():
            self._client.delete_object(Bucket=self._bucket, Key=self._key(name))

    def delete_prefix(self, prefix: str) -> int:
        """Delete a session's objects, also half-written ones; see `ObjectStore.delete_prefix`."""
        names = list(self.list(check_prefix(prefix)))
        for name in names:
            self.delete(name)
        self._abort(self._prefix + prefix, None)
        return len(names)

    def list(self, prefix: str = "", before: datetime | None = None) -> Iterator[str]:
        """The names that there are; see `ObjectStore.list`."""
        below = self._prefix + (f"{check_prefix(prefix)}/" if prefix else "")
        paginator = self._client.get_paginator("list_objects_v2")
        pages = iter(
            paginator.paginate(Bucket=self._bucket, Prefix=below, PaginationConfig={"PageSize": remote.PAGE_NAMES})
        )
        while True:
            with _unavailable():
                page = next(pages, None)
            if page is None:
                return
            for entry in page.get("Contents", []):
                name = entry["Key"].removeprefix(self._prefix)
                if is_name(name) and (before is None or entry["LastModified"] < before):
                    yield name

    def sweep(self, before: datetime) -> int:
        """Abort uploads that were broken off; see `ObjectStore.sweep`."""
        return self._abort(self._prefix, before)

    def probe(self) -> None:
        """Store, read and delete an object; see `ObjectStore.probe`."""
        probe(self)

    def _key(self, name: str) -> str:
        return self._prefix + check_name(name)

    def _put_parts(self, key: str, parts: Iterable[tuple[int, bytes]]) -> int:
        with _unavailable():
            upload = self._client.create_multipart_upload(Bucket=self._bucket, Key=key)["UploadId"]
        whole = {"Bucket": self._bucket, "Key": key, "UploadId": upload}
        length, stored = 0, {}
        try:
            for number, part in parts:
                with _unavailable():
                    answer = self._client.upload_part(**whole, PartNumber=number, Body=part)
                stored[number] = {"PartNumber": number, "ETag": answer["ETag"]}
                length += len(part)
            in_order = [stored[number] for number in sorted(stored)]
            with _unavailable():
                self._client.complete_multipart_upload(**whole, MultipartUpload={"Parts": in_order})
        except BaseException:
            # If the service is gone, the sweep does it later.
            with suppress(ObjectsUnavailable), _unavailable():
                self._client.abort_multipart_upload(**whole)
            raise
        return length

    def _abort(self, below: str, before: datetime | None) -> int:
        """Abort the uploads below a prefix, those begun before a moment or all; tells how many."""
        count = 0
        with _unavailable():
            pages = self._client.get_paginator("list_multipart_uploads").paginate(Bucket=self._bucket, Prefix=below)
            for upload in [upload for page in pages for upload in page.get("Uploads", [])]:
                if before is None or upload["Initiated"] < before:
                    with suppress(_Missing), _unavailable():
                        self._client.abort_multipart_upload(
                            Bucket=self._bucket, Key=upload["Key"], UploadId=upload["UploadId"]
                        )
                    count += 1
        return count


@cache
def _kit() -> boto3.session.Session:
    """One for all stores: it reads 2 MB of descriptions of the service."""
    return boto3.session.Session()


class _Missing(ObjectsUnavailable):
    """There is no such key or upload."""


@contextmanager
def _unavailable() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        kind = _Missing if code in ("NoSuchKey", "NoSuchUpload", "404") else ObjectsUnavailable
        raise kind(remote.said(code)) from None
    except BotoCoreError:
        # The error's own text names the address.
        raise ObjectsUnavailable(remote.said("")) from None


def _pieces(body: Any, length: int) -> Iterator[bytes]:
    """The bytes of an answer, which must be as many as its head says."""
    with body:
        while True:
            with _unavailable():
                piece = body.read(PIECE_BYTES)
            if not piece:
                break
            length -= len(piece)
            yield piece
    if length:
        raise ObjectsUnavailable("the service gives back fewer bytes than it says")
