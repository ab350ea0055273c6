"""A referral as a bundle: a document for each case, its files, and what the record has of it."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from almoner.casework.web.presenters import happening_rows
from almoner.design.formats import format_datetime
from almoner.documents.letters import Bundle, Heading, Item, Letter, Paragraph, Sender, Table, pdf
from almoner.documents.letters.writing import Block
from almoner.documents.models import Document
from almoner.documents.queries import Missing, content_of, is_served
from almoner.fitness.queries.printing import Print, Printed
from almoner.record.queries.cases import RecordedEvent
from almoner.record.web.presenters import EventItem, event_items

LONDON = ZoneInfo("Europe/London")


def bundle_of(printed: Print, on: date) -> Bundle:
    """The whole print: each case as it went, then its files, then the record of them all."""
    referral = printed.referral
    items: list[Item] = []
    for part in printed.parts:
        items.append(_item(part.kept.procedure.words, part.case.reference, _as_it_went(part), printed, on))
        items += [_file(document) for document in part.files]
    items.append(_item("What the record has of it", referral.reference, _record(printed), printed, on))
    return Bundle(
        title=f"Referral about {referral.about[0]}", reference=referral.reference,
        organisation=referral.organisation.name, made_on=on, items=items,
    )  # fmt: skip


def _item(title: str, reference: str, body: list[Block], printed: Print, on: date) -> Item:
    letter = Letter(
        title=title, reference=reference, date=on, sender=Sender(printed.referral.organisation.name),
        to=[f"About {printed.referral.about[0]}, {printed.referral.about[1]}"], greeting="", body=body,
        closing="",
    )  # fmt: skip
    return Item(title, pdf(letter), "application/pdf", on)


def _as_it_went(part: Printed) -> list[Block]:
    body: list[Block] = [Paragraph(f"It stands as: {part.kept.procedure.state_words(part.case.state)}.")]
    for row in happening_rows(part.kept, part.happened):
        said = [f"{format_datetime(row['at'])}, by {row['by'] or 'the system'}"]
        said += [f"Clause {row['clause']}"] if row["clause"] else []
        body += [Heading(str(row["title"])), Paragraph(". ".join(said) + ".")]
        body += [Paragraph(line) for line in str(row["text"]).splitlines() if line.strip()]
        if row["answers"]:
            answers = [(each["key"], each["value"]) for each in row["answers"]]
            body.append(Table(f"What was written: {row['title']}", ("Asked", "Answered"), answers))
    return body


def _record(printed: Print) -> list[Block]:
    body: list[Block] = [Paragraph(_sealed(printed))]
    for part in printed.parts:
        items = event_items(part.events, part.case.pk)
        rows = [_entry(event, item) for event, item in zip(part.events, items, strict=True)]
        if rows:
            caption = f"{part.kept.procedure.words} {part.case.reference}"
            body.append(Table(caption, ("When", "What", "By", "Clause", "Entry"), rows))
    return body


def _entry(event: RecordedEvent, item: EventItem) -> tuple[str, ...]:
    number = "" if event.index is None else str(event.index)
    return _moment(event.recorded_at), item.title, item.by, item.clause, number


def _sealed(printed: Print) -> str:
    if not printed.record_root:
        return "No part of the record has been sealed yet."
    return (
        f"When this was printed the sealed record held {printed.record_size:,} entries and its root was "
        f"{printed.record_root}. An entry without a number was waiting for its seal."
    )


def _moment(at: datetime) -> str:
    return format_datetime(at.astimezone(LONDON))


def _file(document: Document) -> Item:
    """A file of the case; one that may not be handed out, or is lost, is named and stays empty."""
    try:
        with content_of(document) as file:
            content = file.read() if is_served(document) else b""
    except Missing:
        content = b""
    kind = document.detected_type if content else "application/octet-stream"
    return Item(document.name, content, kind, document.received_at.date(), document.name)
