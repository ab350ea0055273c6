"""Every table of references."""

from almoner.references.models.bookings import Assignment, AssignmentWatch, Booking, SignedLine
from almoner.references.models.files import CandidateFile, Consent, Explanation, PastPost
from almoner.references.models.packs import AuthoritySettings
from almoner.references.models.references import AskedReference, GivenWords, OneTimeLink, Reference, Verified
from almoner.references.models.verification import BetweenAuthorities, ReferenceConcern, SeniorRequest, Verification

__all__ = [
    "AskedReference",
    "Assignment",
    "AssignmentWatch",
    "AuthoritySettings",
    "BetweenAuthorities",
    "Booking",
    "CandidateFile",
    "Consent",
    "Explanation",
    "GivenWords",
    "OneTimeLink",
    "PastPost",
    "Reference",
    "ReferenceConcern",
    "SeniorRequest",
    "SignedLine",
    "Verification",
    "Verified",
]
