"""What those who give, verify and read references are written. It never says about whom, nor what."""

from __future__ import annotations

from almoner.notices.rules import Holds, Template

REFERENCE_LINK = Template(
    "reference_link",
    "You are asked to give a reference",
    (
        "Somebody at {asker} asks you to give a reference on its behalf, by {until}.",
        "The link below works once and is for you alone: do not send it on. A colleague or a first-line manager does "
        "not give a reference; if you are one, tell whoever asked you.",
    ),
    button="Give the reference",
    link="{link}",
    values={"link": Holds.SECRET_LINK, "asker": Holds.ORGANISATION, "until": Holds.DATE},
    why="You get this because somebody at your organisation entered your work address.",
)
OWN_FILE_LINK = Template(
    "own_file_link",
    "See your file, and who may read it",
    (
        "{asker} keeps a file about you. You can see it, and say who may read it, until {until}.",
        "The link below is for you alone: do not send it on.",
    ),
    button="See your file",
    link="{link}",
    values={"link": Holds.SECRET_LINK, "asker": Holds.ORGANISATION, "until": Holds.DATE},
    why="You get this because you are on the books of this agency.",
)
REFERENCE_GIVEN = Template(
    "reference_given",
    "There is a reference for you to read",
    ("An authority you worked for has given a reference. You can read what it says.",),
    button="Read it",
    link="/my-files/",
    why="You get this because it is about you.",
)
VERIFICATION_DUE = Template(
    "verification_due",
    "A reference is waiting for your answer today",
    (
        "Another authority has asked yours about a reference. It is to be answered by {until}.",
        "If it is not, it goes one level up on both sides by itself.",
    ),
    button="Answer it",
    link="{where}",
    values={"where": Holds.LINK, "until": Holds.DATE},
)
EVERY = (REFERENCE_LINK, OWN_FILE_LINK, REFERENCE_GIVEN, VERIFICATION_DUE)
