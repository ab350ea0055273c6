"""The tables of people: split by noun."""

from almoner.people.models.line import Cover, Post
from almoner.people.models.people import Invitation, Membership, Organisation, Person
from almoner.people.models.privacy import BreakGlass, Recusal, RecusalState
from almoner.people.models.sign_in import SignInEvent, SignInKind

__all__ = [
    "BreakGlass",
    "Cover",
    "Invitation",
    "Membership",
    "Organisation",
    "Person",
    "Post",
    "Recusal",
    "RecusalState",
    "SignInEvent",
    "SignInKind",
]
