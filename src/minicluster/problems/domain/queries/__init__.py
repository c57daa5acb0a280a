"""The only way a page gets records of problems: what a viewer may see and read is decided here."""

from minicluster.problems.domain.queries.disclosures import (
    disclosure_log_for,
    problem_to_account_for,
)
from minicluster.problems.domain.queries.expertise import (
    expertise_for,
    facilities_for,
    support_programmes_for,
)
from minicluster.problems.domain.queries.introductions import (
    consultations_to_choose,
    contacts_to_choose,
    decline_of,
    filtered_introductions,
    introduction_behind,
    introduction_for,
    introductions_for,
    introductions_of,
    open_requests_of,
    people_called,
    people_to_suggest,
    promises_of,
    ratings_seen_by,
    recipients_to_choose,
)
from minicluster.problems.domain.queries.language_model import (
    sending_decision_for,
    sending_decisions,
    sendings,
)
from minicluster.problems.domain.queries.messages import messages_of
from minicluster.problems.domain.queries.problems import (
    activity_to_raise,
    duplicates_to_choose,
    filtered_problems,
    firms_to_raise_for,
    match_for,
    observation_to_raise,
    open_problems_for,
    problem_for,
    problems_for,
    problems_from,
    similar_problems,
    verbs_for,
)
from minicluster.problems.domain.queries.projects import (
    calls_to_choose,
    filtered_projects,
    organisations_to_choose,
    project_for,
    projects_for,
    projects_of,
)
from minicluster.problems.domain.queries.queue import (
    introduction_title,
    queue_for,
)
from minicluster.problems.domain.queries.support import (
    call_named,
    calls_to_refer_to,
    firm_to_judge,
    support_for_plan,
    support_for_problem,
    support_open_to,
    support_programme_for,
)
from minicluster.problems.domain.queries.thesaurus import (
    concepts_for_engine,
    thesaurus_version,
)
from minicluster.problems.domain.queries.use_reports import (
    reports_asked_for,
    use_reports_of,
)
from minicluster.problems.domain.queries.visibility import (
    readable_problems,
    visible_introductions,
    visible_problems,
    visible_projects,
)

__all__ = [
    "activity_to_raise",
    "call_named",
    "calls_to_choose",
    "calls_to_refer_to",
    "concepts_for_engine",
    "consultations_to_choose",
    "contacts_to_choose",
    "decline_of",
    "disclosure_log_for",
    "duplicates_to_choose",
    "expertise_for",
    "facilities_for",
    "filtered_introductions",
    "filtered_problems",
    "filtered_projects",
    "firm_to_judge",
    "firms_to_raise_for",
    "introduction_behind",
    "introduction_for",
    "introduction_title",
    "introductions_for",
    "introductions_of",
    "match_for",
    "messages_of",
    "observation_to_raise",
    "open_problems_for",
    "open_requests_of",
    "organisations_to_choose",
    "people_called",
    "people_to_suggest",
    "problem_for",
    "problem_to_account_for",
    "problems_for",
    "problems_from",
    "project_for",
    "projects_for",
    "projects_of",
    "promises_of",
    "queue_for",
    "ratings_seen_by",
    "readable_problems",
    "recipients_to_choose",
    "reports_asked_for",
    "sending_decision_for",
    "sending_decisions",
    "sendings",
    "similar_problems",
    "support_for_plan",
    "support_for_problem",
    "support_open_to",
    "support_programme_for",
    "support_programmes_for",
    "thesaurus_version",
    "use_reports_of",
    "verbs_for",
    "visible_introductions",
    "visible_problems",
    "visible_projects",
]
