"""The test database that is kept between runs follows from every file that shapes it."""

from pathlib import Path

import pytest

from tests import template


def test_the_migrations_and_what_they_import_shape_it() -> None:
    shaping = {str(path.relative_to(template.ROOT)) for path in template.shaping()}
    migrations = {str(path.relative_to(template.ROOT)) for path in template.ROOT.glob("almoner/*/migrations/0*.py")}
    assert migrations < shaping
    assert {"almoner/procedure/tables.py", "almoner/scope/row_security.py", "almoner/record/watch.py"} < shaping


def test_nothing_is_brought_once_a_shaping_file_has_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(template, "KEPT", tmp_path / "kept")
    cluster = tmp_path / "cluster"
    cluster.mkdir()
    (cluster / "PG_VERSION").write_text("18")
    template.keep(cluster)
    assert template.bring(tmp_path / "same")
    assert (tmp_path / "same" / "PG_VERSION").read_text() == "18"
    monkeypatch.setattr(template, "digest", lambda: "another")
    assert not template.bring(tmp_path / "changed")
    template.keep(cluster)
    assert [kept.name for kept in (tmp_path / "kept").iterdir()] == ["another"]
