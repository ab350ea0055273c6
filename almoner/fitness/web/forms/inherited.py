"""What is filled in to bring in a former regulator's cases."""

from __future__ import annotations

from almoner.design import fields as design

MEBIBYTE = 1 << 20


class InheritedFileForm(design.PageForm):
    """A file, and whose cases it holds."""

    former_regulator = design.TextField(
        label="Former regulator", hint="Whose cases they are. The same name each time.", max_length=200,
        autocomplete="off",
    )  # fmt: skip
    file = design.SpreadsheetField(
        label="File of cases", called="the file", hint="CSV, XLSX or ODS, up to 32 MB and 20,000 rows",
        most_bytes=32 * MEBIBYTE,
    )  # fmt: skip
