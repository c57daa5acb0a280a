"""The pure rules of problems: kinds, lifecycles, clocks, secrecy, permissions."""

import re
from collections.abc import Container, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from minicluster.platform.lifecycle import Lifecycle, step
from minicluster.platform.permissions import PermissionMap, Place, Role, Scope, Viewer, covers
from minicluster.platform.plain_text import plain
from minicluster.problems.rules import fairness
from minicluster.problems.rules.fairness import OPEN_REQUESTS_PER_EXPERT as OPEN_REQUESTS_PER_EXPERT
from minicluster.problems.rules.fairness import may_be_asked as may_be_asked


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


class IntroductionState(TextChoices):
    """States of an introduction."""

    SUGGESTED = "suggested", _("Suggested")
    SHORTLISTED = "shortlisted", _("Shortlisted")
    APPROVED = "summary_approved", _("Summary approved by the firm")
    ASKED = "asked", _("Expert asked")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    LAPSED = "lapsed", _("Lapsed without answer")
    CONSENTED = "consented", _("Consents and NDA in place")
    DISCLOSED = "disclosed", _("Details disclosed")
    MET = "met", _("First meeting held")
    COOPERATING = "cooperating", _("Cooperating")
    NO_FIT = "no_fit", _("No fit")
    COMPLETED = "completed", _("Completed and rated")
    WITHDRAWN = "withdrawn", _("Withdrawn")


_I = IntroductionState
_BEFORE_DISCLOSURE: Final = (_I.SUGGESTED, _I.SHORTLISTED, _I.APPROVED, _I.ASKED, _I.ACCEPTED, _I.CONSENTED)
INTRODUCTION_LIFECYCLE: Final = Lifecycle(
    "introduction",
    _I.SUGGESTED,
    {
        "shortlist_candidate": step(_I.SUGGESTED, _I.SHORTLISTED),
        "return_summary": step(_I.SHORTLISTED, _I.SUGGESTED, needs_reason=True),
        "approve_summary": step(_I.SHORTLISTED, _I.APPROVED),
        "ask_expert": step((_I.APPROVED, _I.LAPSED), _I.ASKED),
        "accept_introduction": step(_I.ASKED, _I.ACCEPTED),
        "decline_introduction": step(_I.ASKED, _I.DECLINED, needs_reason=True),
        "lapse_introduction": step(_I.ASKED, _I.LAPSED),
        "record_consents": step(_I.ACCEPTED, _I.CONSENTED),
        "disclose_details": step(_I.CONSENTED, _I.DISCLOSED),
        "record_first_meeting": step(_I.DISCLOSED, _I.MET),
        "start_cooperation": step(_I.MET, _I.COOPERATING),
        "record_no_fit": step(_I.MET, _I.NO_FIT, needs_reason=True),
        "complete_introduction": step((_I.COOPERATING, _I.NO_FIT), _I.COMPLETED),
        # Without it an expert who accepted would carry a request that went nowhere for ever.
        "withdraw_introduction": step(_BEFORE_DISCLOSURE, _I.WITHDRAWN, needs_reason=True),
    },
)


class DeclineKind(TextChoices):
    """Why an expert declines. The reasons are few, so that they can be counted and learnt from."""

    NO_TIME = "no_time", _("No time at present")
    NOT_MY_FIELD = "not_my_field", _("Not my field")
    CONFLICT = "conflict", _("A conflict of interest")
    OTHER_PERSON = "other_person", _("Somebody else is better suited")
    OTHER = "other", _("Another reason")


class RatingSide(TextChoices):
    """Who rates an introduction."""

    FIRM = "firm", _("The firm")
    EXPERT = "expert", _("The expert")


class EligibilityVerdict(TextChoices):
    """Whether somebody may apply."""

    YES = "yes", _("Eligible")
    NO = "no", _("Not eligible")
    UNKNOWN = "unknown", _("Not yet known")


