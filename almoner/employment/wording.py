"""What the notices of this context say. None of them names anybody: who it is about is read after signing in."""

from almoner.notices.rules import Holds, Template

STAFF_ALERTS = Template(
    "staff_alerts",
    "{count|A registration needs|Registrations need:count} your attention",
    (
        "The register has changed for {count} of the social workers you answer for.",
        "Somebody may not be able to practise. Sign in to see who, what has changed and what to do.",
    ),
    button="See what has changed",
    link="/work/",
    values={"count": Holds.COUNT},
    why="You get this because you deal with alerts about registrations.",
    called="Registrations that need attention",
)
STAFF_EXPIRING = Template(
    "staff_expiring",
    "{count|A registration is|Registrations are:count} due to end",
    (
        "{count} of the social workers you answer for have a registration that ends on or before {until}.",
        "Unless they renew they may not practise from the day after. Sign in to see who.",
    ),
    button="See who has to renew",
    link="/staff/?show=expiring",
    values={"count": Holds.COUNT, "until": Holds.DATE},
    why="You get this because you deal with alerts about registrations.",
    called="Registrations due to end",
)
STAFF_LIST_CHECKED = Template(
    "staff_list_checked",
    "Your staff list has been checked",
    ("The staff list that you uploaded has been checked against the register.", "Sign in to see the result."),
    button="See the result",
    link="{where}",
    values={"where": Holds.LINK},
    why="You get this because you uploaded the list.",
)
