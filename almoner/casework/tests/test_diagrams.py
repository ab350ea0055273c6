"""A procedure drawn from its table."""

from dataclasses import replace

from almoner.casework.rules.diagrams import mermaid, svg
from almoner.procedure.tests.referral import REFERRAL


def test_both_drawings_name_every_state_and_every_move() -> None:
    for drawing in (mermaid(REFERRAL), svg(REFERRAL)):
        for state in REFERRAL.state_names:
            assert REFERRAL.state_words(state) in drawing
        for move in REFERRAL.moves:
            assert move.words in drawing


def test_a_state_named_in_markup_is_escaped_in_the_drawing() -> None:
    hostile = replace(REFERRAL, states={"raised": "<script>&"})
    assert "<script>" not in svg(hostile)
    assert "&lt;script&gt;&amp;" in svg(hostile)
