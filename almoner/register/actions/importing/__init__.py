"""Bringing the register up to date from an extract: read and checked row by row, compared and written in sets."""

from almoner.register.actions.importing.engine import ImportBusy, ImportProblem, ImportReport, Progress, import_extract

__all__ = ["ImportBusy", "ImportProblem", "ImportReport", "Progress", "import_extract"]
