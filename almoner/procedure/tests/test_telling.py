"""Notices that a case has moved, and the letter that carries a secret link."""

from __future__ import annotations

from datetime import datetime

from almoner.notices.models import Notice
from almoner.procedure import actions
from almoner.scope.context import acting, system

from .factories import Council, move, put_forward, referral_in, scope


def notices(template: str) -> list[Notice]:
    with system("test"):
        return list(Notice.objects.filter(template=template).order_by("queued_at"))


def test_the_one_it_waits_for_is_told_and_only_they(council: Council, now: datetime) -> None:
    case = put_forward(council, now)
    [told] = notices("case_moved")
    assert told.to_person == council.next_up
    assert told.values == {"where": f"/cases/sample_referral/{case.pk}/"}


def test_the_same_submission_twice_tells_once(council: Council, now: datetime) -> None:
    case = put_forward(council, now)
    for _ in range(2):
        move(case, "discuss", council.next_up, now, key="once")
    assert [n.to_person for n in notices("case_moved")] == [council.next_up, council.head]


def test_the_secret_link_is_sent_and_kept_nowhere_in_the_clear(council: Council, now: datetime) -> None:
    case = referral_in("discussed", council, now)
    with acting(scope(council.hr, now)):
        request = actions.ask(
            case=case, kind="agency_account", to_name="Acme", to_email="a@example.org", by=council.hr, now=now
        )
        actions.remind(request=request, by=council.hr, now=now)
    sent = notices("request_made")
    assert [n.to_address for n in sent] == ["a@example.org"] * 2
    secret = actions.link_to(request).split("/")[2]
    assert all(secret not in f"{n.values} {bytes(n.sealed_values)!r}" for n in sent)
