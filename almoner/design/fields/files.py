"""Uploads: what is taken and how large it may be is said before, and checked after."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from almoner.design.fields.wording import Worded

MEGABYTE = 1024 * 1024
SPREADSHEETS = ("csv", "xlsx", "ods", "xml")


class FileField(Worded, forms.FileField):
    """A file by its ending and size; what it truly is, the receiving context finds out from its content."""

    verb = "Choose"
    taken = "{kinds} file, up to {most} MB"

    def __init__(self, *, endings: Sequence[str], most_bytes: int = 10 * MEGABYTE, **rest: Any) -> None:
        self.endings = tuple(ending.lower() for ending in endings)
        self.most_bytes = most_bytes
        rest.setdefault("hint", self.taken.format(kinds=self.kinds, most=most_bytes // MEGABYTE))
        rest.setdefault("max_length", 200)
        super().__init__(**rest)

    @property
    def kinds(self) -> str:
        """`CSV, XLSX or ODS`."""
        *others, last = (ending.upper() for ending in self.endings)
        return f"{', '.join(others)} or {last}" if others else last

    def own_errors(self) -> dict[str, str]:
        return {
            "invalid": "Choose the file again: it did not arrive",
            "missing": "Choose the file again: it did not arrive",
            "empty": "The file is empty. Choose one with something in it",
            "max_length": "The file's name must be 200 characters or fewer. Rename it and choose it again",
        }

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if isinstance(file, UploadedFile):
            ending = PurePath(file.name or "").suffix.lower().lstrip(".")
            if ending not in self.endings:
                raise ValidationError(
                    f"The file must be {self.kinds}. Save it as one of these, then choose it", code="ending"
                )
            if (file.size or 0) > self.most_bytes:
                raise ValidationError(f"The file must be {self.most_bytes // MEGABYTE} MB or smaller", code="size")
        return file


class ManyFiles(forms.FileInput):
    """A file input in which several can be chosen at once."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile[bytes]]:
        """Every file that was chosen, in the order in which they were sent."""
        return list(files.getlist(name)) if hasattr(files, "getlist") else [files[name]] if name in files else []


class Chosen(NamedTuple):
    """One of the files that were chosen, and why it cannot be taken; "" where nothing speaks against it so far."""

    file: UploadedFile[bytes]
    problem: str


class FilesField(FileField):
    """Several files at once. Its value is a `Chosen` for each, so that one that is unfit keeps no other back."""

    widget = ManyFiles
    taken = "{kinds} files, up to {most} MB each"

    def clean(self, data: Any, initial: Any = None) -> list[Chosen]:
        """What was chosen; an error only where nothing was."""
        if not data:
            super().clean(None, initial)
        return [Chosen(file, self._problem_with(file)) for file in data]

    def _problem_with(self, file: UploadedFile[bytes]) -> str:
        try:
            super().clean(file)
        except ValidationError as unfit:
            return " ".join(unfit.messages)
        return ""


class SpreadsheetField(FileField):
    """A list as people have it: CSV, XLSX, ODS or the workforce census XML."""

    def __init__(self, **rest: Any) -> None:
        rest.setdefault("endings", SPREADSHEETS)
        super().__init__(**rest)
