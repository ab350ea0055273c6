"""What this context declares to the floors below it when the platform starts."""

from almoner.fitness.declarations import (
    accepted,
    concerns,
    examinations,
    examples,
    findings,
    hearings,
    inherited,
    investigations,
    orders,
    review_group,
    reviews,
    worries,
)


def declare() -> None:
    """Make the procedures and notices known, once."""
    worries.declare()
    concerns.declare()
    investigations.declare()
    orders.declare()
    findings.declare()
    examples.declare()
    examinations.declare()
    accepted.declare()
    reviews.declare()
    hearings.declare()
    inherited.declare()
    review_group.declare()
