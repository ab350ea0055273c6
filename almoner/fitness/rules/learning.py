"""What is learned from a finding: what the meeting decided, who is to read it, and what the regulator recommended."""

from __future__ import annotations

from datetime import timedelta

from almoner.dates.days import typed_day
from almoner.fitness.rules.anonymity import gives_away
from almoner.fitness.rules.typed import lines_of
from almoner.people.rules import EMPLOYERS, ROLES, Role
from almoner.procedure.rules import MACHINE, START, STAY, Asking, Clock, Field, Kind, Move, Procedure, Refusal, Relation

OWNER = Relation("owner", "its owner")
#: Those who answer for what the regulator found: the heads of service and the deputy director, and whoever stands in
#: their place at an employer that has neither.
SENIOR = (Role.HEAD_OF_SERVICE, Role.DEPUTY_DIRECTOR, Role.PRACTICE_LEAD, Role.AGENCY_MANAGER)

KINDS = (
    ("share", "Share the lesson"),
    ("practice", "Change how we practise"),
    ("policy", "Change a policy"),
    ("training", "Train people"),
)
#: Who may be asked to read: every role that can be held at an employer and is given to people.
AUDIENCES = tuple(
    (role.value, f"Every {description.title[:1].lower()}{description.title[1:]}"
     if not description.title[:2].isupper() else f"Every {description.title}")
    for role, description in ROLES.items()
    if description.kinds & EMPLOYERS and not description.from_the_line
    and role not in (Role.PLATFORM_OPERATOR, Role.BOARD_MEMBER)
)  # fmt: skip
#: Nobody plans further ahead than this; a year that was typed wrongly is caught by it.
FURTHEST = timedelta(days=4 * 366)


def teams_in(typed: object) -> list[str]:
    """The teams that were typed one to a line or with commas between them."""
    return lines_of(str(typed or "").replace(",", "\n"))


def somebody_is_to_read_it(asking: Asking) -> Refusal | None:
    """FTP-4.5: learning has an audience, by role or by team, in which there is somebody."""
    roles, teams = list(asking.value("roles") or ()), teams_in(asking.value("teams"))
    if not roles and not teams:
        because = "It is not said who is to read this."
        return Refusal("FTP-4.5", because, "Choose at least one role, or name a team.", field="roles")
    audience = getattr(asking.facts, "audience", None)
    if audience and not audience(roles, teams, asking.on):
        because = "Nobody here has that role or is in that team."
        return Refusal("FTP-4.5", because, "Choose another role, or write the team as the staff list does.",
                       field="teams" if teams else "roles")  # fmt: skip
    return None


def it_has_an_owner_here(asking: Asking) -> Refusal | None:
    """FTP-4.2, FTP-4.5: an action has an owner, who works here."""
    wanted = " ".join(str(asking.value("owner") or "").split())
    found = getattr(asking.facts, "colleagues", None)
    if not wanted or found is None:
        return None
    match len(found(wanted, asking.on)):
        case 1:
            return None
        case 0:
            because = f"Nobody here who could see to this is called “{wanted}”."
        case _:
            because = f"More than one person here is called “{wanted}”."
    return Refusal("FTP-4.5", because, "Give their work email address.", field="owner")


def its_day_is_to_come(asking: Asking) -> Refusal | None:
    """FTP-4.2, FTP-4.5: an action is due on a day still to come, within four years."""
    due = typed_day(asking.value("due_on"))
    if due is None or asking.on <= due <= asking.on + FURTHEST:
        return None
    because = "That day has passed." if due < asking.on else "That is more than four years ahead."
    return Refusal("FTP-4.5", because, "Give the day by which it is to be done.", field="due_on")


def it_names_nobody(asking: Asking) -> Refusal | None:
    """FTP-4.5: what staff are given to read does not say whom the finding was about."""
    names, numbers = getattr(asking.facts, "names", ()), getattr(asking.facts, "numbers", ())
    for field in ("what", "text"):
        if given := gives_away(str(asking.value(field) or ""), names, numbers):
            because = f"This says “{given[0]}”, which is in a name or number of the case."
            return Refusal("FTP-4.5", because, "Say what is to be learned without saying from whom.", field=field)
    return None


def everybody_has_read_it_or_it_is_said_why(asking: Asking) -> Refusal | None:
    """FTP-4.5: learning is done once its audience has read it; where somebody has not, it is said why."""
    count = getattr(asking.facts, "unread", None)
    unread = count(asking.on) if count else 0
    if not unread or str(asking.value("unread_why") or "").strip():
        return None
    because = f"{unread} of those who are to read it {'has' if unread == 1 else 'have'} not confirmed that they did."
    return Refusal("FTP-4.5", because, "Wait for them, or say why it is done without them.", field="unread_why")


