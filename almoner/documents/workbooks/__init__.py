"""Workbooks and CSV files out: `write(sheets, file, format)`, with no cell that could be a formula."""

from almoner.documents.workbooks.defusing import defused, plain
from almoner.documents.workbooks.sheets import Cell, Column, Format, Sheet
from almoner.documents.workbooks.writing import write

__all__ = ["Cell", "Column", "Format", "Sheet", "defused", "plain", "write"]
