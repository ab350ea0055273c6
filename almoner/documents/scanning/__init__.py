"""Looking for malware: one question, `Scanner.scan`, answered by clamd or by saying that nobody can answer."""

from __future__ import annotations

from typing import IO, Protocol

from almoner.documents.rules import Finding, Verdict
from almoner.documents.scanning.clamd import Clamd

__all__ = ["Clamd", "NoScanner", "Scanner"]


class Scanner(Protocol):
    """Whatever looks into a file. It never raises: no answer is a finding too."""

    def scan(self, file: IO[bytes]) -> Verdict: ...


class NoScanner:
    """Where none is set up."""

    def scan(self, file: IO[bytes]) -> Verdict:
        """Says so."""
        return Verdict(Finding.NO_SCANNER)
