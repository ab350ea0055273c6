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

CONCERN_CODE = Template(
    "concern_code",
    "Your code for the concern you are writing",
    (
        "Your code is {code}.",
        "With it you can go on with the concern that you began, on any device. Whoever has it can read what you wrote, "
        "so keep this message to yourself.",
        "What you do not send is forgotten 28 days after you last wrote in it.",
    ),
    button="Go on with it",
    link="/raise-a-concern/code/",
    values={"code": Holds.CODE},
    why="You get this because somebody gave this address when they began to raise a concern.",
    called="A code to come back by",
)
CONCERN_ENDING = Template(
    "concern_ending",
    "What you began will be forgotten on {last_day}",
    (
        "You began to raise a concern and have not sent it. On {last_day} what you wrote is forgotten.",
        "To keep it, come back with your code and save any page again, or send it.",
    ),
    button="Come back with your code",
    link="/raise-a-concern/code/",
    values={"last_day": Holds.DATE},
    why="You get this because you gave this address when you began to raise a concern.",
    called="A warning that an unsent concern ends",
)
