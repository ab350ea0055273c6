"""What whoever owns an order is written as its next day comes near, and once it has passed."""

from almoner.notices.rules import Holds, Template

_WHY = "You get this because you answer for orders and their reviews."

ORDER_DAY_NEAR = Template(
    "order_day_near",
    "An order must be reviewed by {day}",
    (
        "An order that you answer for must be reviewed, or will end, by {day}.",
        "Sign in to see which, and what is still to be done.",
    ),
    button="See the order",
    link="{where}",
    values={"where": Holds.LINK, "day": Holds.DATE},
    why=_WHY,
    called="An order’s next day is near",
)
ORDER_DAY_PASSED = Template(
    "order_day_passed",
    "The day to review an order has passed",
    (
        "An order that you answer for was to be reviewed by {day}, and no decision is recorded.",
        "Sign in now: the public may not be protected.",
    ),
    button="See the order",
    link="{where}",
    values={"where": Holds.LINK, "day": Holds.DATE},
    why=_WHY,
    called="An order’s day has passed",
)
