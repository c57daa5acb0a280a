"""Records of problems."""

from minicluster.problems.models.corrections import Correction, RemovalRequest, RemovalState
from minicluster.problems.models.expertise import Call, Evidence, Expertise, Facility, SupportProgramme
from minicluster.problems.models.fairness import GateVerdict, Interest, LearningEvent, MatchingPolicy
from minicluster.problems.models.flow import Decline, NonDisclosure, Rating
from minicluster.problems.models.identities import AuthorIdentity, Clue, PairState, PersonPair
from minicluster.problems.models.intake import Intake
from minicluster.problems.models.introductions import Introduction, Match
from minicluster.problems.models.problems import FollowUp, Problem, ProblemRecord, ReadableQuerySet, due_day
from minicluster.problems.models.projects import BudgetItem, Milestone, Output, Project, ProjectPartner
from minicluster.problems.models.support import CallConditions, SupportReferral
from minicluster.problems.models.thesaurus import SymptomConcept, Thesaurus
from minicluster.problems.models.use_reports import UseReport

__all__ = [
    "AuthorIdentity",
    "BudgetItem",
    "Call",
    "CallConditions",
    "Clue",
    "Correction",
    "Decline",
    "Evidence",
    "Expertise",
    "Facility",
    "FollowUp",
    "GateVerdict",
    "Intake",
    "Interest",
    "Introduction",
    "LearningEvent",
    "Match",
    "MatchingPolicy",
    "Milestone",
    "NonDisclosure",
    "Output",
    "PairState",
    "PersonPair",
    "Problem",
    "ProblemRecord",
    "Project",
    "ProjectPartner",
    "Rating",
    "ReadableQuerySet",
    "RemovalRequest",
    "RemovalState",
    "SupportProgramme",
    "SupportReferral",
    "SymptomConcept",
    "Thesaurus",
    "UseReport",
    "due_day",
]
