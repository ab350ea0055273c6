"""From the file to a temporary table: every row either stands there or is a fault with its line and reason."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from django.db import connection

from almoner.documents.spreadsheets import Row
from almoner.register.rules.extract import Columns, ExtractRow, RowFault, read_row
from almoner.register.rules.names import fold

AT_ONCE: Final = 20_000

# Dropped at commit; dropped here too, for two imports in one transaction.
TABLES: Final = """
drop table if exists pg_temp.incoming, pg_temp.fault, pg_temp.happened, pg_temp.repeated, pg_temp.side,
  pg_temp.shown, pg_temp.dropped;
create temporary table incoming (
  line int not null, number int not null, forenames text not null, family text not null, registered boolean not null,
  ground text not null, town text, folded text, starts date, until date, annotations text[]
) on commit drop;
create temporary table fault (line int not null, number text not null, reason text not null) on commit drop;
create temporary table happened (entry_id bigint not null, kind text not null, effective_on date not null)
  on commit drop;
"""

# A number that stands twice: once is enough when both say the same; neither can be believed when they do not.
REPEATED: Final = """
create temporary table repeated on commit drop as
select number, min(line) as first, count(*) as times,
  count(distinct (forenames, family, registered, ground, town, starts, until, annotations)) as versions
from incoming group by number having count(*) > 1;
insert into fault
select i.line, 'SW' || i.number, case
  when r.versions = 1 then format('Line %s says the same of this number, and was used.', r.first)
  else format('This number stands on %s lines, which say different things; the first is line %s. None was used.',
              r.times, r.first) end
from incoming i join repeated r using (number)
where r.versions > 1 or i.line > r.first;
delete from incoming i using repeated r where i.number = r.number and (r.versions > 1 or i.line > r.first);
"""


@dataclass(slots=True)
class Staged:
    """How many rows were read, and of them how many were faults."""

    rows: int = 0
    faults: int = 0
    _lines: list[str] = field(default_factory=list)
    _faults: list[tuple[int, str, str]] = field(default_factory=list)

    def flush(self) -> None:
        """Send what has gathered to the database."""
        if self._lines:
            _copy("incoming", "".join(self._lines))
            self._lines.clear()
        if self._faults:
            self.faults += len(self._faults)
            _copy("fault", "".join(f"{n}\t{_plain(number)}\t{_plain(why)}\n" for n, number, why in self._faults))
            self._faults.clear()

    def take(self, row: Row, where: Columns) -> None:
        """Read one row of the file."""
        self.rows += 1
        try:
            if row.problem:
                raise RowFault(row.problem)
            self._lines.append(_line(row.line, read_row(row.values, where)))
        except RowFault as fault:
            at = where.places[0]
            number = row.texts[at][:100] if 0 <= at < len(row.texts) else ""
            self._faults.append((row.line, number, str(fault)[:500]))
        if len(self._lines) + len(self._faults) >= AT_ONCE:
            self.flush()


def stage(rows: Iterable[Row], where: Columns, told: Callable[[int], None]) -> Staged:
    """Read every row into ``incoming`` or ``fault``; ``told`` hears how many so far, every few thousand."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
    staged = Staged()
    for row in rows:
        staged.take(row, where)
        if staged.rows % AT_ONCE == 0:
            told(staged.rows)
    staged.flush()
    with connection.cursor() as cursor:
        cursor.execute("create index on incoming (number); analyze incoming;")
        cursor.execute(REPEATED)
        cursor.execute("select count(*) from fault")
        staged.faults = cursor.fetchone()[0]
    told(staged.rows)
    return staged


def _line(line: int, row: ExtractRow) -> str:
    town = r"\N" if row.town is None else _plain(row.town)
    folded = r"\N" if row.town is None else fold(row.town)
    annotations = r"\N" if row.annotations is None else "{" + ",".join(row.annotations) + "}"
    return (
        f"{line}\t{row.number}\t{_plain(row.forenames)}\t{_plain(row.family)}\t{'t' if row.registered else 'f'}\t"
        f"{row.ground}\t{town}\t{folded}\t{row.starts or _NULL}\t{row.until or _NULL}\t{annotations}\n"
    )


_NULL: Final = r"\N"


def _plain(text: str) -> str:
    """Text as COPY takes it."""
    if "\\" in text or "\t" in text or "\n" in text or "\r" in text:
        text = text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    return text.replace("\x00", "")


def _copy(table: str, lines: str) -> None:
    with connection.cursor() as cursor, cursor.copy(f"copy {table} from stdin") as copy:
        copy.write(lines)
