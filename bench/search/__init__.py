"""Finding people on the register by what somebody typed, beside the ways in which others would do it (A1 to A7)."""

from bench.search.measuring import measure

TITLE = "Search with typing mistakes"

__all__ = ["TITLE", "measure"]
