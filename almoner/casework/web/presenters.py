"""What the pages show, made ready: addresses, words, rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from django.urls import reverse

from almoner.casework.queries import CasePage, Happening, Option, Work, only_somebody_else
from almoner.casework.rules.answers import in_words
from almoner.casework.rules.sentences import clock_in_words, time_left
from almoner.casework.showing import shown_of
from almoner.clauses.rules import clauses
from almoner.design.formats import format_date
from almoner.procedure.models import Case, Request, Step
from almoner.procedure.queries import ClockRun
from almoner.procedure.registry import Registered
from almoner.procedure.rules import MACHINE, OPEN, Field, Line, Pause, Procedure, Refusal, words_for
from almoner.procedure.rules.moves import several

TONES = {
    "sent": "note",
    "delivered": "note",
    "bounced": "bad",
    "reminded": "warn",
    "received": "warn",
    "reviewed": "good",
}


def case_url(procedure: str, case_id: Any) -> str:
    """The page of a case."""
    return reverse("casework:case", args=[procedure, case_id])


def move_url(procedure: Procedure, case: Case, move: str) -> str:
    """Where a move is taken: on the page that its context has for it, or on the one made from the table."""
    own = shown_of(procedure).pages.get(move)
    return own(case) if own else reverse("casework:move", args=[procedure.name, case.pk, move])


def status_of(procedure: Procedure, state: str) -> dict[str, str]:
    """A state as words and a tone."""
    return {"text": procedure.state_words(state), "tone": "quiet" if state in procedure.final else "note"}


def work_row(work: Work) -> dict[str, Any]:
    """One row of a worklist."""
    line = work.line
    due = f"{'Was due' if work.late else 'Due'} {format_date(line.due)}" if line.due else ""
    held = f"{line.assigned_to.name} · " if line.assigned_to else ""
    return {
        "href": case_url(line.procedure, line.pk),
        "title": line.title,
        "about": f"{work.procedure.words} {line.reference} · {held}{line.organisation.name}. {work.waits}",
        "status": work.procedure.state_words(line.state),
        "tone": "note",
        "clock": due,
        "clock_state": "late" if work.late else "running",
    }


def clause_words(clause_id: str) -> str:
    """The clause in words, or nothing when no source has it."""
    found = clauses().get(clause_id)
    return found.duty if found else ""


def refusal_rows(refusals: Iterable[Refusal]) -> list[dict[str, str]]:
    """Refusals for the refusal macro, one for each thing that is in the way."""
    return [
        {
            "because": r.because,
            "what_would_change_it": r.what_would_change_it,
            "clause": r.clause,
            "clause_words": clause_words(r.clause),
        }
        for r in refusals
    ]


def case_context(page: CasePage) -> dict[str, Any]:
    """Everything the case page shows but the timeline."""
    procedure = page.kept.procedure
    return {
        "case": page.case,
        "procedure": procedure,
        "standing": status_of(procedure, page.case.state),
        "waits": page.waits,
        "open": [_option(page, o) for o in page.options if o.open],
        # What nobody waits for is offered once it is open, and not held up before.
        "blocked": [
            _option(page, o) for o in page.options if o.move.waits and not o.open and not only_somebody_else(o)
        ],
        "others": [_option(page, o) for o in page.options if not o.open and _for_people(o) and only_somebody_else(o)],
        "clocks": [_clock(page, c) for c in page.clocks],
        "requests": [request_row(page.kept, one) for one in page.requests],
        "may_ask": [{"text": k.words, "href": _url("ask", page.case, page.kept, k.name)} for k in page.may_ask],
        "assign": _url("assign", page.case, page.kept) if page.may_assign else "",
        "note": _url("note", page.case, page.kept),
        "details": [{"key": key, "value": value} for key, value in _details(page)],
        "statement": [{"key": key, "value": value} for key, value in shown_of(procedure).statement(page.case)],
        "earlier": shown_of(procedure).earlier(page.case),
        "related": [{"text": text, "href": href} for text, href in page.related],
    }


def happening_rows(kept: Registered, happenings: Iterable[Happening]) -> list[dict[str, Any]]:
    """The timeline's items."""
    return [_step(kept, h.step) if h.step else _remark(h) for h in happenings]


def step_rows(kept: Registered, steps: Iterable[Step]) -> list[dict[str, Any]]:
    """Steps as timeline items, as on the page that says what changed."""
    return [_step(kept, step) for step in steps]


def typed_rows(fields: Iterable[Field], values: Mapping[str, Any], reasons: str = "") -> list[dict[str, str]]:
    """What somebody answered, in the words of the questions."""
    rows = [
        {"key": one.label, "value": ", ".join(in_words(one, values[one.name]))} for one in fields if one.name in values
    ]
    return rows + ([{"key": "Reasons", "value": reasons}] if reasons else [])


def posted_rows(form: Any) -> list[dict[str, str]]:
    """What was typed into a form that came to nothing, so that it can be copied."""
    return [{"key": str(bound.label), "value": str(bound.value())} for bound in form if bound.value()]


