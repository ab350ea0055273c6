"""The record's rules, in pure Python: what is sealed, how it is proved, and how anybody checks it."""

from almoner.record.rules.actor import Actor, SystemActor

__all__ = ["Actor", "SystemActor"]
