"""Figures as their pages show them: each with its clause, and each average with its kind."""

from __future__ import annotations

from typing import Any

from almoner.design.formats import format_date
from almoner.fitness.queries.referral_figures import AT_REGULATOR, IN_HAND, EmployersFigures
from almoner.fitness.queries.stage_figures import StageFigures
from almoner.fitness.rules.figures import Spread


def standing(stages: list[StageFigures]) -> dict[str, Any]:
    """Where cases stand: two charts over all stages, a table of them, and one line over the months for each."""
    return {
        "open_rows": [(_stage_words(one), one.open.count if one.open else 0) for one in stages],
        "took_rows": [(_stage_words(one), _figure(one.took.median)) for one in stages if one.took],
        "stages": [_stage(one) for one in stages],
        "lines": [
            {
                "title": f"{_stage_words(one)}: open at the end of each month",
                "rows": [(_month(day), many) for day, many in one.months],
            }
            for one in stages
            if any(many for _, many in one.months)
        ],
    }


def _stage_words(one: StageFigures) -> str:
    """What the stage is called: a concern is at triage until it is closed or sent on."""
    return "Triage" if one.procedure.name == "concern" else one.procedure.words


def _stage(one: StageFigures) -> dict[str, Any]:
    return {
        "name": _stage_words(one),
        "open": one.open.count if one.open else 0,
        "age": _spread(one.open),
        "ended": one.took.count if one.took else 0,
        "took": _spread(one.took),
        "held": one.held,
    }


def _spread(one: Spread | None) -> dict[str, str]:
    if one is None:
        return {"median": "–", "mean": "–", "longest": "–"}
    return {"median": f"{_figure(one.median):,}", "mean": f"{one.mean:,.1f}", "longest": f"{one.longest:,}"}


def _figure(median: float) -> int | float:
    return int(median) if median == int(median) else median


def _month(day: Any) -> str:
    return f"{day:%b %Y}"


def own(one: EmployersFigures) -> dict[str, Any]:
    """What came of an employer's referrals, as rows of words and figures."""
    states = one.referrals
    return {
        "name": one.organisation.name,
        "sent": one.sent,
        "not_met": one.not_met,
        "chart": [
            ("Closed at triage", states["closed"]),
            ("Closed with advice", states["advised"]),
            ("Sent on to another body", states["referred_on"]),
            ("Investigated", states["investigated"]),
            ("Not decided yet", sum(states[each] for each in AT_REGULATOR)),
        ],
        "referrals": [
            ("Sent to the regulator", one.sent),
            ("Being written, discussed or agreed", sum(states[each] for each in IN_HAND)),
            ("Declined by a head of service", states["declined"]),
            ("Sent back to performance management, or withdrawn", states["returned"] + states["withdrawn"]),
        ],
        "findings": [
            ("Open", one.findings_open),
            ("Not acknowledged yet", one.findings_to_acknowledge),
            ("With learning or recommendations still open", one.findings_with_open_learning),
        ],
        "learning": [
            ("Under way", one.learning_open),
            ("Past their day", one.learning_late),
            ("Done", one.learning_done),
        ],
        "endings": [
            ("Answered: refer", one.endings["refer"]),
            ("Answered: do not refer", one.endings["not"]),
            ("Ended for another reason, so not asked", one.endings["not asked"]),
        ],
    }


def on_day(day: Any) -> str:
    """The day the figures are of."""
    return format_date(day)