def request_row(kept: Registered, request: Request) -> dict[str, Any]:
    """A request as the case page shows it."""
    kind = kept.procedure.request(request.kind)
    until = f"to be answered by {format_date(request.expires_on)}" if request.outstanding else ""
    return {
        "title": kind.words if kind else request.kind,
        "href": reverse("casework:request", args=[kept.procedure.name, request.case_id, request.pk]),
        "about": f"Asked of {request.to_name} on {format_date(request.sent_on)}" + (f", {until}" if until else ""),
        "status": request.state.capitalize(),
        "tone": TONES.get(request.state, "quiet"),
    }


def move_rows(procedure: Procedure) -> list[dict[str, Any]]:
    """The table of moves in words, beside the diagram."""
    return [
        {
            "words": move.words,
            "clause": move.cites,
            "frm": ", ".join(procedure.state_words(s) if s else "Start" for s in procedure.sources(move)),
            "to": "the same" if move.to == "=" else procedure.state_words(move.to),
            "by": words_for(move.by),
            "apart": ", ".join((procedure.move(m) or move).words for m in move.not_by_taker_of),
            "reasons": move.reasons,
        }
        for move in procedure.moves
    ]


def clock_rows(procedure: Procedure) -> list[str]:
    """Each clock in a sentence."""
    return [clock_in_words(procedure, clock) for clock in procedure.clocks]


def _for_people(option: Option) -> bool:
    """Whether anybody but the platform itself may take the move."""
    return any(role != MACHINE for role in option.move.by)


def _option(page: CasePage, option: Option) -> dict[str, Any]:
    return {
        "text": option.move.words,
        "href": move_url(page.kept.procedure, page.case, option.move.name),
        "who": words_for(option.move.by),
        "onward": option.move in page.kept.procedure.onward(page.case.state),
        "here": OPEN not in several(option.move.frm),
        "waits": option.move.waits,
        "refusals": refusal_rows(option.refusals),
    }


def _clock(page: CasePage, one: ClockRun) -> dict[str, Any]:
    reading = one.reading
    state = (
        "paused" if reading.paused_by else "stopped" if not reading.running else "late" if reading.over else "running"
    )
    words = time_left(reading) + ("" if reading.certain else " (bank holidays of that year are not announced yet)")
    by_hand = [p for p in one.clock.pauses if reading.running and page.roles & {str(role) for role in p.by}]
    return {
        "name": one.clock.words,
        "words": words,
        "state": state,
        "lines": clock_lines(one.lines),
        "pauses": [
            {"href": _url("pause", page.case, page.kept, one.clock.name, p.name), "text": _pause_words(one, p, by_hand)}
            for p in by_hand
        ],
    }


def _pause_words(one: ClockRun, pause: Pause, by_hand: list[Pause]) -> str:
    """What a link to a pause by hand does; with the ground, where the clock has several."""
    lasts = any(each.ends is None and each.because.startswith(pause.because) for each in one.pauses)
    words = "Let this clock go on" if lasts else "Stop this clock"
    return f"{words}: {pause.because[:1].lower()}{pause.because[1:]}" if len(by_hand) > 1 else words


def clock_lines(lines: list[Line]) -> list[str]:
    """A clock's days: each that counted on its own line, those that did not joined while the reason is the same."""
    told = []
    for (counted, why, cites), group in groupby(lines, key=lambda line: (line.counted, line.why, line.cites)):
        days = [line.day for line in group]
        when = f"{days[0]:%a} {format_date(days[0])}"
        if len(days) > 1:
            when += f" to {days[-1]:%a} {format_date(days[-1])}"
        told.append(f"{when}: {why}" + (f" ({cites})" if cites and counted is None else ""))
    return told


def _details(page: CasePage) -> list[tuple[str, str]]:
    case = page.case
    held = case.assigned_to.name if case.assigned_to else "Nobody in particular"
    opened = format_date(case.opened_at.date()) if case.opened_at else ""
    own = [("Organisation", case.organisation.name), ("Opened", opened), ("Dealt with by", held)]
    return [*shown_of(page.kept.procedure).details(case), *own]


def _step(kept: Registered, step: Step) -> dict[str, Any]:
    move = kept.procedure.move(step.move)
    answers = typed_rows(move.fields, step.values, step.reasons) if move else []
    role = words_for([step.role]).removeprefix("the ") if step.by else ""
    return {
        "title": move.done_words if move else step.move,
        "by": f"{step.by.name}, {role}" if step.by else "the system",
        "at": step.at,
        "text": "",
        "answers": answers,
        "state": kept.procedure.state_words(step.to_state) if step.from_state != step.to_state else "",
        "clause": step.clause,
    }


def _remark(happening: Happening) -> dict[str, Any]:
    remark = happening.remark
    assert remark is not None  # noqa: S101  a happening is one or the other
    title = {"note": "Note", "asked": "Asked", "assigned": "Assigned"}.get(remark.kind, remark.kind.capitalize())
    by = remark.by.name if remark.by else ""
    return {"title": title, "by": by, "at": remark.at, "text": remark.text, "answers": [], "state": "", "clause": ""}


def _url(name: str, case: Case, kept: Registered, *more: str) -> str:
    return reverse(f"casework:{name}", args=[kept.procedure.name, case.pk, *more])
