"""The parts that settings choose: where content lies, who scans it, and what happens where nobody does."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from almoner.documents.rules import WithoutScanner
from almoner.documents.scanning import Clamd, NoScanner, Scanner
from almoner.documents.storage import Store
from almoner.documents.storage.bucket import BucketStore
from almoner.documents.storage.folder import FolderStore


def store() -> Store:
    """The store that `DOCUMENTS_STORE` names: a folder, or `s3://bucket/prefix`."""
    where = str(settings.DOCUMENTS_STORE)
    if not where.startswith("s3://"):
        return FolderStore(Path(where))
    parts = urlsplit(where)
    return BucketStore(
        parts.netloc, prefix=parts.path, endpoint=settings.DOCUMENTS_S3_ENDPOINT, region=settings.DOCUMENTS_S3_REGION
    )


def scanner() -> Scanner:
    """The clamd that `DOCUMENTS_CLAMD` names, or none."""
    if not settings.DOCUMENTS_CLAMD:
        return NoScanner()
    hours = settings.DOCUMENTS_SIGNATURES_HOURS
    oldest = dt.timedelta(hours=hours) if hours else None
    return Clamd(settings.DOCUMENTS_CLAMD, seconds=settings.DOCUMENTS_SCAN_SECONDS, oldest=oldest)


def without_scanner() -> WithoutScanner:
    """What `DOCUMENTS_WITHOUT_SCANNER` says happens where no scanner is set up."""
    return WithoutScanner(settings.DOCUMENTS_WITHOUT_SCANNER)
