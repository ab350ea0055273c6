"""Every write to the register: keyword-only, in one transaction, recorded, and told to the change feed."""

from almoner.register.actions.annotations import annotate, end_annotation
from almoner.register.actions.entries import (
    change_name,
    change_town,
    end_registration,
    register_person,
    renew,
    restore_registration,
)
from almoner.register.actions.feed_keys import issue_feed_key, revoke_feed_key
from almoner.register.actions.following import News, reading_on
from almoner.register.actions.importing import ImportProblem, ImportReport, import_extract
from almoner.register.actions.index import rebuild_index
from almoner.register.actions.orders import lift_order, place_order
from almoner.register.actions.reading import open_whole_entry
from almoner.register.actions.submitting import KeyTaken, once
from almoner.register.actions.suppression import lift_suppression, suppress
from almoner.register.actions.uploads import bring_in, upload_extract

__all__ = [
    "ImportProblem",
    "ImportReport",
    "KeyTaken",
    "News",
    "annotate",
    "bring_in",
    "change_name",
    "change_town",
    "end_annotation",
    "end_registration",
    "import_extract",
    "issue_feed_key",
    "lift_order",
    "lift_suppression",
    "once",
    "open_whole_entry",
    "place_order",
    "reading_on",
    "rebuild_index",
    "register_person",
    "renew",
    "restore_registration",
    "revoke_feed_key",
    "suppress",
    "upload_extract",
]
