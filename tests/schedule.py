"""Which of several workers runs what: the drills in one of them, one after the other, and the longest tests first.

The groups of `--dist loadgroup` never come about: it renames the tests of a group, and this pytest keeps their names.
"""

from __future__ import annotations

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

#: Run by one worker: each takes both cores, is timed, and stands on the one demonstration that is made for them.
DRILLS = "tests/faults/"
#: What takes a minute or more, longest first: begun last, it would leave the other core idle.
LONGEST = (
    "test_no_field_takes_the_key_of_anything_of_theirs",
    "test_every_page_that_links_lead_to_is_accessible",
    "test_no_form_and_no_address_is_felled_by_bad_input_of_any_role",
    "test_an_unfinished_sign_in_reaches_only_what_finishes_it",
    "test_a_list_is_checked_a_registration_ends_and_the_council_is_told",
    "test_three_things_and_methods_however_unusual_tell_nothing_either",
    "test_nobody_with_things_of_their_own_can_tell_either",
    "test_no_body_of_the_api_takes_another_organisations_key",
    "test_every_address_lets_somebody_in_to_a_thing_of_their_own",
)


class LongestFirst(LoadScopeScheduling):
    """Tests one by one as they were collected, after the drills, which are one piece of work."""

    def _split_scope(self, nodeid: str) -> str:
        return DRILLS if nodeid.startswith(DRILLS) else nodeid


def place(name: str) -> int:
    """Where among the longest a test stands; after them all when it is none of them."""
    return LONGEST.index(name) if name in LONGEST else len(LONGEST)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LongestFirst:
    """In place of the scheduler that `--dist` names."""
    return LongestFirst(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The longest first, where several workers share the tests; alone, they run as they are written."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: place(getattr(item, "originalname", item.name)))
