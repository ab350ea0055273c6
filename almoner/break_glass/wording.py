"""What the notices of this app say. Neither names anybody, nor any case."""

from almoner.notices.rules import Holds, Template

GLASS_BROKEN = Template(
    "glass_broken",
    "A case has been opened in an emergency",
    (
        "Somebody in your organisation has just opened a case that they do not otherwise see.",
        "Read why, and what they have read, and say whether it was justified.",
    ),
    button="Review it",
    link="{where}",
    values={"where": Holds.LINK},
    why="You get this because you are a privacy officer of that organisation.",
)
GLASS_REVIEWED = Template(
    "glass_reviewed",
    "A case that you opened in an emergency has been reviewed",
    ("A privacy officer has looked at a case that you opened in an emergency.",),
    button="Read the outcome",
    link="{where}",
    values={"where": Holds.LINK},
    why="You get this because you opened the case.",
)
