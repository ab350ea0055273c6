"""The children's social work workforce census return, an XML message of one element a worker.

It carries no names. Columns are the elements of the 2022 layout in its own order; elements it does
not know are told, not lost silently.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Iterator
from typing import IO, Any
from xml.etree.ElementTree import ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from almoner.documents.spreadsheets.cells import Cell, Record
from almoner.documents.spreadsheets.shaping import Source
from almoner.documents.spreadsheets.tables import Kind, Unreadable

COLUMNS = (
    "AgencyWorker",
    "SWENo",
    "FTE",
    "PersonBirthDate",
    "GenderCurrent",
    "Ethnicity",
    "QualInst",
    "QualLevel",
    "StepUpGrad",
    "OrgRole",
    "RoleStartDate",
    "StartOrigin",
    "RoleEndDate",
    "LeaverDestination",
    "ReasonLeave",
    "FTE30",
    "Cases30",
    "WorkingDaysLost",
    "ContractWeeks",
    "FrontlineGrad",
    "Absat30Sept",
    "ReasonAbsence",
    "CFKSSstatus",
)
_PLACES = {name: place for place, name in enumerate(COLUMNS)}
_DATES = frozenset({"PersonBirthDate", "RoleStartDate", "RoleEndDate"})
_WORKER = "CSWWWorker"
_ABOUT = frozenset(
    {
        "Collection",
        "Year",
        "ReferenceDate",
        "SourceLevel",
        "LEA",
        "SoftwareCode",
        "DateTime",
        "NumberOfVacancies",
        "NoAgencyFTE",
        "NoAgencyHeadcount",
    }
)
_OTHER = "Upload the census return as your system exports it for COLLECT, or the list as CSV, Excel or OpenDocument."


def open_census(file: IO[bytes]) -> Source:
    """The workers of a census return, and what its header says, read one worker at a time.

    Raises `Unreadable` for XML that declares entities, is damaged or cut off, or is another return.
    """
    file.seek(0)
    about: dict[str, str] = {}
    notices: list[str] = []
    records = _guarded(_workers(file, about, notices))
    first = next(records, None)
    if about.get("Collection", "CSWW").upper() != "CSWW":
        raise Unreadable(f"This return is for another collection ({about['Collection'][:40]}).", _OTHER)
    if first is None:
        raise Unreadable("This return holds no workers.", _OTHER)
    return Source(Kind.CENSUS, itertools.chain([first], records), notices, about=about, columns=COLUMNS)


def _guarded(records: Iterator[Record]) -> Iterator[Record]:
    try:
        yield from records
    except DefusedXmlException as error:
        raise Unreadable(
            "This XML file declares entities or a document type, which a census return never does. It was not read.",
            _OTHER,
        ) from error
    except ParseError as error:
        line = error.position[0]
        raise Unreadable(
            f"The XML is damaged or was cut off (line {line:,} of the file).",
            "Export the return again and upload the whole file.",
        ) from error
    except (LookupError, ValueError) as error:
        raise Unreadable("The XML says it is in an encoding that cannot be read.", _OTHER) from error


def _workers(file: IO[bytes], about: dict[str, str], notices: list[str]) -> Iterator[Record]:
    events = ElementTree.iterparse(file, events=("start", "end"), forbid_dtd=True)
    _, root = next(events)
    if _name(root) != "Message":
        raise Unreadable(f"This is an XML file, but not a census return: it begins with <{_name(root)[:60]}>.", _OTHER)
    unknown: Counter[str] = Counter()
    repeated: Counter[str] = Counter()
    count, depth = 0, 1
    for event, element in events:
        depth += 1 if event == "start" else -1
        if depth > 8:
            raise Unreadable("The XML is nested far deeper than a census return.", _OTHER)
        if event == "start":
            continue
        name = _name(element)
        if name == _WORKER:
            count += 1
            yield count, _cells(element, unknown, repeated), False
            root.clear()
        elif name in _ABOUT and count == 0:
            about[name] = (element.text or "").strip()[:200]
    if unknown:
        shown = ", ".join(name[:60] for name, _ in unknown.most_common(8))
        notices.append(f"Some elements are not in the layout we know and were left out: {shown}.")
    if repeated:
        shown = ", ".join(name for name, _ in repeated.most_common(8))
        notices.append(f"Some elements stand more than once in one worker and were joined: {shown}.")


def _cells(worker: Any, unknown: Counter[str], repeated: Counter[str]) -> list[Cell]:
    cells: list[Cell] = [None] * len(COLUMNS)
    for element in worker:
        name = _name(element)
        place = _PLACES.get(name)
        text = (element.text or "").strip()
        if place is None:
            unknown[name] += 1
        elif text:
            held = cells[place]
            if isinstance(held, str):
                repeated[name] += 1
                text = f"{held}; {text}"
            cells[place] = _date_cell(text) if name in _DATES else text
    return cells


def _date_cell(text: str) -> Cell:
    try:
        return (dt.date.fromisoformat(text).isoformat(), text)
    except ValueError:
        return text


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
