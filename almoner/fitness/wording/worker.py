"""What the social worker concerned is written. It says that a message waits, and nothing of what it is."""

from almoner.notices.rules import Template

WHY = "You get this because the regulator has your account as that of a registered social worker."

WORKER_TOLD = Template(
    "worker_told",
    "The regulator has a message for you",
    ("A message from the regulator waits for you. Please sign in and read it soon.",),
    link="/your-case/",
    why=WHY,
)
WORKER_TO_ANSWER = Template(
    "worker_to_answer",
    "The regulator asks for your answer",
    ("There is something for you to read and to answer. When you sign in you see by which day.",),
    link="/your-case/",
    why=WHY,
)
WORKER_TO_READ = Template(
    "worker_to_read",
    "The regulator has something for you to read",
    ("There is something new for you to read. Please sign in and read it soon.",),
    link="/your-case/",
    why=WHY,
)
