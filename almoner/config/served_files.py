"""The style sheet, the scripts and the fonts, put where they are served from."""

from __future__ import annotations

import fcntl
import hashlib

from almoner.config.environment import ROOT, VAR
from almoner.design.assets import BUILD, is_current

#: Stands among the files, so that it goes where they go.
_DONE = VAR / "static" / ".collected"


class NotBuilt(Exception):
    """There is nothing to serve pages with; the message says what to do."""


def collect() -> None:
    """Put what `make setup` built where it is served from, each file named for its content.

    Done once for each build, however many processes start at once. Raises NotBuilt.
    """
    if not (BUILD / ".built").is_file():
        raise NotBuilt(f"The style sheet and the scripts are not built in {BUILD}. Run: ALMONER_VAR={VAR} make setup")
    wanted = _wanted()
    if is_current(_DONE, wanted):
        return
    VAR.mkdir(parents=True, exist_ok=True)
    with (VAR / "static.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_current(_DONE, wanted):
            _collect()
            _DONE.write_text(wanted)


def _wanted() -> str:
    """What was built, and the libraries that bring files of their own."""
    return hashlib.sha256((BUILD / ".built").read_bytes() + (ROOT / "requirements.txt").read_bytes()).hexdigest()


def _collect() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("collectstatic", verbosity=0, interactive=False)
