"""What the regulator tells an employer, on the regulator's own side (FTP-4.1)."""

from __future__ import annotations

from enum import StrEnum

from almoner.fitness.rules.findings import DAYS_TO_ACKNOWLEDGE
from almoner.people.rules import Role
from almoner.procedure.rules import MACHINE, START, Clock, Field, Kind, Move, Procedure

SHARERS = (Role.INVESTIGATOR, Role.CASE_EXAMINER, Role.HEARINGS_OFFICER)


class About(StrEnum):
    """Whom a finding is on: kept apart, since not the same people may read them (FTP-4.3)."""

    PERSON = "person"
    ORGANISATION = "organisation"

    @property
    def words(self) -> str:
        """As the regulator's pages show it."""
        return "On the social worker" if self is About.PERSON else "On the organisation"


SHARED_OUTCOME = Procedure(
    "outcome",
    title="Outcome shared with an employer",
    states={
        "sent": "Not acknowledged yet",
        "chased": "Not acknowledged in time",
        "acknowledged": "Acknowledged",
        "discussed": "Discussed at the employer’s meeting",
        "closed": "Closed by the employer",
    },
    assign_by=SHARERS,
    moves=[
        Move("share", START, to="sent", by=[MACHINE, *SHARERS], cites="FTP-4.1", label="Share it with the employer",
             done="Shared it with the employer"),
        Move("chase", ("sent", "chased"), to="chased", by=[MACHINE], cites="FTP-4.1",
             label="Remind the employer", done="The employer was reminded", tells=[Role.INVESTIGATOR]),
        Move("reached", "chased", to="acknowledged", by=SHARERS, cites="FTP-4.1",
             label="They acknowledged it in another way", done="They acknowledged it in another way",
             guidance="Only after reminders have brought nothing: say whom you reached, and how.",
             fields=[Field("whom", "Whom did you reach, and how?", Kind.LONG)]),
        Move("acknowledge", ("sent", "chased"), to="acknowledged", by=[MACHINE], cites="FTP-4.1",
             done="The employer has it"),
        Move("discuss", ("acknowledged", "discussed"), to="discussed", by=[MACHINE], cites="FTP-4.4",
             done="The employer’s meeting discussed it"),
        Move("close", ("acknowledged", "discussed"), to="closed", by=[MACHINE], cites="FTP-4.4",
             done="The employer closed it"),
    ],
    clocks=[
        Clock("acknowledgement", starts="sent", stops="acknowledged", working_days=DAYS_TO_ACKNOWLEDGE,
              cites="FTP-4.1", label="Time for the employer to acknowledge it"),
    ],
)  # fmt: skip
