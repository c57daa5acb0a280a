"""The only way a page gets records of problems: what a viewer may see and read is decided here."""

from minicluster.problems.domain.queries.expertise import (
    expertise_for,
    facilities_for,
    support_programmes_for,
)
from minicluster.problems.domain.queries.fairness import (
    firms_to_declare_about,
    interest_for,
    interests_for,
    people_to_declare_for,
    problems_to_keep_back,
    verdict_for,
    verdicts_for,
)
from minicluster.problems.domain.queries.introductions import (
    consultations_to_choose,
    contacts_to_choose,
    filtered_introductions,
    introduction_behind,
    introduction_for,
    introductions_for,
    introductions_of,
    open_requests_of,
    people_to_suggest,
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
from minicluster.problems.domain.queries.thesaurus import (
    concepts_for_engine,
    thesaurus_version,
)
from minicluster.problems.domain.queries.visibility import (
    readable_problems,
    visible_introductions,
    visible_problems,
    visible_projects,
)

__all__ = [
    "activity_to_raise",
    "calls_to_choose",
    "concepts_for_engine",
    "consultations_to_choose",
    "contacts_to_choose",
    "duplicates_to_choose",
    "expertise_for",
    "facilities_for",
    "filtered_introductions",
    "filtered_problems",
    "filtered_projects",
    "firms_to_declare_about",
    "firms_to_raise_for",
    "interest_for",
    "interests_for",
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
    "people_to_declare_for",
    "people_to_suggest",
    "problem_for",
    "problems_for",
    "problems_from",
    "problems_to_keep_back",
    "project_for",
    "projects_for",
    "projects_of",
    "queue_for",
    "readable_problems",
    "similar_problems",
    "support_programmes_for",
    "thesaurus_version",
    "verbs_for",
    "verdict_for",
    "verdicts_for",
    "visible_introductions",
    "visible_problems",
    "visible_projects",
]
