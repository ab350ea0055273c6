"""Every write: one call, one transaction, one event in the record."""

from .casework import assign, follow_people, note, pause, refresh_turns, resume
from .locking import KeyTaken, NotVisible, Stale
from .moves import Receipt, id_to_be, open_case, take
from .requests import answer, ask, bounced, delivered, expire, follow_up, link_to, remind, review, withdraw

__all__ = [
    "KeyTaken", "NotVisible", "Receipt", "Stale", "answer", "ask", "assign", "bounced", "delivered", "expire",
    "follow_people", "follow_up", "id_to_be", "link_to", "note", "open_case", "pause", "refresh_turns", "remind",
    "resume", "review", "take", "withdraw",
]  # fmt: skip
