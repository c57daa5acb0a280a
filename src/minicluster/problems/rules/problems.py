"""The kinds of problems and their way from the first word to the firm's own that they are solved."""

from typing import Final

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from minicluster.platform.lifecycle import Lifecycle, step


class ProblemClass(TextChoices):
    """What kind of problem it is."""

    TECHNOLOGY = "technology", _("Technology and process")
    QUALITY = "quality", _("Quality")
    CERTIFICATION = "certification", _("Certification and testing")
    MARKETING = "marketing", _("Marketing and export")
    FINANCE = "finance", _("Financing")
    PEOPLE = "people", _("Staff and skills")
    MANAGEMENT = "management", _("Management")
    REGULATION = "regulation", _("Regulation")
    INFRASTRUCTURE = "infrastructure", _("Infrastructure")


# What a machine or a product does, as against what an office does: only such problems tell of symptoms.
OF_A_TRADE: Final = frozenset({ProblemClass.TECHNOLOGY, ProblemClass.QUALITY, ProblemClass.CERTIFICATION})


class Origin(TextChoices):
    """Where a problem was first heard."""

    VISIT = "visit", _("Company visit")
    ACTIVITY = "activity", _("Another activity")
    FORM = "form", _("The firm's own form")
    CALL = "call", _("Telephone")
    IMPORT = "import", _("Earlier records")


class Urgency(TextChoices):
    """How urgent the firm finds it."""

    LOW = "low", _("Can wait")
    NORMAL = "normal", _("Normal")
    HIGH = "high", _("Urgent")


class Secrecy(IntegerChoices):
    """Who may read the text of a problem. It is 3 until the firm lowers it."""

    PUBLIC = 0, _("Public")
    PROGRAMME = 1, _("The programme")
    GROUP = 2, _("The mini-cluster")
    COORDINATORS = 3, _("Coordinators only")


class ProblemState(TextChoices):
    """States of a problem."""

    RAISED = "raised", _("Raised")
    RETURNED = "returned", _("Returned with a question")
    MERGED = "merged", _("Merged as duplicate")
    DIAGNOSED = "diagnosed", _("Diagnosed")
    FRAMED = "framed", _("Framed")
    MATCHING = "matching", _("Matching")
    INTRODUCED = "introduced", _("Introduced to an expert")
    ADVISED = "advised", _("Reported solved by advice")
    REFERRED = "referred", _("Referred to a support programme")
    IN_PROJECT = "in_project", _("In a project")
    PROJECT_SOLVED = "project_solved", _("Reported solved by a project")
    SELF_SOLVED = "self_solved", _("Reported solved by the firm")
    ON_HOLD = "on_hold", _("On hold")
    UNSOLVABLE = "unsolvable", _("Not solvable")
    UNCONFIRMED = "unconfirmed", _("Reported solved, unconfirmed")
    CONFIRMED = "confirmed", _("Confirmed by the firm")
    FOLLOW_UP = "follow_up", _("In follow-up")
    CLOSED = "closed", _("Closed")


_S = ProblemState
_OPEN_WORK: Final = (_S.DIAGNOSED, _S.FRAMED, _S.MATCHING, _S.INTRODUCED)
REPORTED_SOLVED: Final = (_S.ADVISED, _S.PROJECT_SOLVED, _S.SELF_SOLVED)
PROBLEM_LIFECYCLE: Final = Lifecycle(
    "problem",
    _S.RAISED,
    {
        "return_problem": step(_S.RAISED, _S.RETURNED, needs_reason=True),
        "resubmit_problem": step(_S.RETURNED, _S.RAISED),
        "merge_problem": step((_S.RAISED, _S.RETURNED, _S.DIAGNOSED), _S.MERGED, needs_reason=True),
        # The firm's own word that it has told this before; a coordinator merges.
        "add_to_problem": step((_S.RAISED, _S.RETURNED), _S.MERGED, needs_reason=True),
        "diagnose_problem": step(_S.RAISED, _S.DIAGNOSED),
        "frame_problem": step(_S.DIAGNOSED, _S.FRAMED),
        "start_matching": step(_S.FRAMED, _S.MATCHING),
        "mark_introduced": step(_S.MATCHING, _S.INTRODUCED),
        "report_solved_by_advice": step(_S.INTRODUCED, _S.ADVISED),
        "refer_to_support": step(_OPEN_WORK, _S.REFERRED),
        "move_into_project": step((_S.INTRODUCED, _S.REFERRED), _S.IN_PROJECT),
        "report_solved_by_project": step((_S.IN_PROJECT, _S.REFERRED), _S.PROJECT_SOLVED),
        # Never out of RAISED: what is solved counts as diagnosed, and what is on hold as worked on, so that the funnel is counted from the states alone.
        "report_solved_by_firm": step((*_OPEN_WORK, _S.ON_HOLD), _S.SELF_SOLVED),
        "put_on_hold": step((_S.MATCHING, _S.INTRODUCED, _S.REFERRED, _S.IN_PROJECT), _S.ON_HOLD, needs_reason=True),
        "resume_problem": step(_S.ON_HOLD, _S.MATCHING),
        "declare_unsolvable": step((*_OPEN_WORK, _S.REFERRED, _S.IN_PROJECT, _S.ON_HOLD), _S.UNSOLVABLE, needs_reason=True),
        "confirm_solved": step((*REPORTED_SOLVED, _S.UNCONFIRMED), _S.CONFIRMED),
        "leave_unconfirmed": step(REPORTED_SOLVED, _S.UNCONFIRMED),
        "begin_follow_up": step(_S.CONFIRMED, _S.FOLLOW_UP),
        # Only what the firm confirmed is closed, so that the funnel can be counted from the states alone.
        "close_problem": step((_S.CONFIRMED, _S.FOLLOW_UP), _S.CLOSED),
        "reopen_problem": step((*REPORTED_SOLVED, _S.UNCONFIRMED, _S.CONFIRMED, _S.FOLLOW_UP, _S.UNSOLVABLE, _S.CLOSED), _S.DIAGNOSED, needs_reason=True),
    },
)

FOUND: Final = frozenset(_S.values) - {_S.MERGED}
DIAGNOSED_OR_LATER: Final = FOUND - {_S.RAISED, _S.RETURNED}
WORKED_ON: Final = DIAGNOSED_OR_LATER - {_S.DIAGNOSED, _S.FRAMED}
SOLVED: Final = frozenset({*REPORTED_SOLVED, _S.UNCONFIRMED, _S.CONFIRMED, _S.FOLLOW_UP, _S.CLOSED})
CONFIRMED_BY_FIRM: Final = frozenset({_S.CONFIRMED, _S.FOLLOW_UP, _S.CLOSED})
OPEN: Final = frozenset({_S.RAISED, _S.RETURNED, *_OPEN_WORK, _S.REFERRED, _S.IN_PROJECT, _S.ON_HOLD})
CAN_BE_MATCHED: Final = frozenset({_S.MATCHING, _S.INTRODUCED})
CAN_HAVE_PROJECT: Final = frozenset({_S.INTRODUCED, _S.REFERRED, _S.IN_PROJECT})
PROBLEM_FUNNEL: Final = {"found": FOUND, "diagnosed": DIAGNOSED_OR_LATER, "worked_on": WORKED_ON, "solved": SOLVED, "confirmed": CONFIRMED_BY_FIRM}
