"""The platform's own notices. Those of a context stand in the context and are registered when it starts."""

from almoner.notices import rules
from almoner.notices.rules import Holds, Template

MESSAGE_WAITING = Template(
    "message_waiting",
    "You have a message on Almoner",
    ("There is a message for you on Almoner.", "For privacy we do not say here what it is about."),
    link="{where}",
    values={"where": Holds.LINK},
)
NOT_DELIVERED = Template(
    "not_delivered",
    "A message you sent could not be delivered",
    (
        "We could not deliver a message that was sent for you on Almoner.",
        "Sign in to see which one and why, and reach the person in another way.",
    ),
    button="See what was not delivered",
    link="/notices/undelivered/",
    why="You get this because you sent the message.",
)
INVITATION = Template(
    "invitation",
    "You are invited to Almoner",
    (
        "{organisation} has invited you to take up a role on Almoner.",
        "The link below works once, for seven days. It is for you alone: do not send it on.",
    ),
    button="See the role and take it up",
    link="{link}",
    values={"organisation": Holds.ORGANISATION, "link": Holds.SECRET_LINK},
    why="You get this because somebody who gives people their roles there entered this address.",
)
SECOND_FACTOR_FORGOTTEN = Template(
    "second_factor_forgotten",
    "Your second factor was taken off your account",
    (
        "An administrator of {organisation} has taken the second factor off your account. You are signed out.",
        "You set up a new one when you next sign in. If you did not ask for this, change your password and tell them.",
    ),
    button="Sign in",
    link="/account/login/",
    values={"organisation": Holds.ORGANISATION},
    why="You get this because it is your account.",
)
CONFLICT_PROPOSED = Template(
    "conflict_proposed",
    "Decide whether somebody has a conflict",
    ("Somebody in your organisation has said that a colleague has a conflict in a matter.",),
    button="Read why, and decide",
    link="{where}",
    values={"where": Holds.LINK},
    why="You get this because you decide on conflicts in your organisation.",
)
KEPT_AWAY = Template(
    "kept_away",
    "You are kept away from a matter",
    ("It has been decided that you have a conflict in a matter. You no longer see it.",),
    button="Read the reasons",
    link="{where}",
    values={"where": Holds.LINK},
    why="You get this because the decision is about you.",
)


def register() -> None:
    """Make them known."""
    rules.register(MESSAGE_WAITING, NOT_DELIVERED, INVITATION, SECOND_FACTOR_FORGOTTEN, CONFLICT_PROPOSED, KEPT_AWAY)
