"""The staff list that waits to be uploaded: a council’s own spreadsheet, with the faults such lists have.

The plan is pure; only `write` touches a file. Each row knows what is wrong with it, so that a test can ask
whether the check finds it.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path
from random import Random

from almoner.demo.lives import HowEnded, Life, OrderKind, called
from almoner.demo.names import SURNAMES, Name, draw, email_for
from almoner.demo.region import TEAMS, Region
from almoner.people.rules import ROLES

HEADERS = ("Surname", "First name", "SWE reg no.", "Job title", "Team", "Start date", "Town", "Work email")


@dataclass(frozen=True)
class StaffRow:
    """One row of the list: its cells as typed, the entry it is about, and what is wrong with it."""

    cells: tuple[object, ...]
    about: int | None = None
    fault: str = ""


@dataclass(frozen=True)
class _Member:
    life: Life
    title: str
    team: str
    since: date
    town: str
    domain: str = "agencypool.example"


def plan_rows(region: Region, register: list[Life], *, organisation: str, seed: int, today: date) -> list[StaffRow]:
    """The rows of one council’s list: everybody in its line, others it employs, and every usual fault.

    Most rows are as they should be, or differ only as people’s typing differs. `register` is the whole of the
    invented register.
    """
    dice = Random(f"{seed}/staff list/{organisation}")
    members = _members(region, register, organisation, dice, today)
    rows = [_clean(member) for member in members]
    rows = _with_typing(rows, members, dice)
    rows += _hard_cases(members, register, dice, today)
    dice.shuffle(rows)
    return rows


def council_rows(
    lives: Sequence[Life], titles: Mapping[str, tuple[str, str]], *, domain: str, seed: int, today: date
) -> list[StaffRow]:
    """The rows of a list of these lives and nobody else, typed as people type. `titles` are the post and the team of
    those who hold a post, by their address.
    """
    dice = Random(f"{seed}/staff list/{domain}")
    members = []
    for life in lives:
        title, team = titles.get(life.email, ("Social worker", dice.choice(TEAMS)))
        since = max(life.periods[-1].began, today - timedelta(days=dice.randint(30, 3000)))
        members.append(_Member(life, title, team, since, life.town, domain))
    rows = _with_typing([_clean(member) for member in members], members, dice)
    dice.shuffle(rows)
    return rows


def posts_by_address(region: Region, organisation: str) -> dict[str, tuple[str, str]]:
    """The title and team of everybody in an organisation who holds a post, by their address."""
    posts = {post.key: (post.title, post.team) for post in region.posts if post.organisation == organisation}
    return {p.email: posts[p.post] for p in region.people if p.organisation == organisation and p.post in posts}


def as_csv(rows: Sequence[StaffRow]) -> bytes:
    """The list as CSV, days as they are typed in England; row `n` of it stands on line `n + 2`."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADERS)
    for row in rows:
        writer.writerow([f"{cell:%d/%m/%Y}" if isinstance(cell, date) else cell for cell in row.cells])
    return out.getvalue().encode()


def _members(region: Region, register: list[Life], organisation: str, dice: Random, today: date) -> list[_Member]:
    by_email = {life.email: life for life in register if life.email}
    titles = {(post.organisation, post.key): post for post in region.posts}
    found = []
    for person in region.people:
        if person.organisation == organisation and person.email in by_email:
            life = by_email[person.email]
            post = titles.get((organisation, person.post or ""))
            title = post.title if post else ROLES[person.roles[0]].title
            found.append(_Member(life, title, post.team if post else "", person.since, life.town))
    place = next(place for place in region.organisations if place.slug == organisation)
    others = [life for life in register if not life.email and _current(life, today)]
    for life in dice.sample(others, min(90, len(others))):
        since = max(life.periods[-1].began, today - timedelta(days=dice.randint(30, 3000)))
        found.append(_Member(life, "Social worker", dice.choice(TEAMS), since, place.town, place.domain))
    return found


def _current(life: Life, today: date) -> bool:
    last = life.periods[-1]
    return last.ended is None and last.until >= today and not life.orders and not life.suppressed


def _clean(member: _Member) -> StaffRow:
    life = member.life
    email = life.email or email_for(life.name, member.domain, set())
    return StaffRow(
        (life.name.last, life.name.first, life.swe, member.title, member.team, member.since, member.town, email),
        life.number,
    )


def _set(row: StaffRow, fault: str, **cells: object) -> StaffRow:
    kept = list(row.cells)
    for column, value in cells.items():
        kept[("surname", "first", "number", "title", "team", "since", "town", "email").index(column)] = value
    return replace(row, cells=tuple(kept), fault=fault)