LIVE_INTRODUCTION: Final = frozenset({_I.ASKED, _I.ACCEPTED, _I.CONSENTED, _I.DISCLOSED, _I.MET, _I.COOPERATING})
SUMMARY_CAN_BE_EDITED: Final = frozenset({_I.SUGGESTED, _I.SHORTLISTED})
CAN_BE_RATED: Final = frozenset({_I.COOPERATING, _I.NO_FIT, _I.COMPLETED})
HIDDEN_FROM_FIRM: Final = frozenset({_I.SUGGESTED})
BEST_RATING: Final = 5
RATINGS_STAY_HIDDEN: Final = timedelta(days=14)
PASSING_ON: Final = frozenset({_I.DISCLOSED, _I.MET, _I.COOPERATING})


def ratings_are_open(rated_at: Mapping[str, datetime], now: datetime) -> bool:
    """Whether each side may see the other's rating: both have rated, or the first was given a fortnight ago."""
    return len(rated_at) == len(RatingSide) or (bool(rated_at) and min(rated_at.values()) + RATINGS_STAY_HIDDEN <= now)


class ProjectState(TextChoices):
    """States of a project (지원과제·수행과제)."""

    PLANNED = "planned", _("Planned")
    APPLIED = "applied", _("Applied")
    REVIEWED = "reviewed", _("Reviewed")
    SELECTED = "selected", _("Selected")
    REJECTED = "rejected", _("Rejected")
    RESERVE = "reserve", _("On the reserve list")
    AGREED = "agreement", _("Agreement signed")
    RUNNING = "running", _("Running")
    MID_REVIEWED = "mid_review", _("Mid review")
    CHANGED = "changed", _("Changed")
    STOPPED = "stopped", _("Stopped")
    FINAL_REVIEWED = "final_review", _("Final review")
    SETTLED = "settlement", _("Settled")
    REPORTING = "use_reports", _("Reporting its use")
    CLOSED = "closed", _("Closed")


_P = ProjectState
PROJECT_LIFECYCLE: Final = Lifecycle(
    "project",
    _P.PLANNED,
    {
        "apply_for_project": step(_P.PLANNED, _P.APPLIED),
        "review_project": step(_P.APPLIED, _P.REVIEWED),
        "select_project": step((_P.REVIEWED, _P.RESERVE), _P.SELECTED),
        "reject_project": step((_P.REVIEWED, _P.RESERVE), _P.REJECTED, needs_reason=True),
        "reserve_project": step(_P.REVIEWED, _P.RESERVE),
        "sign_agreement": step((_P.PLANNED, _P.SELECTED), _P.AGREED),
        "start_project": step(_P.AGREED, _P.RUNNING),
        "hold_mid_review": step((_P.RUNNING, _P.CHANGED), _P.MID_REVIEWED),
        "continue_project": step(_P.MID_REVIEWED, _P.RUNNING),
        "change_project": step((_P.RUNNING, _P.MID_REVIEWED), _P.CHANGED, needs_reason=True),
        "stop_project": step((_P.RUNNING, _P.MID_REVIEWED, _P.CHANGED), _P.STOPPED, needs_reason=True),
        "hold_final_review": step((_P.RUNNING, _P.CHANGED, _P.MID_REVIEWED), _P.FINAL_REVIEWED),
        "settle_project": step((_P.FINAL_REVIEWED, _P.STOPPED), _P.SETTLED),
        "begin_use_reports": step(_P.SETTLED, _P.REPORTING),
        # A rejected project stays rejected and a stopped one is settled first, so that the funnel can be counted from the states alone.
        "close_project": step((_P.SETTLED, _P.REPORTING), _P.CLOSED),
    },
)
APPLIED_OR_LATER: Final = frozenset(_P.values) - {_P.PLANNED}
SELECTED_OR_LATER: Final = APPLIED_OR_LATER - {_P.APPLIED, _P.REVIEWED, _P.REJECTED, _P.RESERVE}
SUPPORTED: Final = SELECTED_OR_LATER - {_P.SELECTED}
FINISHED: Final = frozenset({_P.FINAL_REVIEWED, _P.SETTLED, _P.REPORTING, _P.CLOSED})
PROJECT_FUNNEL: Final = {"applied": APPLIED_OR_LATER, "selected": SELECTED_OR_LATER, "supported": SUPPORTED, "finished": FINISHED}
OUTPUTS_CAN_BE_RECORDED: Final = SUPPORTED
PLAN_CAN_CHANGE: Final = frozenset({_P.PLANNED, _P.APPLIED, _P.REVIEWED, _P.SELECTED, _P.RESERVE, _P.AGREED, _P.RUNNING, _P.MID_REVIEWED, _P.CHANGED})


