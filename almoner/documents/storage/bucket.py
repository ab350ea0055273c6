"""Documents in a bucket of an S3 service."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import IO, Any, cast

from almoner.documents.storage import Missing

_SPOOLED = 8 << 20
_PART = 1 << 20


class BucketStore:
    """Content in an S3 bucket under a prefix, encrypted by the service where it lies."""

    def __init__(
        self, bucket: str, *, prefix: str = "", endpoint: str | None = None, region: str | None = None
    ) -> None:
        self._bucket = bucket
        self._prefix = prefix.strip("/") + "/" if prefix.strip("/") else ""
        self._endpoint = endpoint or None
        self._region = region or None
        self._made: Any = None

    def put(self, key: str, file: IO[bytes]) -> None:
        """Store the file's content from its start."""
        file.seek(0)
        self._client.put_object(
            Bucket=self._bucket, Key=self._prefix + key, Body=file, ServerSideEncryption="AES256", ContentType=_OPAQUE
        )

    def open(self, key: str) -> IO[bytes]:
        """The content, fetched whole so that it can be read from any place. Raises `Missing`."""
        try:
            body = self._client.get_object(Bucket=self._bucket, Key=self._prefix + key)["Body"]
        except self._client.exceptions.NoSuchKey as error:
            raise Missing(key) from error
        file = tempfile.SpooledTemporaryFile(_SPOOLED)  # noqa: SIM115 (the caller closes it)
        for piece in body.iter_chunks(_PART):
            file.write(piece)
        file.seek(0)
        return file

    def remove(self, key: str) -> None:
        """Remove the content; nothing happens where there is none."""
        self._client.delete_object(Bucket=self._bucket, Key=self._prefix + key)

    def keys(self, prefix: str, *, untouched: timedelta) -> Iterator[str]:
        """The keys that begin with `prefix` and were last put so long ago, by the service's own clock."""
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=self._prefix + prefix
        )
        for page in pages:
            before = parsedate_to_datetime(page["ResponseMetadata"]["HTTPHeaders"]["date"]) - untouched
            for each in page.get("Contents", ()):
                if each["LastModified"] < before:
                    yield str(each["Key"]).removeprefix(self._prefix)

    @property
    def _client(self) -> Any:
        if self._made is None:
            import boto3
            from botocore.config import Config

            config: Any = cast(Any, Config)(
                connect_timeout=5,
                read_timeout=30,
                retries={"max_attempts": 3, "mode": "standard"},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            )
            self._made = cast(Any, boto3).client(
                "s3", endpoint_url=self._endpoint, region_name=self._region, config=config
            )
        return self._made


_OPAQUE = "application/octet-stream"
