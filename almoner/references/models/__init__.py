"""Every table of references."""

from almoner.references.models.files import CandidateFile, Consent, Explanation, PastPost
from almoner.references.models.references import AskedReference, GivenWords, OneTimeLink, Reference, Verified
from almoner.references.models.verification import BetweenAuthorities, ReferenceConcern, SeniorRequest, Verification

__all__ = [
    "AskedReference",
    "BetweenAuthorities",
    "CandidateFile",
    "Consent",
    "Explanation",
    "GivenWords",
    "OneTimeLink",
    "PastPost",
    "Reference",
    "ReferenceConcern",
    "SeniorRequest",
    "Verification",
    "Verified",
]
