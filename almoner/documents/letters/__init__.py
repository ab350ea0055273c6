"""Letters and bundles: a tagged PDF and its HTML twin from the same data."""

from almoner.documents.letters.bundles import Bound, Bundle, Item, Unbindable, bind
from almoner.documents.letters.typesetting import pdf
from almoner.documents.letters.web import article, page
from almoner.documents.letters.writing import Heading, Letter, Paragraph, Points, Sealed, Sender, Table

__all__ = [
    "Bound",
    "Bundle",
    "Heading",
    "Item",
    "Letter",
    "Paragraph",
    "Points",
    "Sealed",
    "Sender",
    "Table",
    "Unbindable",
    "article",
    "bind",
    "page",
    "pdf",
]
