"""What the register's officers may not do to an entry, tried."""

from datetime import date

import pytest

from almoner.register.rules.amending import check_annotation, check_renewal
from almoner.register.rules.kinds import ANNOTATION_KINDS
from almoner.register.rules.standing import AnnotationFact, Facts, TermFact

AMHP = ANNOTATION_KINDS[0]
RUNNING = TermFact(date(2024, 12, 1), date(2026, 11, 30), None, "")
REMOVED = TermFact(date(2024, 12, 1), date(2026, 11, 30), date(2025, 6, 1), "removal-order")


@pytest.mark.clause("PLAN-R4")
@pytest.mark.parametrize(
    ("terms", "because"),
    [
        ((), "There is no registration to renew: it has ended."),
        ((REMOVED,), "There is no registration to renew: it has ended."),
    ],
)
def test_what_has_ended_cannot_be_renewed(terms: tuple[TermFact, ...], because: str) -> None:
    (refusal,) = check_renewal(Facts(terms), date(2027, 11, 30))
    assert (refusal.clause, refusal.because) == ("PLAN-R4", because)


@pytest.mark.clause("PLAN-R4")
@pytest.mark.parametrize("until", [date(2026, 11, 30), date(2025, 11, 30)])
def test_a_renewal_runs_beyond_the_last_day_there_is(until: date) -> None:
    (refusal,) = check_renewal(Facts((RUNNING,)), until)
    assert refusal.because == "Registration already runs to 30 November 2026."
    assert check_renewal(Facts((RUNNING,)), date(2027, 11, 30)) == ()


@pytest.mark.clause("PLAN-R10")
def test_an_annotation_needs_a_kind_a_registration_and_is_not_there_twice() -> None:
    on = date(2026, 1, 5)
    assert check_annotation(Facts((RUNNING,)), AMHP, on) == ()
    (no_kind,) = check_annotation(Facts((RUNNING,)), None, on)
    assert "could not be granted" in no_kind.because
    (too_early,) = check_annotation(Facts((RUNNING,)), AMHP, date(2024, 11, 30))
    assert "had not been registered by 30 November 2024" in too_early.because
    shown = Facts((RUNNING,), (), (AnnotationFact(AMHP, date(2025, 1, 5), None),))
    (twice,) = check_annotation(shown, AMHP, on)
    assert twice.because.startswith("The entry already shows")
    assert {refusal.clause for refusal in (no_kind, too_early, twice)} == {"PLAN-R10"}


@pytest.mark.clause("PLAN-R10")
def test_an_annotation_that_ended_may_be_granted_again() -> None:
    ended = Facts((RUNNING,), (), (AnnotationFact(AMHP, date(2025, 1, 5), date(2025, 7, 1)),))
    assert check_annotation(ended, AMHP, date(2026, 1, 5)) == ()