_OWNER = Field("owner", "Who will see to it?", hint="Their name, or their work email address.", max_length=200)
_DUE = Field("due_on", "By when?", Kind.DATE)

DECISION = (
    Field("kind", "What did the meeting decide?", Kind.CHOICE, choices=KINDS),
    Field("what", "What is to be done, in a line?", max_length=150),
    Field("text", "What are people to read?", Kind.LONG, hint="Name nobody, and nothing by which somebody is known."),
    Field("roles", "Who is to read it?", Kind.SEVERAL, choices=AUDIENCES, by_rule=True),
    Field("teams", "Which teams are to read it?", Kind.LONG, by_rule=True, max_length=1000,
          hint="As the staff list calls them, one to a line."),
    _OWNER,
    _DUE,
)  # fmt: skip
TO_BE_LEARNED = (somebody_is_to_read_it, it_has_an_owner_here, its_day_is_to_come, it_names_nobody)

LEARNING = Procedure(
    "learning",
    title="Learning action",
    states={"open": "Under way", "done": "Done", "withdrawn": "Withdrawn"},
    moves=[
        Move("set", START, to="open", by=SENIOR, cites="FTP-4.5", label="Set it", done="The meeting decided it",
             tells=[OWNER]),
        Move("progress", "open", to=STAY, by=[OWNER], cites="FTP-4.5", waits=False,
             label="Say how it is going", done="Said how it is going",
             fields=[Field("words", "How is it going?", Kind.LONG)]),
        Move("remind", "open", to=STAY, by=[OWNER, *SENIOR], cites="FTP-4.5", waits=False,
             label="Remind those who have not read it", done="Reminded those who had not read it"),
        Move("complete", "open", to="done", by=[OWNER, *SENIOR], cites="FTP-4.5",
             label="Say that it is done", done="Did it", asks=[everybody_has_read_it_or_it_is_said_why],
             fields=[
                 Field("came_of_it", "What was done, and what changed?", Kind.LONG),
                 Field("unread_why", "If somebody has not read it: why is it done all the same?", Kind.LONG,
                       by_rule=True),
             ]),
        Move("withdraw", "open", to="withdrawn", by=SENIOR, cites="FTP-4.5", reasons=True, waits=False,
             label="Withdraw it", done="Withdrew it"),
    ],
)  # fmt: skip


def its_end_has_come(asking: Asking) -> Refusal | None:
    """FTP-4.2: what has been done is written down once it has been."""
    done = typed_day(asking.value("done_on"))
    if done is None or done <= asking.on:
        return None
    return Refusal("FTP-4.2", "That day has not come yet.", "Give the day it was done.", field="done_on")


RECOMMENDATION = Procedure(
    "recommendation",
    title="Action after a finding",
    states={"to_plan": "No owner yet", "planned": "Under way", "done": "Done", "not_done": "Not done"},
    moves=[
        Move("recommend", START, to="to_plan", by=[MACHINE], cites="FTP-4.2", done="The regulator recommended it"),
        Move("plan", ("to_plan", "planned"), to="planned", by=[*SENIOR, Role.LINE_MANAGER], cites="FTP-4.2",
             label="Give it an owner and a date", done="Gave it an owner and a date", fields=[_OWNER, _DUE],
             asks=[it_has_an_owner_here, its_day_is_to_come], tells=[OWNER],
             guidance="The regulator sees who owns it, by when, and how it goes."),
        Move("progress", "planned", to=STAY, by=[OWNER, Role.LINE_MANAGER], cites="FTP-4.2", waits=False,
             label="Say how it is going", done="Said how it is going",
             fields=[Field("words", "How is it going?", Kind.LONG, hint="The regulator reads this.")]),
        Move("complete", "planned", to="done", by=[OWNER, Role.LINE_MANAGER, *SENIOR], cites="FTP-4.2",
             label="Say that it is done", done="Did it", asks=[its_end_has_come],
             fields=[Field("done_on", "When was it done?", Kind.DATE),
                     Field("came_of_it", "What was done, and what shows it?", Kind.LONG)]),
        Move("give_up", ("to_plan", "planned"), to="not_done", by=SENIOR, cites="FTP-4.2", reasons=True, waits=False,
             label="It will not be done", done="Said that it will not be done",
             guidance="The regulator reads the reason."),
    ],
    clocks=[
        Clock("plan", starts="to_plan", stops=("planned", "not_done"), working_days=10, cites="FTP-4.2",
              label="Time to give it an owner"),
    ],
)  # fmt: skip
