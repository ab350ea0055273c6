"""What is kept can be read again with the key and not otherwise; and which copy a moment is restored from."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from almoner.config.backups.catalogue import Base, Catalogue, forget_files
from almoner.config.backups.encryption import (
    NotReadable,
    identities_of,
    keep,
    kept_as,
    make_key,
    reading,
    recipients_of,
)
from almoner.config.backups.postgresql import for_programs, segment_of
from almoner.config.variables import problems

CONTENT = b"what was kept " * 20_000
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def key(tmp_path: Path) -> tuple[Path, str]:
    private, public = make_key()
    (tmp_path / "away.key").write_text(f"# ours\n{private}\n")
    return tmp_path / "away.key", public


def read(path: Path, key: Path | None) -> bytes:
    with reading(path, identities_of(key)) as content:
        return content.read()


def kept(folder: Path, public: str | None) -> Path:
    assert keep(io.BytesIO(CONTENT), folder / "a", recipients_of([public] if public else [])) == len(CONTENT)
    found = kept_as(folder / "a")
    assert found is not None
    return found


def test_what_is_kept_is_read_with_the_key_alone(tmp_path: Path, key: tuple[Path, str]) -> None:
    path = kept(tmp_path, key[1])
    assert read(path, key[0]) == CONTENT
    assert b"what was kept" not in path.read_bytes()
    (tmp_path / "other.key").write_text(make_key()[0])
    for other in (None, tmp_path / "other.key"):
        with pytest.raises(NotReadable):
            read(path, other)


@pytest.mark.parametrize("encrypted", [True, False])
def test_a_kept_file_that_was_cut_short_or_altered_is_not_read_as_if_whole(
    tmp_path: Path, key: tuple[Path, str], encrypted: bool
) -> None:
    path = kept(tmp_path, key[1] if encrypted else None)
    whole = path.read_bytes()
    assert read(path, key[0]) == CONTENT
    for cut in (len(whole) - 1, len(whole) // 2, 200):
        path.write_bytes(whole[:cut])
        with pytest.raises(NotReadable):
            read(path, key[0])
    path.write_bytes(whole[:-3] + bytes([whole[-3] ^ 1]) + whole[-2:])
    with pytest.raises(NotReadable):
        read(path, key[0])


def a_base(hours_ago: int, segment: int) -> Base:
    ended = NOON - timedelta(hours=hours_ago)
    return Base(
        name=f"{ended:%Y-%m-%dT%H-%M-%SZ}", began=ended.isoformat(), ended=ended.isoformat(), postgresql="18.4",
        system="1", database="almoner", first_segment=f"00000001000000000000{segment:04X}", bytes=1, encrypted=True,
        head="",
    )  # fmt: skip


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    found = Catalogue(tmp_path / "backups")
    for base in (a_base(72, 1), a_base(48, 4), a_base(24, 9)):
        found.add(base)
        (found.base(base.name) / "base.tar.gz").write_bytes(b"")
    found.log.mkdir()
    for segment in range(1, 12):
        (found.log / f"00000001000000000000{segment:04X}.gz").write_bytes(b"")
    return found


def test_a_moment_is_restored_from_the_newest_copy_that_had_ended(catalogue: Catalogue) -> None:
    def begins(at: datetime | None) -> str:
        base = catalogue.base_for(at)
        return base.name if base else ""

    newest, middle = a_base(24, 9), a_base(48, 4)
    assert begins(None) == begins(NOON) == begins(newest.ended_at) == newest.name
    assert begins(newest.ended_at - timedelta(seconds=1)) == middle.name
    assert begins(NOON - timedelta(hours=73)) == ""


def test_a_copy_that_was_broken_off_is_none(catalogue: Catalogue) -> None:
    catalogue.base("2026-11-23T11-00-00Z").mkdir()
    assert len(catalogue.bases()) == 3


def test_a_whole_segment_stands_in_place_of_its_beginning(catalogue: Catalogue) -> None:
    last = "00000001000000000000000B"
    (catalogue.log / f"{last}.partial.gz").write_bytes(b"")
    (catalogue.log / "00000001000000000000000C.partial.gz").write_bytes(b"")
    found = dict(catalogue.segments())
    assert found[last].name == f"{last}.gz"
    assert found["00000001000000000000000C"].name.endswith(".partial.gz")


def test_what_no_moment_of_the_last_days_needs_is_forgotten_and_never_the_newest(catalogue: Catalogue) -> None:
    needed = catalogue.base_for(NOON - timedelta(days=1, hours=12))
    catalogue.forget(1, NOON + timedelta(hours=12))
    assert needed is not None
    assert [base.name for base in catalogue.bases()] == [a_base(24, 9).name]
    assert [name for name, _ in catalogue.segments()] == [f"00000001000000000000{n:04X}" for n in (9, 10, 11)]
    catalogue.forget(1, NOON + timedelta(days=900))
    assert len(catalogue.bases()) == 1


def test_a_file_gone_from_the_store_is_kept_for_the_days_asked(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path)
    keep(io.BytesIO(b"x"), catalogue.files / "documents/ab/abc", [])

    def forgotten(now: datetime, *there: str) -> int:
        return forget_files(catalogue, lambda key: key in there, 7, now)

    today = datetime.now(UTC)
    assert forgotten(today, "documents/ab/abc") == 0
    assert forgotten(today) == 0
    assert forgotten(today + timedelta(days=6)) == 0
    assert forgotten(today + timedelta(days=8)) == 1
    assert kept_as(catalogue.files / "documents/ab/abc") is None


def test_the_password_is_on_no_command_line() -> None:
    address, environment = for_programs("postgresql://almoner_backup:s%40cret@db.example:5432/almoner?sslmode=require")
    assert "cret" not in address
    assert address == "postgresql://almoner_backup@db.example:5432/almoner?sslmode=require"
    assert environment["PGPASSWORD"] == "s@cret"


def test_a_position_in_the_log_lies_in_its_segment() -> None:
    assert segment_of("2A/F2000028", 3, 16 << 20) == "000000030000002A000000F2"
    with pytest.raises(ValueError, match="position"):
        segment_of("nowhere", 1, 16 << 20)


def test_a_private_key_among_the_settings_is_named_and_not_quoted() -> None:
    private, public = make_key()
    said = {p.variable: p.because for p in problems({"ALMONER_BACKUP_KEY": private})}
    assert "private" in said["ALMONER_BACKUP_KEY"]
    assert private not in said["ALMONER_BACKUP_KEY"]
    assert "ALMONER_BACKUP_KEY" not in {p.variable for p in problems({"ALMONER_BACKUP_KEY": public})}


def test_a_base_says_when_it_ended() -> None:
    assert replace(a_base(1, 1), ended="2026-11-23T12:00:00+00:00").ended_at == NOON
