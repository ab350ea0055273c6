"""Every change to people, roles, lines and recusals: split by noun. Keyword-only, atomic, each on the record."""

from almoner.people.actions.account import (
    disable,
    enable,
    end_session,
    end_sessions,
    forget_second_factor,
    move_session,
    note_at_door,
)
from almoner.people.actions.invitation import accept, check_usable, invite, invite_first_administrator, withdraw
from almoner.people.actions.line import arrange_cover, close_post, end_cover, fill_post, move_post, open_post
from almoner.people.actions.membership import change_role, end_membership, give_role
from almoner.people.actions.organisation import set_up_organisation
from almoner.people.actions.recusal import decide, declare, follow_with, lift, propose, put_forward, widen

__all__ = [
    "accept",
    "arrange_cover",
    "change_role",
    "check_usable",
    "close_post",
    "decide",
    "declare",
    "disable",
    "enable",
    "end_cover",
    "end_membership",
    "end_session",
    "end_sessions",
    "fill_post",
    "follow_with",
    "forget_second_factor",
    "give_role",
    "invite",
    "invite_first_administrator",
    "lift",
    "move_post",
    "move_session",
    "note_at_door",
    "open_post",
    "propose",
    "put_forward",
    "set_up_organisation",
    "widen",
    "withdraw",
]
