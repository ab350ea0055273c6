"""Where content lies: a folder or a bucket, with the same promises."""

from __future__ import annotations

import contextlib
import io
import os
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from almoner.documents.storage import Missing, Store
from almoner.documents.storage.bucket import BucketStore
from almoner.documents.storage.folder import FolderStore
from almoner.documents.tests.fakes import bucket_service

KEY = "documents/ab/abcdef"


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    with contextlib.ExitStack() as stack:
        if request.param == "folder":
            yield FolderStore(tmp_path / "files")
            return
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        address, held = stack.enter_context(bucket_service())
        store = BucketStore("papers", prefix="almoner", endpoint=address, region="eu-west-2")
        yield store
        assert all(path.startswith("/papers/almoner/documents/") for path in held)


def test_content_comes_back_as_it_was_put(store: Store) -> None:
    content = os.urandom(300_000)
    file = io.BytesIO(content)
    file.read(17)
    store.put(KEY, file)
    with store.open(KEY) as back:
        assert back.read() == content
        back.seek(5)
        assert back.read(3) == content[5:8]


def test_content_that_is_not_there_is_missing(store: Store) -> None:
    with pytest.raises(Missing):
        store.open(KEY)


def test_removed_content_is_gone_and_may_be_removed_again(store: Store) -> None:
    store.put(KEY, io.BytesIO(b"x"))
    store.remove(KEY)
    store.remove(KEY)
    with pytest.raises(Missing):
        store.open(KEY)


def test_the_keys_that_nobody_put_for_so_long_are_told_and_no_others(store: Store) -> None:
    for key in (KEY, "documents/ab/abcdee", "documents/cd/abcdef"):
        store.put(key, io.BytesIO(b"x"))
    while not list(store.keys("documents/ab/", untouched=timedelta(0))):
        time.sleep(0.1)  # a bucket's clock tells whole seconds
    assert sorted(store.keys("documents/ab/", untouched=timedelta(0))) == ["documents/ab/abcdee", KEY]
    assert list(store.keys("documents/ab/", untouched=timedelta(minutes=1))) == []
    assert list(store.keys("documents/none/", untouched=timedelta(0))) == []


def test_how_long_ago_is_told_by_the_clock_of_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with bucket_service(behind=timedelta(days=1000)) as (address, _):
        store = BucketStore("papers", endpoint=address, region="eu-west-2")
        store.put(KEY, io.BytesIO(b"x"))
        assert list(store.keys("documents/ab/", untouched=timedelta(minutes=1))) == []


def test_what_a_killed_process_left_of_a_draft_goes_with_its_content(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "files")
    store.put(KEY, io.BytesIO(b"x"))
    (tmp_path / "files" / "documents" / "ab" / ".abcdef.0011").write_bytes(b"half")
    store.remove(KEY)
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


def test_a_folder_keeps_content_from_everybody_else_and_leaves_no_draft(tmp_path: Path) -> None:
    FolderStore(tmp_path / "files").put(KEY, io.BytesIO(b"x"))
    files = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    assert [path.name for path in files] == ["abcdef"]
    assert files[0].stat().st_mode & 0o077 == 0


def test_a_key_never_leaves_the_folder(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="inside the folder"):
        FolderStore(tmp_path / "files").open("../secret")
