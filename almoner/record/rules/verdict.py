"""What a verification found, in words and as data."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import Any


class Misfit(enum.StrEnum):
    """The ways in which a record can fail to fit together."""

    ALTERED = "altered"
    CONTENT = "content"
    MISSING = "missing"
    CASE = "case"
    HEAD = "head"
    SIGNATURE = "signature"
    ERASED = "erased"
    UNSEALED = "unsealed"
    TIME = "time"
    OLD_HEAD = "old head"
    PROOF = "proof"
    FORM = "form"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not fit. `index` is the event's place in the record, counted from 0, where one can be
    named; with `span` it is where a span of events begins, of which it is not known which one.
    """

    misfit: Misfit
    words: str
    index: int | None = None
    event: str | None = None
    case: str | None = None
    span: bool = False

    def as_mapping(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "misfit": self.misfit.value,
            "words": self.words,
            "index": self.index,
            "event": self.event,
            "case": self.case,
        }


@dataclass(slots=True)
class Verdict:
    """What was looked at and what did not fit. Findings beyond `most` are counted and not kept."""

    events: int = 0
    cases: int = 0
    heads: int = 0
    erased: int = 0
    sealed_late: int = 0
    size: int = 0
    root: str = ""
    findings: list[Finding] = field(default_factory=list)
    left_out: int = 0
    most: int = 100

    @property
    def fits(self) -> bool:
        """Whether everything that was looked at fits together."""
        return not self.findings

    @property
    def first(self) -> Finding | None:
        """The first event that does not fit. What is found about a span of events comes after what is found about
        one, and what is found about none comes last.
        """
        return min(
            self.findings,
            key=lambda found: (found.index is None, found.span, found.index or 0),
            default=None,
        )

    def add(self, finding: Finding) -> None:
        """Keeps a finding, or counts it where there are too many to read."""
        if len(self.findings) < self.most:
            self.findings.append(finding)
        else:
            self.left_out += 1

    def as_mapping(self) -> dict[str, Any]:
        """For `--json`."""
        first = self.first
        return {
            "fits": self.fits,
            "events": self.events,
            "cases": self.cases,
            "heads": self.heads,
            "erased": self.erased,
            "sealed_late": self.sealed_late,
            "size": self.size,
            "root": self.root,
            "first": first.as_mapping() if first else None,
            "findings": [found.as_mapping() for found in self.findings],
            "findings_left_out": self.left_out,
        }
