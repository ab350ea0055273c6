"""Every table of fitness to practise."""

from almoner.fitness.models.accepted import AcceptedOutcome
from almoner.fitness.models.concerns import Concern, Raiser, SentFile, UnsentConcern
from almoner.fitness.models.examinations import Appointment, Examination, Opinion
from almoner.fitness.models.examples import Example, PublishedExample
from almoner.fitness.models.findings import (
    Finding,
    FromTheRegulator,
    LearningAction,
    OrganisationalFinding,
    Reading,
    Recommendation,
    SharedOutcome,
)
from almoner.fitness.models.hearings import Booking, Hearing, PanelMember, Participant
from almoner.fitness.models.inherited import Inherited, InheritedFile, InheritedLine
from almoner.fitness.models.interim import InterimNeed
from almoner.fitness.models.investigations import Disclosure, Evidence, Investigation
from almoner.fitness.models.joining import Unlike
from almoner.fitness.models.letters import Letter
from almoner.fitness.models.orders import OrderMade, OrderTerm
from almoner.fitness.models.review_group import GroupMember, ReviewFinding, ReviewMonth
from almoner.fitness.models.reviews import DecisionReview, VoluntaryRemoval
from almoner.fitness.models.stages import Stage
from almoner.fitness.models.support import Support
from almoner.fitness.models.worries import AboutStaff, AssignmentEnding, PerformanceRecord, Referral

__all__ = [
    "AboutStaff",
    "AcceptedOutcome",
    "Appointment",
    "AssignmentEnding",
    "Booking",
    "Concern",
    "DecisionReview",
    "Disclosure",
    "Evidence",
    "Examination",
    "Example",
    "Finding",
    "FromTheRegulator",
    "GroupMember",
    "Hearing",
    "Inherited",
    "InheritedFile",
    "InheritedLine",
    "InterimNeed",
    "Investigation",
    "LearningAction",
    "Letter",
    "Opinion",
    "OrderMade",
    "OrderTerm",
    "OrganisationalFinding",
    "PanelMember",
    "Participant",
    "PerformanceRecord",
    "PublishedExample",
    "Raiser",
    "Reading",
    "Recommendation",
    "Referral",
    "ReviewFinding",
    "ReviewMonth",
    "SentFile",
    "SharedOutcome",
    "Stage",
    "Support",
    "Unlike",
    "UnsentConcern",
    "VoluntaryRemoval",
]
