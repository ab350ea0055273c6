"""Which tables are left unwatched and why. Every other table of ours is watched for changes that no action recorded.

On the roof, because it speaks of every floor. A table that only says again what another says, or that no decision
rests on, may stand here; a table of facts may not.
"""

UNWATCHED: dict[str, str] = {
    "demo_making": "only a demonstration has any",
    "demo_persona": "only a demonstration has any",
    "drafts_draft": "what somebody has typed and not yet sent; the action that it becomes is recorded",
    "employment_columnmemory": "how a list was mapped last time: a guess offered again, and shown before it is used",
    "employment_watch": "how far the change feed has been read",
    "notices_demonstrationmail": "only a demonstration has any",
    "people_signinevent": "a log of its own, append-only",
    "procedure_docket": "kept by trigger from the cases, which are watched",
    "procedure_turn": "worked out from the cases, which are watched",
    "register_blockkey": "worked out from the names in the register, which are watched",
    "register_namepair": "worked out from the names in the register, which are watched",
    "register_word": "worked out from the names in the register, which are watched",
}

#: Columns that change without anything having been done.
APART_FROM: dict[str, tuple[str, ...]] = {
    "employment_stafflist": ("done",),
    "employment_staffmember": ("checked_at",),
    "notices_calendarfeed": ("last_read_at",),
    # How its sending goes is the worker's own book-keeping; that it was asked for, and what it says, is not.
    "notices_notice": (
        "asked_at",
        "because",
        "carried_as",
        "claimed_at",
        "due_at",
        "provider",
        "sealed_values",
        "sent_at",
        "settled_at",
        "state",
        "tries",
    ),
    "people_person": ("last_login",),
}
