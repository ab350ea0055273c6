"""Safe reading of spreadsheets that somebody sent: `read(path)` gives a table or says why not."""

from almoner.documents.spreadsheets.dates import DateOrder, date_of, order_of
from almoner.documents.spreadsheets.reading import Table, read
from almoner.documents.spreadsheets.tables import Kind, Limits, Row, Unreadable, Value

__all__ = ["DateOrder", "Kind", "Limits", "Row", "Table", "Unreadable", "Value", "date_of", "order_of", "read"]
