"""The worker: does the jobs, and beside them, outside the queue, looks after jobs whose worker died.

That watch must not itself be a job: a queue whose workers died holding it would never look after anything again.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import signal
from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
import structlog
from asgiref.sync import sync_to_async
from django.db import connections
from procrastinate import App, PsycopgConnector
from procrastinate.contrib.django import app as jobs
from procrastinate.contrib.django import connector_params
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager
from psycopg_pool import PoolTimeout

log = structlog.get_logger("almoner.worker")

#: A worker that has given no sign of life for so long, in seconds, is taken for dead.
SILENT_AFTER = 30.0
#: A job under which workers died this often is taken for what killed them, and set aside.
MOST_DEATHS = 3
#: Between losing the database and beginning again, in seconds.
PAUSE = 2.0
#: So often, `PAUSE` apart, what became of a job is written again where the database is away or full.
MOST_TRIES = 30
#: Finished jobs are kept for so long, in hours, to be looked at.
KEEP_FINISHED = 72

# A job's attempts count every time that it was begun again, also because it failed or waited for the database. A death
# is known by the start at which it happened, so that two workers who find the same dead one count it once.
_DEATHS = """
WITH died AS (
    INSERT INTO operations_death (job_id, start) VALUES (%(job_id)s, %(start)s) ON CONFLICT DO NOTHING
)
SELECT count(*) + 1 AS deaths FROM operations_death WHERE job_id = %(job_id)s AND start <> %(start)s
"""


class PatientJobManager(JobManager):
    """Writes what became of a job once the database takes it.

    The library tries once. A job whose end could not be written, for want of room or of a database, would be under way
    for as long as its worker lived, which nobody takes for dead.
    """

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:
        """See the library; as long as it takes."""
        await _once_it_can(functools.partial(super().finish_job, job, status, delete_job))

    async def retry_job(self, job: Job, *arguments: Any, **named: Any) -> None:
        """See the library; as long as it takes."""
        await _once_it_can(functools.partial(super().retry_job, job, *arguments, **named))


async def _once_it_can(write: Callable[[], Awaitable[None]]) -> None:
    for _ in range(MOST_TRIES):
        try:
            return await write()
        except ConnectorException as error:
            if not isinstance(error.__cause__, psycopg.OperationalError | psycopg.InterfaceError):
                raise
            log.warning("what became of a job waits for the database", error=type(error.__cause__).__name__)
        await asyncio.sleep(PAUSE)
    return await write()


def run(*, concurrency: int, silent_after: float = SILENT_AFTER) -> None:
    """Do jobs, `concurrency` at once, until told to stop; jobs under way are finished first.

    `silent_after` is in seconds; a sign of life is given three times as often. Where the database goes away, the worker
    waits and begins again: what it had in hand is taken for a dead worker's, and rescued.
    """
    asyncio.run(_go_on(concurrency, silent_after))


async def _go_on(concurrency: int, silent_after: float) -> None:
    stop = asyncio.Event()
    for told in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(told, stop.set)
    parameters: dict[str, Any] = dict(connector_params("default"))
    parameters.pop("pool", None)
    while not stop.is_set():
        try:
            await _run(jobs.with_connector(PsycopgConnector(kwargs=parameters)), concurrency, silent_after, stop)
        except (ConnectorException, psycopg.OperationalError, PoolTimeout) as error:
            log.warning("worker lost database", error=type(error).__name__)
        if not stop.is_set():
            # The library's worker also ends, without a word, when one of its own connections is lost.
            log.warning("worker begins again")
            # The clock's jobs are queued through Django's connection, which does not notice that its server is gone.
            await sync_to_async(connections.close_all)()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), PAUSE)


async def _run(app: App, concurrency: int, silent_after: float, stop: asyncio.Event) -> None:
    app.job_manager = PatientJobManager(app.connector)
    async with app.open_async():
        watch = asyncio.create_task(_watch(app, silent_after))
        told = asyncio.create_task(stop.wait())
        work = asyncio.create_task(
            app.run_worker_async(
                concurrency=concurrency,
                update_heartbeat_interval=silent_after / 3,
                stalled_worker_timeout=silent_after,
                install_signal_handlers=False,
            )
        )
        try:
            log.info("worker started")
            await asyncio.wait({work, told}, return_when=asyncio.FIRST_COMPLETED)
            if stop.is_set():
                work.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await work
        finally:
            for task in (watch, told):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
            log.info("worker stopped")


async def _watch(app: App, silent_after: float) -> None:
    rounds = 0
    while True:
        try:
            await rescue_stalled(app, silent_after)
            if rounds % 240 == 0:
                await app.job_manager.delete_old_jobs(nb_hours=KEEP_FINISHED)
        except Exception:
            # the database may be away for a while; the watch goes on when it is back
            log.exception("the watch over jobs failed")
        rounds += 1
        await asyncio.sleep(silent_after / 2)


async def rescue_stalled(app: App, silent_after: float) -> int:
    """Put back the jobs of dead workers, and set aside those under which too many died. Returns how many."""
    stalled = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=silent_after))
    rescued = 0
    for job in stalled:
        try:
            await _rescue(app, job)
        except ConnectorException:
            # It was done after all, or its successor waits under the same lock: no reason to leave the others.
            log.info("job not rescued", job=job.id, task=job.task_name, attempts=job.attempts)
        else:
            rescued += 1
    return rescued


async def _rescue(app: App, job: Job) -> None:
    counted = await app.connector.execute_query_one_async(_DEATHS, job_id=job.id, start=job.attempts)
    deaths = counted["deaths"]
    if deaths >= MOST_DEATHS:
        await app.job_manager.finish_job(job, Status.FAILED, delete_job=False)
        log.error("job set aside", job=job.id, task=job.task_name, attempts=job.attempts, deaths=deaths)
    else:
        await app.job_manager.retry_job(job)
        log.warning("job rescued", job=job.id, task=job.task_name, attempts=job.attempts, deaths=deaths)
