"""Figures of referrals, findings and the regulator's cases."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from almoner.clauses import cites
from almoner.design.formats import format_datetime
from almoner.fitness.queries.inherited import progress
from almoner.fitness.queries.kept_figures import KEPT, where_cases_stand
from almoner.fitness.queries.referral_figures import employers_figures, own_figures
from almoner.fitness.queries.stage_figures import MONTHS
from almoner.fitness.web.presenters import figures as presenters
from almoner.fitness.web.presenters.inherited import progress as inherited_progress
from almoner.fitness.web.presenters.worries import tabs
from almoner.people.rules import Permission
from almoner.people.web.pages import SignedIn, page
from almoner.scope.clock import london_date


@page()
@require_safe
@cites("FTP-2.1", "FTP-3.7", "FTP-3.9", "FTP-4.5")
def own(request: SignedIn) -> HttpResponse:
    """What came of the employer's own referrals, and how far it is with what the regulator found."""
    on = london_date(request.now)
    found = [presenters.own(one) for one in own_figures(request.user, on)]
    context = {"employers": found, "tabs": tabs("own-figures"), "on": presenters.on_day(on)}
    return render(request, "fitness/own_figures.html", context)


@page(needs=Permission.SEE_CONCERNS)
@require_safe
@cites("FTP-2.1", "FTP-4.2")
def employers(request: SignedIn) -> HttpResponse:
    """For each employer: how many referrals did not meet the threshold, and how many findings have open learning."""
    on = london_date(request.now)
    context = {"employers": employers_figures(request.user, on), "on": presenters.on_day(on)}
    return render(request, "fitness/employers_figures.html", context)


@page(needs=Permission.SEE_CONCERNS)
@require_safe
@cites("PLAN-F2", "PLAN-F3", "PLAN-F4", "PLAN-F8")
def standing(request: SignedIn) -> HttpResponse:
    """Where the regulator's cases stand: open by stage with ages, how long each stage took, month by month.

    Those that a former regulator began are counted apart.
    """
    on = london_date(request.now)
    found = where_cases_stand(request.user, request.now)
    context = presenters.standing(found.stages) | {
        "inherited": inherited_progress(progress(request.user, on)),
        "counted": format_datetime(found.at),
        "minutes": int(KEPT.total_seconds() // 60),
        "months": MONTHS,
    }
    return render(request, "fitness/stage_figures.html", context)
