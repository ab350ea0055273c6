"""`almoner sealer`: the process that seals the record and signs its heads."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Annotated

import psycopg
import structlog
import typer

from almoner.record.keys import make_keys, signing_key
from almoner.record.rules.note import NoteError
from almoner.record.sealer import EVERY_SECONDS, RecordDoesNotFit, Sealer
from almoner.record.sealer import sealer as a_sealer

STOPPED, NO_KEY, DOES_NOT_FIT = 0, 3, 4
LONGEST_PAUSE = 30.0

log = structlog.get_logger(__name__)


def sealer(
    once: Annotated[bool, typer.Option("--once", help="Seal what waits, then end.")] = False,
    after_restore: Annotated[
        str,
        typer.Option(
            help="The database was put back from a backup that lacks sealed events: say what happened, and go on."
        ),
    ] = "",
) -> None:
    """Seal the record: every five seconds, and at once after a decision. Only this process has the key that signs.

    Run one; a second one waits its turn and does no harm.

    Exit codes: 0 stopped · 3 no key, or one that others can read · 4 the record is not the one that was signed:
    nothing is sealed until somebody has looked (almoner verify)
    """
    from django.conf import settings

    try:
        key = signing_key(settings.RECORD_ORIGIN, settings.RECORD_KEY_FILE)
    except (OSError, NoteError) as error:
        typer.echo(f"The sealer has no key to sign with: {error}. Make one: almoner record make-keys", err=True)
        raise typer.Exit(NO_KEY) from None
    with a_sealer(settings.DATABASE_SEALER_URL, key, settings.RECORD_KEPT_HEAD) as working:
        try:
            if after_restore:
                working.put_back(after_restore)
            if once:
                typer.echo(f"{working.seal_all():,} events sealed.")
            else:
                _go_on(working, _when_told_to_stop())
        except RecordDoesNotFit as error:
            typer.echo(f"NOTHING IS SEALED: {error}.", err=True)
            raise typer.Exit(DOES_NOT_FIT) from None


def _when_told_to_stop() -> threading.Event:
    stop = threading.Event()

    def told(signum: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, told)
    signal.signal(signal.SIGINT, told)
    return stop


def _go_on(working: Sealer, stop: threading.Event) -> None:
    pause = 1.0
    while not stop.is_set():
        try:
            if sealed := working.seal_all():
                log.info("record.sealed", events=sealed)
            working.wait(EVERY_SECONDS)
            pause = 1.0
        except psycopg.OperationalError as error:
            # The database restarts, or the network blinks: what was not committed is still in the queue.
            log.warning("record.sealer_lost_database", error=type(error).__name__, again_in=pause)
            working.close()
            stop.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE)


def make_record_keys() -> None:
    """Make the pair of keys: the private one for the sealer alone, the public one for everybody. Never overwrites one.

    Exit codes: 0 made · 1 there is a key already
    """
    from django.conf import settings

    try:
        key = make_keys(settings.RECORD_ORIGIN, settings.RECORD_KEY_FILE, settings.RECORD_PUBLIC_KEY_FILE)
    except FileExistsError:
        typer.echo(f"There is a key already: {settings.RECORD_KEY_FILE}", err=True)
        raise typer.Exit(1) from None
    typer.echo(str(key.verifier))