class CandidateKind(TextChoices):
    """Whom or what a problem can be matched with."""

    EXPERT = "expert", _("Expert")
    FIRM = "firm", _("Firm")
    FACILITY = "facility", _("Facility")
    SUPPORT = "support", _("Support programme")


class Judgement(TextChoices):
    """What a coordinator thought of a match."""

    NONE = "none", _("Not judged")
    FITS = "fits", _("Fits")
    DOES_NOT_FIT = "does_not_fit", _("Does not fit")


class EvidenceKind(TextChoices):
    """What speaks for an expertise."""

    PAPER = "paper", _("Paper")
    PATENT = "patent", _("Patent")
    PROJECT = "project", _("Project")
    LECTURE = "lecture", _("Lecture")
    SOLVED_PROBLEM = "solved_problem", _("Problem solved here")
    EQUIPMENT = "equipment", _("Equipment")
    STATEMENT = "statement", _("Own statement")


class ConceptKind(TextChoices):
    """What a concept of the symptom thesaurus is about."""

    SYMPTOM = "symptom", _("Symptom")
    THING = "thing", _("Thing")


class ConceptState(TextChoices):
    """States of a concept: only reviewed ones are searched with."""

    DRAFT = "draft", _("Draft")
    REVIEWED = "reviewed", _("Reviewed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# A field with fewer reviewed symptoms is thin: problems of it are seldom understood.
ENOUGH_SYMPTOMS: Final = 40
# So many letters in a row are no coincidence.
_LETTERS_REPEATED: Final = 12


def what_repeats(text: str, secret: Iterable[str], public: str = "") -> str:
    """The first stretch of a text that stands word for word in a secret text and not in the public one; empty where there is none."""
    wanted, known = _plain(text), _plain(public)
    for hidden in map(_plain, secret):
        for start in range(len(wanted) - _LETTERS_REPEATED + 1):
            piece = wanted[start : start + _LETTERS_REPEATED]
            if piece in hidden and piece not in known:
                return piece
    return ""


_C = ConceptState
CONCEPT_LIFECYCLE: Final = Lifecycle(
    "concept",
    _C.DRAFT,
    {
        "review_concept": step(_C.DRAFT, _C.REVIEWED),
        "withdraw_concept": step((_C.DRAFT, _C.REVIEWED), _C.WITHDRAWN, needs_reason=True),
        "restore_concept": step(_C.WITHDRAWN, _C.DRAFT),
    },
)


class EvidenceService(TextChoices):
    """Who told of a piece of evidence."""

    OFFICE = "office", _("A table of the office")
    OPENALEX = "openalex", "OpenAlex"
    ORCID = "orcid", "ORCID"
    CROSSREF = "crossref", "Crossref"
    NTIS = "ntis", "NTIS"
    BIBTEX = "bibtex", "BibTeX"
    RIS = "ris", "RIS"
    PERSON = "person", _("The person")


class PartnerRole(TextChoices):
    """Roles in a project."""

    LEAD = "lead", _("Lead")
    PARTNER = "partner", _("Partner")
    EXPERT = "expert", _("Expert")


class FundingSource(TextChoices):
    """Who pays into a project."""

    STATE = "state", _("Central government")
    LOCAL = "local", _("Local government")
    FIRM = "firm", _("Firm")
    OTHER = "other", _("Other")


class OutputKind(TextChoices):
    """What a project brings forth."""

    PATENT = "patent", _("Patent")
    PROTOTYPE = "prototype", _("Prototype")
    CERTIFICATION = "certification", _("Certification")
    PAPER = "paper", _("Paper")
    TRANSFER = "transfer", _("Technology transfer")
    PRODUCT = "product", _("Product")
    CONTRACT = "contract", _("Contract")


class Clock(TextChoices):
    """The clocks that run on problems and introductions."""

    DIAGNOSE = "diagnose", _("Diagnose")
    SHORTLIST = "shortlist", _("Make a shortlist")
    ANSWER = "answer", _("Expert answers")
    FIRST_MEETING = "first_meeting", _("First meeting")
    CONFIRM = "confirm", _("Firm confirms")


CLOCK_DAYS: Final = {Clock.DIAGNOSE: 7, Clock.SHORTLIST: 5, Clock.ANSWER: 10, Clock.FIRST_MEETING: 21, Clock.CONFIRM: 14}
FOLLOW_UP_YEARS: Final = (1, 3, 5)
FOLLOW_UP_NOTICE: Final = timedelta(days=30)
_YEAR: Final = timedelta(days=365)
REMINDERS_BEFORE_UNCONFIRMED: Final = 2
CLOCK_OF_STATE: Final = {
    _S.RAISED: Clock.DIAGNOSE,
    _S.DIAGNOSED: Clock.SHORTLIST,
    _S.FRAMED: Clock.SHORTLIST,
    _S.MATCHING: Clock.SHORTLIST,
    **dict.fromkeys(REPORTED_SOLVED, Clock.CONFIRM),
}
CLOCK_OF_INTRODUCTION: Final = {
    _I.SHORTLISTED: Clock.SHORTLIST,
    _I.APPROVED: Clock.SHORTLIST,
    _I.ASKED: Clock.ANSWER,
    **dict.fromkeys((_I.ACCEPTED, _I.CONSENTED, _I.DISCLOSED), Clock.FIRST_MEETING),
}


_LEGAL_FORMS: Final = re.compile(r"\(주\)|㈜|주식회사|유한회사|\(유\)|\b(?:co|ltd|inc|corp|corporation|company|limited|llc)\b\.?", re.IGNORECASE)
_MAIL_ADDRESS: Final = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_TELEPHONE: Final = re.compile(r"(?<!\d)(?:\+82[-. )]*|\(?0)\d{1,2}\)?[-. )]*\d{3,4}[-. ]?\d{4}(?!\d)|(?<!\d)1[5-8]\d\d-\d{4}(?!\d)")


def what_identifies(summary: str, names: Iterable[str]) -> list[str]:
    """The parts of an anonymised summary that tell who is behind it: a firm's name or alias, a person's name, a mail address, a telephone number.

    Names are compared without legal form, spaces and case; a name in Latin letters counts only as a whole word, so that `LG` is not found in `algae`.
    """
    summary = plain(summary)
    found = [match.group() for pattern in (_MAIL_ADDRESS, _TELEPHONE) for match in pattern.finditer(summary)]
    return found + sorted({name for name in names if _is_named(plain(name), summary)})


def _is_named(name: str, summary: str) -> bool:
    core = " ".join(_LEGAL_FORMS.sub(" ", name).split()).strip(" .,")
    if len(core) <= 1:
        return False
    if core.isascii():
        return re.search(rf"(?<![a-z0-9]){re.escape(core.casefold())}(?![a-z0-9])", summary.casefold()) is not None
    return _plain(core) in _plain(summary)


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", text).casefold()


def days_for(clock: str, settings: dict[str, int]) -> int:
    """How many days a clock has in this programme."""
    return settings.get(clock, CLOCK_DAYS[Clock(clock)])


def next_follow_up(since: date, today: date, answered: Container[int] = ()) -> tuple[int, date] | None:
    """After how many years, and on which day, the firm is asked next whether the solution has held: 1, 3 and 5 years after its word.

    One that was missed waits until the notice of the next begins, the last for a year; None once there is nothing more to ask.
    """
    days = [(years, since + timedelta(days=round(365.25 * years))) for years in FOLLOW_UP_YEARS]
    ends = [*(day - FOLLOW_UP_NOTICE for _years, day in days[1:]), days[-1][1] + _YEAR]
    return next((asked for asked, end in zip(days, ends, strict=True) if asked[0] not in answered and today < end), None)


def may_read_problem_text(viewer: Viewer, secrecy: int, place: Place) -> bool:
    """Whether the viewer may read title, description and wanted result of a problem of this secrecy at this place.

    Its firm and the coordinators of its groups always may, and an expert once the details have been disclosed to them. The others only when the firm
    has lowered the secrecy far enough: to 2 for the officers of the group and the complex office, to 1 for everyone signed in to the programme, to 0 for
    what is published about it.
    """
    if viewer.programme_id != place.programme_id:
        return False
    if secrecy == Secrecy.PUBLIC or (viewer.role is Role.FIRM_USER and covers(viewer, Scope.ORGANISATION, place)):
        return True
    if viewer.role is Role.COORDINATOR and covers(viewer, Scope.GROUPS, place):
        return True
    if viewer.role is Role.EXPERT and covers(viewer, Scope.PERSON, place):
        return True
    if viewer.is_anonymous or secrecy == Secrecy.COORDINATORS:
        return False
    return secrecy == Secrecy.PROGRAMME or covers(viewer, Scope.GROUPS, place) or (viewer.role is Role.COMPLEX_MANAGER and covers(viewer, Scope.COMPLEX, place))


def may_see_problem(viewer: Viewer, secrecy: int, place: Place) -> bool:
    """Whether the viewer may know that a problem of this secrecy at this place exists.

    A problem that its firm opened to the programme is seen by everyone who sees problems at all, wherever they stand.
    """
    if PERMISSIONS.allows(viewer, "view_problem", place):
        return True
    return secrecy <= Secrecy.PROGRAMME and viewer.programme_id == place.programme_id and PERMISSIONS.scope(viewer, "view_problem") is not None


_READERS: Final = {
    Role.FIRM_USER: Scope.ORGANISATION,
    Role.GROUP_OFFICER: Scope.GROUPS,
    Role.COORDINATOR: Scope.GROUPS,
    Role.COMPLEX_MANAGER: Scope.COMPLEX,
    Role.PROGRAMME_OFFICE: Scope.PROGRAMME,
}
_COORDINATOR: Final = {Role.COORDINATOR: Scope.GROUPS}
_FIRM: Final = {Role.FIRM_USER: Scope.ORGANISATION}
_COORDINATOR_OR_FIRM: Final = {**_COORDINATOR, **_FIRM}
_OFFICE: Final = {**_COORDINATOR, Role.COMPLEX_MANAGER: Scope.COMPLEX, Role.PROGRAMME_OFFICE: Scope.PROGRAMME}
_FIRM_VERBS: Final = ("resubmit_problem", "report_solved_by_firm", "reopen_problem", "begin_follow_up")
_EXPERT: Final = {Role.EXPERT: Scope.PERSON}
# What a clock does on its own stands in the journal under the administrator, without a person.
_CLOCKS: Final = {Role.ADMINISTRATOR: Scope.PROGRAMME}
_SIGNED_IN: Final[Mapping[Role, Scope]] = {role: Scope.PROGRAMME for role in Role if role is not Role.ANONYMOUS}

PERMISSIONS: Final = PermissionMap(
    "problems",
    {
        "view_problem": {**_READERS, **_EXPERT, Role.REVIEWER: Scope.PROGRAMME, Role.FUNDER: Scope.PROGRAMME},
        "view_match": _COORDINATOR,
        "view_introduction": {**_COORDINATOR_OR_FIRM, **_EXPERT, Role.PRIVACY_OFFICER: Scope.PROGRAMME},
        "view_project": {**_READERS, **_EXPERT, Role.REVIEWER: Scope.PROGRAMME, Role.FUNDER: Scope.PROGRAMME},
        "view_expertise": _SIGNED_IN,
        "raise_problem": _COORDINATOR_OR_FIRM,
        "lower_secrecy": _FIRM,
        "raise_secrecy": _COORDINATOR_OR_FIRM,
        **dict.fromkeys(PROBLEM_LIFECYCLE.steps, _COORDINATOR),
        **dict.fromkeys(_FIRM_VERBS, _COORDINATOR_OR_FIRM),
        "confirm_solved": _FIRM,
        "add_to_problem": _FIRM,
        "answer_intake": _COORDINATOR_OR_FIRM,
        "record_follow_up": _COORDINATOR_OR_FIRM,
        "remind_firm": _CLOCKS,
        "leave_unconfirmed": {**_COORDINATOR, **_CLOCKS},
        "read_problem_text": _EXPERT,
        "match_problem": _COORDINATOR,
        "judge_match": _COORDINATOR,
        "suggest_introduction": _COORDINATOR,
        "edit_summary": _COORDINATOR,
        **dict.fromkeys(INTRODUCTION_LIFECYCLE.steps, _COORDINATOR),
        "approve_summary": _FIRM,
        "return_summary": _FIRM,
        "withdraw_introduction": _COORDINATOR_OR_FIRM,
        "lapse_introduction": {**_COORDINATOR, **_CLOCKS},
        "accept_introduction": _EXPERT,
        "decline_introduction": _EXPERT,
        "rate_introduction": {**_FIRM, **_EXPERT},
        "settle_suggestion": _COORDINATOR,
        "pass_on_details": _COORDINATOR,
        "view_disclosures": {**_COORDINATOR_OR_FIRM, Role.PRIVACY_OFFICER: Scope.PROGRAMME},
        "view_eligibility": {**_OFFICE, **_FIRM},
        "register_call": {Role.PROGRAMME_OFFICE: Scope.PROGRAMME, Role.COMPLEX_MANAGER: Scope.PROGRAMME},
        "view_use_report": {**_OFFICE, **_FIRM},
        "record_use_report": _COORDINATOR_OR_FIRM,
        "remind_of_use_report": _CLOCKS,
        "view_language_model": {Role.PRIVACY_OFFICER: Scope.PROGRAMME, Role.ADMINISTRATOR: Scope.PROGRAMME},
        "decide_language_model": {Role.PRIVACY_OFFICER: Scope.PROGRAMME, Role.ADMINISTRATOR: Scope.PROGRAMME},
        "send_to_language_model": _COORDINATOR,
        "plan_project": _COORDINATOR,
        **dict.fromkeys(PROJECT_LIFECYCLE.steps, _OFFICE),
        "add_project_partner": _OFFICE,
        "plan_budget": _OFFICE,
        "add_milestone": _OFFICE,
        "reach_milestone": _OFFICE,
        "record_output": _COORDINATOR_OR_FIRM,
        "register_expertise": {**_OFFICE, **_EXPERT},
        "view_held_expertise": {
            **dict.fromkeys((Role.COORDINATOR, Role.COMPLEX_MANAGER, Role.PROGRAMME_OFFICE, Role.PRIVACY_OFFICER), Scope.PROGRAMME),
            **_EXPERT,
        },
        **dict.fromkeys(("correct_evidence", "disown_evidence", "reclaim_evidence", "correct_expertise", "ask_removal"), _EXPERT),
        "answer_removal": {Role.PROGRAMME_OFFICE: Scope.PROGRAMME, Role.PRIVACY_OFFICER: Scope.PROGRAMME},
        "review_identities": {**_COORDINATOR, Role.COMPLEX_MANAGER: Scope.PROGRAMME, Role.PROGRAMME_OFFICE: Scope.PROGRAMME},
        "register_facility": _OFFICE,
        "view_thesaurus": _SIGNED_IN,
        **dict.fromkeys(("draft_concept", "amend_concept", *CONCEPT_LIFECYCLE.steps), _OFFICE),
        "load_thesaurus": _CLOCKS,
        "register_support_programme": {Role.PROGRAMME_OFFICE: Scope.PROGRAMME, Role.COMPLEX_MANAGER: Scope.PROGRAMME},
        **fairness.FAIRNESS_GRANTS,
    },
)
