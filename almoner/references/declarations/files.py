"""The candidate's file."""

from __future__ import annotations

from almoner.procedure.registry import register
from almoner.references.access.files import FileAccess
from almoner.references.actions import files
from almoner.references.models import CandidateFile
from almoner.references.rules.candidate_file import CANDIDATE_FILE

_AFTER = {
    "record_dbs": files.keep_dbs,
    "add_post": files.keep_post,
    "take_out": files.take_out_post,
    "explain_gap": files.keep_explanation,
    "complete": files.start_passport,
    "reopen": files.end_passport,
}


def declare() -> None:
    """Files."""
    register(CANDIDATE_FILE, model=CandidateFile, access=FileAccess(CandidateFile), after=_AFTER)
