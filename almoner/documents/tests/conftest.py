from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    """Each test keeps its documents in a folder of its own, and no scanner is set up unless it says so."""
    settings.DOCUMENTS_STORE = str(tmp_path / "files")
    settings.DOCUMENTS_CLAMD = ""
    settings.DOCUMENTS_WITHOUT_SCANNER = "wait"
