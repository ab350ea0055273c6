"""Who works on hearings and orders, for the tests of either."""

from __future__ import annotations

import pytest

from almoner.fitness.tests import hearing_factories as hear
from almoner.fitness.tests import order_factories as arrange
from almoner.fitness.tests.order_factories import Desk
from almoner.people.models import Person


@pytest.fixture
def desk(db: None) -> Desk:
    """The regulator's hearings desk."""
    return arrange.a_desk()


@pytest.fixture
def bench(db: None) -> list[Person]:
    """Three adjudicators."""
    return hear.a_bench()
