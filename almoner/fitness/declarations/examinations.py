"""The procedures of the case examiners' stage."""

from __future__ import annotations

from almoner.casework.showing import Shown, show
from almoner.fitness.access.examinations import ExaminationAccess, OpinionAccess
from almoner.fitness.actions.disposals import carry_out, go_to_a_hearing
from almoner.fitness.actions.examinations import ask_for_opinions, keep_what_was_agreed, let_the_pair_go, weigh
from almoner.fitness.actions.interim import identify_from
from almoner.fitness.models import Examination, Opinion
from almoner.fitness.rules.decisions import APPROVE
from almoner.fitness.rules.examination import EXAMINATION
from almoner.fitness.rules.opinion import OPINION
from almoner.fitness.web.forms.examinations import GiveForm, OpinionForm
from almoner.fitness.web.presenters.decisions import page_of
from almoner.fitness.web.presenters.examinations import about_the_opinion, about_the_pair, belonging
from almoner.fitness.web.presenters.inherited import earlier
from almoner.fitness.web.presenters.stages import beside
from almoner.procedure.registry import register


def declare() -> None:
    """Examinations, and the opinions written in them."""
    register(
        EXAMINATION,
        model=Examination,
        access=ExaminationAccess(Examination),
        after={
            "give": ask_for_opinions,
            "agree": keep_what_was_agreed,
            "part": go_to_a_hearing,
            "issue": carry_out,
            "take_back": let_the_pair_go,
            "lose_one": let_the_pair_go,
            "end": let_the_pair_go,
            "interim_need": identify_from,
        },
    )
    register(OPINION, model=Opinion, access=OpinionAccess(Opinion), after={"write": weigh})
    pages = {APPROVE: page_of}
    show(
        EXAMINATION,
        Shown({"give": GiveForm}, details=about_the_pair, related=belonging, pages=pages, earlier=earlier),
    )
    show(OPINION, Shown({"write": OpinionForm}, details=about_the_opinion, related=beside))
