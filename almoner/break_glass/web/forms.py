from __future__ import annotations

from almoner.design.fields import LongTextField, PageForm, RadiosField, TextField
from almoner.people.rules.break_glass import SHORTEST_REASON


class OpenForm(PageForm):
    """Which case, why, and for how long."""

    reference = TextField(
        label="Reference of the case",
        called="the reference of the case",
        hint="Exactly as it is written, such as STA-2026-1A2B3C",
        max_length=40,
    )
    reason = LongTextField(
        label="Why do you need to read it now?",
        called="why you need to read it now",
        hint="A privacy officer reads this. Say what the emergency is, and why nobody who sees the case can act.",
        min_length=SHORTEST_REASON,
        max_length=2000,
    )
    minutes = RadiosField(
        label="For how long?",
        called="for how long you need it",
        choices=[("15", "15 minutes"), ("30", "30 minutes"), ("60", "An hour, which is the longest")],
    )
