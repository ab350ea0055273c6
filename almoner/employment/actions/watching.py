"""Watching the register for those who work here: alerts raised, told of and settled."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from almoner.clauses.rules import cites
from almoner.employment.models import StaffAlert, StaffMember, Watch
from almoner.employment.queries.checking import conditions_of, standings_on
from almoner.employment.rules.alerts import STAFF_ALERT, TOLD, Kind, Wanted, wanted, warning_reached
from almoner.employment.rules.lists import CLAUSE
from almoner.notices import actions as notices
from almoner.people import queries as people
from almoner.people.models import Person
from almoner.procedure import actions as procedure
from almoner.procedure.rules import Refused
from almoner.record import actions as record
from almoner.record.rules import SystemActor
from almoner.register import queries as register
from almoner.register.actions import reading_on
from almoner.scope.clock import london_date
from almoner.scope.context import system

WATCHER = SystemActor("worker:watch")
AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Swept:
    """What a look at the register came to: people looked at, alerts raised, settled, and notices queued."""

    looked_at: int = 0
    raised: int = 0
    settled: int = 0
    told: int = 0

    def __add__(self, other: Swept) -> Swept:
        return Swept(
            self.looked_at + other.looked_at,
            self.raised + other.raised,
            self.settled + other.settled,
            self.told + other.told,
        )


@cites("STD-7.1", "SWP-28")
def sweep(*, now: datetime) -> Swept:
    """Look at everybody whom the register has changed since the last look, and once a day at everybody (STD-7.1).

    Run every minute. The place in the change feed moves in the same transaction as the alerts it led to, so a worker
    that dies has looked at nobody, and the next one looks again. Two at once: the second waits and finds nothing new.
    """
    today = london_date(now)
    with system("watching the register"), transaction.atomic(), reading_on(Watch, today=today) as news:
        if news is None:
            return Swept()
        staff = _watched(today)
        if news.entries is not None:
            staff = staff.filter(entry_id__in=news.entries)
        found = look_at(list(staff.values_list("pk", flat=True)), now=now)
        record.append(
            kind="staff.watched",
            subject="employment.watch:1",
            organisation_id=None,
            by=WATCHER,
            now=now,
            clause=CLAUSE,
            after={"looked_at": found.looked_at, "raised": found.raised, "settled": found.settled, "seq": news.seq},
        )
        return found


def _watched(today: date) -> QuerySet[StaffMember]:
    """Those who work here today, and those who left with an alert still standing."""
    still = Q(ends__isnull=True) | Q(ends__gte=today)
    open_alerts = StaffAlert.objects.filter(closed_at__isnull=True).values("member_id")
    return StaffMember.objects.filter(still, withdrawn_at__isnull=True) | StaffMember.objects.filter(pk__in=open_alerts)


def look_at(members: Collection[UUID], *, now: datetime) -> Swept:
    """Look at these members of staff now: raise the alerts that ought to stand, settle those that no longer do."""
    found = Swept()
    # Who is told is asked again and again, and nothing here changes it.
    with system("looking at registrations"), people.remembering(), transaction.atomic():
        wanted_ids = sorted(members)
        raised: list[StaffAlert] = []
        for start in range(0, len(wanted_ids), AT_ONCE):
            some, new = _look(wanted_ids[start : start + AT_ONCE], now)
            found += some
            raised += new
        found += Swept(told=_tell(raised, now))
    return found


def _look(ids: Sequence[UUID], now: datetime) -> tuple[Swept, list[StaffAlert]]:
    today = london_date(now)
    members = list(StaffMember.objects.filter(pk__in=ids).select_related("organisation"))
    entries = standings_on((member.entry_id for member in members), today)
    standing: dict[UUID, dict[tuple[str, str], StaffAlert]] = defaultdict(dict)
    for alert in StaffAlert.objects.filter(member_id__in=ids, closed_at__isnull=True):
        standing[alert.member_id][alert.kind, alert.mark] = alert
    raised: list[StaffAlert] = []
    settled = 0
    for member in members:
        ought = _ought(member, entries.get(member.entry_id), today) if member.watched_on(today) else ()
        marks = {(each.kind.value, each.mark) for each in ought}
        for mark, alert in standing[member.pk].items():
            if mark not in marks:
                settled += _settle(alert, "The register no longer says so.", now)
        for each in ought:
            held = standing[member.pk].get((each.kind.value, each.mark))
            if new := _raise(member, each, held, now):
                raised.append(new)
    StaffMember.objects.filter(pk__in=ids).update(checked_at=now)
    return Swept(len(members), len(raised), settled), raised


def _ought(member: StaffMember, entry: register.EntryOn | None, today: date) -> tuple[Wanted, ...]:
    orders = [order for order in entry.standing.orders if order.kind.effect != "none"] if entry else []
    name = entry.name.full if entry else ""
    return wanted(
        entry.standing if entry else None,
        today,
        ordered_on=max((order.starts for order in orders), default=None),
        conditions=conditions_of(entry),
        renamed=name if entry and name != member.linked_name else "",
    )


def _raise(member: StaffMember, each: Wanted, held: StaffAlert | None, now: datetime) -> StaffAlert | None:
    """The alert, when it is new or has come nearer; None when it stands already or a person has dealt with it."""
    today = london_date(now)
    reached = warning_reached(each.effective_on, today) if each.kind is Kind.EXPIRING and each.effective_on else None
    if held is not None:
        if reached is None or held.reached is None or reached >= held.reached:
            return None
        held.reached = reached
        held.save(update_fields=["reached"])
        return held
    earlier = StaffAlert.objects.filter(member=member, kind=each.kind, mark=each.mark)
    again = earlier.filter(state="settled").count()
    alert = StaffAlert(
        title=f"{each.kind.words}: {member.name}"[:200],
        organisation_id=member.organisation_id,
        visible_to=[member.organisation_id],
        member=member,
        kind=each.kind.value,
        mark=each.mark[:500],
        effective_on=each.effective_on,
        words=each.words,
        reached=reached,
    )
    key = f"{member.pk}:{each.kind.value}:{each.mark}:{again}"
    opened = procedure.open_case(
        STAFF_ALERT, case=alert, move="raise", by=WATCHER, now=now, key=hashlib.sha256(key.encode()).hexdigest()
    )
    return None if opened.again else alert


def _settle(alert: StaffAlert, because: str, now: datetime) -> int:
    try:
        procedure.take(case=alert, move="settle", by=WATCHER, now=now, key=f"settle:{alert.version}", reasons=because)
    except Refused:
        return 0
    return 1


def settle_all(members: Collection[UUID], because: str, *, now: datetime) -> int:
    """Settle every open alert of these members, who are no longer watched."""
    with system("settling alerts"), transaction.atomic():
        alerts = StaffAlert.objects.filter(member_id__in=list(members), closed_at__isnull=True)
        return sum(_settle(alert, because, now) for alert in alerts)


def _tell(raised: Iterable[StaffAlert], now: datetime) -> int:
    """One notice to each person for all that is new to them: who keeps the staff list, who leads practice, the line."""
    today = london_date(now)
    urgent: dict[tuple[int, UUID], list[StaffAlert]] = defaultdict(list)
    ending: dict[tuple[int, UUID], list[StaffAlert]] = defaultdict(list)
    everybody: dict[UUID, Person] = {}
    for alert in raised:
        for person in _told(alert, today):
            everybody[person.pk] = person
            to = ending if alert.kind == Kind.EXPIRING else urgent
            to[alert.organisation_id, person.pk].append(alert)
    for (organisation, who), alerts in urgent.items():
        _queue(everybody[who], "staff_alerts", alerts, {"count": len(alerts)}, organisation, now)
    for (organisation, who), alerts in ending.items():
        until = max((alert.effective_on for alert in alerts if alert.effective_on), default=today + timedelta(days=60))
        values = {"count": len(alerts), "until": until}
        _queue(everybody[who], "staff_expiring", alerts, values, organisation, now)
    return len(urgent) + len(ending)


def _told(alert: StaffAlert, today: date) -> list[Person]:
    """Those who are told of an alert, never the person it is about."""
    found = [person for role in TOLD for person in people.people_holding(alert.organisation_id, role, today)]
    worker = alert.member.person_id
    if worker and (manager := people.line_manager_of(worker, alert.organisation_id, today)):
        found.append(manager)
    return list({person.pk: person for person in found if person.pk != worker}.values())


def _queue(
    to: Person, template: str, alerts: Sequence[StaffAlert], values: dict[str, object], organisation: int, now: datetime
) -> None:
    told = hashlib.sha256(",".join(sorted(f"{alert.pk}:{alert.reached}" for alert in alerts)).encode()).hexdigest()
    notices.queue(
        to=to,
        template=template,
        values=values,
        key=f"{template}:{to.pk}:{told[:32]}",
        now=now,
        about=alerts[0] if len(alerts) == 1 else None,
        organisation_id=organisation,
    )
