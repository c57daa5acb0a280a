"""Records of problems."""

from minicluster.problems.models.expertise import Call, Evidence, Expertise, Facility, SupportProgramme
from minicluster.problems.models.flow import Decline, NonDisclosure, Rating
from minicluster.problems.models.introductions import Introduction, Match
from minicluster.problems.models.problems import FollowUp, Problem, ProblemRecord, ReadableQuerySet, due_day
from minicluster.problems.models.projects import BudgetItem, Milestone, Output, Project, ProjectPartner
from minicluster.problems.models.support import CallConditions, SupportReferral
from minicluster.problems.models.thesaurus import SymptomConcept, Thesaurus
from minicluster.problems.models.use_reports import UseReport

__all__ = [
    "BudgetItem",
    "Call",
    "CallConditions",
    "Decline",
    "Evidence",
    "Expertise",
    "Facility",
    "FollowUp",
    "Introduction",
    "Match",
    "Milestone",
    "NonDisclosure",
    "Output",
    "Problem",
    "ProblemRecord",
    "Project",
    "ProjectPartner",
    "Rating",
    "ReadableQuerySet",
    "SupportProgramme",
    "SupportReferral",
    "SymptomConcept",
    "Thesaurus",
    "UseReport",
    "due_day",
]
