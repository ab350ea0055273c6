"""What this context declares to the floors below it when the platform starts."""

from almoner.references.declarations import bookings, files, references, verification


def declare() -> None:
    """Make the procedures and notices known, once."""
    files.declare()
    references.declare()
    verification.declare()
    bookings.declare()
