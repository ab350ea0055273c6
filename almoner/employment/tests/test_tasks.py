"""The jobs as a real worker does them: outside any request, in the platform's own scope."""

from __future__ import annotations

import asyncio
import io
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import transaction
from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app, connector_params

from almoner.employment import actions, tasks
from almoner.employment.models import StaffAlert, StaffList, StaffListRow
from almoner.employment.rules.columns import Field
from almoner.employment.tests.factories import a_council, an_officer
from almoner.register.tests.factories import an_entry
from almoner.scope import clock
from almoner.scope.context import system


def work_until_nothing_waits() -> None:
    """One worker, until every job that waits is done."""

    async def work() -> None:
        parameters: dict[str, Any] = dict(connector_params("default"))
        parameters.pop("pool", None)
        worker = app.with_connector(PsycopgConnector(kwargs=parameters))
        async with worker.open_async():
            await worker.run_worker_async(queues=["lists", "watch"], wait=False, install_signal_handlers=False)

    # In a thread of its own: where a browser's journey ran before, this one has a loop already.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work()).result()


@pytest.mark.django_db(transaction=True)
def test_a_worker_reads_and_checks_a_list_and_watches_its_people() -> None:
    with system("test"), transaction.atomic():
        council = a_council()
        officer = an_officer(council)
        an_entry("Jane", "Okonkwo", number=11111)
        received = actions.receive(
            file=io.BytesIO(b"Name,SWE No\nJane Okonkwo,SW11111\n"),
            name="staff.csv",
            organisation_id=council.pk,
            by=officer,
            now=clock.now(),
        )
    work_until_nothing_waits()
    with system("test"), transaction.atomic():
        found = StaffList.objects.get(pk=received.staff_list.pk)
        assert found.state == "read"
        mapping = {Field(field): column for field, column in found.mapping.items()}
        actions.confirm_columns(
            staff_list=found, mapping=mapping, by=officer, now=clock.now(), version=found.version, key="k"
        )
    work_until_nothing_waits()
    with system("test"), transaction.atomic():
        assert StaffList.objects.get(pk=found.pk).state == "decided"
        assert StaffListRow.objects.get(staff_list=found).outcome == "certain"
        tasks.watch.defer(timestamp=0)
    work_until_nothing_waits()
    with system("test"), transaction.atomic():
        assert not StaffAlert.objects.exists()
