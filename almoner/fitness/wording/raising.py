"""What whoever raises a concern is written."""

from almoner.notices.rules import Holds, Template

CONCERN_RECEIVED = Template(
    "concern_received",
    "We have your concern: {reference}",
    (
        "The regulator has received your concern. Its reference is {reference}.",
        "A triage officer will acknowledge it within 14 days. You can see where it stands with the code that you were "
        "shown when you began.",
    ),
    button="See where it stands",
    link="/raise-a-concern/code/",
    values={"reference": Holds.REFERENCE},
    why="You get this because you gave this address when you raised a concern.",
    called="A concern received",
)