def _with_typing(rows: list[StaffRow], members: list[_Member], dice: Random) -> list[StaffRow]:
    """About a third of the rows typed as people type: the entry is still plain to see."""
    out = []
    for row, member in zip(rows, members, strict=True):
        chance, life = dice.random(), member.life
        if chance < 0.05:
            row = _set(row, "number with spaces", number=f"SW {life.number // 10} {life.number % 10}")
        elif chance < 0.10:
            row = _set(row, "number in lower case", number=life.swe.lower())
        elif chance < 0.15:
            row = _set(row, "number without its letters", number=life.number)
        elif chance < 0.19 and called(life.name) != life.name.first:
            row = _set(row, "known by a short name", first=called(life.name))
        elif chance < 0.22 and life.former:
            row = _set(row, "former surname", surname=life.former[0][0].last)
        elif chance < 0.25:
            row = _set(row, "typing slip", surname=_slip(life.name.last, dice))
        elif chance < 0.28:
            row = _set(row, "date as text", since=member.since.strftime("%d.%m.%y"))
        elif chance < 0.31:
            row = _set(row, "names in capitals", surname=life.name.last.upper(), first=life.name.first.upper())
        elif chance < 0.33:
            row = _set(row, "names the wrong way round", surname=life.name.first, first=life.name.last)
        out.append(row)
    return out


def _slip(word: str, dice: Random) -> str:
    if len(word) < 4:
        return word
    at = dice.randint(1, len(word) - 2)
    if dice.random() < 0.5:
        return word[:at] + word[at + 1 :]
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _hard_cases(members: list[_Member], register: list[Life], dice: Random, today: date) -> list[StaffRow]:
    """What a careful HR officer must look at, one by one."""
    one, two, three, four, five = (members[-n] for n in (1, 2, 3, 4, 5))
    twice = _set(_clean(one), "the same person twice", team="Transferred")
    shared = _set(_clean(two), "two people with one number", surname="Okonedo", first="Ruth", email="")
    missing = _set(_clean(three), "no number and a common name", number=None)
    mistyped = _set(_clean(four), "two figures of the number changed round", number=_changed_round(four.life.swe))
    formula = _set(_clean(five), "a formula where a name should be", first='=HYPERLINK("http://evil.example","Ann")')
    stranger = draw(dice)
    absent = StaffRow(
        (stranger.last, stranger.first, "SW999998", "Social worker", "Agency pool", today, "Thornmere", None),
        None,
        "not on the register",
    )
    student = StaffRow(
        (
            dice.choice(SURNAMES),
            "Jamie",
            "awaiting registration",
            "Newly qualified",
            TEAMS[0],
            today,
            "Thornmere",
            None,
        ),
        None,
        "words in place of a number",
    )
    return [twice, shared, missing, mistyped, formula, absent, student, *_may_not_practise(register, today)]


def _changed_round(swe: str) -> str:
    """The first two neighbouring figures that differ, changed round, never leaving a nought in front."""
    digits = list(swe[2:])
    for at in range(1, len(digits) - 1):
        if digits[at] != digits[at + 1]:
            digits[at], digits[at + 1] = digits[at + 1], digits[at]
            break
    return "SW" + "".join(digits)


def _may_not_practise(register: list[Life], today: date) -> list[StaffRow]:
    """Staff who lapsed, left, or stand under an order: what the whole check is for."""
    wanted: list[tuple[str, Life]] = []
    for life in register:
        last = life.periods[-1]
        kinds = {order.kind for order in life.orders}
        if last.ended is HowEnded.NOT_RENEWED and (today - last.until).days < 800:
            wanted.append(("registration lapsed", life))
        elif last.ended is HowEnded.REMOVED:
            wanted.append(("removed from the register", life))
        elif OrderKind.SUSPENSION in kinds or OrderKind.INTERIM_SUSPENSION in kinds:
            wanted.append(("suspended", life))
        elif OrderKind.CONDITIONS in kinds or OrderKind.INTERIM_CONDITIONS in kinds:
            wanted.append(("conditions of practice", life))
    rows, counts = [], dict.fromkeys((fault for fault, _ in wanted), 0)
    for fault, life in wanted:
        if not life.email and counts[fault] < 2:
            counts[fault] += 1
            since = life.periods[-1].began + timedelta(days=60)
            rows.append(_set(_clean(_Member(life, "Social worker", TEAMS[3], since, life.town)), fault))
    return rows


def write(rows: list[StaffRow], path: Path, *, title: str, today: date) -> None:
    """Write the list as HR systems do: a merged title, a blank row, headings, the rows, a total at the foot."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet("Staff")
    sheet.append([title])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(HEADERS))
    sheet.append([f"Extracted {today:%d/%m/%Y}"])
    sheet.append([])
    sheet.append(list(HEADERS))
    for cell in sheet[4]:
        cell.font = Font(bold=True)
    for number, row in enumerate(rows):
        sheet.append([None if value == "" else value for value in row.cells])
        if row.fault.startswith("a formula"):
            # Stored as text that begins with an equals sign, which is how such a name reaches a list.
            sheet.cell(sheet.max_row, 2).data_type = "s"
        if number == len(rows) // 2:
            sheet.append([])
    sheet.append([])
    sheet.append(["Total", len(rows)])
    for column, width in zip("ABCDEFGH", (22, 20, 14, 30, 22, 13, 16, 44), strict=True):
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "A5"
    book.properties.created = book.properties.modified = datetime(today.year, today.month, today.day)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


__all__ = ["HEADERS", "Name", "StaffRow", "as_csv", "council_rows", "plan_rows", "posts_by_address", "write"]
