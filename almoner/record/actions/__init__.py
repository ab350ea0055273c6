"""Every write to the record that others call. Sealing is the sealer's own, in `record.sealer`."""

from almoner.record.actions.appending import append
from almoner.record.actions.erasing import erase
from almoner.record.actions.exporting import make_bundle
from almoner.record.actions.reading import note_read
from almoner.record.actions.sweeping import sweep

__all__ = ["append", "erase", "make_bundle", "note_read", "sweep"]
