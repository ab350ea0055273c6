"""A staff list matched against a register, beside what others link records with (B1 to B3)."""

from bench.staff_list.measuring import measure

TITLE = "A staff list against the register"

__all__ = ["TITLE", "measure"]
