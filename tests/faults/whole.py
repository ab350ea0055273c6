"""Whether anything was left half done: a write is several rows, and all of them are there or none is."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import LiteralString

from tests.faults.estate import Estate

#: What each question finds is half of something. The words say of what.
HALVES: dict[str, LiteralString] = {
    "a list without its one upload": """
        select l.id::text from employment_stafflist l
        where (select count(*) from procedure_step s where s.case_id = l.id and s.move = 'upload') <> 1""",
    "a case whose version is not the number of its steps": """
        select d.case_id::text from procedure_docket d
        where d.version <> (select count(*) from procedure_step s where s.case_id = d.case_id)""",
    "a case in another state than its last step left it in": """
        select d.case_id::text from procedure_docket d where d.state <> (
          select s.to_state from procedure_step s where s.case_id = d.case_id order by s.number desc limit 1)""",
    "a step without its one event": """
        select s.id::text from procedure_step s join procedure_docket d using (case_id)
        where (select count(*) from record_entry e
            where e.case_id = s.case_id and e.kind = d.procedure || '.' || s.move)
          <> (select count(*) from procedure_step o where o.case_id = s.case_id and o.move = s.move)""",
    "a document without its one event": """
        select d.id::text from documents_document d where (select count(*) from record_entry e
          where e.kind = 'document.received' and e.subject = 'documents.document:' || d.id) <> 1""",
    "an ended registration without its one change and its one event": """
        select t.entry_id::text from register_term t where t.reasons = 'They asked for it.' and (
          (select count(*) from register_change c where c.entry_id = t.entry_id and c.kind = 'ended') <> 1
          or (select count(*) from record_entry e
              where e.kind = 'register.ended' and e.subject = 'register.entry:' || t.entry_id) <> 1)""",
    "a change of the register whose entry did not change": """
        select c.seq::text from register_change c where c.kind = 'ended' and not exists (
          select from register_term t where t.entry_id = c.entry_id and t.ended_on is not null)""",
    "a notice without its one event": """
        select n.id::text from notices_notice n where (select count(*) from record_entry e
          where e.kind = 'notice.queued' and e.subject = 'notices.notice:' || n.id) <> 1""",
    "a notice that was sent and is in nobody's mail once": """
        select n.id::text from notices_notice n where n.state in ('sent', 'delivered')
          and (select count(*) from notices_demonstrationmail m where m.message_id like '<' || n.id || '@%') <> 1""",
    "an alert told of twice": """
        select key from notices_notice group by organisation_id, key having count(*) > 1""",
}
#: And these are what nobody looks after, once everything has come to rest.
LEFT: dict[str, LiteralString] = {
    "a list that nobody reads": "select id::text from employment_stafflist where state = 'uploaded'",
    "a job that nobody does": """
        select id::text from procrastinate_jobs where status in ('todo', 'doing')
          and (scheduled_at is null or scheduled_at < now())""",
    "a job set aside": "select task_name || ' ' || id from procrastinate_jobs where status = 'failed'",
    "a notice on its way": "select id::text from notices_notice where state = 'sending'",
    "an event without a seal": "select entry_id::text from record_queue",
}


def halves(estate: Estate) -> dict[str, list[str]]:
    """What is half done, by what it is half of; nothing where all is well."""
    found = {words: [str(row[0]) for row in estate.rows(question)] for words, question in HALVES.items()}
    found["a document whose content is missing or another"] = [
        str(key) for key, digest in _documents(estate) if not _holds(estate.var / "files" / key, digest)
    ]
    return {words: rows for words, rows in found.items() if rows}


def left(estate: Estate) -> dict[str, list[str]]:
    """What nobody looks after, once everything has come to rest."""
    found = {words: [str(row[0]) for row in estate.rows(question)] for words, question in LEFT.items()}
    return {words: rows for words, rows in found.items() if rows}


def _documents(estate: Estate) -> list[tuple[str, str]]:
    named = estate.rows(
        "select replace(id::text, '-', ''), sha256 from documents_document where state not in ('refused', 'withdrawn')"
    )
    return [(f"documents/{key[:2]}/{key}", digest) for key, digest in named]


def _holds(path: Path, digest: str) -> bool:
    return path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == digest
