"""Pictures of pages, for whoever wants to look: ALMONER_PICTURES names the folder."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import Page


def keep(page: Page, name: str) -> None:
    """The whole page as it stands, when pictures are asked for."""
    if folder := os.environ.get("ALMONER_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def keep_narrow_too(page: Page, name: str) -> None:
    """The whole page as it stands, and as a telephone shows it."""
    keep(page, name)
    if "ALMONER_PICTURES" in os.environ:
        page.set_viewport_size({"width": 375, "height": 800})
        keep(page, f"{name}-phone")
        page.set_viewport_size({"width": 1100, "height": 900})
