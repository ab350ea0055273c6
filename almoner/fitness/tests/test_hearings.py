"""Hearings: who may sit and when, notice, postponed and adjourned, findings in their turn, and what follows."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from almoner.employment.models import StaffMember
from almoner.fitness.access.hearings import HearingAccess
from almoner.fitness.actions.panels import add_participant, remove_participant, seat, unseat
from almoner.fitness.models import Booking, Examination, Hearing, OrderMade, PanelMember
from almoner.fitness.queries.hearings import PublicHearings, hearing_dates_of
from almoner.fitness.queries.panels import participants
from almoner.fitness.tests import factories as make
from almoner.fitness.tests import hearing_factories as hear
from almoner.fitness.tests.hearing_factories import DAY, NO_ACTION, SUSPENDED, step
from almoner.fitness.tests.order_factories import Desk, a_concern_about, at
from almoner.people.actions.recusal import declare
from almoner.people.models import Membership, Person
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person
from almoner.procedure import actions as procedure
from almoner.procedure.actions import NotVisible
from almoner.procedure.queries import needs_me
from almoner.procedure.rules import Refused
from almoner.record.models import Entry
from almoner.register import actions as register
from almoner.register.queries import facts_for
from almoner.register.rules.standing import Standing
from almoner.register.tests.factories import MACHINE, the_regulator
from almoner.scope.clock import london_date

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("arranging")]


@pytest.fixture
def hearing(now: datetime) -> Hearing:
    return hear.a_hearing(a_concern_about(now=now), now=now)


def because(refused: pytest.ExceptionInfo[Refused]) -> str:
    return str(refused.value)


class TestThePanel:
    @pytest.mark.clause("PLAN-F9")
    def test_a_hearing_is_listed_only_before_two_adjudicators(
        self, desk: Desk, bench: list[Person], hearing: Hearing, now: datetime
    ) -> None:
        hearing = hear.seated(hearing, desk, bench[:1], now)
        with pytest.raises(Refused) as refused:
            step(hearing, "list", desk.officer, now, **hear.LISTED, first_day=DAY, last_day=DAY)
        assert refused.value.clause == "PLAN-F9"
        assert "1 of at least 2" in because(refused)

    @pytest.mark.clause("PLAN-F9")
    @pytest.mark.parametrize("left", [date(2026, 3, 31), date(2020, 2, 1)])
    def test_whoever_was_once_the_workers_colleague_does_not_sit(
        self, desk: Desk, bench: list[Person], now: datetime, left: date
    ) -> None:
        """However long ago: they were there on the same days."""
        council = make.a_council()
        concern = a_concern_about(now=now)
        concern.entry = council.member.entry
        concern.save()
        Membership.objects.create(
            person=bench[0],
            organisation=council.organisation,
            role=Role.TEAM_MANAGER,
            starts=date(2019, 1, 1),
            ends=left,
        )
        with pytest.raises(Refused) as refused:
            hear.seated(hear.a_hearing(concern, now=now), desk, bench, now)
        assert refused.value.clause == "PLAN-F9"
        assert "was a colleague of the social worker at Northmoor Council" in because(refused)

    @pytest.mark.long
    def test_whoever_left_before_the_worker_came_sits_once_five_years_have_passed(
        self, desk: Desk, bench: list[Person], now: datetime
    ) -> None:
        council = make.a_council()
        concern = a_concern_about(now=now)
        concern.entry = council.member.entry
        concern.save()
        spell = Membership.objects.create(
            person=bench[0], organisation=council.organisation, role=Role.TEAM_MANAGER, starts=date(2015, 1, 1),
            ends=date(2019, 12, 31),
        )  # fmt: skip
        assert hear.seated(hear.a_hearing(concern, now=now), desk, bench[:1], now).panel.count() == 1
        StaffMember.objects.filter(pk=council.member.pk).update(starts=date(2023, 6, 1))
        spell.ends = date(2023, 5, 1)
        spell.save()
        with pytest.raises(Refused, match="in the last five years"):
            hear.seated(hear.a_hearing(concern, now=now), desk, bench[:1], now)

    @pytest.mark.clause("PLAN-F9")
    def test_whoever_has_a_conflict_or_worked_on_the_concern_does_not_sit(
        self, desk: Desk, bench: list[Person], hearing: Hearing, now: datetime
    ) -> None:
        Membership.objects.create(
            person=bench[0], organisation=the_regulator(), role=Role.TRIAGE_OFFICER, starts=date(2026, 1, 1)
        )
        risk = {"risk": "low", "risk_why": "At home."}
        procedure.take(case=hearing.concern, move="acknowledge", by=bench[0], now=now, key="a", values=risk)
        with pytest.raises(Refused, match="has worked on this concern before"):
            hear.seated(hearing, desk, bench[:1], now)
        declare(
            person=bench[1], subject=f"fitness.concern:{hearing.concern_id}", called="it",
            organisation=hearing.organisation, words="My cousin.", now=now,
        )  # fmt: skip
        with pytest.raises(Refused, match="has a conflict in this case"):
            hear.seated(hearing, desk, [bench[1]], now)

    def test_nobody_judges_themselves_under_any_name(self, desk: Desk, now: datetime) -> None:
        council = make.a_council()
        Membership.objects.create(
            person=council.worker, organisation=the_regulator(), role=Role.ADJUDICATOR, starts=date(2026, 1, 1)
        )
        concern = a_concern_about("Somebody Else", now=now)
        concern.entry = council.member.entry
        concern.save()
        with pytest.raises(Refused, match="The hearing is about Jane Okonkwo"):
            hear.seated(hear.a_hearing(concern, now=now), desk, [council.worker], now)
        with pytest.raises(Refused, match="is not an adjudicator today"):
            hear.seated(hear.a_hearing(concern, now=now), desk, [council.head], now)

    @pytest.mark.clause("PLAN-F9")
    def test_nobody_and_no_room_is_in_two_hearings_at_once(
        self, desk: Desk, bench: list[Person], hearing: Hearing, now: datetime
    ) -> None:
        in_person: dict[str, Any] = {"mode": "person", "room": "Room 4"}
        hear.listed(hearing, desk, bench, now, session="morning", last_day=DAY + timedelta(days=2), **in_person)
        other = hear.a_hearing(a_concern_about("Nia Rees", now=now), now=now)
        second = DAY + timedelta(days=1)
        with pytest.raises(Refused, match="Ada Quist is taken by another hearing on 12 January 2027") as refused:
            hear.listed(other, desk, bench, now, second)
        assert refused.value.clause == "PLAN-F9"
        days = {"first_day": second, "last_day": second}
        assert (
            step(other, "list", desk.officer, now, **{**hear.LISTED, **days, "session": "afternoon"}).state == "listed"
        )
        third = hear.a_hearing(a_concern_about("Tom Lea", now=now), now=now)
        others = hear.a_bench("Dina Falk", "Eli Roe")
        with pytest.raises(Refused, match="Room 4 is taken"):
            hear.listed(third, desk, others, now, second, **{**in_person, "room": "room 4"})
        elsewhere = {**hear.LISTED, **days, "mode": "person", "room": "Room 5"}
        third = step(third, "list", desk.officer, now, **elsewhere)
        with pytest.raises(Refused, match="Ada Quist is taken"):
            seat(hearing=third, person=bench[0], seat="lay", by=desk.officer, now=now)

    @pytest.mark.long
    def test_postponed_it_frees_everybody(
        self, desk: Desk, bench: list[Person], hearing: Hearing, now: datetime
    ) -> None:
        hearing = step(hear.listed(hearing, desk, bench, now), "postpone", desk.officer, now, "A witness is ill.")
        assert (hearing.state, hearing.first_day) == ("to_list", None)
        assert not Booking.objects.exists()
        other = hear.a_hearing(a_concern_about("Nia Rees", now=now), now=now)
        assert hear.listed(other, desk, bench, now).state == "listed"

    @pytest.mark.clause("PLAN-F8")
    def test_a_final_hearing_that_is_called_off_goes_back_to_the_case_examiners(
        self, desk: Desk, hearing: Hearing, now: datetime
    ) -> None:
        """Nobody ends a case alone by not holding its hearing."""
        hearing = step(hearing, "cancel", desk.officer, now, "The worker has died.")
        examination = Examination.objects.get(concern_id=hearing.concern_id)
        assert (hearing.state, examination.state) == ("cancelled", "to_be_given")
        assert needs_me(desk.second, london_date(now), procedure="examination").exists()

    @pytest.mark.long
    def test_taken_off_the_panel_somebody_is_free_and_sees_the_hearing_no_more(
        self, desk: Desk, bench: list[Person], hearing: Hearing, now: datetime
    ) -> None:
        hearing = hear.listed(hearing, desk, bench, now)
        access, today = HearingAccess(Hearing), london_date(now)
        assert access.visible_to(bench[1], today).exists()
        member = PanelMember.objects.get(hearing=hearing, person=bench[1])
        unseat(member=member, reasons="On leave.", by=desk.officer, now=now)
        assert not access.visible_to(bench[1], today).exists()
        assert not Booking.objects.filter(person=bench[1]).exists()
        with pytest.raises(NotVisible):
            step(hearing, "begin", bench[1], now)

    @pytest.mark.long
    def test_a_panel_that_has_opened_does_not_change(
        self, desk: Desk, bench: list[Person], hearing: Hearing, now: datetime
    ) -> None:
        hearing = hear.opened(hearing, desk, bench, now)
        with pytest.raises(Refused, match="In session"):
            seat(hearing=hearing, person=bench[2], seat="professional", by=desk.officer, now=at(DAY))

    def test_an_adjudicator_sees_the_hearings_they_sit_on_and_no_concern(
        self, desk: Desk, bench: list[Person], hearing: Hearing, now: datetime
    ) -> None:
        hear.seated(hearing, desk, bench[:1], now)
        today = london_date(now)
        assert list(HearingAccess(Hearing).visible_to(bench[0], today)) == [hearing]
        assert not HearingAccess(Hearing).visible_to(bench[1], today).exists()
        with pytest.raises(NotVisible):
            procedure.note(case=hearing.concern, text="?", by=bench[0], now=now)

    @pytest.mark.long
    def test_a_chair_is_seated_once(self, desk: Desk, bench: list[Person], hearing: Hearing, now: datetime) -> None:
        hear.seated(hearing, desk, bench[:1], now)
        with pytest.raises(Refused, match="has a chair"):
            seat(hearing=hearing, person=bench[1], seat="chair", by=desk.officer, now=now)

    @pytest.mark.long
    def test_only_a_hearings_officer_seats_anybody(self, bench: list[Person], hearing: Hearing, now: datetime) -> None:
        triage = make.a_triage_officer()
        with pytest.raises(Refused, match="Only the hearings officer"):
            seat(hearing=hearing, person=bench[0], seat="chair", by=triage, now=now)


class TestNotice:
    @pytest.mark.clause("PLAN-F9")
    def test_a_day_less_than_28_days_is_refused_across_the_change_of_the_hour(
        self, desk: Desk, bench: list[Person], now: datetime
    ) -> None:
        """Served late in the evening of 1 March, London time; clocks go forward on the 28th."""
        served = datetime.fromisoformat("2027-03-01T23:30:00+00:00")
        hearing = hear.a_hearing(a_concern_about(now=now), now=now)
        hearing = hear.listed(hearing, desk, bench, now, date(2027, 3, 25))
        values: dict[str, Any] = {"served_on": date(2027, 3, 1), "how": "post"}
        with pytest.raises(Refused, match="24 days’ notice of 25 March 2027, where 28 are needed") as refused:
            step(hearing, "serve", desk.officer, served, **values)
        assert refused.value.clause == "PLAN-F9"
        hearing = step(hearing, "postpone", desk.officer, served, "Notice is short.")
        days: dict[str, Any] = {"first_day": date(2027, 3, 30), "last_day": date(2027, 3, 30)}
        hearing = step(hearing, "list", desk.officer, served, **{**hear.LISTED, **days})
        assert step(hearing, "serve", desk.officer, served, **values).served_on == date(2027, 3, 1)

    @pytest.mark.long
    def test_exactly_28_days_are_enough_and_tomorrows_service_is_not_believed(
        self, desk: Desk, bench: list[Person], hearing: Hearing, now: datetime
    ) -> None:
        today = london_date(now)
        hearing = hear.listed(hearing, desk, bench, now, today + timedelta(days=28))
        with pytest.raises(Refused, match="has not come yet"):
            step(hearing, "serve", desk.officer, now, served_on=today + timedelta(days=1), how="post")
        assert step(hearing, "serve", desk.officer, now, served_on=today, how="post").state == "noticed"

    @pytest.mark.parametrize(("changed", "field"), [
        ({"first_day": date(2026, 12, 25), "last_day": date(2026, 12, 25)}, "first_day"),  # Christmas Day
        ({"first_day": date(2027, 1, 9), "last_day": date(2027, 1, 11)}, "first_day"),  # a Saturday
        ({"first_day": date(2026, 11, 20)}, "first_day"),  # has passed
        ({"last_day": date(2027, 1, 8)}, "last_day"),
        ({"last_day": date(2037, 1, 11)}, "last_day"),
        ({"first_day": date(2999, 1, 1), "last_day": date(2999, 1, 1)}, "first_day"),
        ({"mode": "person"}, "room"),
    ])  # fmt: skip
    def test_days_on_which_nobody_could_sit_are_refused(
        self, desk: Desk, bench: list[Person], hearing: Hearing, now: datetime, changed: dict[str, Any], field: str
    ) -> None:
        with pytest.raises(Refused) as refused:
            hear.listed(hearing, desk, bench, now, **changed)
        assert [one.field for one in refused.value.refusals] == [field]

    @pytest.mark.long
    def test_it_does_not_open_before_its_day_nor_before_notice(
        self, desk: Desk, bench: list[Person], hearing: Hearing, now: datetime
    ) -> None:
        with pytest.raises(Refused, match="does not lead on from there"):
            step(hear.listed(hearing, desk, bench, now), "begin", desk.officer, at(DAY), worker_is="present")
        hearing = step(hearing, "serve", desk.officer, now, served_on=now.date(), how="post")
        with pytest.raises(Refused, match="Its day has not come"):
            step(hearing, "begin", desk.officer, at(DAY - timedelta(days=1)), worker_is="present")
        with pytest.raises(Refused, match="neither there nor represented"):
            step(hearing, "begin", desk.officer, at(DAY), worker_is="absent")


class TestTheDecision:
    @pytest.mark.clause("PLAN-F8")
    def test_facts_ground_and_impairment_are_found_in_that_order_each_with_reasons(
        self, desk: Desk, bench: list[Person], hearing: Hearing, now: datetime
    ) -> None:
        hearing = hear.opened(hearing, desk, bench, now)
        with pytest.raises(Refused, match="not the turn of impairment"):
            step(hearing, "find_impairment", bench[0], at(DAY), "R.", impaired=True)
        with pytest.raises(Refused, match="No reasons"):
            step(hearing, "find_facts", bench[0], at(DAY), facts="all")
        with pytest.raises(Refused, match="not found on the facts"):
            step(hearing, "draft", bench[0], at(DAY), text="T", **SUSPENDED)
        hearing = hear.found(hearing, bench[0])
        with pytest.raises(Refused, match="not the turn of the facts"):
            step(hearing, "find_facts", bench[0], at(DAY), "Again.", facts="none")

    @pytest.mark.parametrize("impaired", [True, False])
    @pytest.mark.long
    def test_no_order_follows_unless_fitness_to_practise_is_impaired(
        self, desk: Desk, bench: list[Person], hearing: Hearing, now: datetime, impaired: bool
    ) -> None:
        hearing = hear.found(hear.opened(hearing, desk, bench, now), bench[0], impaired=impaired)
        if impaired:
            assert step(hearing, "draft", bench[0], at(DAY), text="T", **SUSPENDED).state == "drafted"
        else:
            with pytest.raises(Refused, match="has not found that fitness to practise is impaired"):
                step(hearing, "draft", bench[0], at(DAY), text="T", **SUSPENDED)
            assert hear.decided(hearing, bench, **NO_ACTION).state == "decided"
            assert not OrderMade.objects.exists()

    @pytest.mark.clause("PLAN-F8")
    @pytest.mark.parametrize(("changed", "field"), [
        ({"why_no_less": ""}, "why_no_less"), ({"months": 37}, "months"), ({"months": -1}, "months"),
        ({"shown": ""}, "shown"), ({"cover": ""}, "cover"), ({"outcome": "interim-suspension"}, "outcome"),
        ({"months": 10**9}, "months"), ({"outcome": "warning", "months": 24, "cover": "none"}, "months"),
    ])  # fmt: skip
    def test_an_outcome_beyond_what_the_law_allows_is_refused_beside_its_field(
        self, desk: Desk, bench: list[Person], hearing: Hearing, now: datetime, changed: dict[str, Any], field: str
    ) -> None:
        hearing = hear.found(hear.opened(hearing, desk, bench, now), bench[0])
        values = {name: value for name, value in {**SUSPENDED, **changed}.items() if value != ""}
        with pytest.raises(Refused) as refused:
            step(hearing, "draft", bench[0], at(DAY), text="T", **values)
        assert field in [one.field for one in refused.value.refusals]

    @pytest.mark.clause("PLAN-F8")
    def test_nobody_approves_the_decision_they_wrote_nor_one_that_changed(
        self, desk: Desk, bench: list[Person], hearing: Hearing, now: datetime
    ) -> None:
        hearing = hear.found(hear.opened(hearing, desk, bench, now), bench[0])
        hearing = step(hearing, "draft", bench[0], at(DAY), text="T", **SUSPENDED)
        read = hear.fingerprint_of(hearing)
        with pytest.raises(Refused, match="somebody else has to approve it"):
            step(hearing, "approve", bench[0], at(DAY), fingerprint=read)
        assert needs_me(bench[1], DAY, procedure="hearing").exists()
        assert not needs_me(bench[0], DAY, procedure="hearing").exists()
        hearing = step(hearing, "redraft", bench[0], at(DAY), text="T, changed", **SUSPENDED)
        with pytest.raises(Refused, match="has changed since you read it"):
            step(hearing, "approve", bench[1], at(DAY), fingerprint=read)

    @pytest.mark.clause("PLAN-F8")
    def test_a_suspension_is_made_with_its_cover_and_the_register_shows_both(
        self, desk: Desk, bench: list[Person], hearing: Hearing, now: datetime
    ) -> None:
        hearing = hear.found(hear.opened(hearing, desk, bench, now), bench[0])
        hearing = hear.decided(hearing, bench, **SUSPENDED)
        entry = hearing.concern.entry_id
        assert entry is not None
        made = {order.kind: order for order in OrderMade.objects.filter(concern=hearing.concern)}
        assert set(made) == {"suspension", "interim-suspension"}
        assert made["suspension"].starts == DAY + timedelta(days=29)
        assert made["suspension"].decided_by == bench[0]
        for day in (DAY, DAY + timedelta(days=28), DAY + timedelta(days=29)):
            assert facts_for([entry], day)[entry].standing.standing == Standing.SUSPENDED

    @pytest.mark.long
    def test_where_no_fact_is_proved_it_ends_there(
        self, desk: Desk, bench: list[Person], hearing: Hearing, now: datetime
    ) -> None:
        hearing = step(hear.opened(hearing, desk, bench, now), "find_facts", bench[0], at(DAY), "No.", facts="none")
        assert hear.decided(hearing, bench, **NO_ACTION).state == "decided"

    @pytest.mark.long
    def test_adjourned_it_goes_on_before_the_same_panel_on_its_new_days(
        self, desk: Desk, bench: list[Person], hearing: Hearing, now: datetime
    ) -> None:
        hearing, later = hear.opened(hearing, desk, bench, now), DAY + timedelta(days=21)
        days = {"first_day": later, "last_day": later, "session": "day"}
        hearing = step(hearing, "adjourn", bench[0], at(DAY), "A document is awaited.", **days)
        assert set(Booking.objects.filter(hearing=hearing).values_list("day", flat=True)) == {DAY, later}
        with pytest.raises(Refused, match="Its day has not come"):
            step(hearing, "resume", bench[0], at(later - timedelta(days=1)))
        hearing = hear.found(step(hearing, "resume", bench[0], at(later)), bench[1], later)
        assert hear.decided(hearing, bench, later, **SUSPENDED).state == "decided"

    def test_a_panel_that_loses_a_member_to_a_conflict_cannot_decide_and_somebody_has_to_act(
        self, desk: Desk, bench: list[Person], hearing: Hearing, now: datetime
    ) -> None:
        hearing = hear.found(hear.opened(hearing, desk, bench, now), bench[0])
        hearing = step(hearing, "draft", bench[0], at(DAY), text="T", **SUSPENDED)
        declare(
            person=bench[1], subject=f"fitness.hearing:{hearing.pk}", called="it", organisation=hearing.organisation,
            words="I know a witness.", now=at(DAY),
        )  # fmt: skip
        with pytest.raises(NotVisible):
            step(hearing, "approve", bench[1], at(DAY), fingerprint=hear.fingerprint_of(hearing))
        assert needs_me(desk.officer, DAY, procedure="hearing").exists()
        hearing = step(hearing, "hear_again", desk.officer, at(DAY), "The panel cannot go on.")
        for member in hearing.panel.all():
            unseat(member=member, reasons="A new panel.", by=desk.officer, now=at(DAY))
        others, day = hear.a_bench("Dina Falk", "Eli Roe"), DAY + timedelta(days=35)
        hearing = hear.opened(hearing, desk, others, at(DAY), day)
        with pytest.raises(Refused, match="not found on the facts"):
            step(hearing, "draft", others[0], at(day), text="T", **SUSPENDED)


class TestThoseWhoTakePart:
    @pytest.mark.clause("PLAN-F10")
    def test_what_they_need_is_read_by_hearings_officers_alone_and_is_not_in_the_record(
        self, desk: Desk, bench: list[Person], hearing: Hearing, now: datetime
    ) -> None:
        hear.seated(hearing, desk, bench[:1], now)
        given = {"part": "witness", "contact": "0161 496 0000", "needs": "A screen; she is afraid of him."}
        noted = add_participant(hearing=hearing, name="Mina Hart", by=desk.officer, now=now, **given)
        today = london_date(now)
        assert participants(hearing, desk.second, today) == [noted]
        investigator = a_person("Ivo Lund", Role.INVESTIGATOR, the_regulator())
        assert participants(hearing, bench[0], today) == participants(hearing, investigator, today) == []
        said = str(list(Entry.objects.filter(case_id=hearing.pk).values_list("payload", flat=True)))
        assert "screen" not in said
        assert "Mina" not in said
        remove_participant(participant=noted, by=desk.officer, now=now)
        noted.refresh_from_db()
        assert (noted.needs, noted.contact) == ("", "")


class TestThePublicList:
    @pytest.mark.clause("PLAN-F9")
    def test_the_public_reads_name_number_date_mode_and_purpose_once_notice_is_served(
        self, desk: Desk, bench: list[Person], hearing: Hearing, now: datetime
    ) -> None:
        today = london_date(now)
        hearing = hear.listed(hearing, desk, bench, now)
        assert not PublicHearings(today)
        step(hearing, "serve", desk.officer, now, served_on=today, how="post")
        [one] = PublicHearings(today)
        assert (one.name, one.first_day, one.mode) == ("Jane Okonkwo", DAY, "Remotely, by video")
        assert one.about == "Whether the social worker is fit to practise"
        assert PublicHearings(DAY)
        assert not PublicHearings(DAY + timedelta(days=1))

    @pytest.mark.long
    def test_somebody_kept_out_of_the_register_is_kept_out_of_the_list(
        self, desk: Desk, bench: list[Person], hearing: Hearing, now: datetime
    ) -> None:
        hearing = hear.noticed(hearing, desk, bench, now)
        register.suppress(entry_id=hearing.concern.entry_id or 0, reasons="At risk.", by=MACHINE, now=now)
        assert not PublicHearings(london_date(now))

    @pytest.mark.long
    def test_in_private_it_is_not_said_what_it_is_about(
        self, desk: Desk, bench: list[Person], hearing: Hearing, now: datetime
    ) -> None:
        hear.noticed(hearing, desk, bench, now, private=True)
        [one] = PublicHearings(london_date(now))
        assert one.about == ""


def test_a_panel_member_has_the_day_in_their_calendar_from_listing_on(
    desk: Desk, bench: list[Person], hearing: Hearing, now: datetime
) -> None:
    hear.listed(hearing, desk, bench, now)
    events = list(hearing_dates_of(bench[0], london_date(now)))
    assert [(event.day, event.title) for event in events] == [(DAY, "A hearing begins")]
    assert not list(hearing_dates_of(bench[2], london_date(now)))
