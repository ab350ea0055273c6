"""The checks of `make check` can fail."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from almoner.config.checks import controls, locks, migrations, size
from almoner.config.environment import ROOT


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for lock in ROOT.glob("requirements*.txt"):
        shutil.copy(lock, tmp_path / lock.name)
    return tmp_path


def test_our_own_locks_are_in_order(checkout: Path) -> None:
    assert locks.problems(checkout) == []


def test_a_lock_that_names_a_host_is_found(checkout: Path) -> None:
    lock = checkout / "requirements.txt"
    lock.write_text("--index-url https://example.org/simple\n" + lock.read_text())
    assert locks.problems(checkout) == ["requirements.txt holds an address"]


def test_a_pin_without_a_hash_is_found(checkout: Path) -> None:
    (checkout / "requirements.txt").write_text("django==5.2.19\n")
    assert locks.problems(checkout) == ["requirements.txt pins something without a hash"]


def test_a_checkout_without_locks_is_found(tmp_path: Path) -> None:
    assert locks.problems(tmp_path) == ["there is no lock file"]


def test_our_own_migrations_are_linear_and_named() -> None:
    assert migrations.problems() == []


def test_a_migration_named_by_the_machine_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db.migrations.loader import MigrationLoader

    load = MigrationLoader.load_disk

    def with_a_machine_made_one(self: MigrationLoader) -> None:
        load(self)
        last = max(name for app, name in self.disk_migrations if app == "people")
        number = int(last[:4]) + 1
        self.disk_migrations["people", f"{number:04d}_auto_20261122"] = self.disk_migrations["people", last]

    monkeypatch.setattr(MigrationLoader, "load_disk", with_a_machine_made_one)
    assert any("is not named for what it does" in problem for problem in migrations.problems())


def test_only_code_is_counted_and_a_packed_string_counts_each_of_its_lines() -> None:
    source = b'''"""What it is,
told in two lines."""

# A remark.
def f(x):
    """What it gives."""
    # why
    return (
        x
    )


SQL = """
select 1
"""
'''
    assert size.code_lines(source) == 7


def test_the_engine_is_under_its_size_and_one_line_too_many_is_found(tmp_path: Path) -> None:
    assert size.problems() == []
    engine = tmp_path / "almoner/procedure"
    for name, lines in {"moves.py": 1_499, "tests/test_moves.py": 5_000, "migrations/0001_cases.py": 5_000}.items():
        (engine / name).parent.mkdir(parents=True, exist_ok=True)
        (engine / name).write_text("x = 1\n" * lines)
    assert size.problems(tmp_path) == []
    (engine / "clocks.py").write_text("# why\nx = 1\n")
    assert size.problems(tmp_path) == ["almoner/procedure holds 1500 lines of code; it is to stay under 1500"]


def test_an_engine_that_was_moved_away_is_not_taken_for_a_small_one(tmp_path: Path) -> None:
    assert size.problems(tmp_path) == ["almoner/procedure holds no code: was it moved?"]


def test_every_named_control_has_its_tests() -> None:
    assert controls.problems() == []


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ('tests = ["tests/commands/test_checks.py::test_that_was_renamed"]', "is gone"),
        ('tests = ["tests/commands/test_no_such_file.py::test_a"]', "is gone"),
        ('reason = "no"', "neither a test nor a reason"),
    ],
)
def test_a_control_whose_test_is_gone_is_found(tmp_path: Path, written: str, told: str) -> None:
    (tmp_path / "security").mkdir()
    (tmp_path / "security" / "asvs.toml").write_text(f'[control."1.2.10"]\nsays = "x"\n{written}\n')
    found = controls.problems(tmp_path)
    assert any(each.startswith("1.2.10") and told in each for each in found)
    assert "2.3.5 is not named" in found
    assert "of chapter 2 0 are named, not 11" in found


def test_a_test_in_a_class_is_known_by_both_names(tmp_path: Path) -> None:
    (tmp_path / "test_a.py").write_text("class TestOne:\n    def test_it(self) -> None: ...\n")
    named = ("TestOne::test_it", "TestTwo::test_it", "TestOne::test_other", "test_it")
    listed = ", ".join(f'"test_a.py::{name}"' for name in named)
    (tmp_path / "security").mkdir()
    (tmp_path / "security" / "asvs.toml").write_text(f'[control."1.2.10"]\nsays = "x"\ntests = [{listed}]\n')
    gone = [each for each in controls.problems(tmp_path) if each.endswith("is gone")]
    assert gone == [f"1.2.10: test_a.py::{name} is gone" for name in named[1:]]
