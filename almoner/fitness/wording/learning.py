"""What those who are to read something are written. It does not say what, nor why."""

from almoner.notices.rules import Holds, Template

LEARNING_TO_READ = Template(
    "learning_to_read",
    "Something for you to read at work",
    (
        "Your organisation has decided on something that everybody in your role or team should know.",
        "Read it and confirm it by {until}. It takes a few minutes.",
    ),
    button="Read it",
    link="/learning/",
    values={"until": Holds.DATE},
    why="You get this because of your role or team.",
)
