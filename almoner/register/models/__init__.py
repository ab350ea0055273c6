"""Tables of the register."""

from almoner.register.models.entry import (
    Annotation,
    Entry,
    Name,
    Order,
    Suppression,
    Term,
    Town,
)
from almoner.register.models.feed import Change, FeedKey, FeedPlace, Submission
from almoner.register.models.imports import ImportBatch, ImportFault, Upload
from almoner.register.models.kinds import AnnotationKind, EndingGround, OrderKind
from almoner.register.models.search import BlockKey, NamePair, Word

__all__ = [
    "Annotation",
    "AnnotationKind",
    "BlockKey",
    "Change",
    "EndingGround",
    "Entry",
    "FeedKey",
    "FeedPlace",
    "ImportBatch",
    "ImportFault",
    "Name",
    "NamePair",
    "Order",
    "OrderKind",
    "Submission",
    "Suppression",
    "Term",
    "Town",
    "Upload",
    "Word",
]
