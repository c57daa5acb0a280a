"""What can be done with problems: every action asks the permission, checks the rule, writes the journal, in one transaction."""

from minicluster.problems.domain.actions.answering import (
    accept_introduction,
    decline_introduction,
    settle_suggestion,
    suggest_instead,
)
from minicluster.problems.domain.actions.disclosing import (
    disclose_details,
    pass_on_details,
    record_consents,
)
from minicluster.problems.domain.actions.expertise import (
    register_expertise,
    register_facility,
    register_support_programme,
)
from minicluster.problems.domain.actions.fairness import (
    decide_on_ranker,
    declare_interest,
    end_interest,
    set_matching_policy,
)
from minicluster.problems.domain.actions.held import (
    answer_removal,
    ask_removal,
    correct_evidence,
    correct_expertise,
    disown_evidence,
    reclaim_evidence,
)
from minicluster.problems.domain.actions.identities import (
    join_people,
    keep_apart,
    reopen_identity,
)
from minicluster.problems.domain.actions.intake import (
    answer_intake,
)
from minicluster.problems.domain.actions.introductions import (
    approve_summary,
    ask_expert,
    complete_introduction,
    edit_summary,
    record_first_meeting,
    shortlist_candidate,
    start_cooperation,
    suggest_introduction,
)
from minicluster.problems.domain.actions.language_model import (
    decide_language_model,
    withdraw_language_model,
)
from minicluster.problems.domain.actions.merging import (
    add_to_problem,
    merge_problem,
    raise_as_same,
)
from minicluster.problems.domain.actions.problems import (
    diagnose_problem,
    frame_problem,
    judge_match,
    raise_problem,
    resubmit_problem,
    return_problem,
    set_secrecy,
    start_matching,
)
from minicluster.problems.domain.actions.projects import (
    add_milestone,
    add_project_partner,
    plan_budget,
    plan_project,
    reach_milestone,
    record_output,
    settle_project,
    sign_agreement,
)
from minicluster.problems.domain.actions.rating import (
    rate_introduction,
)
from minicluster.problems.domain.actions.reading import (
    read_disclosed_contact,
    record_reading,
)
from minicluster.problems.domain.actions.solving import (
    confirm_solved,
    record_follow_up,
    remind_firm,
    reopen_problem,
    report_solved_by_advice,
    report_solved_by_firm,
    report_solved_by_project,
)
from minicluster.problems.domain.actions.steps import (
    take_introduction_step,
    take_problem_step,
    take_project_step,
)
from minicluster.problems.domain.actions.support import (
    refer_to_support,
    register_call,
)
from minicluster.problems.domain.actions.thesaurus import (
    amend_concept,
    draft_concept,
    grow_from_problem,
    restore_concept,
    review_concept,
    withdraw_concept,
)
from minicluster.problems.domain.actions.thesaurus_loading import (
    load_shipped_thesaurus,
)
from minicluster.problems.domain.actions.use_reports import (
    begin_use_reports,
    close_project,
    record_use_report,
    remind_of_use_report,
)

__all__ = [
    "accept_introduction",
    "add_milestone",
    "add_project_partner",
    "add_to_problem",
    "amend_concept",
    "answer_intake",
    "answer_removal",
    "approve_summary",
    "ask_expert",
    "ask_removal",
    "begin_use_reports",
    "close_project",
    "complete_introduction",
    "confirm_solved",
    "correct_evidence",
    "correct_expertise",
    "decide_language_model",
    "decide_on_ranker",
    "declare_interest",
    "decline_introduction",
    "diagnose_problem",
    "disclose_details",
    "disown_evidence",
    "draft_concept",
    "edit_summary",
    "end_interest",
    "frame_problem",
    "grow_from_problem",
    "join_people",
    "judge_match",
    "keep_apart",
    "load_shipped_thesaurus",
    "merge_problem",
    "pass_on_details",
    "plan_budget",
    "plan_project",
    "raise_as_same",
    "raise_problem",
    "rate_introduction",
    "reach_milestone",
    "read_disclosed_contact",
    "reclaim_evidence",
    "record_consents",
    "record_first_meeting",
    "record_follow_up",
    "record_output",
    "record_reading",
    "record_use_report",
    "refer_to_support",
    "register_call",
    "register_expertise",
    "register_facility",
    "register_support_programme",
    "remind_firm",
    "remind_of_use_report",
    "reopen_identity",
    "reopen_problem",
    "report_solved_by_advice",
    "report_solved_by_firm",
    "report_solved_by_project",
    "restore_concept",
    "resubmit_problem",
    "return_problem",
    "review_concept",
    "set_matching_policy",
    "set_secrecy",
    "settle_project",
    "settle_suggestion",
    "shortlist_candidate",
    "sign_agreement",
    "start_cooperation",
    "start_matching",
    "suggest_instead",
    "suggest_introduction",
    "take_introduction_step",
    "take_problem_step",
    "take_project_step",
    "withdraw_concept",
    "withdraw_language_model",
]
