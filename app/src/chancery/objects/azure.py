"""Objects in a container of Azure Blob: `<prefix>/<name>`.

Each block goes with its MD5, which the service compares; a blob is there when its list of blocks is committed, and not
before. Protocol: https://learn.microsoft.com/rest/api/storageservices/blob-service-rest-api
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from itertools import chain
from typing import Any

from azure.core.credentials import AzureNamedKeyCredential
from azure.core.exceptions import AzureError, HttpResponseError, ResourceNotFoundError
from azure.storage.blob import BlobBlock, BlobServiceClient, ContainerClient, LinearRetry
from requests import RequestException

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


class AzureStore:
    """A container, which must be there already. One object serves all threads."""

    def __init__(self, bucket: Bucket) -> None:
        self._prefix = f"{bucket.prefix}/"
        service = BlobServiceClient(
            bucket.endpoint,
            credential=AzureNamedKeyCredential(bucket.account, bucket.secret),
            connection_timeout=remote.CONNECT_TIMEOUT_S,
            read_timeout=remote.READ_TIMEOUT_S,
            connection_verify=remote.AUTHORITIES,
            retry_policy=LinearRetry(backoff=1, retry_total=remote.ATTEMPTS - 1, random_jitter_range=1),
            # One answer is one piece, and the service sends its MD5 along up to 4 MiB.
            max_single_get_size=PIECE_BYTES,
            max_chunk_get_size=PIECE_BYTES,
        )
        self._container: ContainerClient = service.get_container_client(bucket.name)

    def put(self, name: str, pieces: Iterable[bytes], head: Head | None = None) -> int:
        """Store an object; see `ObjectStore.put`."""
        blob = self._blob(name)
        parts = remote.parts(pieces, head)
        first, second = next(parts), next(parts, None)
        if second is None:
            with _unavailable():
                blob.upload_blob(first[1], overwrite=True, validate_content=True, max_concurrency=1)
            return len(first[1])
        length, blocks = 0, {}
        try:
            for number, part in chain([first, second], parts):
                blocks[number] = BlobBlock(uuid.uuid4().hex)
                with _unavailable():
                    blob.stage_block(blocks[number].id, part, validate_content=True)
                length += len(part)
            with _unavailable():
                blob.commit_block_list([blocks[number] for number in sorted(blocks)])
        except BaseException:
            # If the service is gone, the sweep does it later.
            with suppress(ObjectsUnavailable):
                self._discard(blob)
            raise
        return length

    def get(self, name: str) -> Iterator[bytes]:
        """The bytes of an object; see `ObjectStore.get`."""
        blob = self._blob(name)
        try:
            with _unavailable():
                answer = blob.download_blob(validate_content=True, max_concurrency=1)
        except _Missing:
            raise NoSuchObject(name) from None
        except ValueError:
            # So the kit calls an answer that breaks off within its head.
            raise ObjectsUnavailable(remote.said("")) from None
        return _pieces(answer.chunks(), answer.size)

    def size(self, name: str) -> int:
        """The length of an object; see `ObjectStore.size`."""
        try:
            with _unavailable():
                return int(self._blob(name).get_blob_properties().size)
        except _Missing:
            raise NoSuchObject(name) from None

    def delete(self, name: str) -> None:
        """Delete an object; see `ObjectStore.delete`."""
        with suppress(_Missing), _unavailable():
            self._blob(name).delete_blob()

    def delete_prefix(self, prefix: str) -> int:
        """Delete a session's objects, also half-written ones; see `ObjectStore.delete_prefix`."""
        names = list(self.list(check_prefix(prefix)))
        for name in names:
            self.delete(name)
        self._discard_broken(f"{self._prefix}{prefix}/", None)
        return len(names)

    def list(self, prefix: str = "", before: datetime | None = None) -> Iterator[str]:
        """The names that there are; see `ObjectStore.list`."""
        below = self._prefix + (f"{check_prefix(prefix)}/" if prefix else "")
        blobs = iter(self._container.list_blobs(name_starts_with=below, results_per_page=remote.PAGE_NAMES))
        while True:
            with _unavailable():
                blob = next(blobs, None)
            if blob is None:
                return
            name = blob.name.removeprefix(self._prefix)
            if is_name(name) and (before is None or blob.last_modified < before):
                yield name

    def sweep(self, before: datetime) -> int:
        """Discard uploads that were broken off; see `ObjectStore.sweep`."""
        return self._discard_broken(self._prefix, before)

    def probe(self) -> None:
        """Store, read and delete an object; see `ObjectStore.probe`."""
        probe(self)

    def _blob(self, name: str) -> Any:
        return self._container.get_blob_client(self._prefix + check_name(name))

    def _discard(self, blob: Any) -> None:
        """Forget the blocks of an upload: no call does, but an empty blob in their place takes them along."""
        with suppress(_Missing), _unavailable():
            blob.upload_blob(b"", overwrite=True)
            blob.delete_blob()

    def _discard_broken(self, below: str, before: datetime | None) -> int:
        """Discard the uploads below a prefix, those begun before a moment or all; tells how many."""
        with _unavailable():
            found = list(self._container.list_blobs(name_starts_with=below, include=["uncommittedblobs"]))
            whole = {blob.name for blob in self._container.list_blobs(name_starts_with=below)}
        broken = [blob for blob in found if blob.name not in whole and (before is None or blob.last_modified < before)]
        for blob in broken:
            self._discard(self._container.get_blob_client(blob.name))
        return len(broken)


class _Missing(ObjectsUnavailable):
    """There is no such blob."""


@contextmanager
def _unavailable() -> Iterator[None]:
    try:
        yield
    except ResourceNotFoundError as error:
        code = _code(error)
        kind = ObjectsUnavailable if code == "ContainerNotFound" else _Missing
        raise kind(remote.said(code)) from None
    except HttpResponseError as error:
        raise ObjectsUnavailable(remote.said(_code(error) or str(error.status_code or ""))) from None
    except (AzureError, RequestException):
        # The kit lets its transport's own error through where an answer breaks off. Either's text names the address.
        raise ObjectsUnavailable(remote.said("")) from None


def _code(error: HttpResponseError) -> str:
    code = getattr(error, "error_code", None) or ""
    return str(getattr(code, "value", code))


def _pieces(chunks: Iterable[bytes], length: int) -> Iterator[bytes]:
    """The bytes of a blob, which must be as many as its head says."""
    source = iter(chunks)
    while True:
        with _unavailable():
            piece = next(source, None)
        if piece is None:
            break
        length -= len(piece)
        yield piece
    if length:
        raise ObjectsUnavailable("the service gives back fewer bytes than it says")
