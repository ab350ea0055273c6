"""Every table of references."""

from almoner.references.models.files import CandidateFile, Consent, Explanation, PastPost
from almoner.references.models.references import AskedReference, GivenWords, OneTimeLink, Reference, Verified

__all__ = [
    "AskedReference",
    "CandidateFile",
    "Consent",
    "Explanation",
    "GivenWords",
    "OneTimeLink",
    "PastPost",
    "Reference",
    "Verified",
]
